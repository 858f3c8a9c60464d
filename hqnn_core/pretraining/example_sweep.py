"""Recording of the Train page's example sweep. Run: python -m hqnn_core.pretraining.example_sweep

It trains the networks of the first question on the offline images, for a minute, and writes their
outcomes to `hqnn_core/comparison/example_sweep.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, fields, replace
from datetime import date
from typing import Any

import torch

from hqnn_core.comparison.recorded import EXAMPLE_SWEEP
from hqnn_core.network import Finished, build_model, load_digits, train
from hqnn_core.pretraining.example_run import SOURCE, rounded, write
from hqnn_core.runs import QUESTIONS, Grid, Outcome


def recording() -> dict[str, Any]:
    """Train the networks; date, name, grid, and the outcomes as rows of their fields."""
    question = QUESTIONS[0]
    grid = Grid(question.axes, question.model, replace(question.training, source=SOURCE))
    table = {
        "fields": [field.name for field in fields(Outcome)],
        "rows": [rounded(astuple(outcome)) for outcome in outcomes(grid)],
    }
    made = {"date": date.today().isoformat(), "name": question.name, "grid": grid.as_dict()}
    return {**made, "outcomes": table}


def outcomes(grid: Grid) -> Iterator[Outcome]:
    """Train the networks of a grid one after another."""
    torch.set_num_threads(1)  # as the training processes do
    for index in range(len(grid)):
        model, training = grid.settings(index)
        images = load_digits(model.digits, training.n_per_class, training.source)
        *_, end = train(build_model(model), images, training)
        assert isinstance(end, Finished)
        yield Outcome.of(index, end)


if __name__ == "__main__":
    write(EXAMPLE_SWEEP, recording())
