"""Reading and writing safetensors files with metadata, as bytes.

A safetensors file is a length (8 bytes, little endian), a header of that many bytes of JSON, and
then the tensors. Equal tensors and metadata give equal bytes.
"""

from __future__ import annotations

import json
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load as tensors_from_bytes, save as bytes_of_tensors
from torch import Tensor

from hqnn_core.errors import InputError

_LENGTH_BYTES = 8
_ALIGNMENT = 8
_WORDS = "__metadata__"

Tensors = dict[str, Tensor]


class TensorFileError(InputError):
    """The content is not a safetensors file, or it is damaged; the message says how."""


def tensor_file(tensors: Tensors, words: dict[str, str]) -> bytes:
    """The content of a safetensors file with these tensors and this metadata, `words`."""
    stored = {name: value.detach().contiguous().cpu() for name, value in tensors.items()}
    content = bytes_of_tensors(stored, words)
    header = _header(content)
    header[_WORDS] = dict(sorted(words.items()))  # safetensors writes them in any order
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    first = _LENGTH_BYTES + _length(content)
    return len(text).to_bytes(_LENGTH_BYTES, "little") + text + content[first:]


def words_of(content: bytes) -> dict[str, str]:
    """The metadata of a file, without reading its tensors. Raises `TensorFileError`."""
    words = _header(content).get(_WORDS, {})
    if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
        raise TensorFileError("the words in its header are not text")
    return words


def tensors_of(content: bytes) -> Tensors:
    """The tensors of a file. Raises `TensorFileError` for a truncated or damaged one."""
    _header(content)
    try:
        return tensors_from_bytes(content)
    except (SafetensorError, KeyError, RuntimeError, OverflowError) as fault:  # a dtype, a shape
        raise TensorFileError(f"its tensors cannot be read: {fault}") from None


def other_kinds(given: Tensors, needed: Tensors) -> str:
    """List the tensors that are missing, unknown, or of another shape or dtype; "" if none are."""

    def described(tensors: Tensors) -> set[str]:
        return {f"{name} {tuple(t.shape)} {t.dtype}" for name, t in tensors.items()}

    return "; ".join(sorted(described(given) ^ described(needed)))


def not_finite(tensors: Tensors) -> str:
    """List the tensors with infinite or NaN values; "" if there are none."""
    return ", ".join(name for name, tensor in tensors.items() if not tensor.isfinite().all())


def _length(content: bytes) -> int:
    return int.from_bytes(content[:_LENGTH_BYTES], "little")


def _header(content: bytes) -> dict[str, Any]:
    end = _LENGTH_BYTES + _length(content)
    try:
        header = json.loads(content[_LENGTH_BYTES:end]) if end <= len(content) else None
    except (ValueError, RecursionError):  # neither JSON nor text, or JSON as deep as no header
        header = None
    if not isinstance(header, dict):
        raise TensorFileError("it has no safetensors header")
    return header
