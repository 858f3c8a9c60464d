"""What the lesson can know of a page's state: one function for each fact of `hqnn_core.lesson`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import streamlit as st

from hqnn_core.lesson import FACTS, Value
from hqnn_core.quantum import slopes
from pages.shared import resources, session
from pages.shared.controls import setting
from pages.shared.visitors import visitor


def facts_of(page: str) -> dict[str, Value | None]:
    """All that is known of a page, by the names of the facts; None where it is not known yet."""
    return {name: KNOWN[name]() for name, fact in FACTS.items() if page in fact.pages}


def _layer() -> str | None:
    return st.session_state.get(session.PASSAGE_STEP)


def _angle_of_image() -> float | None:
    passage = session.kept("passage")
    return None if passage is None else passage.theta


def _theta() -> float:
    return float(setting(session.THETA))


def _hadamard() -> bool:
    return bool(st.session_state.get(session.HADAMARD, True))


def _shots_measured() -> int | None:
    """Shots at the chosen angle; None where the circuit was not measured there."""
    asked, bits = st.session_state.get(session.PILE, (None, ()))
    return len(bits) if asked == (_theta(), _hadamard()) else None


def _ones() -> int | None:
    return int(sum(st.session_state[session.PILE][1])) if _shots_measured() else None


def _share_of_ones() -> float | None:
    n, ones = _shots_measured(), _ones()
    return ones / n if n and ones is not None else None


def _shift() -> float:
    return float(setting(session.SHIFT))


def _shots() -> int:
    return int(setting(session.SHOTS))


def _scatter(shift: float) -> float:
    """The scatter of one slope that is measured by parameter shift."""
    circuit = resources.circuit(True)
    return slopes(circuit, _theta(), [shift], "parameter-shift", _shots())[0].deviation


def _last_accuracy() -> float | None:
    ended = [run for run in visitor().runs if run.finished and run.epochs]
    return ended[-1].epochs[-1].test_accuracy if ended else None


def _shots_of_drawing() -> int | None:
    found = session.kept("found-0")
    return found[-1].shots if found else None


def _answers() -> list[int]:
    """The last answers to the drawing, digits."""
    found, prediction = session.kept("found-0"), session.kept("prediction-0")
    return [prediction.config.digits[each.label] for each in found or []]


def _most_frequent() -> int | None:
    counted = Counter(_answers()).most_common(1)
    return counted[0][0] if counted else None


def _minority() -> int | None:
    answers = _answers()
    return len(answers) - answers.count(_most_frequent() or 0) if answers else None


def _experiment_done() -> str | None:
    name = st.session_state.get(session.EXPERIMENT, "")
    return name if _result(name) is not None else None


def _result(experiment: str) -> object:
    return st.session_state.get(session.EXPERIMENT_RESULT + experiment, (None, None))[1]


def _kept_by_surrogate() -> float | None:
    found = st.session_state.get(session.EXPERIMENT_RESULT + "surrogate", (None, None))[1]
    return None if found is None else 1 - sum(found.n_changed) / found.surrogates.size


KNOWN: dict[str, Callable[[], Value | None]] = {
    "layer": _layer,
    "angle_of_image": _angle_of_image,
    "theta": _theta,
    "hadamard": _hadamard,
    "shots_measured": _shots_measured,
    "ones": _ones,
    "share_of_ones": _share_of_ones,
    "shift": _shift,
    "shots": _shots,
    "slope_scatter": lambda: _scatter(_shift()),
    "slope_scatter_at_0.1": lambda: _scatter(0.1),
    "is_training": lambda: visitor().active is not None,
    "runs_ended": lambda: sum(1 for run in visitor().runs if run.finished),
    "test_accuracy": _last_accuracy,
    "has_drawn": lambda: "draw" in visitor().studio.canvases,
    "shots_of_drawing": _shots_of_drawing,
    "answers": lambda: len(_answers()),
    "answers_in_the_minority": _minority,
    "most_frequent_answer": _most_frequent,
    "experiment_done": _experiment_done,
    "answers_kept_by_surrogate": _kept_by_surrogate,
}
