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
from torch import nn

from hqnn_core.config import ModelConfig
from hqnn_core.drawing import detector_for
from hqnn_core.errors import InputError
from hqnn_core.figures.palette import PALETTES, Theme
from hqnn_core.network import ClassicalTwin, HybridNet
from hqnn_core.quantum import expectation_curve, ry_circuit, sine_through, start_angle
from hqnn_core.words.circuit import CHAPTER
from hqnn_core.words.numbers import one_of_digits

MAX_BYTES = 200_000
_TEMPLATE = Path(__file__).with_suffix(".html")


def can_be_taken_home(config: ModelConfig) -> bool:
    """Whether a network ends in one qubit; the file draws one angle and two bins."""
    return config.kind == "hybrid" and config.has_one_angle


def take_home_html(network: HybridNet | ClassicalTwin, name: str, saved: date) -> str:
    """The file for a network; `name` and the day `saved` are shown in it.

    Raises `InputError` for a network that does not end in one qubit.
    """
    config = network.config
    if not can_be_taken_home(config):
        raise InputError("Only a network that ends in one qubit can be saved as a page.")
    texts = {
        "digits": one_of_digits(config.digits),
        "name": name,
        "about": _about(network, name, saved),
        "formula": "(1 + sin θ)/2" if config.hadamard else "(1 − cos θ)/2",
        "origin": f"The app follows {CHAPTER.replace('*', '')}.",
    }
    parts = {
        **{place: html.escape(text) for place, text in texts.items()},
        "light": _colours("light"),
        "dark": _colours("dark"),
        "network": json.dumps(_network(network)).replace("<", "\\u003c"),
    }
    page = _filled(_TEMPLATE.read_text(encoding="utf-8"), parts)
    return page.replace("{{policy}}", _policy(page), 1)  # the first: a name may hold the word too


def _filled(text: str, parts: dict[str, str]) -> str:
    """The template with each {{place}} that has a part replaced, in one pass."""
    return re.sub(r"{{(\w+)}}", lambda found: parts.get(found[1], found[0]), text)


def _about(network: HybridNet | ClassicalTwin, name: str, saved: date) -> str:
    n_weights = sum(parameter.numel() for parameter in network.parameters())
    return (
        f"The network “{name}” of the app A neural network that ends in a qubit (hqnn-core), saved "
        f"on {saved:%d} {saved:%B} {saved:%Y} with its {n_weights:,} trained weights. It tells "
        f"{' from '.join(map(str, network.config.digits))}."
    )


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
        "asked": one_of_digits(config.digits),
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
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(page, 'script')}",
            f"style-src {_hash(page, 'style')}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(page: str, tag: str) -> str:
    [content] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
