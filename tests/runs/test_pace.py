"""A batch that would take too long is refused before it is sent."""

from __future__ import annotations

import pytest

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.runs.pace import SlowBatchError, batch_seconds, check_batch
from hqnn_core.runs.presets import PRESETS
from tests.runs.processes import wait

LARGEST = ModelConfig(shots=1_000_000, noise="device")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets_are_far_from_the_limit(preset):
    assert batch_seconds(preset.model, preset.training.batch_size) < 0.5


def test_slow_batch_says_how_long_and_what_to_change():
    effort = r"about 27\d s: 600 circuits, each with 1,000,000 shots\."
    with pytest.raises(SlowBatchError, match=effort):
        check_batch(LARGEST, TrainConfig(n_per_class=100, batch_size=1_024))
    check_batch(LARGEST, TrainConfig(batch_size=2))


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"shots": 1_000_000}, "a smaller batch, fewer shots."),
        ({"shots": 1_000_000, "noise": "device"}, "a smaller batch, fewer shots, no noise."),
        (
            {"engine": "statevector", "qubits": 8, "layers": 12},
            "a smaller batch, fewer qubits or layers.",
        ),
    ],
)
def test_advice_is_what_helps(settings, advice):
    training = TrainConfig(n_per_class=500, batch_size=1_000)
    with pytest.raises(SlowBatchError, match=f"What helps: {advice}"):
        check_batch(ModelConfig(**settings), training)


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ({"shots": 100}, {"shots": 10_000}),
        ({"qubits": 2}, {"qubits": 6}),
        ({"qubits": 4}, {"qubits": 4, "layers": 4}),
        ({}, {"noise": "device"}),
    ],
)
def test_more_of_anything_takes_longer(smaller, larger):
    assert batch_seconds(ModelConfig(**smaller), 8) < batch_seconds(ModelConfig(**larger), 8)


def test_run_of_slow_batches_fails_at_once_with_the_sentence(runner):
    told = []
    run = runner.submit(
        LARGEST,
        TrainConfig(source="offline", n_per_class=100, batch_size=1_024),
        on_change=told.append,
    )
    assert (run.state, run.ended.is_set()) == ("failed", True)
    wait(lambda: told == [run])
    assert run.message.startswith("One batch would take about ")
    assert runner.turn(run) == (0, 0)
