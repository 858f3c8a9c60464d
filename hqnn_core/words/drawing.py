"""Text of the Draw page: answers, fine-tuning, challenge."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hqnn_core.config import ModelConfig
from hqnn_core.drawing import (
    Attempt,
    Blend,
    Evaluation,
    Measurement,
    Prediction,
    majority_probability,
    measured_hands,
    most_frequent,
)
from hqnn_core.words.circuit import measured_share_text
from hqnn_core.words.numbers import (
    a_digit,
    angle_text,
    number_text,
    one_of_digits,
    percent_range_text,
    percent_text,
    plural,
    share_text,
    tie_text,
)


def last_number_text(config: ModelConfig, value: float) -> str:
    """The classical part's single output: an angle, or a twin's logit."""
    if config.kind == "classical":
        return f"logit = {number_text(value)}"
    return f"θ = {angle_text(value)}"


def answer_text(prediction: Prediction, found: Measurement) -> str:
    """The measured answer as a sentence."""
    digit = prediction.config.digits[found.label]
    share = _share_text(prediction.config, found)
    is_counted = prediction.config.has_one_angle and found.shots is not None
    tie = f" {tie_text(digit)}" if found.is_tie else ""
    if prediction.is_blank:
        return "The canvas is empty or evenly filled: there is nothing to read."
    if prediction.is_neither:
        how = "measured in " if is_counted else ""
        return (
            f"This does not look like {one_of_digits(prediction.config.digits)}. The network still "
            f"gives {digit}: {how}{share}{tie}"
        )
    return (f"Measured in {share}" if is_counted else f"Its probability is {share}") + tie


def own_angle_text(shots: int) -> str:
    """The answer at an angle of one's own; the browser fills in `{count}` and `{digit}`."""
    return f"This angle is yours: {{count}} of {plural(shots, 'shot')} give {{digit}}."


def looks_like_text(digit: int) -> str:
    """The name of a button that has a drawing read by the network for ten digits."""
    return f"Looks like {a_digit(digit)}: try the network for ten digits"


def _share_text(config: ModelConfig, found: Measurement) -> str:
    """The answer's probability, with the shots behind it."""
    if config.has_one_angle or found.shots is None:
        return measured_share_text(found.share, found.shots)
    return f"{percent_text(found.share)}, from {plural(found.shots, 'shot')} of the circuit."


def novelty_text(prediction: Prediction, limit: float) -> str:
    """Why an image was accepted as a digit, or rejected."""
    if prediction.is_digit is None:
        return (
            "The app does not check whether a drawing looks like "
            f"{one_of_digits(prediction.config.digits)} at all: its checks know only zeros and "
            "ones, or all ten digits."
        )
    side = "below" if prediction.score <= limit else "above"
    several = (
        "Tall pieces of ink stand apart, side by side, as in a number of several digits. "
        if prediction.has_several_digits
        else ""
    )
    is_ten = prediction.config.n_classes == 10
    hands = measured_hands("ten-digits" if is_ten else "zero-one")
    hands = [hand for hand in hands if not hand.is_thick]
    own, others = ([getattr(hand, kind) for hand in hands] for kind in ("own", "others"))
    learned, of_others, of_own = _TEN_DIGITS_CHECK if is_ten else _ZERO_ONE_CHECK
    return (
        f"{several}A second small network learned to tell {learned}. It gives this drawing the "
        f"score {number_text(prediction.score, 2)}, {side} its limit of {number_text(limit, 2)}. "
        f"In tests it rejected {percent_range_text(others)} of {of_others}, and "
        f"{percent_range_text(own)} of {of_own}, depending on canvas and pen."
    )


_ZERO_ONE_CHECK = (
    "zeros and ones from other digits, letters and scribbles",
    "the digits 2 to 9 that people drew",
    "their zeros and ones",
)
_TEN_DIGITS_CHECK = (
    "digits from letters, signs and scribbles",
    "made-up letters, pictures and scribbles that nobody reads as a digit",
    "the digits that people drew",
)


def answers_text(prediction: Prediction, found: Sequence[Measurement]) -> str:
    """Summary of the last answers beside the expected share."""
    digits, shots = prediction.config.digits, found[-1].shots
    if shots is None:
        return "Without a circuit, nothing is measured: the answer is always the same."
    label = most_frequent(found)
    n_found = sum(measurement.label == label for measurement in found)
    said = (
        f"{n_found} of {plural(len(found), 'answer')} "
        f"{'was' if len(found) == 1 else 'were'} {digits[label]}."
    )
    if any(measurement.is_tie for measurement in found):
        said += f" {tie_text(digits[0])}"
    if not prediction.config.has_one_angle:
        best = prediction.exact.index(max(prediction.exact))
        return (
            f"{said} Without shot noise, the answer is {digits[best]}, with a probability of "
            f"{percent_text(prediction.exact[best])}."
        )
    p_one = prediction.exact[1]
    chance = majority_probability(p_one, shots)
    chance_text = percent_text(chance if label else 1 - chance, can_be_certain=p_one in (0, 1))
    return (
        f"{said} With {plural(shots, 'shot')}, the probability of the answer {digits[label]} is "
        f"{chance_text}."
    )


NEAR = 0.15
"""P(class 1) as close as this to 0.5 is near the middle of the curve."""


def attempt_text(number: int, attempt: Attempt) -> str:
    """Explanation of an attempt, from the network's last number."""
    tie = f" {tie_text(attempt.answer)}" if attempt.is_tie else ""
    return f"Number {number}, {a_digit(attempt.asked)}: {_reason(attempt)}{tie}"


def _reason(attempt: Attempt) -> str:
    exact = percent_text(attempt.probability)
    if not attempt.config.has_one_angle:
        return _many_attempt_text(attempt, exact)
    at = last_number_text(attempt.config, attempt.last_number)
    of_what = "" if attempt.shots is None else " of the shots"
    said = f"{attempt.answer} with {percent_text(attempt.share)}{of_what}"
    if attempt.is_neither:
        return f"it looked like neither digit. The network still answered {said} ({at})."
    if math.fabs(attempt.probability - 0.5) < NEAR:
        return (
            f"{at} is near the middle of the curve, where P({attempt.asked}) = {exact}. "
            f"The network answered {said}."
        )
    if attempt.is_right:
        return f"read correctly, but P({attempt.asked}) is only {exact}, at {at}."
    return (
        f"{at} is on the side of the {attempt.answer}, where P({attempt.asked}) is only "
        f"{exact}. The classical part took its shape for {a_digit(attempt.answer)}."
    )


def _many_attempt_text(attempt: Attempt, exact: str) -> str:
    said = f"{attempt.answer} with {percent_text(attempt.share)}"
    if attempt.is_neither:
        looks = one_of_digits(attempt.config.digits)
        return f"it did not look like {looks}. The network still answered {said}."
    if attempt.is_right:
        return f"read correctly, but P({attempt.asked}) is only {exact}."
    return f"the network answered {said}; P({attempt.asked}) is only {exact}."


def tuning_text(before: Evaluation, after: Evaluation, n_taught: int, is_held_out: bool) -> str:
    """Effect of fine-tuning on the answers to the test drawings."""
    n = len(before.labels)
    means = [percent_text(sum(evaluation.probabilities) / n) for evaluation in (before, after)]
    found = (
        f"it read {before.n_right} correctly before and {after.n_right} after. The mean "
        f"probability of the digit you meant was {means[0]} before and {means[1]} after."
    )
    if is_held_out:
        return (
            f"The network learned from {plural(n_taught, 'drawing')} of yours. Of the {n} held "
            f"out, every fourth of each digit, {found}"
        )
    return (
        f"Of your {plural(n, 'drawing')}, {found} It learned from these same drawings: with "
        "four or more of a digit, every fourth is held out for testing."
    )


def blend_text(blend: Blend, config: ModelConfig) -> str:
    """Description of a blended image, and the expected answers."""
    first, second = blend.digits
    made = (
        f"The last example is a mixture: {percent_text(1 - blend.share)} of {a_digit(first)} and "
        f"{percent_text(blend.share)} of {a_digit(second)}."
    )
    p_first, p_second = map(share_text, blend.odds)
    if not config.has_one_angle:
        end = "the network cannot tell which" if blend.is_in_doubt else "the closest that was found"
        return f"{made} P({first}) = {p_first} and P({second}) = {p_second}: {end}."
    odds = f"P({second}) = {p_second}"
    if blend.is_in_doubt:
        return f"{made} {odds}: with 1 shot, its answer is random."
    return f"{made} {odds}: the closest to 0.5 that was found."


def origin_text(source: str) -> str:
    """Origin of the example digits; `source` is that of `Digits`."""
    if source == "mnist":
        return "from MNIST"
    return "from scikit-learn, 8 × 8 pixels enlarged to 28 × 28"


def curve_alt(config: ModelConfig) -> str:
    """Text alternative of `figures.drawing_chart`."""
    over = "the logit" if config.kind == "classical" else "θ"
    return f"P({config.digits[1]}) over {over}, with the drawing marked by a ring"


def drawing_chart_text(config: ModelConfig, n_dots: int, source: str) -> str:
    """Caption of `figures.drawing_chart`.

    `n_dots` examples come from `source`, see `Digits`.
    """
    read = f"Ring: this drawing. Faint dots: {n_dots} other digits, {origin_text(source)}."
    return read
