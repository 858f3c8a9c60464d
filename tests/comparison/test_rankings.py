"""A sweep's settings over their seeds: means, spreads, and which settings the seeds tell apart."""

import statistics

import pytest

from hqnn_core import ModelConfig
from hqnn_core.comparison.rankings import best_settings, summaries
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.sweep import Outcome, Sweep

GRID = Grid({"shots": [1, 10, None], "seed": range(5)}, ModelConfig(engine="statevector"))
FAR = {1: [0.90, 0.91, 0.92, 0.90, 0.91], 10: [0.97, 0.98, 0.99, 0.97, 0.98]}
CLOSE = {None: [0.975, 0.974, 0.991, 0.973, 0.979]}


def swept(accuracies: dict) -> Sweep:
    outcomes = []
    for index in range(len(GRID)):
        values = GRID.values(index)
        if values["shots"] in accuracies:
            right = accuracies[values["shots"]][values["seed"]]
            outcomes.append(
                Outcome(index, "completed", right, 1 - right, 2 - 2 * right, 10, 1.0, "Done.")
            )
    return Sweep(GRID, outcomes=outcomes)


def test_summary_has_mean_and_spread_of_a_run_and_failed_runs_are_in_no_mean():
    sweep = swept(FAR)
    sweep.outcomes[1] = Outcome(1, "failed", message="It broke.")  # seed 0, 10 shots
    one, ten, exact = summaries(sweep, "test_accuracy")
    assert one.mean == pytest.approx(statistics.fmean(FAR[1]))
    assert one.spread == pytest.approx(statistics.stdev(FAR[1]))
    assert (ten.n, ten.n_failed, ten.mean) == (4, 1, pytest.approx(statistics.fmean(FAR[10][1:])))
    assert (exact.n, exact.mean, exact.spread) == (0, None, None)


def test_best_setting_is_told_apart_only_from_those_that_its_seeds_tell_apart():
    found = best_settings(swept({**FAR, **CLOSE}), "test_accuracy")
    assert found is not None
    assert found.best.values == {"shots": None}
    assert [summary.values for summary, _ in found.alike] == [{"shots": 10}]
    assert [summary.values for summary, _ in found.told_apart] == [{"shots": 1}]
    assert found.left_out == []
    by_loss = best_settings(swept({**FAR, **CLOSE}), "test_nll")
    assert by_loss is not None
    assert by_loss.best.values == {"shots": None}  # the lowest


def test_no_best_setting_without_five_seeds_of_two_settings():
    assert best_settings(swept(CLOSE), "test_accuracy") is None
    sweep = swept(FAR)
    del sweep.outcomes[0]
    assert best_settings(sweep, "test_accuracy") is None


def test_settings_without_five_seeds_are_left_out_and_named():
    sweep = swept({**FAR, **CLOSE})
    sweep.outcomes[2] = Outcome(2, "failed", message="It broke.")  # without shots
    found = best_settings(sweep, "test_accuracy")
    assert found is not None
    assert found.best.values == {"shots": 10}
    assert [summary.values for summary, _ in found.told_apart] == [{"shots": 1}]
    assert [summary.values for summary in found.left_out] == [{"shots": None}]


def test_grid_of_seeds_alone_compares_the_seeds():
    grid = Grid({"seed": range(3)})
    sweep = Sweep(grid, outcomes=[Outcome(1, "completed", 0.9, 0.1, 0.2, 10, 1.0)])
    assert [summary.values for summary in summaries(sweep, "test_nll")] == [
        {"seed": 0}, {"seed": 1}, {"seed": 2},
    ]  # fmt: skip
    assert best_settings(sweep, "test_nll") is None
