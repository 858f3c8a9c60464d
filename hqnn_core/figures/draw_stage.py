"""What the stage of the Draw page draws, as plain values for the browser."""

from __future__ import annotations

from typing import Any

from hqnn_core.drawing import Measurement, Prediction
from hqnn_core.figures.pixels import data_url, digit_png, maps_png, strongest
from hqnn_core.language import gettext
from hqnn_core.quantum import ExpectationCurve, sine_through, start_angle
from hqnn_core.words.drawing import answer_text, own_angle_text
from hqnn_core.words.numbers import angle_text, whole_text

N_FIRST, N_SECOND = 8, 12  # feature maps that are shown


def pictures_of(prediction: Prediction) -> dict[str, str]:
    """The image and the strongest feature maps of both convolutions, as data URLs."""
    inside = prediction.inside
    return {
        "seen": data_url(digit_png(prediction.image[0])),
        "first": data_url(maps_png(strongest(inside.conv1[0], N_FIRST), 4, 6)),
        "second": data_url(maps_png(strongest(inside.conv2[0], N_SECOND), 6, 12)),
    }


def draw_stage(
    prediction: Prediction, found: Measurement, curve: ExpectationCurve, letter: str
) -> dict[str, Any]:
    """A drawing's way to one angle and to the `found` counts; `curve` is of <Z> over the angle."""
    config = prediction.config
    digits = [str(digit) for digit in config.digits]
    shots = found.shots or 1
    ones = round(found.shares[1] * shots)
    return {
        **_empty(digits),
        "isEmpty": False,
        "theta": prediction.theta,
        "start": start_angle(config.hadamard),
        "curve": sine_through(curve.theta, -curve.exact),
        "counts": [shots - ones, ones],
        "shots": shots,
        "letter": letter,
        "words": answer_text(prediction, found),
        "moving": own_angle_text(shots),
        "alt": {
            **_alt(),
            "state": gettext(
                "The qubit's arrow at θ = {angle}", angle=angle_text(prediction.theta)
            ),
            "bins": gettext(
                "Two bins. {zero}: {zeros}. {one}: {ones}.",
                zero=digits[0],
                zeros=whole_text(shots - ones),
                one=digits[1],
                ones=whole_text(ones),
            ),
        },
    }


def empty_stage(digits: tuple[int, ...], curve: ExpectationCurve) -> dict[str, Any]:
    """The stage before there is a drawing."""
    return {**_empty([str(d) for d in digits]), "curve": sine_through(curve.theta, -curve.exact)}


def _alt() -> dict[str, str]:
    return {
        "seen": gettext("The drawing in 28 by 28 pixels"),
        "first": gettext("Where the first patterns were found: {n} maps of 10", n=N_FIRST),
        "second": gettext("Where the second patterns were found: {n} maps of 20", n=N_SECOND),
    }


def _empty(digits: list[str]) -> dict[str, Any]:
    return {
        "isEmpty": True,
        "digits": digits,
        "theta": 0.0,
        "start": start_angle(True),
        "counts": [0, 0],
        "shots": 1,
        "letter": "?",
        "words": "",
        "moving": "",
        "alt": {
            **_alt(),
            "state": gettext("The qubit's arrow"),
            "bins": gettext("Two bins, both empty"),
        },
        "labels": {
            "pixel": gettext("How is a pixel of a map computed?"),
            "hidden": gettext("How is a hidden neuron computed?"),
            "angle": gettext("How is θ computed?"),
            "answer": gettext("How does θ become a probability?"),
            "back": gettext("Back to the network's angle"),
        },
    }
