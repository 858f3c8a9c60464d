"""Exported lines are executed and give the numbers of the run in its worker process."""

import contextlib
import csv
import io
import json

import numpy as np
import pytest

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.checkpoint import checkpoint_bytes
from hqnn_core.export import config_json, history_csv, reproduce_source
from hqnn_core.model import build_model
from hqnn_core.run import Run
from hqnn_core.runner import Runner

TRAINING = TrainConfig(source="offline", n_per_class=10, n_test_per_class=10, epochs=2, seed=3)
MODELS = {
    "statevector": ModelConfig(engine="statevector", shots=50, shift=1.0, seed=2),
    "aer": ModelConfig(shots=20, noise="simple", gate_error=0.01),
    "classical": ModelConfig(kind="classical"),
}


def printed(source: str) -> list[list[float]]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(source, {})
    return [[float(number) for number in line.split()] for line in out.getvalue().splitlines()]


def losses(run: Run) -> list[list[float]]:
    return [[e.epoch, e.train_nll, e.test_accuracy] for e in run.epochs]


@pytest.mark.parametrize("kind", MODELS)
def test_exported_lines_repeat_the_run(runner: Runner, kind):
    run = runner.submit(MODELS[kind], TRAINING)
    assert run.ended.wait(60)
    assert len(run.epochs) == 2
    assert printed(reproduce_source(run)) == losses(run)


def test_exported_lines_repeat_a_run_on_drawings_from_given_weights(
    runner, small_digits, tmp_path, monkeypatch
):
    pixels = (small_digits.train_images[:9] * 255).round().byte().numpy()
    labels = small_digits.train_labels[:9].numpy()
    weights = checkpoint_bytes(build_model(ModelConfig(seed=7)))
    run = runner.submit(
        MODELS["statevector"],
        TRAINING,
        weights=weights,
        images=[image.tobytes() for image in pixels],
        labels=labels.tolist(),
    )
    assert run.ended.wait(60)
    source = reproduce_source(run)
    assert source.startswith("# Needs the checkpoint that the run started from")
    assert "# Needs the 9 drawings of the run" in source
    (tmp_path / "weights.safetensors").write_bytes(weights)
    np.savez(tmp_path / "drawings.npz", images=pixels, labels=labels)
    monkeypatch.chdir(tmp_path)
    assert printed(source) == losses(run)


def test_only_what_is_not_the_default_is_spelled_out():
    source = reproduce_source(Run(ModelConfig(shots=7), TrainConfig(epochs=3)))
    assert "HybridNet(ModelConfig(shots=7))" in source
    assert "TrainConfig(epochs=3)" in source


def test_history_has_a_line_a_batch_and_the_test_at_an_epoch_s_end(runner):
    run = runner.submit(MODELS["classical"], TRAINING)
    assert run.ended.wait(60)
    rows = list(csv.DictReader(io.StringIO(history_csv(run))))
    assert [int(row["step"]) for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [float(row["nll"]) for row in rows] == [batch.nll for batch in run.batches]
    tested = [float(row["test_accuracy"]) for row in rows if row["test_accuracy"]]
    assert tested == [epoch.test_accuracy for epoch in run.epochs]
    assert [bool(row["test_accuracy"]) for row in rows] == [False, False, True] * 2


def test_configuration_can_be_read_back():
    fields = json.loads(config_json(Run(MODELS["aer"], TRAINING)))
    assert ModelConfig.from_dict(fields["model"]) == MODELS["aer"]
    assert TrainConfig.from_dict(fields["training"]) == TRAINING
