"""What the Beyond page says of three networks that differ only in their middle."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from hqnn_core.runs import Arm, Contrast, Sweep, accuracies, winner
from hqnn_core.words.chance import chance_rule, chance_text
from hqnn_core.words.numbers import (
    NEGLIGIBLE,
    duration_text,
    number_text,
    plural,
    with_spread,
)

ARM_NAMES: dict[Arm, str] = {
    "entangled": "entangled circuit",
    "separable": "circuit without entanglers",
    "mlp": "dense layer",
}
NO_WINNER = "No clear winner"
ARM_ANSWERS = [*(f"The {name}" for name in ARM_NAMES.values()), NO_WINNER]
"""What can be predicted."""


def arms_answer(found: Sequence[Contrast]) -> str:
    """Which of the predictions came out."""
    best = winner(found)
    return NO_WINNER if best is None else f"The {ARM_NAMES[best]}"


def arms_text(sweep: Sweep, found: Sequence[Contrast] | None) -> str:
    """How far the runs are, and what their seeds tell of each pair of arms, Markdown."""
    if found is None:
        done = f"**{sweep.n_done} of {plural(len(sweep), 'network')} trained**"
        if sweep.state == "running":
            left = sweep.seconds_left
            return f"{done}, about {duration_text(left)} left." if left else f"{done}."
        return f"{done}. Press the button to train what is missing."
    means = ", ".join(f"{name} **{_mean_text(sweep, arm)} %**" for arm, name in ARM_NAMES.items())
    parts = [f"Test images correct, mean and spread of the seeds: {means}."]
    for is_clear, said in ((True, "More than chance"), (False, "Could be chance, so no winner")):
        named = [_contrast_text(each) for each in found if each.is_clear == is_clear]
        parts += [f"**{said}:** {'; '.join(named)}."] if named else []
    return " ".join([*parts, chance_rule(len(found), "pair", "networks")])


def _mean_text(sweep: Sweep, arm: Arm) -> str:
    shares = [100 * share for each, _, share in accuracies(sweep) if each == arm]
    return with_spread(statistics.fmean(shares), statistics.stdev(shares), (0, 100))


def _contrast_text(each: Contrast) -> str:
    better, worse = ARM_NAMES[each.better], ARM_NAMES[each.worse]
    if abs(each.difference) < NEGLIGIBLE:
        return f"the {better} and the {worse} are equal"
    more = number_text(100 * each.difference, 2)
    return (
        f"the {better} reads {more} of 100 images more than the {worse} "
        f"({chance_text(each.chance)})"
    )
