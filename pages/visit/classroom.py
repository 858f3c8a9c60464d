"""Class membership of a visitor, and the entries still to be sent to the board."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hqnn_core.board.entries import BoardError, Content, GoneError, from_json, kind_of, to_json
from hqnn_core.board.names import typed_code
from hqnn_core.language import N_, gettext
from hqnn_core.store.boards import Pupil, Teacher
from hqnn_core.store.faults import StoreError
from pages.frame.resources import boards, recent_board

if TYPE_CHECKING:
    from pages.frame.attention import Work

RETRY_SECONDS, REPORT_SECONDS = 5.0, 10.0
AWAY = N_("The board cannot be reached just now.")


class Classroom:
    """A visitor in a class, as a pupil, a teacher or both.

    Attributes:
        code: of the class that was joined; "" for none.
        pupil: the membership, once it is known.
        teacher: the access as a teacher.
        waiting: what the board does not have yet, by the name of the thing.
        sent: names of what it has, the oldest first.
        fault: why something was not sent, as a sentence; "" where all was.
        last_call: the number of the teacher's last call that was followed.
        work: what the pupil was at before it, until the pupil is back.
    """

    def __init__(self, keep: Callable[[bytes | None], object] = bool) -> None:
        """`keep` stores the class, what waits and what was sent, for `take`; by default nothing."""
        self._keep = keep
        self.code = ""
        self.pupil: Pupil | None = None
        self.teacher: Teacher | None = None
        self.waiting: dict[str, Content] = {}
        self.sent: dict[str, None] = {}
        self.fault = ""
        self.last_call = 0
        self.work: Work | None = None
        self._next_try = self._next_report = 0.0
        self._reported: tuple[str, int, int, str] | None = None

    def sit_down(self, pupil: Pupil) -> None:
        """Be in a class that was just joined."""
        if pupil.code != self.code:
            self._empty()
        self.code, self.pupil, self.fault = pupil.code, pupil, ""
        self.keep()

    def leave(self, fault: str = "") -> None:
        """Be in no class; what was sent stays on the board."""
        self._empty()
        self.fault = fault
        self.keep()

    def _empty(self) -> None:
        self.code, self.pupil, self.fault = "", None, ""
        self.waiting, self.sent = {}, {}
        self.last_call, self.work, self._reported = 0, None, None

    def keep(self) -> None:
        """Store it."""
        self._keep(self._to_json() if self.code else None)

    def take(self, content: bytes | None) -> None:
        """Be in the class that is stored; what waits here waits on if it is the same."""
        code, waiting, sent = _stored(content)
        if code != self.code:
            self._empty()
        self.code, self.sent = code, self.sent | sent
        both = waiting | self.waiting
        self.waiting = {thing: both[thing] for thing in both if thing not in self.sent}

    def note(self, thing: str, content: Content) -> None:
        """Have something sent, unless it was; without a class nothing is."""
        if self.code and thing not in self.sent and thing not in self.waiting:
            self.waiting[thing] = content
            self.keep()

    def send(self, visitor: str) -> None:
        """Send what waits; where that fails, `fault` says why, and a later call tries again."""
        if not self.code or time.monotonic() < self._next_try:
            return
        try:
            recent_board(self.code)  # of all who wait for a database that is away, one asks
            self.pupil = self.pupil or boards().pupil(self.code, visitor)
            if self.pupil is None:
                self.leave(gettext("You are not in the class any more. Join it again."))
            elif self.waiting:
                self._send_from(self.pupil)
        except GoneError as fault:
            self.leave(str(fault))
        except BoardError as fault:
            self._try_later(str(fault))
        except StoreError:
            self._try_later(gettext(AWAY))
        else:
            self.fault = "" if self.code else self.fault

    def report(self, page: str, step: int, minutes: int, progress: str) -> None:
        """Tell the teacher's list where the pupil is: what changed at once, else now and then."""
        place = page, step, minutes, progress
        if self.pupil is None or self.fault:
            return
        if place == self._reported and time.monotonic() < self._next_report:
            return
        try:
            boards().report(self.pupil, *place)
        except (BoardError, StoreError):
            return  # the list is late; the next call tries again
        self._reported, self._next_report = place, time.monotonic() + REPORT_SECONDS

    def _send_from(self, pupil: Pupil) -> None:
        try:
            for thing, content in list(self.waiting.items()):
                boards().send(pupil, pupil.entry_id(thing), content)
                self.sent[thing] = None
                self.waiting.pop(thing, None)
        finally:
            self.keep()
            recent_board.clear(self.code)  # who sends sees it at once

    def _try_later(self, fault: str) -> None:
        self.fault, self._next_try = fault, time.monotonic() + RETRY_SECONDS

    def _to_json(self) -> bytes:
        waiting = {t: [kind_of(each), to_json(each)] for t, each in list(self.waiting.items())}
        kept = {"code": self.code, "waiting": waiting, "sent": list(self.sent)}
        return json.dumps(kept).encode()


def _stored(content: bytes | None) -> tuple[str, dict[str, Content], dict[str, None]]:
    """The code, what waits and what was sent; nothing of it where it is broken."""
    try:
        kept: Any = json.loads(content or b"{}")
        code = typed_code(kept["code"])
        waiting = {str(t): from_json(*each) for t, each in kept["waiting"].items()}
        return code, waiting, {str(thing): None for thing in kept["sent"]}
    except (BoardError, ValueError, TypeError, KeyError, AttributeError):
        return "", {}, {}
