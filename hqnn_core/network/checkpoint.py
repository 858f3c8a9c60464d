"""Checkpoints: networks as safetensors files with their configuration inside, never pickle."""

from __future__ import annotations

import json
import os
import tempfile
from functools import lru_cache
from importlib import resources
from pathlib import Path

from torch import nn

from hqnn_core.config import ModelConfig
from hqnn_core.errors import InputError
from hqnn_core.language import gettext
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

FORMAT = "hqnn-1"
MAX_BYTES = 1_000_000
"""Ten times the network's size."""

_WRAPPERS = ("_orig_mod", "module")
"""The attributes in which `torch.compile` and the data-parallel classes store the network."""

_PRETRAINED = {"zero-one": "zero_one.safetensors", "ten-digits": "ten_digits.safetensors"}


class CheckpointError(InputError):
    """A checkpoint that cannot be read or written; the message says why."""


def checkpoint_bytes(model: nn.Module) -> bytes:
    """The network's weights and configuration as the content of a safetensors file.

    Wrappers of `torch.compile` and of the data-parallel classes are left out, and weights of
    another precision are rounded to float32. Raises `CheckpointError` for a network that could not
    be loaded again: of another architecture than its configuration, without values ("meta"), or
    with weights that are not finite.
    """
    network = unwrapped(model)
    weights = {_plain_name(name): value for name, value in network.state_dict().items()}
    if any(value.is_meta for value in weights.values()):
        raise CheckpointError("The network cannot be saved: its weights are on the device 'meta'.")
    words = {"format": FORMAT, "model": json.dumps(network.config.as_dict())}
    content = tensor_file({name: value.float() for name, value in weights.items()}, words)
    _check_tensors(tensors_of(content), _needed(network.config))
    return content


def save_checkpoint(model: nn.Module, path: str | Path) -> None:
    """Write `checkpoint_bytes` to `path`, completely or not at all.

    Raises `CheckpointError` if it cannot be written or loaded again, without changing an old file.
    """
    path, content = Path(os.path.expanduser(path)).resolve(), checkpoint_bytes(model)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder) / path.name
            whole.write_bytes(content)
            load_checkpoint(whole)
            os.replace(whole, path)
    except OSError as fault:
        raise CheckpointError(
            f"The checkpoint could not be written to {path.parent}: {fault.strerror or fault}. "
            "Choose another folder, or free some space there."
        ) from fault


def load_checkpoint(source: str | Path | bytes) -> HybridNet | ClassicalTwin:
    """Load the network from a file or from its content, in eval mode.

    Raises `CheckpointError` for a file that is truncated, too large, damaged, of another
    architecture or no checkpoint, and `FileNotFoundError` for a missing one.
    """
    content = source if isinstance(source, bytes) else _read(Path(os.path.expanduser(source)))
    if len(content) > MAX_BYTES:
        raise CheckpointError(
            gettext("The file is too large for a network of this app: more than 1 MB.")
        )
    model = build_model(_configuration(content))
    try:
        tensors = tensors_of(content)
    except TensorFileError as fault:
        raise CheckpointError(
            gettext("The checkpoint is truncated or damaged: {fault}.", fault=fault)
        ) from None
    _check_tensors(tensors, model.state_dict())
    model.load_state_dict(tensors)
    return model.eval()


def unwrapped(model: nn.Module) -> HybridNet | ClassicalTwin:
    """The network inside the wrappers of `torch.compile` and of the data-parallel classes.

    Raises `CheckpointError` where there is none.
    """
    inner: nn.Module | None = model
    while inner is not None and not isinstance(inner, HybridNet | ClassicalTwin):
        inner = next((getattr(inner, name) for name in _WRAPPERS if hasattr(inner, name)), None)
    if inner is None:
        raise CheckpointError(
            f"A HybridNet or a ClassicalTwin is needed; this is a {type(model).__name__}."
        )
    return inner


def _plain_name(name: str) -> str:
    """The name of a tensor as in a network whose parts are not wrapped."""
    return ".".join(part for part in name.split(".") if part not in _WRAPPERS)


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
        raise CheckpointError(gettext("The file is empty."))
    try:
        words = words_of(content)
    except TensorFileError:
        raise CheckpointError(
            gettext(
                "This is not a checkpoint, or it is incomplete. Choose a .safetensors file saved "
                "by this app."
            )
        ) from None
    if words.get("format") != FORMAT:
        raise CheckpointError(
            gettext("This safetensors file holds another model, which this app cannot build.")
        )
    try:
        return ModelConfig.from_dict(json.loads(words.get("model", "")))
    except (TypeError, ValueError, RecursionError) as fault:
        raise CheckpointError(
            gettext("The checkpoint's settings cannot be used: {fault}", fault=fault)
        ) from None


@lru_cache(maxsize=8)
def _needed(config: ModelConfig) -> Tensors:
    """The initial tensors of a network with this configuration."""
    return build_model(config).state_dict()


def _check_tensors(given: Tensors, needed: Tensors) -> None:
    if wrong := other_kinds(given, needed):
        raise CheckpointError(
            gettext("The checkpoint has another architecture: {parts}.", parts=wrong)
        )
    if bad := not_finite(given):
        raise CheckpointError(
            gettext("The checkpoint has weights that are not finite: {parts}.", parts=bad)
        )
