"""Facts about a page's state, one function for each fact of `hqnn_core.lesson`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from hqnn_core.board.entries import PairSent
from hqnn_core.drawing import Measurement, is_example, most_frequent
from hqnn_core.lesson.facts import FACTS, OWN, Value
from hqnn_core.network import Finished
from hqnn_core.quantum import exact_engine, outcome_probabilities, slopes
from hqnn_core.words.pairs import better_network, pair_text, together_text
from pages.frame import resources, session
from pages.frame.address import instead_of_link
from pages.frame.settings import stored
from pages.visit.visitors import visitor
from pages.widgets.controls import shift_now, shots_now, theta_now


def facts_of(page: str) -> dict[str, Value | None]:
    """All facts of a page by name; None for those that are not known yet."""
    return {name: KNOWN[name]() for name, fact in FACTS.items() if page in fact.pages}


def _angle_of_image() -> float | None:
    passage = session.kept("passage")
    return None if passage is None else passage.theta


def _hadamard() -> bool:
    return bool(st.session_state.get(session.HADAMARD, True))


def _probability_of_one() -> float:
    expectation = exact_engine().expectations(resources.circuit(_hadamard()), [[theta_now()]])
    return outcome_probabilities(expectation)[1].item()


def _shots_measured() -> int | None:
    """Shots at the chosen angle; None where the circuit was not measured there."""
    asked, bits = st.session_state.get(session.MEASURED_SHOTS, (None, ()))
    return len(bits) if asked == (theta_now(), _hadamard()) else None


def _ones() -> int | None:
    return int(sum(st.session_state[session.MEASURED_SHOTS][1])) if _shots_measured() else None


def _share_of_ones() -> float | None:
    n, ones = _shots_measured(), _ones()
    return ones / n if n and ones is not None else None


def _scatter(shift: float) -> float:
    """The scatter of one slope that is measured by parameter shift."""
    circuit = resources.circuit(True)
    return slopes(circuit, theta_now(), [shift], "parameter-shift", shots_now())[0].deviation


def _end() -> Finished | None:
    """The last event of the shown run; None without test results."""
    run = visitor().shown
    return run.finished if run is not None and run.epochs else None


def _of_end(name: str) -> Value | None:
    end = _end()
    return None if end is None else getattr(end, name)


def _seed() -> str | None:
    return OWN if stored().get(session.SEED) == str(visitor().own_seed) else None


def _all_pairs() -> set[PairSent]:
    """The visitor's pairs of a hybrid network and its twin, and those of the class."""
    board = resources.board_or_none(visitor().classroom.code)
    return set(visitor().pairs.values()) | (board.pairs if board else set())


def _own_pair() -> str | None:
    pairs = list(visitor().pairs.values())
    return pair_text(pairs[-1]) if pairs else None


def _better_network() -> str | None:
    return better_network(pairs) if (pairs := _all_pairs()) else None


def _has_drawn() -> bool:
    """Whether the drawing on the canvas is the visitor's own, and no example."""
    drawing = visitor().studio.canvases.get("draw")
    return drawing is not None and not is_example(drawing)


def _shots_of_drawing() -> int | None:
    found = session.kept("found-0")
    return found[-1].shots if found else None


def _answers() -> list[Measurement]:
    """The last answers to the drawing."""
    return session.kept("found-0") or []


def _most_frequent() -> int | None:
    found, prediction = _answers(), session.kept("prediction-0")
    return prediction.config.digits[most_frequent(found)] if found else None


def _minority() -> int | None:
    found = _answers()
    return sum(each.label != most_frequent(found) for each in found) if found else None


def _experiment_done() -> str | None:
    name = st.session_state.get(session.EXPERIMENT, "")
    return name if _result(name) is not None else None


def _result(experiment: str) -> Any:
    known = visitor().experiments.get(experiment)
    return known.result if known else None


def _of_surrogate(name: str) -> Value | None:
    found = _result("surrogate")
    return None if found is None else getattr(found, name)


KNOWN: dict[str, Callable[[], Value | None]] = {
    "layer": lambda: st.session_state.get(session.PASSAGE_STEP),
    "angle_of_image": _angle_of_image,
    "theta": theta_now,
    "hadamard": _hadamard,
    "probability_of_one": _probability_of_one,
    "shots_measured": _shots_measured,
    "ones": _ones,
    "share_of_ones": _share_of_ones,
    "shift": shift_now,
    "shots": shots_now,
    "slope_scatter": lambda: _scatter(shift_now()),
    "slope_scatter_at_0.1": lambda: _scatter(0.1),
    "is_training": lambda: visitor().active is not None,
    "runs_ended": lambda: sum(1 for run in visitor().runs if run.finished),
    "test_accuracy": lambda: _of_end("test_accuracy"),
    "test_images": lambda: _of_end("n_test"),
    "test_images_right": lambda: _of_end("n_right"),
    "preset": lambda: st.session_state.get(session.PRESET),
    "seed": _seed,
    "pairs_trained": lambda: len(visitor().pairs),
    "better_network": _better_network,
    "own_pair": _own_pair,
    "all_pairs": lambda: together_text(_all_pairs()),
    "has_drawn": _has_drawn,
    "shots_of_drawing": _shots_of_drawing,
    "answers": lambda: len(_answers()),
    "answers_in_the_minority": _minority,
    "most_frequent_answer": _most_frequent,
    "experiment_done": _experiment_done,
    "experiment": lambda: st.session_state.get(session.EXPERIMENT),
    "answers_kept_by_surrogate": lambda: _of_surrogate("share_kept"),
    "surrogate_answers": lambda: _of_surrogate("n_answers"),
    "surrogate_answers_kept": lambda: _of_surrogate("n_kept"),
}
SETTINGS = {
    "theta": session.THETA,
    "shots": session.SHOTS,
    "shift": session.SHIFT,
    "hadamard": session.HADAMARD,
    "layer": session.PASSAGE_STEP,
    "experiment": session.EXPERIMENT,
    "preset": session.PRESET,
    "seed": session.SEED,
}
"""The names of the settings that facts are of."""


def set_facts(values: Mapping[str, Value]) -> None:
    """Set settings by the names of their facts; call it before the page's widgets."""
    settings = {SETTINGS[name]: value for name, value in values.items()}
    if settings.get(session.SEED) == OWN:
        settings[session.SEED] = str(visitor().own_seed)
        instead_of_link(settings)  # it has the seed of whoever made it
    stored().update(settings)
