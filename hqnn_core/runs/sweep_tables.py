"""The outcomes of a sweep as tables."""

from __future__ import annotations

import io
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hqnn_core.runs.significance import LEVEL, N_SEEDS, paired_chances, smallest_step
from hqnn_core.runs.sweep import Outcome, Sweep

if TYPE_CHECKING:
    import pandas as pd

SweepMeasure = Literal["test_accuracy", "test_nll", "test_chapter_loss"]
Setting = dict[str, Any]
"""Values of the settings that vary, without the seed."""


def sweep_frame(sweep: Sweep) -> pd.DataFrame:
    """One row for each run that has ended, in the grid's order.

    The columns are the settings that vary, then those of `Outcome` without the index. Shots are
    missing (`pandas.NA`) where expectations are exact, a shift where it is the rule's default.
    """
    import pandas as pd

    outcomes = [outcome for _, outcome in sorted(sweep.outcomes.copy().items())]
    rows = [{**sweep.grid.values(outcome.index), **_fields(outcome)} for outcome in outcomes]
    columns = [*sweep.grid.axes, *list(_fields(Outcome(0, "")))]
    frame = pd.DataFrame(rows, columns=columns)
    whole = [name for name in ("shots", "circuits") if name in columns]
    return frame.astype(dict.fromkeys(whole, "Int64"))


@dataclass(frozen=True)
class Summary:
    """One combination of settings, over its seeds.

    Attributes:
        values: the settings that vary, without the seed.
        mean: of the measure; None where no run has ended with a network.
        spread: the standard deviation of one run (n - 1); None for fewer than two runs.
        n: runs that have ended with a network. Those that diverged count.
        n_diverged, n_failed: how many diverged, and how many ended without a network.
    """

    values: Setting
    mean: float | None
    spread: float | None
    n: int
    n_diverged: int
    n_failed: int


def summaries(sweep: Sweep, measure: SweepMeasure) -> list[Summary]:
    """Each combination of settings, in the grid's order."""
    found = []
    for values, outcomes in _by_setting(sweep):
        ended = [outcome for outcome in outcomes if outcome.outcome != "failed"]
        numbers = [getattr(outcome, measure) for outcome in ended]
        found.append(
            Summary(
                values,
                statistics.fmean(numbers) if numbers else None,
                statistics.stdev(numbers) if len(numbers) > 1 else None,
                len(ended),
                sum(outcome.outcome == "diverged" for outcome in ended),
                len(outcomes) - len(ended),
            )
        )
    return found


def sweep_csv(sweep: Sweep) -> str:
    """`sweep_frame` as CSV."""
    return sweep_frame(sweep).to_csv(index=False)


def sweep_parquet(sweep: Sweep) -> bytes:
    """`sweep_frame` as Parquet."""
    file = io.BytesIO()
    sweep_frame(sweep).to_parquet(file, index=False)
    return file.getvalue()


def _fields(outcome: Outcome) -> dict[str, Any]:
    return {name: value for name, value in vars(outcome).items() if name != "index"}


def _by_setting(sweep: Sweep) -> Sequence[tuple[Setting, list[Outcome]]]:
    """The outcomes of each combination of settings, without the seed, in the grid's order."""
    found: dict[tuple[Any, ...], list[Outcome]] = {}
    for index in range(len(sweep)):
        values = sweep.grid.values(index)
        place = tuple(values[name] for name in sweep.grid.varied)
        outcome = sweep.outcomes.get(index)
        found.setdefault(place, []).extend([outcome] if outcome else [])
    return [
        (dict(zip(sweep.grid.varied, place, strict=True)), outcomes)
        for place, outcomes in found.items()
    ]


@dataclass(frozen=True)
class Ranking:
    """The combination of settings with the best mean, beside the others.

    Attributes:
        best: with the best mean of those that were compared.
        told_apart: those that are worse by more than chance, each with its p-value.
        alike: those that the seeds do not tell apart from the best, likewise.
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
    by_seed = [_by_seed(sweep, outcomes, measure) for _, outcomes in _by_setting(sweep)]
    values = sign * np.array([[each.get(seed, np.nan) for seed in seeds] for each in by_seed])
    found = list(zip(summaries(sweep, measure), np.isfinite(values).sum(1), strict=True))
    compared = [summary for summary, n in found if n >= N_SEEDS]
    if len(compared) < 2:
        return None
    values = values[[n >= N_SEEDS for _, n in found]]
    place = int(np.nanmean(values, axis=1).argmax())
    best, highest = compared.pop(place), values[place]
    n_pairs = len(values) * (len(values) - 1) // 2
    differences = highest - np.delete(values, place, axis=0)
    chances = paired_chances(differences, smallest_step(values), n_pairs).tolist()
    pairs = list(zip(compared, chances, strict=True))
    return Ranking(
        best,
        [pair for pair in pairs if pair[1] < LEVEL],
        [pair for pair in pairs if pair[1] >= LEVEL],
        [summary for summary, n in found if n < N_SEEDS],
    )


def _by_seed(sweep: Sweep, outcomes: list[Outcome], measure: SweepMeasure) -> dict[int, float]:
    return {
        sweep.grid.values(outcome.index).get("seed", 0): getattr(outcome, measure)
        for outcome in outcomes
        if outcome.outcome != "failed"
    }
