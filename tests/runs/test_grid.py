"""A grid: its runs, their order, and what is no grid."""

import itertools
import json
import math

import numpy as np
import pytest

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.errors import ConfigError
from hqnn_core.runs.grid import MAX_RUNS, Grid
from hqnn_core.runs.presets import QUESTIONS


def test_grid_has_a_run_for_every_combination_and_the_seed_changes_last():
    grid = Grid({"shots": [1, 10, 100], "shift": [0.5, 1.0], "seed": range(2)})
    assert len(grid) == 12
    cells = [tuple(grid.values(i).values()) for i in range(12)]
    assert [cell[0] for cell in cells] == [0] * 6 + [1] * 6  # each setting, before the next seed
    assert set(cells) == set(itertools.product((0, 1), (1, 10, 100), (0.5, 1.0)))
    assert grid.varied == ["shots", "shift"]


def test_settings_of_a_run_are_those_of_its_cell_and_a_seed_is_that_of_both():
    grid = Grid(
        {"seed": [3, 4], "learning_rate": [0.01], "shots": [5, None]},
        ModelConfig(engine="statevector"),
        TrainConfig(epochs=2),
    )
    model, training = grid.settings(3)
    assert model == ModelConfig(engine="statevector", shots=None, seed=4)
    assert training == TrainConfig(epochs=2, learning_rate=0.01, seed=4)


def test_equal_values_count_once_and_numbers_of_numpy_are_plain():
    grid = Grid({"shots": np.array([10, 10, 20]), "learning_rate": (r for r in (0.1, 0.1))})
    assert grid.axes == {"shots": (10, 20), "learning_rate": (0.1,)}
    assert type(grid.values(0)["shots"]) is int


def test_grids_of_the_same_runs_are_equal_whatever_else_the_varied_settings_are_set_to():
    one = Grid({"shots": [1, 2]}, ModelConfig(shots=50))
    assert one == Grid({"shots": (1, 2)}, ModelConfig(shots=7))
    assert one != Grid({"shots": (1, 3)})


def test_grid_of_every_question_goes_through_plain_values():
    for grid in (question.grid() for question in QUESTIONS):
        assert Grid.from_dict(grid.as_dict()) == grid
        assert len(grid) <= 100


@pytest.mark.parametrize(
    ("axes", "says"),
    [
        ({}, "needs at least 1 setting"),
        ({"shots": []}, "shots needs at least 1 value in a grid"),
        ({"engine": "aer"}, "engine must be a list of values in a grid; got 'aer'"),
        ({"digits": [1]}, "no setting of this name: digits"),
        ({"shots": [[1]]}, "list of numbers or words"),
        ({"shots": range(1, 401), "seed": range(250)}, "got 400 × 250 = 100,000"),
        ({"shots": itertools.count(1)}, f"at most {MAX_RUNS:,} runs"),
        (
            {"shots": [10, 0], "seed": [1]},
            "shots must be a whole number from 1 to 1,000,000; got 0. This is the run with seed = "
            "1, shots = 0.",
        ),
        ({"shots": [None]}, "shots must be a number on the aer engine"),
    ],
)
def test_what_is_no_grid_is_refused_with_the_run_at_fault(axes, says):
    with pytest.raises(ConfigError) as fault:
        Grid(axes)
    assert says in str(fault.value)


def test_what_is_no_stored_grid_is_refused():
    for fields in ({}, {"axes": 1, "model": {}, "training": {}}, []):
        with pytest.raises(ConfigError):
            Grid.from_dict(fields)  # type: ignore[arg-type]


def test_runs_that_are_the_same_are_trained_once():
    grid = Grid({"kind": ["hybrid", "classical"], "shots": [1, 10], "seed": [0, 1]})
    cells = [tuple(grid.values(i).values()) for i in range(len(grid))]
    first = [(0, "hybrid", 1), (0, "hybrid", 10), (0, "classical", 1)]
    assert cells == first + [(1, kind, shots) for _, kind, shots in first]
    exact = ModelConfig(engine="statevector", shots=None, rule="exact")
    assert len(Grid({"shift": [0.1, 0.2], "seed": [0]}, exact)) == 1
    shifts = {"shift": [None, math.pi / 2, 0.2], "seed": [0]}  # None is π/2, for SPSA 0.2
    assert [len(Grid(shifts, ModelConfig(rule=r))) for r in ("parameter-shift", "spsa")] == [2, 2]


def test_grid_holds_a_shift_that_is_the_default_of_each_rule():
    grid = Grid({"shift": [None, 1.0], "rule": ["parameter-shift", "spsa"], "seed": [0]})
    assert Grid.from_dict(json.loads(json.dumps(grid.as_dict()))) == grid
    shifts = [grid.settings(i)[0].used_shift for i in range(len(grid))]
    assert shifts == [math.pi / 2, 0.2, 1.0, 1.0]
