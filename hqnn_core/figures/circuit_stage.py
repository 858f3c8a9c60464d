"""What the stage of the Circuit page draws, as plain values for the browser.

The pages count an outcome 0 as -1 and an outcome 1 as +1: E = P(1) - P(0), the negative of <Z>.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hqnn_core.language import gettext, ngettext, pgettext
from hqnn_core.quantum import (
    BAND,
    ExpectationCurve,
    RunningMean,
    band_ends,
    sine_through,
    start_angle,
)
from hqnn_core.words.circuit import (
    band_only_text,
    band_text,
    expectation_text,
    more_shots_text,
    moving_text,
)
from hqnn_core.words.numbers import angle_text, whole_text

MOST_POINTS = 300  # of the running mean, evenly spaced on a log axis
PORTIONS = (1, 10, 100, 1_000)


def circuit_stage(
    theta: float, hadamard: bool, curve: ExpectationCurve, shots: RunningMean,
    every: ExpectationCurve | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The circuit's values at theta, radians; `every` was measured at many angles. All are of <Z>.

    The browser computes what it shows at other angles from the three numbers of `curve`, that of
    cos(theta), that of sin(theta) and a constant, and from dice of its own.
    """
    n = len(shots.bits)
    return {
        "theta": theta,
        "start": start_angle(hadamard),
        "curve": sine_through(curve.theta, -curve.exact),
        "shots": {"n": n, "ones": shots.n_ones, "means": running_points(shots)},
        "band": BAND,
        "every": None if every is None else _every(every),
        "portions": PORTIONS,
        "words": expectation_text(shots),
        "moving": moving_text(n),
        "movingUnmeasured": moving_text(0),
        "bandTypical": band_text(),
        "bandOnly": band_only_text(),
        "alt": {
            "state": gettext(
                "Bloch sphere: the state at θ = {angle}", angle=angle_text(theta)
            ),
            "gates": gettext("|0⟩, H, RY(θ), measurement") if hadamard
            else gettext("|0⟩, RY(θ), measurement"),
            "curve": gettext("E over θ: the exact curve and the chosen angle"),
            "bars": ngettext(
                "Of {n} shot, {zeros} gave 0 and {ones} gave 1",
                "Of {n} shots, {zeros} gave 0 and {ones} gave 1",
                n, zeros=whole_text(n - shots.n_ones), ones=whole_text(shots.n_ones),
            ),
            "mean": gettext("E of the first n shots, with the band around the exact value"),
        },
        "axes": {
            "theta": gettext("θ (radians)"),
            "expectation": "E = P(1) − P(0)",
            "share": gettext("share of the shots"),
            "shots": gettext("shots n"),
            "mean": gettext("E of the first n shots"),
        },
        "labels": {
            **angle_labels(),
            "more": gettext("Measure more shots:"),
            "portions": {str(n): more_shots_text(n) for n in PORTIONS},
            "clear": pgettext("button", "Clear"),
            "play": ["▶ " + pgettext('button', 'Play'), "❚❚ " + pgettext('button', 'Pause')],
        },
    }  # fmt: skip


def angle_labels() -> dict[str, str]:
    """The names of an angle's slider and of its field."""
    return {
        "theta": gettext("Angle θ (radians)"),
        "typeTheta": gettext("Type θ"),
        "typeHelp": gettext("In radians, in multiples of pi, or in degrees: 1.5, pi/3, -2*pi, 90°"),
    }


def running_points(shots: RunningMean) -> list[tuple[int, float]]:
    """E as the mean of the first n shots, at up to `MOST_POINTS` n."""
    n = len(shots.bits)
    if n == 0:
        return []
    mean = shots.mean
    kept = np.unique(np.geomspace(1, n, MOST_POINTS).round().astype(int))
    return [(int(k), float(-mean[k - 1])) for k in kept]


def _every(curve: ExpectationCurve) -> dict[str, list[float]]:
    low, high = band_ends(-curve.exact, curve.deviation)
    sampled = curve.exact if curve.sampled is None else curve.sampled
    return {
        "theta": curve.theta.tolist(),
        "low": low.tolist(),
        "high": high.tolist(),
        "sampled": (-sampled).tolist(),
    }
