"""Serialisation of an interrupted training: safetensors with JSON metadata, never pickle."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hqnn_core.config import TrainConfig
from hqnn_core.errors import InputError, check_whole, is_finite
from hqnn_core.network.classical_part import SeededDropout
from hqnn_core.network.data import Digits
from hqnn_core.network.model import ClassicalTwin, HybridNet
from hqnn_core.network.tensor_files import (
    Tensors,
    not_finite,
    other_kinds,
    tensor_file,
    tensors_of,
    words_of,
)

FORMAT = "hqnn-training-1"
_NUMBERS = ("epochs_done", "batch", "step", "circuits", "seconds", "is_started")
_DAMAGED = (AttributeError, LookupError, OverflowError, RuntimeError, TypeError, ValueError)
_ADAM = ("step", "exp_avg", "exp_avg_sq")


class TrainingStateError(InputError):
    """A state belongs to another training or is damaged; the message says which."""


@dataclass
class Progress:
    """The progress of training.

    Attributes:
        epochs_done: whole epochs; `batch`: batches done in the present one; `step`: in all epochs.
        rows: the order of the images in the present epoch, (N,); empty between epochs.
        sums: of the present epoch's two losses, over its images so far.
        circuits, seconds: of training so far.
        is_started: whether `Started` was reported.
    """

    epochs_done: int = 0
    batch: int = 0
    step: int = 0
    rows: Tensor = field(default_factory=lambda: torch.empty(0).long())
    sums: Tensor = field(default_factory=lambda: torch.zeros(2, dtype=torch.float64))
    circuits: int = 0
    seconds: float = 0.0
    is_started: bool = False


def packed(
    model: HybridNet | ClassicalTwin,
    data: Digits,
    config: TrainConfig,
    optimiser: torch.optim.Optimizer,
    order: torch.Generator,
    progress: Progress,
    last_good: Tensors,
) -> bytes:
    """Serialise a training to the content of a safetensors file.

    Raises `TrainingStateError` where the weights of the last whole epoch are not finite.
    """
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    if progress.batch:  # between epochs they are the present ones
        tensors |= {f"good.{name}": value for name, value in last_good.items()}
    for i, moments in optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{i}.{name}": moments[name] for name in _ADAM}
    for name, generator in _generators(model, order):
        tensors[f"random.{name}"] = generator.get_state()
    if bad := not_finite(_good(tensors)):
        raise TrainingStateError(f"the network has weights that are not finite: {bad}.")
    tensors |= {"rows": progress.rows, "sums": progress.sums}
    words = {
        "format": FORMAT,
        "training_of": json.dumps(_identity(model, data, config)),
        "progress": json.dumps({name: getattr(progress, name) for name in _NUMBERS}),
        "engine": json.dumps(_engine_state(model)),
    }
    return tensor_file(tensors, words)


def unpacked(
    state: bytes,
    model: HybridNet | ClassicalTwin,
    data: Digits,
    config: TrainConfig,
    optimiser: torch.optim.Optimizer,
    order: torch.Generator,
) -> tuple[Progress, Tensors]:
    """Restore model, optimiser and generators; return the progress and the last good weights.

    Raises `TrainingStateError` where the state is damaged or of another training, without changing
    any of them.
    """
    try:
        words, tensors = _words(state), tensors_of(state)
        _check_identity(words["training_of"], _identity(model, data, config))
        progress = Progress(**_numbers(words["progress"], config, len(data.train_images)))
        _check_tensors(tensors, model, order, progress, len(data.train_images))
        _check_engine_state(words["engine"], _engine_state(model))
    except TrainingStateError:
        raise
    except _DAMAGED as fault:
        raise TrainingStateError(f"the file is damaged or not a training state: {fault}") from None
    progress.rows, progress.sums = tensors["rows"], tensors["sums"]
    model.load_state_dict(_within(tensors, "model."))
    _load_adam(optimiser, _within(tensors, "adam."))
    for name, generator in _generators(model, order):
        generator.set_state(tensors[f"random.{name}"])
    if isinstance(model, HybridNet):
        model.quantum.engine.random_state = words["engine"]
    return progress, {name: value.clone() for name, value in _good(tensors).items()}


def _words(state: bytes) -> dict[str, Any]:
    """The metadata of a state: everything but its tensors."""
    words = words_of(state)
    if words["format"] != FORMAT:
        raise ValueError(f"its format is {words['format']!r}, not {FORMAT!r}")
    return {name: json.loads(words[name]) for name in ("training_of", "progress", "engine")}


def _identity(
    model: HybridNet | ClassicalTwin, data: Digits, config: TrainConfig
) -> dict[str, Any]:
    """The settings and images that must be equal to resume; the number of epochs may differ."""
    training = {k: v for k, v in config.as_dict().items() if k != "epochs"}
    checksum = 0
    for part in (data.train_images, data.train_labels):
        checksum = zlib.crc32(part.contiguous().numpy().data, checksum)
    images = {"checksum": checksum}
    return {"model": model.config.as_dict(), "training": training, "images": images}


def _check_identity(given: dict[str, Any], needed: dict[str, Any]) -> None:
    needed = json.loads(json.dumps(needed))
    different = [
        f"{part}.{name} ({given[part].get(name)!r}, not {value!r})"
        for part, fields in needed.items()
        for name, value in fields.items()
        if given[part].get(name) != value
    ]
    if different:
        raise TrainingStateError(f"the state is of another training: {', '.join(different)}.")


def _numbers(given: dict[str, Any], config: TrainConfig, n_images: int) -> dict[str, Any]:
    """Check the numbers of a `Progress` and return them."""
    numbers = {name: given[name] for name in _NUMBERS}
    n_batches = config.n_batches(n_images)
    check_whole("epochs_done", numbers["epochs_done"], 0, 1_000)
    check_whole("batch", numbers["batch"], 0, n_batches)
    n_steps = numbers["epochs_done"] * n_batches + numbers["batch"]
    check_whole("step", numbers["step"], n_steps, n_steps)
    check_whole("circuits", numbers["circuits"], 0, 2**63)
    if not is_finite(numbers["seconds"]) or numbers["seconds"] < 0:
        raise ValueError(f"seconds must be 0 or more; got {numbers['seconds']!r}")
    if not isinstance(numbers["is_started"], bool):
        raise ValueError(f"is_started must be true or false; got {numbers['is_started']!r}")
    n_begun = numbers["epochs_done"] + bool(numbers["batch"])
    if n_begun > config.epochs:
        raise TrainingStateError(
            f"epochs must be at least {n_begun}, the number already begun; got {config.epochs}."
        )
    return numbers


def _check_tensors(
    given: Tensors,
    model: HybridNet | ClassicalTwin,
    order: torch.Generator,
    progress: Progress,
    n_images: int,
) -> None:
    needed = {f"model.{name}": value for name, value in model.state_dict().items()}
    if progress.batch:
        needed |= {f"good.{name}": value for name, value in model.state_dict().items()}
    for i, weights in enumerate(model.parameters() if progress.step else ()):
        like = (torch.zeros(()), weights, weights)
        needed |= {f"adam.{i}.{name}": tensor for name, tensor in zip(_ADAM, like, strict=True)}
    for name, generator in _generators(model, order):
        needed[f"random.{name}"] = generator.get_state()
    is_in_epoch = progress.batch or len(given["rows"])
    needed |= {"rows": torch.arange(n_images if is_in_epoch else 0), "sums": progress.sums}
    if wrong := other_kinds(given, needed):
        raise ValueError(f"it has other tensors, {wrong}")
    if bad := not_finite(_good(given)):
        raise ValueError(f"it has weights that are not finite, {bad}")
    if not torch.equal(given["rows"].sort().values, needed["rows"]):
        raise ValueError("its order of the images repeats or omits some of them")
    for name, _ in _generators(model, order):
        torch.Generator().set_state(given[f"random.{name}"])  # raises RuntimeError for a bad one


def _check_engine_state(given: Any, present: dict[str, Any] | None) -> None:
    """Raise an error of numpy, or `ValueError`, for an impossible state of its generator."""
    if present is None:
        return
    scratch = np.random.PCG64()
    scratch.state = given
    if scratch.state != given:
        raise ValueError("the state of its random numbers is impossible")


def _generators(
    model: HybridNet | ClassicalTwin, order: torch.Generator
) -> Iterator[tuple[str, torch.Generator]]:
    yield "order", order
    for name, module in model.named_modules():
        if isinstance(module, SeededDropout):
            yield name, module.generator


def _engine_state(model: HybridNet | ClassicalTwin) -> dict[str, Any] | None:
    return model.quantum.engine.random_state if isinstance(model, HybridNet) else None


def _load_adam(optimiser: torch.optim.Optimizer, tensors: Tensors) -> None:
    state: dict[int, Tensors] = {}
    for key, value in tensors.items():
        number, name = key.split(".")
        state.setdefault(int(number), {})[name] = value.clone()  # aligned, as new ones
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})


def _within(tensors: Tensors, prefix: str) -> Tensors:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _good(tensors: Tensors) -> Tensors:
    """The weights of the last whole epoch; between epochs, the present ones."""
    return _within(tensors, "good.") or _within(tensors, "model.")
