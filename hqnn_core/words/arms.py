"""What the Beyond page says of three networks that differ only in their middle."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.runs import Arm, Sweep, Verdict, accuracies
from hqnn_core.words.numbers import duration_text, plural, with_spread

ARM_NAMES: dict[Arm, str] = {
    "entangled": "entangled circuit",
    "separable": "circuit without entanglers",
    "mlp": "dense layer",
}
NO_WINNER = "No clear winner"
ARM_ANSWERS = [*(f"The {name}" for name in ARM_NAMES.values()), NO_WINNER]
"""What can be predicted."""


def arms_answer(found: Verdict) -> str:
    """Which of the predictions came out."""
    return f"The {ARM_NAMES[found.best]}" if found.is_clear else NO_WINNER


def arms_text(sweep: Sweep, found: Verdict | None) -> str:
    """How far the runs are, and what their seeds tell, Markdown."""
    if found is None:
        done = f"**{sweep.n_done} of {plural(len(sweep), 'network')} trained**"
        if sweep.state == "running":
            left = sweep.seconds_left
            return f"{done}, about {duration_text(left)} left." if left else f"{done}."
        return f"{done}. Press the button to train what is missing."
    numbers = [share for arm, _, share in accuracies(sweep) if arm == found.best]
    mean = sum(numbers) / len(numbers)
    spread = (sum((n - mean) ** 2 for n in numbers) / (len(numbers) - 1)) ** 0.5
    best = (
        f"The {ARM_NAMES[found.best]} has the best mean: "
        f"{with_spread(100 * mean, 100 * spread)} % of the test images."
    )
    if found.is_clear:
        return f"{best} Pair by pair, its seeds are better than both others by more than chance."
    return f"{best} But the seeds do not tell it apart from {_listed(found.alike)}."


def _listed(arms: Sequence[Arm]) -> str:
    return " and ".join(f"the {ARM_NAMES[arm]}" for arm in arms)
