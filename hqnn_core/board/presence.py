"""Where the pupils of a class are in the lesson, and who needs help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

STUCK_SECONDS, AWAY_SECONDS = 120.0, 30.0


class State(StrEnum):
    """What a pupil does; the teacher's list has them in this order."""

    STUCK = "stuck"
    WORKING = "working"
    EXPLORING = "exploring"  # outside of the lesson
    FINISHED = "finished"
    AWAY = "away"


@dataclass(frozen=True)
class Presence:
    """A pupil's place, as the pupil's page last reported it.

    Attributes:
        member: the pupil's id in the database.
        page: the name of the page.
        step: of the lesson, from 1; 0 while the lesson is off.
        minutes: the length of that lesson; 0 before the first report.
        progress: `hqnn_core.lesson.progress.Progress` as JSON; "" before the first report.
        seen_at: the last report, seconds since the epoch; 0 before the first.
        progress_at: when step or progress last changed, or a pause ended.
    """

    member: str
    nickname: str
    page: str
    step: int
    minutes: int
    progress: str
    seen_at: float
    progress_at: float

    def state(self, is_finished: bool, now: float) -> State:
        """What the pupil does; `is_finished`: all steps are done, `now`: seconds since the epoch.

        Two minutes without progress in the lesson are stuck; a page that has not reported for
        half a minute is closed or asleep.
        """
        if now - self.seen_at > AWAY_SECONDS:
            return State.AWAY
        if is_finished:
            return State.FINISHED
        if self.step == 0:
            return State.EXPLORING
        return State.STUCK if now - self.progress_at > STUCK_SECONDS else State.WORKING


@dataclass(frozen=True)
class Place:
    """A pupil in the teacher's list: `n_done` of `n_steps` steps are done."""

    pupil: Presence
    state: State
    n_done: int
    n_steps: int


def sorted_places(places: Iterable[Place]) -> list[Place]:
    """Who needs help first, then by nickname."""
    order = list(State)
    return sorted(
        places, key=lambda each: (order.index(each.state), each.pupil.nickname.casefold())
    )
