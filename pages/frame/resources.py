"""Resources shared by all visitors: store, runner, networks, data. Networks here are read-only."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
import torch

from hqnn_core.board.entries import BoardError
from hqnn_core.board.view import ClassBoard
from hqnn_core.config import ModelConfig, SourceName
from hqnn_core.drawing import Blend, NoveltyDetector, blend_in_doubt, detector_for
from hqnn_core.figures.palette import Palette
from hqnn_core.language import LANGUAGES, gettext, language, ngettext, said
from hqnn_core.lesson.translation import told_board
from hqnn_core.network import (
    ClassicalTwin,
    DatasetError,
    Digits,
    HybridNet,
    checkpoint_bytes,
    circuit_of,
    first_of_each,
    load_checkpoint,
    load_digits,
    load_pretrained,
    mnist_is_there,
    seconds_per_image,
    untrained_report,
)
from hqnn_core.quantum import (
    Ansatz,
    Engine,
    ExpectationCurve,
    expectation_curve,
    make_engine,
    ry_circuit,
)
from hqnn_core.runs import Computation, Run
from hqnn_core.store.boards import Boards
from hqnn_core.store.faults import StoreError
from hqnn_core.store.shared_runner import SharedRunner
from hqnn_core.store.store import Store, open_store
from hqnn_core.words.numbers import number_text
from pages.widgets.chapter_probe import ChapterProbe

if TYPE_CHECKING:
    from hqnn_core.quantum import AerEngine

N_EXAMPLES = 100  # of each digit, at most

torch.set_num_threads(1)  # for single images; more of them wait for one another on a busy machine


@cache
def _opened_store() -> tuple[Store, str]:
    """The store and the fault of the configured one, which an in-memory store then replaces."""
    try:
        return open_store(), ""
    except StoreError as fault:
        logging.getLogger(__name__).error("%s", said(str(fault)))
        return open_store("sqlite://"), fault.args[0]


def store() -> Store:
    """The database of this server."""
    return _opened_store()[0]


@cache
def boards() -> Boards:
    """The boards of all classes."""
    return Boards(store())


@st.cache_resource(ttl=0.4, max_entries=100, show_spinner=False)
def _board_in(spoken: str, code: str) -> ClassBoard:
    from pages.frame.lesson.course import whole_lesson

    return told_board(boards().board(code), whole_lesson())


class _RecentBoard:
    def __call__(self, code: str) -> ClassBoard:
        """A class's board, at most 0.4 seconds old, shared by all pages in its language."""
        return _board_in(language(), code)

    def clear(self, code: str = "") -> None:
        """Have the board of a class, or of all classes, be read again."""
        if not code:
            _board_in.clear()
        for name in LANGUAGES if code else ():
            _board_in.clear(name, code)


recent_board = _RecentBoard()


def board_or_none(code: str) -> ClassBoard | None:
    """`recent_board`; None without a code, and where it cannot be read."""
    try:
        return recent_board(code) if code else None
    except (StoreError, BoardError):
        return None


def store_notice() -> str:
    """A notice about unsaved work; else empty."""
    if fault := _opened_store()[1]:
        return f"{said(fault)} " + gettext("Until then, all is lost when this server stops.")
    return said(store().notice())


def keeping_text() -> str:
    """Where a visitor's things are kept, and how long, in one sentence."""
    hours = store().keep_seconds / 3600
    n, shown = 1 if hours == 1 else 2, number_text(hours)
    if store().is_lasting:
        return ngettext(
            "The server keeps them for {hours} hour after your last visit, then deletes them.",
            "The server keeps them for {hours} hours after your last visit, then deletes them.",
            n,
            hours=shown,
        )
    return ngettext(
        "The server keeps them for {hours} hour at most, or until it stops.",
        "The server keeps them for {hours} hours at most, or until it stops.",
        n,
        hours=shown,
    )


@cache
def runner() -> SharedRunner:
    """The runner of this server; the first call starts its cluster in the background."""
    return SharedRunner(store())


def turn(run: Run | Computation | None) -> tuple[int, int]:
    """Position in the queue, 0 if it does not wait, and the length of the queue."""
    return (0, 0) if run is None else runner().turn(run)


@st.cache_resource(show_spinner=False)
def pretrained() -> HybridNet:
    return load_pretrained("zero-one")


@st.cache_resource(show_spinner=False)
def ten_digits() -> bytes:
    """The checkpoint of the pretrained network for ten digits."""
    return checkpoint_bytes(load_pretrained("ten-digits"))


@st.cache_resource(show_spinner=False, max_entries=100)
def trained(checkpoint: bytes) -> HybridNet | ClassicalTwin:
    return load_checkpoint(checkpoint)


@st.cache_resource(show_spinner=False, max_entries=50)
def aer(shots: int) -> AerEngine:
    """An Aer engine; its circuits are transpiled once for all visitors."""
    from hqnn_core.quantum import AerEngine  # half a second, not at the start of a page

    return AerEngine(shots)


@st.cache_resource(show_spinner=False, max_entries=50)
def sampler(shots: int) -> Engine:
    """A fast engine with shots, for curves of many circuits."""
    return make_engine("statevector", shots)


@st.cache_resource(show_spinner=False)
def circuit(hadamard: bool) -> Ansatz:
    return ry_circuit(hadamard)


@st.cache_resource(show_spinner=False)
def exact_curve(hadamard: bool) -> ExpectationCurve:
    """The exact <Z> of the circuit, over two turns to either side."""
    return expectation_curve(circuit(hadamard), np.linspace(-2 * math.pi, 2 * math.pi, 161))


def circuit_picture(hadamard: bool, theta: float, palette: Palette) -> str:
    """The circuit at an angle, as SVG."""
    from hqnn_core.figures.matplotlib_svg import one_angle_svg

    return one_angle_svg(circuit(hadamard), theta, palette)


def circuit_to_move(hadamard: bool, theta: float, palette: Palette) -> dict[str, str]:
    """The circuit as SVG with a stand-in for the angle, which a stage replaces as it moves."""
    from hqnn_core.figures.matplotlib_svg import STAND_IN, circuit_template, gate_angle

    svg = circuit_template(circuit(hadamard), palette)
    return {
        "circuit": svg[svg.index("<svg") :],
        "standIn": str(STAND_IN),
        "gateAngle": gate_angle(theta),
    }


@st.cache_resource(show_spinner=False, max_entries=20)
def network_circuit_picture(config: ModelConfig, palette: Palette) -> str:
    """The circuit of a network with many qubits, its parameters by name, as SVG."""
    from hqnn_core.figures.matplotlib_svg import circuit_svg

    return circuit_svg(circuit_of(config).circuit, palette)


@st.cache_resource(show_spinner=False)
def novelty(digits: tuple[int, ...] = (0, 1)) -> NoveltyDetector:
    """The novelty detector for these digits."""
    return detector_for(digits)


def example_digits(digits: tuple[int, ...] = (0, 1)) -> Digits:
    """Real handwriting, of MNIST where it is installed: up to 100 test images of each digit."""
    return _example_digits(digits, example_source())


def example_source() -> SourceName:
    """Where the examples come from."""
    return "mnist" if mnist_is_there() else "offline"


@st.cache_resource(show_spinner=False, max_entries=20)
def _example_digits(digits: tuple[int, ...], source: SourceName) -> Digits:
    try:
        found = load_digits(digits, N_EXAMPLES, source)
    except DatasetError:  # a damaged file, which a training on MNIST names
        found = load_digits(digits, N_EXAMPLES, "offline")
    images, labels = first_of_each(found.test_images, found.test_labels, N_EXAMPLES)
    return replace(found, test_images=images, test_labels=labels)


def example_angles(checkpoint: bytes | None) -> list[tuple[float, int]]:
    """(theta, class) of the examples through a network; None stands for the pretrained one."""
    return _example_angles(checkpoint, example_source())


@st.cache_resource(show_spinner=False, max_entries=100)
def _example_angles(checkpoint: bytes | None, source: SourceName) -> list[tuple[float, int]]:
    network = pretrained() if checkpoint is None else trained(checkpoint)
    examples = _example_digits(network.config.digits, source)
    thetas = network.activations(examples.test_images).theta[:, 0].tolist()
    return list(zip(thetas, examples.test_labels.tolist(), strict=True))


def blend_in_doubt_of(checkpoint: bytes | None) -> Blend:
    """An image that a network is undecided about; None stands for the pretrained network."""
    return _blend_in_doubt_of(checkpoint, example_source())


@st.cache_resource(show_spinner=False, max_entries=100)
def _blend_in_doubt_of(checkpoint: bytes | None, source: SourceName) -> Blend:
    network = pretrained() if checkpoint is None else trained(checkpoint)
    examples = _example_digits(network.config.digits, source)
    detector = novelty(network.config.digits)
    return blend_in_doubt(network, detector, examples.test_images, examples.test_labels)


@st.cache_resource(show_spinner=False, max_entries=100)
def untrained(model: ModelConfig, source: SourceName) -> dict[str, tuple[float, ...]]:
    """The probe images' outputs before training, see `hqnn_core.network.events`."""
    return untrained_report(model, test_digits(model.digits, source))


@st.cache_resource(show_spinner=False, max_entries=6)
def test_digits(digits: tuple[int, ...], source: SourceName) -> Digits:
    """The digits that a run was tested on."""
    return load_digits(digits, 1, source)


@cache
def _probe() -> ChapterProbe:
    return ChapterProbe(
        lambda: runner().running() > 0,
        lambda on_change: runner().compute(seconds_per_image, on_change=on_change),
    )


def chapter_probe() -> ChapterProbe:
    """The measured time of the chapter's method; starts a measurement if it is due."""
    _probe().refresh()
    return _probe()
