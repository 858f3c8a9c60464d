"""Text of sweeps: the part “Compare many settings” of the Train page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from hqnn_core.comparison.rankings import Ranking, Summary, SweepMeasure, best_settings
from hqnn_core.comparison.recorded import example_sweep
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.language import N_, gettext, ngettext, said
from hqnn_core.runs import Sweep
from hqnn_core.words.chance import chance_rule, chance_text
from hqnn_core.words.lists import DEFAULT, EXACT
from hqnn_core.words.numbers import (
    duration_text,
    number_text,
    percent_number,
    share_text,
    whole_text,
    with_spread,
)
from hqnn_core.words.settings import LABELS, setting_text, value_name, value_text
from hqnn_core.words.training import date_text

SWEEP_MEASURES: dict[SweepMeasure, str] = {
    "test_accuracy": N_("test images correct (%)"),
    "test_nll": N_("−log P(correct) of the test images"),
    "test_chapter_loss": N_("1 − P(correct) of the test images"),
}
"""What can be compared; accuracy in percent, the losses as they are."""

_ENDS = {"test_accuracy": (0, 100), "test_nll": (0,), "test_chapter_loss": (0, 1)}
_PI_SHARES = {1: "π", 2: "π/2", 4: "π/4", 3: "π/3"}
MOST_NAMED = 3


def sweep_status(sweep: Sweep) -> tuple[str, str]:
    """Progress of a sweep, Markdown, and its missing runs or time left, plain."""
    done, n_missing = done_text(sweep), len(sweep) - sweep.n_done
    if sweep.state == "running":
        if left := sweep.seconds_left:
            return done, gettext("about {time} left", time=duration_text(left))
        return done, gettext("The first runs are training.")
    if sweep.state == "done":
        return done, " ".join([gettext("All runs are done."), *_run_time(sweep)])
    parts = []
    if n_missing:
        parts.append(ngettext("Stopped; {n} run to go.", "Stopped; {n} runs to go.", n_missing))
    if n := sweep.n_failed:
        why = next(o.message for o in sweep.outcomes.copy().values() if o.outcome == "failed")
        parts.append(
            ngettext(
                "{n} run failed. It said: {why}",
                "{n} runs failed. The first said: {why}",
                n,
                why=said(why),
            )
        )
    return done, " ".join([*parts, gettext("Press Resume to train what is missing.")])


def done_text(sweep: Sweep) -> str:
    """How many runs of a sweep are done, Markdown."""
    return ngettext(
        "**{done} of {n} run**", "**{done} of {n} runs**", len(sweep), done=whole_text(sweep.n_done)
    )


def example_sweep_text() -> str:
    """The date and settings of the recorded sweep, Markdown."""
    example = example_sweep()
    grid = example.sweep.grid
    return gettext(
        "**A recorded sweep of this app**, {date}: {runs} runs with {seeds} seeds, {epochs} "
        "epochs, {images} images ({source})",
        date=date_text(example.date),
        runs=len(grid),
        seeds=len(list(grid.axes["seed"])),
        epochs=grid.training.epochs,
        images=grid.training.n_images(grid.model.n_classes),
        source=value_text("source", grid.training.source),
    )


def _run_time(sweep: Sweep) -> list[str]:
    seconds = [o.seconds for o in sweep.outcomes.copy().values() if o.seconds is not None]
    if not seconds:
        return []
    time = duration_text(sum(seconds) / len(seconds))
    return [gettext("A run took {time} on average.", time=time)]


def grid_text(axes: Mapping[str, Iterable[Any]]) -> str:
    """The varied settings: "8 values of “Shots per circuit” × 5 values of “Seed”"."""
    counts = sorted((len(list(values)), name) for name, values in axes.items())
    return " × ".join(
        ngettext(
            "{n} value of “{label}”", "{n} values of “{label}”", n, label=gettext(LABELS[name])
        )
        for n, name in counts[::-1]
    )


def cell_text(name: str, value: Any) -> str:
    """A value of a setting that varies, short enough for an axis."""
    if value is None or _pi_share(name, value):
        return gettext(cell_name(name, value))
    return value_text(name, value)


def cell_name(name: str, value: Any) -> str:
    """The same as addresses and typed lists have it, in any language."""
    if value is None:
        return DEFAULT if name == "shift" else EXACT
    return _pi_share(name, value) or value_name(name, value)


def _pi_share(name: str, value: Any) -> str:
    shares = _PI_SHARES.items() if name == "shift" else ()
    return next((text for n, text in shares if math.isclose(value, math.pi / n)), "")


def settings_text(values: Mapping[str, Any]) -> str:
    """A combination of settings: "Shots per circuit: 100, Batch size: 8"."""
    return ", ".join(setting_text(name, cell_text(name, value)) for name, value in values.items())


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
        return gettext(
            "Too early to name a winner. That needs two combinations of settings with {seeds} "
            "seeds each.",
            seeds=N_SEEDS,
        )
    n_others, n_left = len(found.told_apart) + len(found.alike), len(found.left_out)
    best = {
        "value": summary_text(found.best, measure),
        "settings": settings_text(found.best.values),
    }
    if measure == "test_accuracy":
        parts = [
            gettext("Best of those compared: {value} %\u00a0correct, with {settings}.", **best)
        ]
    else:
        parts = [gettext("Best of those compared: {value}, with {settings}.", **best)]
    parts.append(_compared_text(found))
    if n_left:
        parts.append(
            ngettext(
                "Not compared: {n} setting with fewer than {seeds} seeds so far.",
                "Not compared: {n} settings with fewer than {seeds} seeds so far.",
                n_left,
                seeds=N_SEEDS,
            )
        )
    return " ".join([*parts, chance_rule(n_others * (n_others + 1) // 2, "pair", "settings")])


def _compared_text(found: Ranking) -> str:
    """The settings that differ significantly from the best."""
    n_apart, n_others = len(found.told_apart), len(found.told_apart) + len(found.alike)
    if not found.alike:
        largest = chance_text(max(chance for _, chance in found.told_apart))
        return ngettext(
            "The other one is worse, by more than chance ({chance}).",
            "All {n} others are worse, by more than chance ({chance}).",
            n_others,
            chance=largest,
        )
    shown = sorted(found.alike, key=lambda entry: -entry[1])[:MOST_NAMED]
    named = "; ".join(f"{settings_text(s.values)} ({chance_text(chance)})" for s, chance in shown)
    parts = []
    if n_apart:
        parts.append(
            ngettext(
                "{n} of {others} others is worse, by more than chance.",
                "{n} of {others} others are worse, by more than chance.",
                n_apart,
                others=n_others,
            )
        )
    parts.append(gettext("Just as good within chance: {settings}.", settings=named))
    if n_more := len(found.alike) - len(shown):
        parts.append(ngettext("And {n} more.", "And {n} more.", n_more))
    return " ".join(parts)


def spread_note(sweep: Sweep) -> str:
    """How to read the numbers."""
    n = len(list(sweep.grid.axes.get("seed", (0,))))
    if n == 1:
        return gettext("One seed: nobody can say how much is chance. Add seeds to see the spread.")
    parts = [gettext("Each dot is a run.")] if len(sweep.grid.varied) == 1 else []
    mean = ngettext(
        "Mean ± spread of {n} seed. The spread is the standard deviation of a single run.",
        "Mean ± spread of {n} seeds. The spread is the standard deviation of a single run.",
        n,
    )
    return " ".join([*parts, mean])
