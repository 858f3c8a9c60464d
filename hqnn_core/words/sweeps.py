"""Text of sweeps: the part “Compare many settings” of the Train page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from hqnn_core.comparison.rankings import Ranking, Summary, SweepMeasure, best_settings
from hqnn_core.comparison.recorded import example_sweep
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.runs import Sweep
from hqnn_core.words.chance import chance_rule, chance_text
from hqnn_core.words.lists import DEFAULT, EXACT
from hqnn_core.words.numbers import (
    duration_text,
    number_text,
    percent_number,
    plural,
    share_text,
    with_spread,
)
from hqnn_core.words.settings import LABELS, value_text

SWEEP_MEASURES: dict[SweepMeasure, str] = {
    "test_accuracy": "test images correct (%)",
    "test_nll": "−log P(correct) of the test images",
    "test_chapter_loss": "1 − P(correct) of the test images",
}
"""What can be compared; accuracy in percent, the losses as they are."""

_ENDS = {"test_accuracy": (0, 100), "test_nll": (0,), "test_chapter_loss": (0, 1)}
_PI_SHARES = {1: "π", 2: "π/2", 4: "π/4", 3: "π/3"}
MOST_NAMED = 3


def sweep_status(sweep: Sweep) -> tuple[str, str]:
    """Progress of a sweep, Markdown, and its missing runs or time left, plain."""
    done = f"**{sweep.n_done:,} of {plural(len(sweep), 'run')}**"
    if sweep.state == "running":
        left = sweep.seconds_left
        return done, f"about {duration_text(left)} left" if left else "The first runs are training."
    if sweep.state == "done":
        return done, f"All runs are done. {_run_time(sweep)}"
    missing = len(sweep) - sweep.n_done
    parts = [f"Stopped; {plural(missing, 'run')} to go."] if missing else []
    if n := sweep.n_failed:
        why = next(o.message for o in sweep.outcomes.copy().values() if o.outcome == "failed")
        parts.append(f"{plural(n, 'run')} failed. The first said: {why}")
    return done, " ".join([*parts, "Press Resume to train what is missing."])


def example_sweep_text() -> str:
    """The date and settings of the recorded sweep, Markdown."""
    example = example_sweep()
    grid, when = example.sweep.grid, f"{example.date.day} {example.date:%B %Y}"
    n_images = grid.training.n_images(grid.model.n_classes)
    source = value_text("source", grid.training.source)
    seeds, epochs = len(list(grid.axes["seed"])), grid.training.epochs
    made = f"{len(grid)} runs with {seeds} seeds, {epochs} epochs, {n_images} images ({source})"
    return f"**A recorded sweep of this app**, {when}: {made}"


def _run_time(sweep: Sweep) -> str:
    seconds = [o.seconds for o in sweep.outcomes.copy().values() if o.seconds is not None]
    if not seconds:
        return ""
    return f"A run took {duration_text(sum(seconds) / len(seconds))} on average."


def grid_text(axes: Mapping[str, Iterable[Any]]) -> str:
    """The varied settings: "8 × Shots per circuit, 5 × Seed"."""
    parts = [(len(list(values)), LABELS[name]) for name, values in axes.items()]
    return " × ".join(f"{plural(n, 'value')} of “{label}”" for n, label in sorted(parts)[::-1])


def cell_text(name: str, value: Any) -> str:
    """A value of a setting that varies, short enough for an axis."""
    if value is None:
        return DEFAULT if name == "shift" else EXACT
    if name == "shift":
        for parts, text in _PI_SHARES.items():
            if math.isclose(value, math.pi / parts):
                return text
    return value_text(name, value)


def setting_text(values: Mapping[str, Any]) -> str:
    """A combination of settings: "Shots per circuit: 100, Batch size: 8"."""
    return ", ".join(f"{LABELS[name]}: {cell_text(name, value)}" for name, value in values.items())


def summary_text(summary: Summary, measure: SweepMeasure) -> str:
    """A mean over seeds with the spread of one run, in the measure's unit."""
    scale = scale_of(measure)
    if summary.mean is None:
        return "–"
    if summary.spread is None:
        one = {"test_accuracy": percent_number, "test_chapter_loss": share_text}
        return one.get(measure, number_text)(summary.mean)
    return with_spread(scale * summary.mean, scale * summary.spread, _ENDS[measure])


def scale_of(measure: SweepMeasure) -> float:
    """The measure's unit: accuracy is shown in percent."""
    return 100 if measure == "test_accuracy" else 1


def sweep_result_text(sweep: Sweep, measure: SweepMeasure) -> str:
    """The best settings as far as the seeds can tell, and those not compared."""
    found = best_settings(sweep, measure)
    if found is None:
        return (
            f"No best setting is named: that takes {N_SEEDS} seeds for at least 2 combinations of "
            "settings."
        )
    n_others, n_left = len(found.told_apart) + len(found.alike), len(found.left_out)
    unit = " % correct" if measure == "test_accuracy" else ""
    best = f"{summary_text(found.best, measure)}{unit}, with {setting_text(found.best.values)}."
    which = f"Best mean of {n_others + 1} settings" if n_left else "Best mean"
    parts = [f"{which}: {best}", _compared_text(found)]
    if n_left:
        parts.append(
            f"Not compared: {plural(n_left, 'setting')} with fewer than {N_SEEDS} seeds so far."
        )
    return " ".join([*parts, chance_rule(n_others * (n_others + 1) // 2, "pair", "settings")])


def _compared_text(found: Ranking) -> str:
    """The settings that differ significantly from the best."""
    n_apart, n_others = len(found.told_apart), len(found.told_apart) + len(found.alike)
    others = "the other one" if n_others == 1 else f"all {n_others} others"
    if not found.alike:
        largest = chance_text(max(chance for _, chance in found.told_apart))
        return f"Its seeds tell it apart from {others} by more than chance ({largest})."
    shown = sorted(found.alike, key=lambda entry: -entry[1])[:MOST_NAMED]
    named = "; ".join(f"{setting_text(s.values)} ({chance_text(chance)})" for s, chance in shown)
    n_more = len(found.alike) - len(shown)
    more = f"; and {n_more} more" if n_more else ""
    if not n_apart:
        return f"The seeds do not tell it apart from: {named}{more}."
    return (
        f"The seeds tell it apart from {n_apart} of {n_others} others, but not from: {named}{more}."
    )


def spread_note(sweep: Sweep) -> str:
    """How to read the numbers."""
    n = len(list(sweep.grid.axes.get("seed", (0,))))
    if n == 1:
        return "One seed: nobody can say how much is chance. Add seeds to see the spread."
    dots = "Each dot is a run. " if len(sweep.grid.varied) == 1 else ""
    return (
        f"{dots}Mean ± spread of {n} seeds. The spread is the standard deviation of a single run."
    )
