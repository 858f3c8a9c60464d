"""The class that a visitor is in, and what is still to be sent to its board."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from hqnn_core.board import BoardError, Content, GoneError, typed_code
from hqnn_core.store import Desk, Seat, StoreError
from hqnn_core.words import waiting_text
from pages.shared.resources import boards

RETRY_SECONDS = 5.0


@dataclass
class Classroom:
    """A visitor in a class, as a pupil, a teacher or both; what is not acknowledged is kept here.

    Attributes:
        code: of the class that was joined; "" for none.
        seat: the place in it, once it is known.
        desk: the place as a teacher.
        waiting: what the board does not have yet, by the name of the thing.
        sent: names of what it has.
        fault: why something was not sent, as a sentence; "" where all was.
    """

    code: str = ""
    seat: Seat | None = None
    desk: Desk | None = None
    waiting: dict[str, Content] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    fault: str = ""
    _next_try: float = 0.0

    def sit_down(self, seat: Seat) -> None:
        """Be in a class that was just joined."""
        if seat.code != self.code:
            self.leave()
        self.code, self.seat, self.fault = seat.code, seat, ""

    def leave(self, fault: str = "") -> None:
        """Be in no class; what was sent stays on the board."""
        self.code, self.seat, self.fault = "", None, fault
        self.waiting, self.sent = {}, set()

    def take(self, content: bytes | None) -> None:
        """Be in the class that is stored."""
        try:
            code = typed_code((content or b"").decode())
        except (BoardError, UnicodeDecodeError):
            code = ""
        if code != self.code:
            self.leave()
            self.code = code

    def note(self, thing: str, content: Content) -> None:
        """Have something sent, unless it was; without a class nothing is."""
        if self.code and thing not in self.sent:
            self.waiting.setdefault(thing, content)

    def send(self, visitor: str) -> None:
        """Send what waits; where that fails, `fault` says why, and the next call tries again."""
        if not self.code or time.monotonic() < self._next_try:
            return
        try:
            self.seat = self.seat or boards().seat(self.code, visitor)
            if self.seat is None:
                self.leave("You are not in the class any more. Join it again.")
            else:
                self._send_from(self.seat)
        except GoneError as fault:
            self.leave(str(fault))
        except BoardError as fault:
            self._try_later(str(fault))
        except StoreError:
            self._try_later(waiting_text(len(self.waiting)))
        else:
            self.fault = "" if self.code else self.fault

    def _send_from(self, seat: Seat) -> None:
        for thing, content in list(self.waiting.items()):
            boards().send(seat, seat.entry_id(thing), content)
            self.sent.add(thing)
            self.waiting.pop(thing, None)

    def _try_later(self, fault: str) -> None:
        self.fault, self._next_try = fault, time.monotonic() + RETRY_SECONDS
