"""Who is stuck, away or finished."""

from __future__ import annotations

import pytest

from hqnn_core.board.presence import Place, Presence, State, sorted_places
from hqnn_core.words.board import place_text, places_text


def pupil(
    name: str = "Ada", step: int = 1, seen: float = 1_000, progress: float = 1_000
) -> Presence:
    return Presence(name, name, "circuit", step, 45, "{}", seen, progress)


@pytest.mark.parametrize(
    ("seen", "progress", "step", "is_finished", "state"),
    [
        (1_000, 1_000, 1, False, State.WORKING),
        (1_000, 880, 1, False, State.WORKING),  # two minutes are not yet more than two
        (1_000, 879.9, 1, False, State.STUCK),
        (1_000, 0, 0, False, State.EXPLORING),  # nobody is stuck outside of the lesson
        (1_000, 0, 7, True, State.FINISHED),
        (970, 0, 1, False, State.STUCK),
        (969.9, 0, 1, False, State.AWAY),
        (0, 0, 0, True, State.AWAY),  # before the first report, and gone since it finished
    ],
)
def test_state_of_a_pupil(seen, progress, step, is_finished, state):
    assert pupil("Ada", step, seen, progress).state(is_finished, 1_000) is state


def test_those_who_need_help_come_first():
    states = [State.AWAY, State.FINISHED, State.WORKING, State.STUCK, State.EXPLORING]
    places = [Place(pupil(f"P{i}"), state, i, 7) for i, state in enumerate(states)]
    names = [place.pupil.nickname for place in sorted_places(places)]
    assert names == ["P3", "P2", "P4", "P1", "P0"]
    assert places_text(places) == "5 pupils · finished: 1 · away: 1 · stuck: P3"
    assert places_text([]) == "nobody has joined yet"
    assert place_text(places[3], "Circuit") == (
        "P3: 3 of 7 steps done · at step 1 · Circuit · no progress for two minutes · "
        "Show the hand-out"
    )
