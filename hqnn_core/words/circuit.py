"""Text of the Circuit page."""

from __future__ import annotations

from hqnn_core.language import gettext, ngettext
from hqnn_core.quantum import ExpectationCurve, RunningMean, ShotErrors, shot_error
from hqnn_core.words.numbers import (
    angle_text,
    interval_text,
    share_text,
    spread_text,
    whole_text,
    wilson_interval,
)

CHAPTER_TITLE = "*Hybrid quantum-classical Neural Networks with PyTorch and Qiskit*"


FAR_BELOW = 0.1
"""A measured error below this share of the expected one: the rare outcome was not measured."""


def source_text() -> str:
    """The chapter that the app follows, Markdown."""
    return gettext(
        "This app follows a chapter of the Qiskit textbook: {title}.", title=CHAPTER_TITLE
    )


def band_text() -> str:
    """The name of a band, where nearly 95 % of the measurements end in it."""
    return gettext("19 of 20 runs end in here")


def band_only_text() -> str:
    """The name of a band near a certain outcome, where another share of them does."""
    return gettext("band: 2 standard deviations")


def more_shots_text(n: int) -> str:
    """The name of a button that measures more shots."""
    return ngettext("{n} more shot", "{n} more shots", n)


def expectation_text(shots: RunningMean) -> str:
    """E = P(1) − P(0) from the shots so far, and its exact value."""
    n, exact = len(shots.bits), share_text(-shots.exact)
    if n == 0:
        return _unmeasured_text(exact)
    low, high = (2 * end - 1 for end in wilson_interval(shots.n_ones, n))
    measured, interval = share_text(float(-shots.mean[-1])), interval_text(low, high, (-1, 1))
    counted = ngettext(
        "{ones} of {n} shot gave 1, so E = {mean} (95 %\u00a0interval: {interval}).",
        "{ones} of {n} shots gave 1, so E = {mean} (95 %\u00a0interval: {interval}).",
        n, ones=whole_text(shots.n_ones), mean=measured, interval=interval,
    )  # fmt: skip
    return f"{counted} {_exact_text(exact)}"


def moving_text(n: int) -> str:
    """`expectation_text` for a moving angle: the browser fills in `{ones}`, `{mean}`, `{exact}`."""
    if n == 0:
        return _unmeasured_text("{exact}")
    counted = ngettext(
        "{ones} of {n} shot gives 1, so E = {mean}.",
        "{ones} of {n} shots give 1, so E = {mean}.",
        n, ones="{ones}", mean="{mean}",
    )  # fmt: skip
    return f"{counted} {_exact_text('{exact}')}"


def _unmeasured_text(exact: str) -> str:
    return gettext("Nothing is measured yet. The exact value of E is {exact}.", exact=exact)


def _exact_text(exact: str) -> str:
    return gettext("The exact value is {exact}.", exact=exact)


def sampled_curve_text(curve: ExpectationCurve, shots: int) -> str:
    """Caption of a sampled curve: the number of dots inside of the band."""
    dots = ngettext(
        "Each dot is a measurement with {n} shot.", "Each dot is a measurement with {n} shots.",
        shots,
    )  # fmt: skip
    band = gettext(
        "In the band of two standard deviations: {inside} of {dots} dots.",
        inside=curve.n_in_band,
        dots=len(curve.theta),
    )
    return f"{dots} {band}"


def shot_error_text(errors: ShotErrors, theta: float, shots: int) -> str:
    """Caption of the chart of error over shots."""
    error = float(shot_error(errors.exact, shots))
    if not error:
        return gettext(
            "At θ = {angle} the outcome is certain: every shot is the same.",
            angle=angle_text(theta),
        )
    dots = gettext(
        "Dots: the typical error of {n} measurements. Solid line: the error to expect.",
        n=errors.repeats,
    )
    here = ngettext(
        "With {n} shot the error is about ± {error}. For a tenth of it you need {more} shots.",
        "With {n} shots the error is about ± {error}. For a tenth of it you need {more} shots.",
        shots, error=spread_text(error), more=whole_text(100 * shots),
    )  # fmt: skip
    text = f"{dots} {here}"
    if (errors.measured < FAR_BELOW * errors.theory).any():
        missing = gettext(
            "Where no dot is near the line, one outcome is so rare that no shot gave it."
        )
        text += f" {missing}"
    return text
