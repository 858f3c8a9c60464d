import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load

from hqnn_core.network.tensor_files import (
    TensorFileError,
    other_kinds,
    tensor_file,
    tensors_of,
    words_of,
)

TENSORS = {
    "b": torch.arange(6).reshape(2, 3).T,  # not contiguous
    "a": torch.tensor([1.5, -2.0], dtype=torch.float16),
    "empty": torch.empty(0).long(),
    "scalar": torch.tensor(7.0, dtype=torch.float64),
}
WORDS = {"format": "x-1", "zeta": "ζ ≠ \"z\" \\ \n", "alpha": ""}  # fmt: skip


def test_tensors_and_words_come_back():
    content = tensor_file(TENSORS, WORDS)
    assert words_of(content) == WORDS
    found = tensors_of(content)
    assert other_kinds(found, TENSORS) == ""
    assert all(torch.equal(found[name], value) for name, value in TENSORS.items())


def test_equal_content_gives_equal_bytes_in_whatever_order_it_comes():
    first = tensor_file(TENSORS, WORDS)
    backwards = [dict(reversed(part.items())) for part in (TENSORS, WORDS)]
    assert all(tensor_file(TENSORS, WORDS) == first for _ in range(10))  # of 6 possible orders
    assert tensor_file(*backwards) == first  # type: ignore[arg-type]


def test_file_is_one_that_safetensors_itself_reads(tmp_path):
    content = tensor_file(TENSORS, WORDS)
    assert load(content).keys() == TENSORS.keys()
    (tmp_path / "a.safetensors").write_bytes(content)
    with safe_open(tmp_path / "a.safetensors", "pt") as file:
        assert file.metadata() == WORDS
        assert torch.equal(file.get_tensor("b"), TENSORS["b"])
    length = int.from_bytes(content[:8], "little")
    assert length % 8 == 0  # the tensors are aligned
    assert list(json.loads(content[8 : 8 + length])["__metadata__"]) == ["alpha", "format", "zeta"]


@pytest.mark.parametrize("content", [b"", b"\0" * 7, b"\2" + bytes(7) + b"[]", b"\xff" * 100])
def test_what_is_no_tensor_file_is_refused(content):
    for read in (words_of, tensors_of):
        with pytest.raises(TensorFileError, match="no safetensors header"):
            read(content)
