"""A batch that would take too long is refused before it is sent."""

from __future__ import annotations

import pytest

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.runs.pace import SlowBatchError, batch_seconds, check_batch
from hqnn_core.runs.presets import PRESETS


def test_presets_are_far_from_the_limit():
    seconds = {p.name: batch_seconds(p.model, p.training.batch_size) for p in PRESETS}
    assert max(seconds.values()) < 0.5, seconds


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            {"shots": 1_000_000, "noise": "device"},
            r"about 27\d s: 600 circuits, each with 1,000,000 shots\. .*fewer shots, no noise\.",
        ),
        ({"shots": 1_000_000}, r"a smaller batch, fewer shots\."),
        ({"engine": "statevector", "qubits": 8, "layers": 12}, r"fewer qubits or layers\."),
    ],
)
def test_slow_batch_says_how_long_and_what_helps(settings, says):
    model = ModelConfig(**settings)
    with pytest.raises(SlowBatchError, match=says):
        check_batch(model, TrainConfig(n_per_class=100, batch_size=1_024))
    check_batch(model, TrainConfig(batch_size=1))


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
