"""Trained networks as files: safetensors with the configuration inside, never pickle."""

from __future__ import annotations

import json
import os
import tempfile
from importlib import resources
from pathlib import Path

from hqnn_core.config import ModelConfig
from hqnn_core.network.model import ClassicalTwin, HybridNet, build_model
from hqnn_core.network.tensor_files import (
    TensorFileError,
    Tensors,
    not_finite,
    other_kinds,
    tensor_file,
    tensors_of,
    words_of,
)
from hqnn_core.quantum import InputError

FORMAT = "hqnn-1"
MAX_BYTES = 1_000_000
"""Ten times the network's size."""

_PRETRAINED = {"zero-one": "zero_one.safetensors", "ten-digits": "ten_digits.safetensors"}


class CheckpointError(InputError):
    """A file is not a checkpoint of this network, or could not be written; the message says why."""


def checkpoint_bytes(model: HybridNet | ClassicalTwin) -> bytes:
    """The network's weights and configuration as the content of a safetensors file."""
    words = {"format": FORMAT, "model": json.dumps(model.config.as_dict())}
    return tensor_file(model.state_dict(), words)


def save_checkpoint(model: HybridNet | ClassicalTwin, path: str | Path) -> None:
    """Write `checkpoint_bytes` to `path`, completely or not at all.

    Raises `CheckpointError` if it cannot be written; an old file there stays unchanged.
    """
    path, content = Path(path).resolve(), checkpoint_bytes(model)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder) / path.name
            whole.write_bytes(content)
            os.replace(whole, path)
    except OSError as fault:
        raise CheckpointError(
            f"The checkpoint could not be written to {path.parent}: {fault.strerror or fault}. "
            "Choose another folder, or free some space there."
        ) from fault


def load_checkpoint(source: str | Path | bytes) -> HybridNet | ClassicalTwin:
    """Load the network from a file or from its content, in eval mode.

    Raises `CheckpointError` for what is truncated, too large, damaged, of another architecture
    or no checkpoint at all, and `FileNotFoundError` where there is no such file.
    """
    content = source if isinstance(source, bytes) else _read(Path(source))
    if len(content) > MAX_BYTES:
        raise CheckpointError(
            f"The file is larger than {MAX_BYTES:,} bytes: too large for a checkpoint."
        )
    model = build_model(_configuration(content))
    try:
        tensors = tensors_of(content)
    except TensorFileError as fault:
        raise CheckpointError(f"The checkpoint is truncated or damaged: {fault}.") from None
    _check_tensors(tensors, model.state_dict())
    model.load_state_dict(tensors)
    return model.eval()


def load_pretrained(name: str = "zero-one") -> HybridNet:
    """Load a network of the package, in eval mode. Raises `ValueError` for other names."""
    if name not in _PRETRAINED:
        raise ValueError(f"name must be one of {', '.join(_PRETRAINED)}; got {name!r}.")
    file = resources.files("hqnn_core.network") / "weights" / _PRETRAINED[name]
    model = load_checkpoint(file.read_bytes())
    assert isinstance(model, HybridNet)
    return model


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _configuration(content: bytes) -> ModelConfig:
    if not content:
        raise CheckpointError("The file is empty.")
    try:
        words = words_of(content)
    except TensorFileError:
        raise CheckpointError(
            "This is not a checkpoint, or it is incomplete. Choose a .safetensors file saved by "
            "this app."
        ) from None
    if words.get("format") != FORMAT:
        raise CheckpointError(
            "This safetensors file holds another model: it has no configuration of this network."
        )
    try:
        return ModelConfig.from_dict(json.loads(words.get("model", "")))
    except (TypeError, ValueError, RecursionError) as fault:
        raise CheckpointError(f"The checkpoint's configuration cannot be used: {fault}") from None


def _check_tensors(given: Tensors, needed: Tensors) -> None:
    if wrong := other_kinds(given, needed):
        raise CheckpointError(f"The checkpoint has another architecture: {wrong}.")
    if bad := not_finite(given):
        raise CheckpointError(f"The checkpoint has weights that are not finite: {bad}.")
