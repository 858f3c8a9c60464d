"""A training run as files to keep: its history, its configuration, and the lines that repeat it."""

from __future__ import annotations

import csv
import dataclasses
import io
import json

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.run import Run

BATCH_COLUMNS = ("step", "epoch", "batch", "nll", "chapter_loss", "circuits", "seconds")
EPOCH_COLUMNS = ("test_nll", "test_chapter_loss", "test_accuracy", "n_test")


def file_name(label: str) -> str:
    """A run's name as that of a file, without its ending; lower case, letters, digits, hyphens."""
    letters = "".join(c if c.isalnum() else " " for c in label.lower())
    return "-".join(letters.split()) or "run"


def history_csv(run: Run) -> str:
    """A line a batch; the columns of the test set are filled at the last batch of an epoch."""
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


def reproduce_source(run: Run) -> str:
    """Python lines that repeat the run and print the loss of each epoch."""
    network = "HybridNet" if run.model.kind == "hybrid" else "ClassicalTwin"
    training = _training_as_run(run)
    names = ["EpochDone", network, "ModelConfig", "TrainConfig", "load_digits", "train"]
    names += ["load_checkpoint"] if run.weights is not None else []
    digits = f"load_digits({run.model.digits}, training.n_per_class, training.source)"
    lines = [
        *_comments(run),
        "import torch",
        "",
        f"from hqnn_core import {', '.join(sorted(names))}",
        "",
        "torch.set_num_threads(1)  # as the app trains; another number rounds otherwise",
        f"network = {network}({_spelled(run.model)})",
        f"training = {_spelled(training)}",
        f"digits = {digits}",
        *_own_start(run),
        "for event in train(network, digits, training):",
        "    if isinstance(event, EpochDone):",
        "        print(event.epoch, event.train_nll, event.test_accuracy)",
    ]
    return "\n".join(lines) + "\n"


def _training_as_run(run: Run) -> TrainConfig:
    """With the data set that "auto" turned out to be."""
    if run.training.source == "auto" and run.source in ("mnist", "offline"):
        return dataclasses.replace(run.training, source=run.source)
    return run.training


def _comments(run: Run) -> list[str]:
    lines = []
    if run.weights is not None:
        lines.append("# Needs the checkpoint that the run started from: weights.safetensors.")
    if run.drawings is not None:
        n = len(run.drawings.images)
        lines.append(f"# Needs the {n} drawings of the run: drawings.npz, with the arrays images")
        lines.append("# (uint8, N x 28 x 28) and labels (classes 0 and 1).")
    return lines


def _own_start(run: Run) -> list[str]:
    lines = []
    if run.weights is not None:
        lines.append('start = load_checkpoint("weights.safetensors")')
        lines.append("network.load_state_dict(start.state_dict())")
    if run.drawings is not None:
        lines += [
            "import dataclasses",
            "import numpy as np",
            'drawn = np.load("drawings.npz")',
            "digits = dataclasses.replace(",
            "    digits,",
            '    train_images=torch.from_numpy(drawn["images"]).reshape(-1, 1, 28, 28) / 255,',
            '    train_labels=torch.from_numpy(drawn["labels"]).long(),',
            ")",
        ]
    return lines


def _spelled(config: ModelConfig | TrainConfig) -> str:
    """The call that makes it, with the fields that are not the defaults."""
    different = [
        f"{field.name}={getattr(config, field.name)!r}"
        for field in dataclasses.fields(config)
        if getattr(config, field.name) != field.default
    ]
    return f"{type(config).__name__}({', '.join(different)})"
