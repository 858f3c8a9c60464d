"""Trained networks as files: safetensors with the configuration inside, never pickle."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as tensors_from_bytes
from safetensors.torch import save as bytes_of_tensors
from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.model import ClassicalTwin, HybridNet, build_model

FORMAT = "hqnn-1"
MAX_BYTES = 1_000_000
"""Ten times the network's size."""

_PRETRAINED = {"zero-one": "zero_one.safetensors"}


class CheckpointError(ValueError):
    """A file is not a checkpoint of this network; the message says why."""


def checkpoint_bytes(model: HybridNet | ClassicalTwin) -> bytes:
    """The network's weights and configuration as the content of a safetensors file."""
    tensors = {
        name: value.detach().contiguous().cpu() for name, value in model.state_dict().items()
    }
    metadata = {"format": FORMAT, "model": json.dumps(model.config.as_dict())}
    return bytes_of_tensors(tensors, metadata)


def save_checkpoint(model: HybridNet | ClassicalTwin, path: str | Path) -> None:
    """Write `checkpoint_bytes` to `path`."""
    Path(path).write_bytes(checkpoint_bytes(model))


def load_checkpoint(source: str | Path | bytes) -> HybridNet | ClassicalTwin:
    """The network in a file, or in the content of one, in eval mode.

    Raises `CheckpointError` for what is truncated, too large, damaged, of another architecture
    or no checkpoint at all, and `FileNotFoundError` where there is no such file.
    """
    content = source if isinstance(source, bytes) else _read(Path(source))
    if len(content) > MAX_BYTES:
        raise CheckpointError(
            f"The file is larger than {MAX_BYTES:,} bytes; a checkpoint of this network is not."
        )
    model = build_model(_configuration(content))
    try:
        tensors = tensors_from_bytes(content)
    except SafetensorError as fault:
        raise CheckpointError(f"The checkpoint is truncated or damaged ({fault}).") from None
    _check_tensors(tensors, model.state_dict())
    model.load_state_dict(tensors)
    return model.eval()


def load_pretrained(name: str = "zero-one") -> HybridNet:
    """A network that comes with the package, in eval mode. Raises `ValueError` for other names."""
    if name not in _PRETRAINED:
        raise ValueError(f"name must be one of {', '.join(_PRETRAINED)}; got {name!r}.")
    file = resources.files("hqnn_core") / "weights" / _PRETRAINED[name]
    model = load_checkpoint(file.read_bytes())
    assert isinstance(model, HybridNet)
    return model


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _configuration(content: bytes) -> ModelConfig:
    metadata = _header(content).get("__metadata__")
    if not isinstance(metadata, dict) or metadata.get("format") != FORMAT:
        raise CheckpointError(
            "This safetensors file holds another model: it has no configuration of this network."
        )
    try:
        return ModelConfig.from_dict(json.loads(metadata["model"]))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise CheckpointError(f"The checkpoint's configuration cannot be used: {fault}") from None


def _header(content: bytes) -> dict[str, Any]:
    """safetensors: 8 bytes of length, little endian, then so many bytes of JSON, then tensors."""
    if not content:
        raise CheckpointError("The file is empty.")
    length = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + length]) if 8 + length <= len(content) else None
    except ValueError:  # neither JSON nor text
        header = None
    if not isinstance(header, dict):
        raise CheckpointError(
            "This is not a checkpoint, or only the beginning of one. Choose a .safetensors file "
            "that this app has saved."
        )
    return header


def _check_tensors(given: dict[str, Tensor], needed: dict[str, Tensor]) -> None:
    def described(tensors: dict[str, Tensor]) -> set[str]:
        return {f"{name} {tuple(t.shape)} {t.dtype}" for name, t in tensors.items()}

    if wrong := sorted(described(given) ^ described(needed)):
        raise CheckpointError(f"The checkpoint is of another architecture: {'; '.join(wrong)}.")
    if bad := [name for name, tensor in given.items() if not torch.isfinite(tensor).all()]:
        raise CheckpointError(f"The checkpoint has weights that are no numbers: {', '.join(bad)}.")
