"""What a run keeps of its events."""

from __future__ import annotations

import pytest

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network.events import BatchDone
from hqnn_core.runs import run as run_module
from hqnn_core.runs.pace import remaining_seconds
from hqnn_core.runs.run import Run


def batch(step: int) -> BatchDone:
    return BatchDone(1, step, step, 0.5, -0.6, 3 * step, seconds=0.01 * step)


@pytest.fixture
def long_run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """1,000 batches where 100 are kept, all of the last 20."""
    monkeypatch.setattr(run_module, "MAX_BATCHES", 100)
    monkeypatch.setattr(run_module, "RECENT_BATCHES", 20)
    run = Run(ModelConfig(), TrainConfig(epochs=1_000, batch_size=1))
    for step in range(1, 1_001):
        run.note(batch(step))
    return run


def test_long_run_keeps_a_bounded_number_of_batches_the_last_ones_whole(long_run: Run):
    assert len(long_run.batches) <= 100
    steps = [batch.step for batch in long_run.batches]
    assert steps == sorted(steps)
    assert steps[0] == 1
    assert steps[-20:] == list(range(981, 1_001))


def test_thinning_itself_leaves_the_last_batches_whole(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run_module, "MAX_BATCHES", 100)
    monkeypatch.setattr(run_module, "RECENT_BATCHES", 20)
    run = Run(ModelConfig(), TrainConfig(epochs=1_000, batch_size=1))
    for step in range(1, 102):  # the last one is one too many
        run.note(batch(step))
    steps = [batch.step for batch in run.batches]
    assert steps == [*range(1, 82, 2), *range(82, 102)]


def test_pace_of_a_thinned_run_is_that_of_its_last_batches(long_run: Run):
    left = 1_000 * 200 - 1_000
    assert remaining_seconds(long_run) == pytest.approx(0.01 * left, rel=0.1)
