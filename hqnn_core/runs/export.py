"""Export of runs and sweeps: history, configuration, table, and a script that repeats them."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import zipfile
from collections.abc import Container
from typing import TYPE_CHECKING

import numpy as np

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.language import said
from hqnn_core.network import LabelledImages
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.run import Run
from hqnn_core.runs.sweep import Outcome, Sweep

if TYPE_CHECKING:
    import pandas as pd

BATCH_COLUMNS = ("step", "epoch", "batch", "nll", "chapter_loss", "circuits", "seconds")
EPOCH_COLUMNS = ("test_nll", "test_chapter_loss", "test_accuracy", "n_test")


def file_name(label: str) -> str:
    """Turn a run's name into a file name without ending: lower-case letters, digits, hyphens."""
    letters = "".join(c if c.isalnum() else " " for c in label.lower())
    return "-".join(letters.split()) or "run"


def history_csv(run: Run) -> str:
    """One line per batch; the test columns are filled at the last batch of each epoch."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(BATCH_COLUMNS + EPOCH_COLUMNS)
    tests = {epoch.step: epoch for epoch in list(run.epochs)}
    for batch in list(run.batches):
        epoch = tests.get(batch.step)
        tested = [getattr(epoch, name) if epoch else "" for name in EPOCH_COLUMNS]
        table.writerow([getattr(batch, name) for name in BATCH_COLUMNS] + tested)
    return text.getvalue()


def config_json(run: Run) -> str:
    """The whole configuration as JSON: {"label", "model", "training", "source"}."""
    fields = {
        "label": run.label,
        "model": run.model.as_dict(),
        "training": run.training.as_dict(),
        "source": run.source,
    }
    return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


SCRIPT, START, DRAWINGS, TRAINED = (
    "train_again.py",
    "start.safetensors",
    "drawings.npz",
    "trained.safetensors",
)


def reproduce_zip(run: Run) -> bytes:
    """The Python script that repeats the run, with all files that it reads, as a ZIP."""
    files = {SCRIPT: reproduce_source(run).encode()}
    if run.weights is not None:
        files[START] = run.weights
    if run.drawings is not None:
        files[DRAWINGS] = _drawings_file(run.drawings)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.writestr(name, file)
    return content.getvalue()


def reproduce_source(run: Run) -> str:
    """A Python script that repeats the run, prints each epoch's loss and saves the network."""
    network = "HybridNet" if run.model.kind == "hybrid" else "ClassicalTwin"
    names = ["EpochDone", network, "ModelConfig", "TrainConfig", "load_digits", "train"]
    names += ["save_checkpoint"] + (["load_checkpoint"] if run.weights is not None else [])
    training = training_as_run(run)
    n_images = "1" if run.drawings else "training.n_per_class"
    lines = [
        *_comments(run, training),
        "import dataclasses" if run.drawings else "",
        _FIND_PACKAGE.format(
            names=", ".join(sorted(names)), numpy="import numpy as np\n    " if run.drawings else ""
        ),
        "torch.set_num_threads(1)  # as the app trains; another number rounds otherwise",
        f"network = {network}({spelled(run.model)})",
        f"training = {spelled(training)}",
        f"digits = load_digits({run.model.digits}, {n_images}, training.source)",
        *_own_start(run),
        "for event in train(network, digits, training):",
        "    if isinstance(event, EpochDone):",
        "        print(event.epoch, event.train_nll, event.test_accuracy)",
        f'save_checkpoint(network, HERE / "{TRAINED}")',
    ]
    return "\n".join(line for line in lines if line) + "\n"


def sweep_source(grid: Grid) -> str:
    """Python lines that train the runs of a grid and compare them."""
    axes = ", ".join(f"{name!r}: {list(values)!r}" for name, values in grid.axes.items())
    by = ", ".join(map(repr, grid.varied))
    return "\n".join(
        [
            "from hqnn_core import ModelConfig, TrainConfig, run_sweep",
            "",
            'if __name__ == "__main__":  # not needed in a notebook',
            "    frame = run_sweep(",
            f"        {{{axes}}},",
            f"        {spelled(grid.model, grid.axes)},",
            f"        {spelled(grid.training, grid.axes)},",
            '        file="sweep.hqnn",  # a second call goes on where the first one was stopped',
            "    )",
            f"    by_setting = frame.groupby([{by}], dropna=False)",
            '    print(by_setting.test_accuracy.agg(["mean", "std", "count"]))',
            "",
        ]
    )


def sweep_frame(sweep: Sweep) -> pd.DataFrame:
    """One row for each run that has ended, in the grid's order.

    The columns are the settings that vary, then those of `Outcome` without the index. Shots are
    missing (`pandas.NA`) where expectations are exact, a shift where it is the rule's default.
    """
    import pandas as pd

    fields = [field.name for field in dataclasses.fields(Outcome) if field.name != "index"]
    columns = [*sweep.grid.axes, *fields]
    rows = [
        {**sweep.grid.values(index), **vars(outcome), "message": said(outcome.message)}
        for index, outcome in sorted(sweep.outcomes.copy().items())
    ]
    whole = [name for name in ("shots", "circuits") if name in columns]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(whole, "Int64"))


_FIND_PACKAGE = """import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(folder) for folder in HERE.parents if (folder / "hqnn_core").is_dir()]
try:
    {numpy}import torch
    from hqnn_core import {names}
except ModuleNotFoundError as fault:
    sys.exit(
        f"{{fault}}. Put this folder into the app's folder, beside hqnn_core, or set PYTHONPATH to "
        "the app's folder; and use the app's Python, .venv/bin/python."
    )
"""


def _drawings_file(drawings: LabelledImages) -> bytes:
    """A NumPy file with the arrays images (uint8, N x 28 x 28) and labels (classes 0 and 1)."""
    images = np.frombuffer(b"".join(drawings.images), np.uint8).reshape(-1, 28, 28)
    content = io.BytesIO()
    np.savez_compressed(content, images=images, labels=np.array(drawings.labels))
    return content.getvalue()


def training_as_run(run: Run) -> TrainConfig:
    """The training configuration with the data set that "auto" chose."""
    if run.training.source == "auto" and run.source in ("mnist", "offline"):
        return dataclasses.replace(run.training, source=run.source)
    return run.training


def _comments(run: Run, training: TrainConfig) -> list[str]:
    lines = [
        f"# Trains the run {run.label!r} again and keeps the network in {TRAINED}.",
        f"# In the app's folder: .venv/bin/python {file_name(run.label)}/{SCRIPT}",
    ]
    if run.state in ("stopped", "paused", "failed") and run.batches:
        epoch = run.batches[-1].epoch
        lines.append(f"# The run was {run.state} in epoch {epoch}; these lines train all of it.")
    if training.source != "offline":
        lines.append(
            "# Reads MNIST from $HQNN_MNIST_ROOT, else from ~/.cache/hqnn, as the app does."
        )
    return lines


def _own_start(run: Run) -> list[str]:
    lines = []
    if run.weights is not None:
        lines.append(f'network.load_state_dict(load_checkpoint(HERE / "{START}").state_dict())')
    if run.drawings is not None:
        lines += [
            f'drawn = np.load(HERE / "{DRAWINGS}")',
            'images = torch.from_numpy(drawn["images"]).reshape(-1, 1, 28, 28).float()',
            "digits = dataclasses.replace(",
            "    digits,",
            "    train_images=images / 255,",
            '    train_labels=torch.from_numpy(drawn["labels"]).long(),',
            ")",
        ]
    return lines


def spelled(config: ModelConfig | TrainConfig, without: Container[str] = ()) -> str:
    """The call that makes a configuration, with only the fields that differ from the defaults."""
    different = [
        f"{field.name}={getattr(config, field.name)!r}"
        for field in dataclasses.fields(config)
        if getattr(config, field.name) != field.default and field.name not in without
    ]
    return f"{type(config).__name__}({', '.join(different)})"
