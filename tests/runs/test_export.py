"""Exported lines are run as their reader would, and give the very network of the run."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
import torch
from safetensors.torch import load as tensors_of

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.network.checkpoint import checkpoint_bytes
from hqnn_core.network.data import Digits
from hqnn_core.network.events import BatchDone
from hqnn_core.network.labelled_images import LabelledImages
from hqnn_core.network.model import build_model
from hqnn_core.runs.export import (
    SCRIPT,
    TRAINED,
    config_json,
    file_name,
    history_csv,
    reproduce_source,
    reproduce_zip,
    sweep_frame,
    sweep_source,
)
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.run import Run
from hqnn_core.runs.run_notebook import run_notebook
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.sweep import Outcome, Sweep
from tests.app import ROOT
from tests.runs.processes import PATIENCE

TRAINING = TrainConfig(source="offline", n_per_class=10, n_test_per_class=10, epochs=2, seed=3)
MODELS = {
    "aer": ModelConfig(shots=20, noise="simple", gate_error=0.01),
    "classical": ModelConfig(kind="classical"),
    "many": ModelConfig(
        digits=(1, 4, 7), qubits=3, layers=2, engine="statevector", shots=None, rule="exact"
    ),
}


READER = f"""
import os, runpy, sys
lost, *folders = sys.argv[1:]
try:
    runpy.run_path(os.path.join(lost, {SCRIPT!r}), run_name="__main__")
except SystemExit as end:
    print(end, end="\\0")
for folder in folders:
    os.chdir(folder)
    runpy.run_path({SCRIPT!r}, run_name="__main__")
    print(end="\\0")
"""


@pytest.fixture(scope="module")
def trained(runner: Runner, small_digits: Digits) -> dict[str, Run]:
    """Runs of each kind that have ended."""
    runs = {name: runner.submit(model, TRAINING) for name, model in MODELS.items()}
    runs["taught"] = taught_run(runner, small_digits)
    for run in runs.values():
        assert run.ended.wait(PATIENCE)
        assert len(run.epochs) == 2
    return runs


def taught_run(runner: Runner, small_digits: Digits) -> Run:
    """One with a start and drawings of its own, under a name that a visitor has typed."""
    pixels = (small_digits.train_images[:9] * 255).round().byte().numpy()
    images = tuple(image.tobytes() for image in pixels)
    drawings = LabelledImages(images, tuple(small_digits.train_labels[:9].tolist()))
    weights = checkpoint_bytes(build_model(ModelConfig(seed=7)))
    model = ModelConfig(engine="statevector", shots=50, shift=1.0, seed=2)
    run = runner.submit(model, TRAINING, weights=weights, drawings=drawings)
    run.label = "my \"hand\"\n''' # `x`"
    return run


def assert_same_network(run: Run, weights: bytes) -> None:
    assert run.checkpoint is not None
    ours, theirs = tensors_of(weights), tensors_of(run.checkpoint)
    assert set(ours) == set(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_unpacked_lines_find_the_package_above_them_and_repeat_each_run_to_the_last_bit(
    trained, tmp_path
):
    """As their reader runs them, in the app's folder; elsewhere they say what to do."""
    lost, app = tmp_path / "lost", tmp_path / "app"
    app.mkdir()
    (app / "hqnn_core").symlink_to(ROOT / "hqnn_core")
    folders = [lost, *(app / name for name in trained)]
    for folder, run in zip(folders, [trained["classical"], *trained.values()], strict=True):
        zipfile.ZipFile(io.BytesIO(reproduce_zip(run))).extractall(folder)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    command = [sys.executable, "-c", READER, *map(str, folders)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    advice, *printed = done.stdout.split("\0")[:-1]
    assert advice.startswith("No module named 'hqnn_core'. Put this folder into the app's")
    for run, folder, text in zip(trained.values(), folders[1:], printed, strict=True):
        epochs = [[float(number) for number in line.split()] for line in text.splitlines()]
        assert epochs == [[e.epoch, e.train_nll, e.test_accuracy] for e in run.epochs]
        assert_same_network(run, (folder / TRAINED).read_bytes())


@pytest.mark.parametrize("name", ["taught", "many"])
def test_cells_of_the_notebook_repeat_a_run_and_notice_another_number(
    trained, name, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    run = trained[name]
    notebook = nbformat.reads(run_notebook(run), as_version=4)
    nbformat.validate(notebook)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    names: dict[str, Any] = {}
    for cell in cells:
        exec(cell, names)
    plt.close("all")
    assert f"loss {run.epochs[-1].train_nll:.4f}" in (said := capsys.readouterr().out)
    assert "The same to the last digit." in said
    assert_same_network(run, (tmp_path / TRAINED).read_bytes())
    names["epochs"][-1] = (0.5, 0.5, 0.5)
    exec(next(cell for cell in cells if "recorded = [" in cell), names)
    assert "Not the same." in capsys.readouterr().out


def test_lines_of_a_stopped_run_say_that_they_train_all_of_it():
    run = Run(ModelConfig(), TrainConfig())
    run.state = "stopped"
    run.batches.append(BatchDone(3, 1, 51, 0.1, -0.9, 0, 0.0))
    assert "# The run was stopped in epoch 3; these lines" in reproduce_source(run)


def test_file_names_hold_letters_digits_and_hyphens_only():
    assert file_name("../<b>Ä</b>") == "b-ä-b"
    assert file_name("!?") == "run"


def test_history_has_a_line_a_batch_and_the_test_at_an_epoch_s_end(trained):
    run = trained["classical"]
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


GRID = Grid({"shots": [1, 10, None], "seed": range(5)}, ModelConfig(engine="statevector"))


def swept(n: int) -> Sweep:
    """A sweep with the outcomes of the first `n` runs: all shots of a seed before the next seed."""
    rights = [0.9 + index / 1000 for index in range(n)]
    return Sweep(
        GRID,
        outcomes=[
            Outcome(index, "completed", right, 1 - right, 2 - 2 * right, 10, 1.0, "Done.")
            for index, right in enumerate(rights)
        ],
    )


def test_frame_csv_and_parquet_have_a_row_for_each_run_that_has_ended():
    frame = sweep_frame(swept(10))
    assert len(frame) == 10
    assert list(frame.columns[:4]) == ["seed", "shots", "outcome", "test_accuracy"]
    means = frame.groupby("shots").test_accuracy.mean()
    assert means[1] == pytest.approx(0.9 + (0 + 3 + 6 + 9) / 4000)
    assert sweep_frame(Sweep(GRID)).empty
    sweep = swept(15)
    frame = sweep_frame(sweep)
    read = pd.read_csv(io.StringIO(frame.to_csv(index=False)))
    assert read.test_nll.tolist() == pytest.approx(frame.test_nll.tolist())
    assert read.shots.isna().sum() == 5
    assert pd.read_parquet(io.BytesIO(frame.to_parquet(index=False))).equals(frame)


def test_python_lines_of_a_grid_are_that_grid():
    source = sweep_source(GRID)
    called = {}
    names = {"run_sweep": lambda axes, model, training, file: called.update(vars())}
    body = source.split("\n\n", 1)[1].split("    by_setting")[0]
    exec(
        f"from hqnn_core import ModelConfig, TrainConfig\n{body}", {**names, "__name__": "__main__"}
    )
    assert Grid(called["axes"], called["model"], called["training"]) == GRID
    compile(source, "sweep", "exec")
