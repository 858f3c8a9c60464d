"""Verdicts from seeds: right p-values, and no more false ones than they say."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from hqnn_core import Finished, ModelConfig, TrainConfig
from hqnn_core.comparison.pairs import comparisons
from hqnn_core.comparison.rankings import best_settings
from hqnn_core.comparison.significance import LEVEL, N_SEEDS, paired_chances, smallest_step
from hqnn_core.experiments.arms import ARMS, arm_contrasts, arms_grid
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.run import Run
from hqnn_core.runs.sweep import Outcome, Sweep

REPEATS = 400
MOST = LEVEL + 2.6 * math.sqrt(LEVEL * (1 - LEVEL) / REPEATS)
"""The share of false verdicts that these repeats exceed in one of 200 simulations, at `LEVEL`."""

Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
SAME: dict[str, Draw] = {
    "normal": lambda rng, shape: 0.9 + 0.01 * rng.standard_normal(shape),
    "images": lambda rng, shape: rng.binomial(120, 0.98, shape) / 120,
    "one image or none": lambda rng, shape: 1 - rng.integers(0, 2, shape) / 2115,
    "skewed": lambda rng, shape: 1 - 0.01 * rng.exponential(size=shape),
}
"""Accuracies of runs that are all equally good, (settings, seeds)."""


@pytest.mark.parametrize("n_seeds", [5, 30])
def test_one_comparison_is_students_t_test(n_seeds):
    differences = np.random.default_rng(n_seeds).normal(0.5, 1, n_seeds)
    expected = stats.ttest_1samp(differences, 0)[1]
    assert paired_chances([differences]) == pytest.approx([expected])


def test_several_are_corrected_by_holms_steps():
    rows = np.random.default_rng(1).normal([[0.2], [0.9], [1.5], [0.5]], 1, (4, 6))
    alone = [float(paired_chances([row])[0]) for row in rows]
    for i, found in enumerate(paired_chances(rows)):
        steps = [  # of each that is at least as clear: times the number of those that are not
            p * sum(other >= p for other in alone) for p in alone if p <= alone[i]
        ]
        assert found == pytest.approx(min(1, max(steps)))
    assert paired_chances(rows, n_comparisons=10).min() == pytest.approx(min(1, 10 * min(alone)))


def test_too_few_seeds_and_no_difference_are_never_told_apart():
    few = [[1.0, 1.1, 1.2, 1.1, np.nan], [0.0] * 5, [np.nan] * 5]
    assert paired_chances(few).tolist() == [1, 1, 1]


def test_one_image_more_in_each_of_five_seeds_is_not_certain():
    one_more = np.full((1, N_SEEDS), 1 / 2115)
    assert 0.001 < paired_chances(one_more, 1 / 2115)[0] < LEVEL
    assert paired_chances(one_more, 1 / 2115, n_comparisons=28)[0] > LEVEL
    assert smallest_step([[0.9, 0.9], [0.95, np.nan]]) == pytest.approx(0.05)
    assert smallest_step([0.9, 0.9]) == 0


def swept(grid: Grid, accuracies: np.ndarray) -> Sweep:
    """A sweep with these accuracies, (settings, seeds) in the grid's order."""
    settings: list[tuple] = []
    outcomes = []
    for index in range(len(grid)):
        values = grid.values(index)
        seed, setting = values.pop("seed"), tuple(values.values())
        settings += [] if setting in settings else [setting]
        right = float(accuracies[settings.index(setting), seed])
        outcomes.append(Outcome(index, "completed", right, 1 - right, 1 - right, 0, 1.0))
    return Sweep(grid, outcomes=outcomes)


@pytest.mark.parametrize("kind", SAME)
def test_sweeps_of_equal_settings_seldom_rule_one_out(kind):
    n_settings = 8
    rng = np.random.default_rng(n_settings)
    shots = [2**k for k in range(n_settings)]
    grid = Grid({"shots": shots, "seed": range(N_SEEDS)}, ModelConfig(engine="statevector"))
    n_false = 0
    for _ in range(REPEATS):
        found = best_settings(swept(grid, SAME[kind](rng, (n_settings, N_SEEDS))), "test_accuracy")
        assert found is not None
        n_false += bool(found.told_apart)
    assert n_false / REPEATS < MOST


def test_equal_arms_seldom_differ():
    rng, grid = np.random.default_rng(3), arms_grid()
    n_false = 0
    for _ in range(REPEATS):
        found = arm_contrasts(swept(grid, SAME["images"](rng, (len(ARMS), N_SEEDS))))
        assert found is not None
        n_false += any(each.is_clear for each in found)
    assert n_false / REPEATS < MOST


def ended(accuracy: float, nll: float, chapter: float) -> Run:
    run = Run(ModelConfig(), TrainConfig())
    run.finished = Finished("completed", "", 1, nll, chapter - 1, accuracy, 2115, 0, 1.0)
    return run


def test_equal_networks_seldom_differ_in_one_of_three_measures():
    rng, n_false, n_seeds = np.random.default_rng(4), 0, 5
    for _ in range(REPEATS):
        right = SAME["images"](rng, (n_seeds, 2))
        losses = 0.1 + 0.01 * rng.standard_normal((2, n_seeds, 2))
        pairs = [
            (ended(*map(float, ours)), ended(*map(float, theirs)))
            for ours, theirs in np.stack([right, *losses], axis=-1)
        ]
        n_false += any(each.is_clear for each in comparisons(pairs).values())
    assert n_false / REPEATS < MOST


def test_true_differences_are_found():
    rng = np.random.default_rng(5)
    grid = Grid({"shots": [1, 10, 100], "seed": range(5)}, ModelConfig(engine="statevector"))
    means = np.array([[0.8], [0.9], [0.95]])
    found = best_settings(swept(grid, means + 0.005 * rng.standard_normal((3, 5))), "test_accuracy")
    assert found is not None
    assert len(found.told_apart) == 2
