"""The settings of a sweep compared over their seeds: means, spreads, and the best setting."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any, Literal

from hqnn_core.comparison.significance import LEVEL, N_SEEDS, paired_chances, smallest_step
from hqnn_core.runs import Outcome, Sweep

SweepMeasure = Literal["test_accuracy", "test_nll", "test_chapter_loss"]
Setting = dict[str, Any]
"""Values of the settings that vary, without the seed."""


@dataclass(frozen=True)
class Summary:
    """One combination of settings, over its seeds.

    Attributes:
        values: the settings that vary, without the seed.
        mean: of the measure; None where no run has ended with a network.
        spread: the standard deviation of one run (n - 1); None for fewer than two runs.
        n: runs that have ended with a network. Those that diverged count.
        n_failed: how many ended without a network.
        results: the measure of each run that has ended with a network, in the order of the seeds.
    """

    values: Setting
    mean: float | None
    spread: float | None
    n: int
    n_failed: int
    results: tuple[float, ...] = ()


def summaries(sweep: Sweep, measure: SweepMeasure) -> list[Summary]:
    """Each combination of settings, in the grid's order."""
    return [
        _summary(values, list(outcomes.values()), measure)
        for values, outcomes in _by_setting(sweep)
    ]


def _summary(values: Setting, outcomes: list[Outcome], measure: SweepMeasure) -> Summary:
    numbers = [getattr(o, measure) for o in outcomes if o.outcome != "failed"]
    return Summary(
        values,
        statistics.fmean(numbers) if numbers else None,
        statistics.stdev(numbers) if len(numbers) > 1 else None,
        len(numbers),
        len(outcomes) - len(numbers),
        tuple(numbers),
    )


def _by_setting(sweep: Sweep) -> list[tuple[Setting, dict[int, Outcome]]]:
    """The outcomes of each combination of settings by their seed, in the grid's order."""
    found: dict[tuple[Any, ...], dict[int, Outcome]] = {}
    for index in range(len(sweep)):
        values = sweep.grid.values(index)
        outcomes = found.setdefault(tuple(values[name] for name in sweep.grid.varied), {})
        if outcome := sweep.outcomes.get(index):
            outcomes[values.get("seed", 0)] = outcome
    names = sweep.grid.varied
    return [(dict(zip(names, place, strict=True)), each) for place, each in found.items()]


@dataclass(frozen=True)
class Ranking:
    """The combination of settings with the best mean, beside the others.

    Attributes:
        best: with the best mean of those that were compared.
        told_apart: those that are significantly worse, each with its p-value.
        alike: those that are not, likewise.
        left_out: those with fewer than `N_SEEDS` seeds, which were not compared.
    """

    best: Summary
    told_apart: list[tuple[Summary, float]]
    alike: list[tuple[Summary, float]]
    left_out: list[Summary]


def best_settings(sweep: Sweep, measure: SweepMeasure) -> Ranking | None:
    """The combination with the best mean, compared with each other one seed by seed.

    As the best one is chosen by its result, the p-values are corrected for all pairs, see
    `paired_chances`. None unless at least two combinations have `N_SEEDS` seeds each.
    """
    import numpy as np

    seeds = sweep.grid.axes.get("seed", (0,))
    sign = 1 if measure == "test_accuracy" else -1
    rows = [[_number(of.get(seed), measure) for seed in seeds] for _, of in _by_setting(sweep)]
    values = sign * np.array(rows)
    is_compared = np.isfinite(values).sum(1) >= N_SEEDS
    found = list(zip(summaries(sweep, measure), is_compared, strict=True))
    compared = [summary for summary, is_in in found if is_in]
    if len(compared) < 2:
        return None
    values = values[is_compared]
    place = int(np.nanmean(values, axis=1).argmax())
    best, n_pairs = compared.pop(place), len(values) * (len(values) - 1) // 2
    differences = values[place] - np.delete(values, place, axis=0)
    chances = paired_chances(differences, smallest_step(values), n_pairs).tolist()
    pairs = list(zip(compared, chances, strict=True))
    return Ranking(
        best,
        [pair for pair in pairs if pair[1] < LEVEL],
        [pair for pair in pairs if pair[1] >= LEVEL],
        [summary for summary, is_in in found if not is_in],
    )


def _number(outcome: Outcome | None, measure: SweepMeasure) -> float:
    """The measure of a run; NaN where there is no network."""
    failed = outcome is None or outcome.outcome == "failed"
    return float("nan") if failed else getattr(outcome, measure)
