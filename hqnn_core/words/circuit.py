"""Text of the Circuit page."""

from __future__ import annotations

from hqnn_core.quantum import ExpectationCurve, RunningMean, ShotErrors, shot_error
from hqnn_core.words.numbers import (
    angle_text,
    count_text,
    interval_text,
    percent_text,
    plural,
    share_text,
    spread_text,
    wilson_interval,
)

CHAPTER = "the Qiskit textbook's *Hybrid quantum-classical Neural Networks with PyTorch and Qiskit*"


FAR_BELOW = 0.1
"""A measured error below this share of the expected one: the rare outcome was not measured."""


def probability_formula(label: int = 1) -> str:
    """P(class 1) from E = P(1) − P(0)."""
    return f"P({label}) = (1 + E)/2"


def shot_error_formula(shots: str = "shots") -> str:
    """The formula of `quantum.shot_error`."""
    return f"√((1 − E²)/{shots})"


def band_text() -> str:
    """The name of a band, where nearly 95 % of the measurements end in it."""
    return "19 of 20 runs end in here"


def band_only_text() -> str:
    """The name of a band near a certain outcome, where another share of them does."""
    return "band: 2 standard deviations"


def more_shots_text(n: int) -> str:
    """The name of a button that measures more shots."""
    return f"{n:,} more {'shot' if n == 1 else 'shots'}"


def measured_share_text(share: float, shots: int | None) -> str:
    """A measured probability: "963 of 1,000 shots, 96.3 % (...)", or an exact one without shots."""
    if shots is None:
        return f"{percent_text(share)}."
    return f"{count_text(round(share * shots), shots)}."


def expectation_text(shots: RunningMean) -> str:
    """E = P(1) − P(0) from the shots so far, and its exact value."""
    n, exact = len(shots.bits), share_text(-shots.exact)
    if n == 0:
        return f"Nothing is measured yet. The exact value of E is {exact}."
    low, high = (2 * end - 1 for end in wilson_interval(shots.n_ones, n))
    measured, interval = share_text(float(-shots.mean[-1])), interval_text(low, high, (-1, 1))
    return (
        f"{shots.n_ones:,} of {plural(n, 'shot')} gave 1, so E = {measured} (95 % interval: "
        f"{interval}). The exact value is {exact}."
    )


def moving_text(n: int) -> str:
    """`expectation_text` for a moving angle: the browser fills in `{ones}`, `{mean}`, `{exact}`."""
    if n == 0:
        return "Nothing is measured yet. The exact value of E is {exact}."
    return f"{{ones}} of {plural(n, 'shot')} give 1, so E = {{mean}}. The exact value is {{exact}}."


def sampled_curve_text(curve: ExpectationCurve, shots: int) -> str:
    """Caption of a sampled curve: the number of dots inside of the band."""
    return (
        f"Dots: one measurement each, with {plural(shots, 'shot')}. Band: two standard deviations. "
        f"{curve.n_in_band} of {len(curve.theta)} dots lie in it."
    )


def shot_error_text(errors: ShotErrors, theta: float, shots: int) -> str:
    """Caption of the chart of error over shots."""
    error = float(shot_error(errors.exact, shots))
    if not error:
        return f"At θ = {angle_text(theta)} the outcome is certain: every shot is the same."
    text = (
        f"Dots: the typical error, from {errors.repeats} measurements each. Solid: "
        f"{shot_error_formula()}. With {plural(shots, 'shot')} the error is about "
        f"± {spread_text(error)}; for a tenth of it you need {100 * shots:,}."
    )
    if (errors.measured < FAR_BELOW * errors.theory).any():
        text += " No dot near the line: one of the outcomes is so rare that no shot gave it."
    return text
