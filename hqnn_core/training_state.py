"""An interrupted training as bytes: safetensors, its metadata JSON, never pickle."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as tensors_from_bytes
from safetensors.torch import save as bytes_of_tensors
from torch import Tensor

from hqnn_core.config import TrainConfig
from hqnn_core.data import Digits
from hqnn_core.model import ClassicalTwin, HybridNet, SeededDropout

FORMAT = "hqnn-training-1"
_ADAM = ("step", "exp_avg", "exp_avg_sq")

Tensors = dict[str, Tensor]


class TrainingStateError(ValueError):
    """A state is of another training, or damaged; the message says which."""


@dataclass
class Progress:
    """How far training is.

    Attributes:
        epochs_done: whole epochs; `batch`: batches of the present one; `step`: of all.
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
    """The content of a safetensors file with all of it."""
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    if progress.batch:  # else they are the present ones
        tensors |= {f"good.{name}": value for name, value in last_good.items()}
    for i, moments in optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{i}.{name}": moments[name] for name in _ADAM}
    for name, generator in _generators(model, order):
        tensors[f"random.{name}"] = generator.get_state()
    tensors |= {"rows": progress.rows, "sums": progress.sums}
    numbers = ("epochs_done", "batch", "step", "circuits", "seconds", "is_started")
    metadata = {
        "format": FORMAT,
        "training_of": json.dumps(_identity(model, data, config)),
        "progress": json.dumps({name: getattr(progress, name) for name in numbers}),
        "engine": json.dumps(_engine_state(model)),
    }
    return bytes_of_tensors({k: v.detach().contiguous() for k, v in tensors.items()}, metadata)


def unpacked(
    state: bytes,
    model: HybridNet | ClassicalTwin,
    data: Digits,
    config: TrainConfig,
    optimiser: torch.optim.Optimizer,
    order: torch.Generator,
) -> tuple[Progress, Tensors]:
    """Put model, optimiser and generators into the state; the progress and last good weights.

    Raises `TrainingStateError` where the state is damaged or of another training.
    """
    try:
        metadata, tensors = _metadata(state), tensors_from_bytes(state)
        identity, engine = json.loads(metadata["training_of"]), json.loads(metadata["engine"])
        numbers = json.loads(metadata["progress"])
    except (SafetensorError, KeyError, TypeError, ValueError) as fault:
        raise TrainingStateError(
            f"the state is damaged or no state of a training: {fault}"
        ) from None
    _check_identity(identity, _identity(model, data, config))
    numbers.setdefault("is_started", numbers["step"] > 0)  # states of older versions lack it
    progress = Progress(**numbers, rows=tensors["rows"], sums=tensors["sums"])
    if progress.epochs_done + bool(progress.batch) > config.epochs:
        raise TrainingStateError(
            f"epochs must be at least those begun, "
            f"{progress.epochs_done + bool(progress.batch)}; got {config.epochs}."
        )
    model.load_state_dict(_within(tensors, "model."))
    _load_adam(optimiser, _within(tensors, "adam."))
    for name, generator in _generators(model, order):
        generator.set_state(tensors[f"random.{name}"])
    if isinstance(model, HybridNet):
        model.quantum.engine.random_state = engine
    good = _within(tensors, "good.") or _within(tensors, "model.")
    return progress, {name: value.clone() for name, value in good.items()}


def _identity(
    model: HybridNet | ClassicalTwin, data: Digits, config: TrainConfig
) -> dict[str, Any]:
    """What must be equal for a training to go on; the number of epochs need not."""
    training = {k: v for k, v in config.as_dict().items() if k != "epochs"}
    checksum = 0
    for part in (data.train_images, data.train_labels):
        checksum = zlib.crc32(part.numpy().tobytes(), checksum)
    images = {"checksum": checksum}
    return {"model": model.config.as_dict(), "training": training, "images": images}


def _check_identity(given: dict[str, Any], needed: dict[str, Any]) -> None:
    needed = json.loads(json.dumps(needed))
    different = [
        f"{part}.{name} ({given.get(part, {}).get(name)!r}, not {value!r})"
        for part, fields in needed.items()
        for name, value in fields.items()
        if given.get(part, {}).get(name) != value
    ]
    if different:
        raise TrainingStateError(f"the state is of another training: {', '.join(different)}.")


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


def _metadata(state: bytes) -> dict[str, str]:
    """safetensors: 8 bytes of length, little endian, then so many bytes of JSON, then tensors."""
    header = json.loads(state[8 : 8 + int.from_bytes(state[:8], "little")])
    metadata = header["__metadata__"]
    if metadata["format"] != FORMAT:
        raise ValueError(f"its format is {metadata['format']!r}, not {FORMAT!r}")
    return metadata
