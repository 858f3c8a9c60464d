"""Export of a run as a Jupyter notebook that repeats it, to the last digit."""

from __future__ import annotations

import base64
import json
from typing import Any

from hqnn_core.runs.export import TRAINED, spelled, training_as_run
from hqnn_core.runs.run import Run

_TITLE = """# A training run, repeated

This notebook trains a run of the app *A neural network that ends in a qubit* again: the same
settings, the same random numbers, the same losses. It needs the app's packages (`requirements.txt`)
and Jupyter (`pip install notebook`). Put it into the app's folder, beside `hqnn_core`, or anywhere
below. {data}"""
_DATA = {
    "mnist": "It reads MNIST from `$HQNN_MNIST_ROOT`, else from `~/.cache/hqnn`, as the app does.",
    "offline": "Its images come with the packages.",
}
_UNFINISHED = " The run was {state} in epoch {epoch}; this notebook trains all of it."
_FIND_PACKAGE = """import dataclasses
import sys
from pathlib import Path

here = Path.cwd()
sys.path += [str(folder) for folder in (here, *here.parents) if (folder / "hqnn_core").is_dir()]

import matplotlib.pyplot as plt
import torch

from hqnn_core import EpochDone, ModelConfig, TrainConfig
from hqnn_core import load_checkpoint, load_digits, save_checkpoint, train
from hqnn_core.network import LabelledImages, build_model, circuit_of

torch.set_num_threads(1)  # as the app trains; another number rounds otherwise"""
_SETTINGS = """## Settings

All settings that are not named have their defaults; `help(ModelConfig)` lists them."""
_CIRCUIT = "print(circuit_of(model).circuit.draw())"
_START = """## The start

The run went on from a network that was trained before. It stands here as text."""
_DRAWINGS = """## The images

The run was trained with these drawings instead of digits of a data set."""
_TRAINING = "## Training"
_TRAIN = """epochs = []
for event in train(network, digits, training):
    if isinstance(event, EpochDone):
        epochs.append((event.train_nll, event.test_nll, event.test_accuracy))
        print(f"epoch {event.epoch}: loss {event.train_nll:.4f}, test {event.test_accuracy:.1%}")"""
_COMPARISON = """## The same numbers

Each row is an epoch of the app's run: the mean loss −log P(correct) of the training images and of
the test images, and the accuracy. Another kind of processor may round the last digits otherwise."""
_COMPARE = """is_same = epochs[: len(recorded)] == recorded
print("The same to the last digit." if is_same else "Not the same.")"""
_PLOT = """fig, (loss, accuracy) = plt.subplots(1, 2, figsize=(9, 3))
for axes, column, title in ((loss, 0, "training loss"), (accuracy, 2, "test accuracy")):
    axes.plot(range(1, len(epochs) + 1), [row[column] for row in epochs], label="now")
    axes.plot(range(1, len(recorded) + 1), [row[column] for row in recorded], "o", label="the run")
    axes.set(xlabel="epoch", title=title)
loss.legend();"""
_END = f"""## Keep the network

The app reads `{TRAINED}` on the page *Draw*, under *Pen and network*."""


def run_notebook(run: Run) -> str:
    """The notebook (nbformat 4.5) as JSON; weights and drawings that the run began with are inside.

    Its last output says whether its numbers are those of the run.
    """
    training = training_as_run(run)
    cells = [
        _text(_title(run, training.source)),
        _code(_FIND_PACKAGE),
        _text(_SETTINGS),
        _code(
            f"# The run {run.label!r}",
            f"model = {spelled(run.model)}",
            f"training = {spelled(training)}",
            "network = build_model(model)",
            f"digits = load_digits(model.digits, {1 if run.drawings else 'training.n_per_class'}, "
            "training.source)",
        ),
        *([_code(_CIRCUIT)] if run.model.kind == "hybrid" else []),
        *_own_start(run),
        _text(_TRAINING),
        _code(_TRAIN),
        _text(_COMPARISON),
        _code(*_recorded(run), _COMPARE),
        _code(_PLOT),
        _text(_END),
        _code(f'save_checkpoint(network, "{TRAINED}")'),
    ]
    return _notebook_json(cells)


def _notebook_json(cells: list[dict[str, Any]]) -> str:
    """The file of a notebook with these cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {
            "cells": [{"id": f"cell-{i}", **cell} for i, cell in enumerate(cells)],
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
        ensure_ascii=False,
    )


def _title(run: Run, source: str) -> str:
    title = _TITLE.format(data=_DATA.get(source, _DATA["mnist"]))
    if run.state in ("stopped", "paused", "failed") and run.batches:
        title += _UNFINISHED.format(state=run.state, epoch=run.batches[-1].epoch)
    return title


def _own_start(run: Run) -> list[dict[str, Any]]:
    """The cells with the weights and the drawings that the run began with."""
    cells = []
    if run.weights is not None:
        start = base64.b64encode(run.weights).decode("ascii")
        cells += [
            _text(_START),
            _code(
                "import base64",
                f'start = load_checkpoint(base64.b64decode("{start}"))',
                "network.load_state_dict(start.state_dict())",
            ),
        ]
    if run.drawings is not None:
        cells += [
            _text(_DRAWINGS),
            _code(
                f"drawn = LabelledImages.from_dict({run.drawings.as_dict()!r})",
                "images, labels = drawn.tensor(), torch.tensor(drawn.labels)",
                "digits = dataclasses.replace(digits, train_images=images, train_labels=labels)",
            ),
        ]
    return cells


def _recorded(run: Run) -> list[str]:
    """The lines that hold the run's epochs."""
    rows = [
        f"    ({epoch.train_nll!r}, {epoch.test_nll!r}, {epoch.test_accuracy!r}),"
        for epoch in run.epochs
    ]
    return ["recorded = [", *rows, "]"]


def _text(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(*lines: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": "\n".join(lines),
    }
