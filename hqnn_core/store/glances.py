"""Boards as they were a moment ago: of all pages that show a class, one asks the database."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from hqnn_core.board import BoardError, ClassBoard
from hqnn_core.store.faults import StoreError

GLANCE_SECONDS = 1.0
MAX_CLASSES = 100


@dataclass
class _Glance:
    """What reading a board gave last: the board, or why there is none."""

    outcome: ClassBoard | BoardError | StoreError | None = None
    read_at: float = 0.0
    reading: Lock = field(default_factory=Lock)


class Glances:
    """Reads each class's board at most once a second, however many ask.

    Nobody waits for one who is reading already, unless nothing is known yet.
    """

    def __init__(self, read: Callable[[str], ClassBoard], clock: Callable[[], float]) -> None:
        self._read, self._clock, self._lock = read, clock, Lock()
        self._known: OrderedDict[str, _Glance] = OrderedDict()

    def of(self, code: str) -> ClassBoard:
        """Raises what reading it has raised."""
        glance = self._glance(code)
        if self._is_old(glance) and glance.reading.acquire(blocking=glance.outcome is None):
            try:
                if self._is_old(glance):
                    self._look(glance, code)
            finally:
                glance.reading.release()
        outcome = glance.outcome
        if isinstance(outcome, ClassBoard):
            return outcome
        raise type(outcome)(str(outcome)) from None  # type: ignore[misc]

    def forget(self, code: str) -> None:
        """What is known is not true any more: the next one to ask gets what is."""
        with self._lock:
            self._known.pop(code, None)

    def _glance(self, code: str) -> _Glance:
        with self._lock:
            glance = self._known.setdefault(code, _Glance())
            self._known.move_to_end(code)
            while len(self._known) > MAX_CLASSES:
                self._known.popitem(last=False)
            return glance

    def _is_old(self, glance: _Glance) -> bool:
        return glance.outcome is None or self._clock() - glance.read_at >= GLANCE_SECONDS

    def _look(self, glance: _Glance, code: str) -> None:
        try:
            glance.outcome = self._read(code)
        except (BoardError, StoreError) as fault:
            glance.outcome = fault
        glance.read_at = self._clock()
