"""Export of a one-qubit network as a single HTML file that runs offline in any browser.

The file has the network's weights as float32 and the novelty detector's as float16, and a script
that repeats the preprocessing of `hqnn_core.drawing` and the forward pass
(tests/browser/test_take_home.py compares both). Its Content-Security-Policy allows only its own
script and style, by their hashes: it can load and send nothing.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
from datetime import date
from pathlib import Path

import numpy as np
from babel.dates import format_date
from torch import nn

from hqnn_core.config import ModelConfig
from hqnn_core.drawing import detector_for
from hqnn_core.errors import InputError
from hqnn_core.figures.palette import PALETTES, Theme
from hqnn_core.language import gettext, language, localized, tag
from hqnn_core.network import ClassicalTwin, HybridNet
from hqnn_core.quantum import expectation_curve, ry_circuit, sine_through, start_angle
from hqnn_core.words.circuit import source_text
from hqnn_core.words.drawing import neither_text, shots_text
from hqnn_core.words.numbers import one_of_digits, tie_text, whole_text

MAX_BYTES = 200_000
SHOTS = (1, 10, 100, 1_000, 10_000)
Words = tuple[dict[str, str], dict[str, object]]
"""Those of the page, by their place in the template; and of the script, as JSON values."""

_TEMPLATE = Path(__file__).with_suffix(".html")


def can_be_taken_home(config: ModelConfig) -> bool:
    """Whether a network ends in one qubit; the file draws one angle and two bins."""
    return config.kind == "hybrid" and config.has_one_angle


def take_home_html(network: HybridNet | ClassicalTwin, words: Words) -> str:
    """The file for a network.

    Raises `InputError` for a network that does not end in one qubit.
    """
    if not can_be_taken_home(network.config):
        raise InputError(gettext("Only a network that ends in one qubit can be saved as a page."))
    of_page, of_script = words
    content = json.dumps({**_network(network), **of_script})
    parts = {
        **{place: html.escape(text) for place, text in of_page.items()},
        "light": _colours("light"),
        "dark": _colours("dark"),
        "network": content.replace("<", "\\u003c"),
    }
    page = _filled(_TEMPLATE.read_text(encoding="utf-8"), parts)
    return page.replace("{{policy}}", _policy(page), 1)  # the first: a name may hold the word too


def _filled(text: str, parts: dict[str, str]) -> str:
    """The template with each {{place}} that has a part replaced, in one pass."""
    return re.sub(r"{{(\w+)}}", lambda found: parts.get(found[1], found[0]), text)


def take_home_words(network: HybridNet | ClassicalTwin, name: str, saved: date) -> Words:
    """The words for a network in the present language; the file is made later, in another thread.

    `name` and the day `saved` are shown in the file.
    """
    digits = network.config.digits
    formula = "(1 + sin θ)/2" if network.config.hadamard else "(1 − cos θ)/2"
    asked = one_of_digits(digits)
    about = gettext(
        "The network “{name}” of the app “A neural network that ends in a qubit” (hqnn-core). It "
        "was saved on {date}. Trained weights: {n}. It tells these digits apart: {digits}.",
        name=name,
        date=format_date(saved, "long", locale=language()),
        n=whole_text(sum(parameter.numel() for parameter in network.parameters())),
        digits=", ".join(map(str, digits)),
    )
    bins = gettext(
        "The lines in the two bins are the exact probabilities. For {digit} it is {formula}. Here "
        "your browser draws the shots at random. In the app, Qiskit Aer does.",
        digit=digits[1],
        formula=formula,
    )
    of_page = {
        "lang": tag(),
        "title": gettext("A neural network that ends in a qubit"),
        "task": gettext(
            "Draw {digits}. A small network turns your ink into one angle, θ. The angle turns a "
            "qubit. The qubit is measured many times, and the more frequent result is the answer.",
            digits=asked,
        ),
        "canvas": gettext("Canvas: draw {digits} here", digits=asked),
        "clear": gettext("Clear"),
        "reader": gettext("Read by: {name}", name=name),
        "arrow": gettext("The qubit's arrow, turned by θ"),
        "bins": gettext("Counts of both results"),
        "shots": gettext("Shots"),
        "again": gettext("Measure again"),
        "what": gettext("What is this file?"),
        "about": about,
        "lines": bins,
        "offline": gettext(
            "The file is complete. It loads nothing, sends nothing, keeps nothing, and works "
            "offline."
        ),
        "origin": source_text().replace("*", ""),
    }
    of_script = {
        "separators": {mark: localized(mark) for mark in ".,"},
        "shots": list(SHOTS),
        "empty": gettext("Nothing drawn yet."),
        "dot": gettext("That is too little for a digit. Draw a longer line."),
        "neither": neither_text(digits),
        "said": {n: shots_text(n, "{count}", "{answer}") for n in SHOTS},
        "tie": tie_text(digits[0]),
    }
    return of_page, of_script


def _colours(theme: Theme) -> str:
    palette = PALETTES[theme]
    zero, one = palette.classes
    colours = {
        "ink": palette.ink, "sampled": palette.sampled, "faint": palette.faint,
        "paper": palette.paper, "zero": zero, "one": one,
    }  # fmt: skip
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def _network(network: HybridNet | ClassicalTwin) -> dict[str, object]:
    """What the script reads: digits, curve and weights, and the detector's if there is one."""
    config = network.config
    angles = np.linspace(-math.pi, math.pi, 21)
    curve = expectation_curve(ry_circuit(config.hadamard), angles)
    detector = detector_for(config.digits)
    is_known = detector.knows(config.digits)
    return {
        "digits": config.digits,
        "start": start_angle(config.hadamard),
        "curve": sine_through(curve.theta, -curve.exact),
        "weights": _packed(network.classical, "<f4"),
        "detector": _packed(detector.network, "<f2") if is_known else None,
        "limit": detector.limit,
    }


def _packed(part: nn.Module, kind: str) -> str:
    """All weights in the order of the layers, each its weights before its biases, as base64."""
    values = [parameter.detach().numpy().ravel() for parameter in part.parameters()]
    return base64.b64encode(np.concatenate(values).astype(kind).tobytes()).decode("ascii")


def _policy(page: str) -> str:
    """The Content-Security-Policy: nothing but the page's own script and style."""
    return (
        f"default-src 'none'; script-src {_hash(page, 'script')}; "
        f"style-src {_hash(page, 'style')}; base-uri 'none'; form-action 'none'"
    )


def _hash(page: str, tag: str) -> str:
    [content] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
