"""What the stage of the Shift page draws, as plain values for the browser.

E = P(1) - P(0), the negative of <Z>; so are all slopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hqnn_core.figures.circuit_stage import angle_labels
from hqnn_core.language import gettext
from hqnn_core.quantum import ExpectationCurve, Trial, sine_through
from hqnn_core.words.slopes import fan_text, line_names, moving_slopes_text, slopes_text, step_names

FAN = 30  # measured slopes that are drawn
DIVISORS = {"parameter-shift": "2 sin s", "finite-difference": "2s"}


def shift_stage(
    curve: ExpectationCurve, trial: Trial, shift: float, shots: int, steps: Sequence[int]
) -> dict[str, Any]:
    """One rule at one angle: `curve` is of <Z>, `trial` of E. `steps` are the shots to choose from.

    The browser computes what it shows at other angles and shifts from the three numbers of the
    curve, and from dice of its own.
    """
    slope, rule = trial.slope, trial.slope.rule
    return {
        "theta": slope.here[0],
        "shift": shift,
        "shots": steps.index(shots),
        "steps": steps,
        "curve": sine_through(curve.theta, -curve.exact),
        "rule": {
            "lower": 0 if rule == "chapter-aliased" else 1,
            "divisor": DIVISORS.get(rule, ""),
        },
        "fan": FAN,
        "measured": {
            "upper": trial.upper[:FAN].tolist(),
            "lower": trial.lower[:FAN].tolist(),
            "slopes": trial.estimates[:FAN].tolist(),
        },
        "words": slopes_text(trial, shots),
        "moving": moving_slopes_text(rule, FAN),
        "stepNames": step_names(),
        "lines": line_names(rule, FAN),
        "alt": fan_text(FAN, shots, slope),
        "axes": {"theta": gettext("θ (radians)"), "expectation": "E = P(1) − P(0)"},
        "labels": {
            **angle_labels(),
            "shift": gettext("Shift s (radians)"),
            "shortShift": gettext("Shift s"),
            "shots": gettext("Shots"),
            "again": gettext("Measure again"),
        },
    }
