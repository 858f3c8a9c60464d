"""Sentences about a sweep say what its outcomes say."""

import math

from hqnn_core import ModelConfig
from hqnn_core.comparison.rankings import summaries
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.sweep import Outcome, Sweep
from hqnn_core.words.sweeps import (
    cell_text,
    grid_text,
    spread_note,
    summary_text,
    sweep_result_text,
)

GRID = Grid({"shots": [1, 10, None], "seed": range(5)}, ModelConfig(engine="statevector"))


def swept(of_shots: dict, grid: Grid = GRID) -> Sweep:
    """A sweep in which the accuracy of a run is that of its shots, and a little for its seed."""
    outcomes = [
        Outcome(
            i, "completed", of_shots[values["shots"]] + 0.001 * values["seed"], 0.1, 0.1, 1, 2.0
        )
        for i in range(len(grid))
        if (values := grid.values(i))["shots"] in of_shots
    ]
    return Sweep(grid, "shots", outcomes)


def test_result_names_a_best_setting_and_those_that_seeds_do_not_tell_apart():
    clear = sweep_result_text(swept({1: 0.9, 10: 0.95}), "test_accuracy")
    assert clear.startswith(
        "Best of those compared: 95.2 ± 0.2 %\u00a0correct, with Shots per circuit: 10. The other "
        "one is worse, by more than chance (by chance: less than 0.1 %). "
        "Not compared: 1 setting with fewer than 5 seeds so far."
    )
    tied = sweep_result_text(swept({1: 0.9, 10: 0.95, None: 0.95}), "test_accuracy")
    assert (
        "1 of 2 others is worse, by more than chance. Just as good within chance: Shots per "
        "circuit: exact (by chance: more than 50 %)." in tied
    )
    assert "Not compared" not in tied
    all_apart = sweep_result_text(swept({1: 0.9, 10: 0.95, None: 0.97}), "test_accuracy")
    assert "All 2 others are worse, by more than chance (by chance: less than 0.1 %)." in all_apart
    assert "two combinations of settings with 5 seeds each" in sweep_result_text(
        swept({1: 0.9}), "test_accuracy"
    )


def test_numbers_are_a_mean_with_the_spread_of_a_run():
    found = summaries(swept({1: 0.9}), "test_accuracy")
    assert summary_text(found[0], "test_accuracy") == "90.2 ± 0.2"
    assert summary_text(found[1], "test_accuracy") == "–"
    assert spread_note(swept({})).startswith("Each dot is a run. Mean ± spread of 5 seeds.")
    assert "One seed" in spread_note(Sweep(Grid({"shots": [1]})))


def test_values_are_short_and_the_larger_axis_is_named_first():
    assert [cell_text("shift", math.pi / 2), cell_text("shots", 1000)] == ["π/2", "1,000"]
    assert [cell_text("shots", None), cell_text("shift", None)] == ["exact", "default"]
    assert grid_text(GRID.axes) == "5 values of “Seed” × 3 values of “Shots per circuit”"
