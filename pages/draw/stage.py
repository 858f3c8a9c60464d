"""The stage of a network with one angle: ink, arrow, bins, answer."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import streamlit as st

from hqnn_core.config import ModelConfig
from hqnn_core.figures.draw_stage import draw_stage, empty_stage, pictures_of
from hqnn_core.language import gettext
from pages.draw.answer import Answer
from pages.frame import resources, session
from pages.frame.theme import palette
from pages.visit.studio import Network
from pages.widgets.stage import look_of, sent, stage

STAGE = "draw-stage"
STATIONS = ("pixel", "hidden", "angle", "answer")
GHOST_MILLISECONDS = 1_400  # that an example takes to draw itself

_show = stage(STAGE, Path(__file__).parent)


def has_stage(config: ModelConfig) -> bool:
    """Whether a network ends in one qubit, whose arrow and counts the stage shows."""
    return config.kind == "hybrid" and config.has_one_angle


def show_stage(answer: Answer, place: int, said: str) -> None:
    """Show an answer; `place` counts the networks, `said` names the image."""
    prediction, content = answer.prediction, answer.network.content
    pixels = prediction.image.numpy().tobytes()
    pictures = session.cached(
        f"passage-{place}", (pixels, content), lambda: pictures_of(prediction)
    )
    curve = resources.exact_curve(prediction.config.hadamard)
    is_example = st.session_state.get(session.SAMPLE) is not None
    _put(
        place,
        {
            **draw_stage(prediction, answer.last, curve, answer.letter),
            "pictures": pictures,
            "drawing": hashlib.sha256(pixels + (content or b"")).hexdigest()[:16],
            "measured": f"{answer.last.shots} {session.counter(session.MEASUREMENTS)}",
            "wait": GHOST_MILLISECONDS if is_example else 0,
            "what": said,
            "reader": _reader(answer.network),
        },
    )


def show_empty_stage(network: Network, said: str) -> None:
    """Show the stage before there is a drawing."""
    digits = network.digits if len(network.digits) == 2 else (0, 1)
    stage_data = empty_stage(digits, resources.exact_curve(True))
    nothing = {"pictures": None, "drawing": "", "measured": "", "wait": 0}
    _put(0, {**stage_data, **nothing, "what": said, "reader": _reader(network)})


def _put(place: int, data: dict[str, Any]) -> None:
    key = f"{STAGE}-{place}"
    name = "answer" if place == 0 else f"answer-{place + 1}"
    _show(
        key=key,
        data={**look_of(palette()), **data, "name": name},
        on_open_change=lambda: _open(key, place),
    )


def _open(key: str, place: int) -> None:
    station = sent(key, "open", str)
    if station in STATIONS:
        st.session_state[session.OPEN_SUMS] = (place, station)


def _reader(network: Network) -> str:
    return gettext("Read by: {name}", name=network.name)
