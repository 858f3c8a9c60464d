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
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.words.circuit import source_text
from hqnn_core.words.numbers import (
    a_digit,
    angle_text,
    interval_text,
    number_text,
    one_of_digits,
    percent_range_text,
    percent_text,
    share_text,
    shots_text,
    tie_text,
    whole_text,
    wilson_interval,
)


def last_number_text(config: ModelConfig, value: float) -> str:
    """The classical part's single output: an angle, or a twin's logit."""
    if config.kind == "classical":
        return gettext("logit = {number}", number=number_text(value))
    return f"θ = {angle_text(value)}"


def answer_text(prediction: Prediction, found: Measurement) -> str:
    """The measured answer in sentences."""
    if prediction.is_blank:
        return gettext("The canvas is empty or evenly filled: there is nothing to read.")
    digits = prediction.config.digits
    digit = digits[found.label]
    said = [neither_text(digits)] if prediction.is_neither else []
    said.append(_answered_text(prediction.config, found, digit))
    return " ".join([*said, tie_text(digit)] if found.is_tie else said)


def neither_text(digits: Sequence[int]) -> str:
    """A drawing was rejected."""
    return gettext("This does not look like {digits}.", digits=one_of_digits(digits))


def _answered_text(config: ModelConfig, found: Measurement, digit: int) -> str:
    share = percent_text(found.share)
    if found.shots is None:
        return gettext("The network gives {digit} a chance of {share}.", digit=digit, share=share)
    if config.has_one_angle:
        return measured_text(digit, found)
    return ngettext(
        "{n} shot of the circuit gives {digit} a chance of {share}.",
        "{n} shots of the circuit give {digit} a chance of {share}.",
        found.shots,
        digit=digit,
        share=share,
    )


def measured_text(answer: object, found: Measurement) -> str:
    """The shots of one qubit that gave an answer, and the 95 % interval of its probability."""
    n = found.shots or 1
    if n == 1:
        return gettext("One shot said {answer}. One shot proves little.", answer=answer)
    count = round(found.share * n)
    low, high = (100 * end for end in wilson_interval(count, n))
    likely = gettext(
        "Its true share is likely {range} %.", range=interval_text(low, high, (0, 100))
    )
    return f"{shots_text(n, whole_text(count), answer)} {likely}"


def own_angle_text(shots: int) -> str:
    """The answer at an angle of one's own; the browser fills in `{count}` and `{answer}`."""
    own = gettext("You turned the arrow yourself.")
    return f"{own} {shots_text(shots, '{count}', '{answer}')}"


def way_text(config: ModelConfig) -> str:
    """What the page is for, and how a network reads a drawing."""
    if config.kind == "classical":
        way = N_(
            "Draw {digits}. A small classical network turns your ink into the answer. It has no "
            "circuit, and nothing is measured."
        )
    elif config.has_one_angle:
        way = N_(
            "Draw {digits}. A small network turns your ink into one angle, **θ**. The angle turns "
            "a qubit. The qubit is measured many times, and the more frequent result is the answer."
        )
    else:
        way = N_(
            "Draw {digits}. A small network turns your ink into {n} angles. Each angle turns a "
            "qubit. The qubits are measured many times, and the most likely digit is the answer."
        )
    return gettext(way, digits=one_of_digits(config.digits), n=config.qubits)


def hybrid_text(config: ModelConfig, n_weights: int) -> str:
    """Which part of a hybrid network is classical, which is quantum, and how both are trained.

    `n_weights` is the number of the classical part's weights and biases.
    """
    if not config.has_one_angle:
        quantum = N_(
            "**Quantum part.** Each of the {qubits} qubits gives 0 or 1 when it is measured. A "
            "last dense layer turns the means into the probabilities of the digits."
        )
    elif config.hadamard:
        quantum = N_(
            "**Quantum part.** One qubit gives 0 or 1 when it is measured. P(1) = (1 + sin θ)/2."
        )
    else:
        quantum = N_(
            "**Quantum part.** One qubit gives 0 or 1 when it is measured. P(1) = (1 − cos θ)/2."
        )
    return "\n\n".join(
        [
            gettext(
                "**Classical part.** From the image to {angles}, it is an ordinary convolutional "
                "network. Training adjusts its {n} weights and biases.",
                angles="θ" if config.has_one_angle else f"θ0 … θ{config.qubits - 1}",
                n=whole_text(n_weights),
            ),
            gettext(quantum, qubits=config.qubits),
            gettext(
                "**Training** needs the slope of each mean that is measured. We cannot compute the "
                "slope inside; we measure it. **Parameter shift** measures left and right of θ, at "
                "θ + s and θ − s. It subtracts and divides by 2 sin s. That is the exact slope for "
                "every s, except multiples of π."
            ),
            source_text(),
        ]
    )


def looks_like_text(digit: int) -> str:
    """The name of a button that has a drawing read by the network for ten digits."""
    return gettext("Looks like {digit}: try the network for ten digits", digit=a_digit(digit))


def novelty_text(prediction: Prediction, limit: float) -> str:
    """Why an image was accepted as a digit, or rejected."""
    if prediction.is_digit is None:
        return gettext(
            "The app cannot check whether this is {digits} at all. It can for zeros and ones, and "
            "for all ten digits.",
            digits=one_of_digits(prediction.config.digits),
        )
    is_ten = prediction.config.n_classes == 10
    hands = measured_hands("ten-digits" if is_ten else "zero-one")
    shares = {
        kind: percent_range_text(getattr(hand, kind) for hand in hands if not hand.is_thick)
        for kind in ("own", "others")
    }
    learned, tested = _TEN_DIGITS_CHECK if is_ten else _ZERO_ONE_CHECK
    scored = _BELOW if prediction.score <= limit else _ABOVE
    score, most = number_text(prediction.score, 2), number_text(limit, 2)
    sentences = [
        gettext(learned),
        gettext(scored, score=score, limit=most),
        gettext(tested, **shares),
    ]
    if prediction.has_several_digits:
        sentences.insert(0, gettext("Tall pieces of ink stand side by side, as in a number."))
    return " ".join(sentences)


_BELOW = N_("The score of this drawing is {score}, below its limit of {limit}.")
_ABOVE = N_("The score of this drawing is {score}, above its limit of {limit}.")
_ZERO_ONE_CHECK = (
    N_("A second small network tells zeros and ones from other digits, letters and scribbles."),
    N_(
        "In tests, it rejected {others} of people's digits 2 to 9. By mistake, it rejected {own} "
        "of their zeros and ones. The pen and the canvas make the difference."
    ),
)
_TEN_DIGITS_CHECK = (
    N_("A second small network tells digits from letters, signs and scribbles."),
    N_(
        "In tests, it rejected {others} of drawings that nobody reads as a digit. By mistake, it "
        "rejected {own} of people's digits. The pen and the canvas make the difference."
    ),
)


def answers_text(prediction: Prediction, found: Sequence[Measurement]) -> str:
    """Summary of the last answers beside the expected share."""
    digits, shots = prediction.config.digits, found[-1].shots
    if shots is None:
        return gettext("Without a circuit, nothing is measured: the answer is always the same.")
    label = most_frequent(found)
    n_found = sum(measurement.label == label for measurement in found)
    said = ngettext(
        "{found} of {n} answer was {digit}.",
        "{found} of {n} answers were {digit}.",
        len(found),
        found=n_found,
        digit=digits[label],
    )
    if any(measurement.is_tie for measurement in found):
        said += f" {tie_text(digits[0])}"
    return f"{said} {_expected_text(prediction, label, shots)}"


def _expected_text(prediction: Prediction, label: int, shots: int) -> str:
    digits = prediction.config.digits
    if not prediction.config.has_one_angle:
        best = prediction.exact.index(max(prediction.exact))
        return gettext(
            "Without the chance of the shots, it is {digit} with {share}.",
            digit=digits[best],
            share=percent_text(prediction.exact[best]),
        )
    p_one = prediction.exact[1]
    chance = majority_probability(p_one, shots)
    return ngettext(
        "With {n} shot each, {share} of all answers are {digit}.",
        "With {n} shots each, {share} of all answers are {digit}.",
        shots,
        share=percent_text(chance if label else 1 - chance, can_be_certain=p_one in (0, 1)),
        digit=digits[label],
    )


NEAR = 0.15
"""P(class 1) as close as this to 0.5 is near the middle of the curve."""


def attempt_text(number: int, attempt: Attempt) -> str:
    """Explanation of an attempt, from the network's last number."""
    asked = gettext("Number {number}: {digit}.", number=number, digit=a_digit(attempt.asked))
    tie = [tie_text(attempt.answer)] if attempt.is_tie else []
    return " ".join([asked, _reason(attempt), *tie])


def _reason(attempt: Attempt) -> str:
    values = {"digit": attempt.asked, "share": percent_text(attempt.probability)}
    if attempt.is_neither:
        return f"{neither_text(attempt.config.digits)} {_attempt_answer(attempt)}"
    if not attempt.config.has_one_angle:
        if attempt.is_right:
            return gettext("Right, but the chance of {digit} is only {share}.", **values)
        chance = gettext("The chance of {digit} is only {share}.", **values)
        return f"{_attempt_answer(attempt)} {chance}"
    at = last_number_text(attempt.config, attempt.last_number)
    if math.fabs(attempt.probability - 0.5) < NEAR:
        middle = gettext(
            "{at} is near the middle of the curve: the chance of {digit} is {share}.",
            at=at,
            **values,
        )
        return f"{middle} {_attempt_answer(attempt)}"
    if attempt.is_right:
        return gettext("Right, but at {at} the chance of {digit} is only {share}.", at=at, **values)
    return gettext(
        "{at} is on the side of {answer}. There, the chance of {digit} is only {share}. The layers "
        "before the qubit took its shape for {answer}.",
        at=at,
        answer=a_digit(attempt.answer),
        **values,
    )


def _attempt_answer(attempt: Attempt) -> str:
    values = {"answer": attempt.answer, "share": percent_text(attempt.share)}
    if attempt.shots is None or not attempt.config.has_one_angle:
        return gettext("The network answered {answer} with {share}.", **values)
    return gettext("The network answered {answer} with {share} of the shots.", **values)


def tuning_text(before: Evaluation, after: Evaluation, n_taught: int, is_held_out: bool) -> str:
    """Effect of fine-tuning on the answers to the test drawings."""
    n = len(before.labels)
    means = [percent_text(sum(evaluation.probabilities) / n) for evaluation in (before, after)]
    learned = ngettext(
        "The network learned from {n} drawing of yours.",
        "The network learned from {n} drawings of yours.",
        n_taught,
    )
    found = gettext(
        "Read correctly before: {before} of {n}. After: {after}. The mean chance of the digit that "
        "you meant was {first} before. It is {second} now.",
        n=n,
        before=before.n_right,
        after=after.n_right,
        first=means[0],
        second=means[1],
    )
    if is_held_out:
        tested = ngettext(
            "It was tested on {n} other one.",
            "It was tested on {n} others, every fourth of each digit.",
            n,
        )
    else:
        tested = gettext(
            "It was tested on the same drawings. Draw four or more of a digit: every fourth is "
            "then kept for a fair test."
        )
    return f"{learned} {tested} {found}"


def blend_text(blend: Blend, config: ModelConfig) -> str:
    """Description of a blended image, and the expected answers."""
    first, second = blend.digits
    made = gettext(
        "The last example is a mixture: {share} of {first} and {other_share} of {second}.",
        share=percent_text(1 - blend.share),
        first=a_digit(first),
        other_share=percent_text(blend.share),
        second=a_digit(second),
    )
    p_first, p_second = map(share_text, blend.odds)
    odds = f"P({second}) = {p_second}"
    if not config.has_one_angle:
        odds = f"P({first}) = {p_first}, {odds}"
        end = N_("The network cannot tell which: {odds}.")
    else:
        end = N_("With 1 shot, its answer is random: {odds}.")
    if not blend.is_in_doubt:
        end = N_("No mixture came closer to one half: {odds}.")
    return f"{made} {gettext(end, odds=odds)}"


def curve_alt(config: ModelConfig) -> str:
    """Text alternative of `figures.drawing_chart`."""
    alt = N_("P({digit}) over θ, a ring marks the drawing")
    if config.kind == "classical":
        alt = N_("P({digit}) over the logit, a ring marks the drawing")
    return gettext(alt, digit=config.digits[1])


_CHART_TEXTS = {
    "mnist": N_("Ring: your drawing. Faint dots: other digits, from MNIST ({n})."),
    "offline": N_(
        "Ring: your drawing. Faint dots: other digits, from scikit-learn ({n}). They were 8 × 8 "
        "pixels, enlarged to 28 × 28."
    ),
}


def drawing_chart_text(config: ModelConfig, n_dots: int, source: str) -> str:
    """Caption of `figures.drawing_chart`.

    `n_dots` examples come from `source`, see `Digits`.
    """
    return gettext(_CHART_TEXTS["mnist" if source == "mnist" else "offline"], n=whole_text(n_dots))
