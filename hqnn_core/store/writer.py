"""Writing in the background: nobody waits for it, and nothing is lost where it fails."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from hqnn_core.log import log_event
from hqnn_core.store.faults import reason_of

PACE_SECONDS = 0.5
"""Changes that come sooner are written together, and only the newest of each thing."""
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
CLOSE_SECONDS = 5.0

After = Callable[[], None] | None
"""What is to be done once something is committed."""
Write = Callable[[Session], After]
"""Writes something within a transaction."""


class Writer:
    """One thread that writes the newest state of each thing that has changed.

    Attributes:
        reason: why the last attempt failed; empty where it did not.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Session]]) -> None:
        self._transaction = transaction
        self._changed = threading.Condition()
        self._pending: dict[Hashable, Write] = {}
        self._since: float | None = None  # the oldest change that is not written
        self._taken: dict[Hashable, Write] = {}
        self._is_closed = False
        self.reason = ""
        self._thread = threading.Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    def note(self, thing: Hashable, write: Write) -> None:
        """Have `write` called soon, unless the same thing changes again before."""
        with self._changed:
            self._pending[thing] = write
            self._since = self._since or time.monotonic()
            self._changed.notify_all()

    def __contains__(self, thing: Hashable) -> bool:
        """Whether a thing has a change that is not written."""
        with self._changed:
            return thing in self._pending or thing in self._taken

    def lag(self) -> float:
        """Seconds that the oldest unwritten change has waited."""
        since = self._since
        return time.monotonic() - since if since else 0.0

    def flush(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Wait until all is written; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._pending or self._taken), seconds)

    def close(self) -> None:
        """Write what is left, if the database is there, and end the thread."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._thread.join(CLOSE_SECONDS)

    def _serve(self) -> None:
        wait = PACE_SECONDS
        while (taken := self._take()) is not None:
            try:
                self._write(taken)
            except SQLAlchemyError as fault:
                self._put_back(taken, reason_of(fault))
                wait = FIRST_WAIT if wait == PACE_SECONDS else min(2 * wait, LONGEST_WAIT)
                if self._is_closed:
                    return
            else:
                self._note_written()
                wait = PACE_SECONDS
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed, wait)

    def _take(self) -> dict[Hashable, Write] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._is_closed)
            self._taken, self._pending = self._pending, {}
            return self._taken or None

    def _put_back(self, taken: dict[Hashable, Write], reason: str) -> None:
        """Newer changes of the same things count."""
        with self._changed:
            if not self.reason:
                logging.getLogger(__name__).warning("The database cannot be written: %s", reason)
                log_event("store-away", message=reason)
            self._pending = {**taken, **self._pending}
            self.reason, self._taken = reason, {}

    def _note_written(self) -> None:
        with self._changed:
            if self.reason:
                log_event("store-back", away_s=round(self.lag(), 1))
            self.reason = ""
            self._taken.clear()  # and with it what it holds, as `_serve` does not
            self._since = time.monotonic() if self._pending else None
            self._changed.notify_all()

    def _write(self, taken: dict[Hashable, Write]) -> None:
        try:
            self._commit(*taken.values())
        except (DataError, IntegrityError):
            self._write_singly(taken)

    def _write_singly(self, taken: dict[Hashable, Write]) -> None:
        """One thing that no database would take must not keep the others from being written."""
        for thing, write in taken.items():
            try:
                self._commit(write)
            except (DataError, IntegrityError):
                logging.getLogger(__name__).exception("%s cannot be stored", thing)

    def _commit(self, *writes: Write) -> None:
        with self._transaction() as session:
            afterwards = [write(session) for write in writes]
        for after in afterwards:
            if after is not None:
                after()
