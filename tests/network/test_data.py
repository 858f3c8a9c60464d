import errno
import gzip
import shutil
from pathlib import Path

import pytest
import torch
import torchvision

from hqnn_core import load_digits
from hqnn_core.errors import ConfigError
from hqnn_core.network import data
from hqnn_core.network.data import DatasetError, mnist_is_there


def test_offline_digits_are_in_the_form_of_mnist():
    digits = load_digits((0, 1), 100, "offline")
    assert digits.source == "offline"
    assert digits.train_images.shape == (200, 1, 28, 28)
    assert digits.train_labels.bincount().tolist() == [100, 100]
    assert digits.train_images.min() >= 0
    assert digits.train_images.max() <= 1
    rows = torch.arange(28.0)[:, None]
    mass = digits.train_images.sum(dim=(1, 2, 3))
    height = (digits.train_images[:, 0] * rows).sum(dim=(1, 2)) / mass
    assert (height - 14).abs().max() < 0.75  # the centre of mass, to half a pixel and rounding
    ink = digits.train_images[:, 0] > 0
    tallest = ink.any(dim=2).sum(dim=1)
    widest = ink.any(dim=1).sum(dim=1)
    assert (torch.maximum(tallest, widest) <= 20).all()
    assert torch.maximum(tallest, widest).float().mean() > 19


def test_offline_train_and_test_images_are_apart():
    digits = load_digits((0, 1), None, "offline")
    train = {image.numpy().tobytes() for image in digits.train_images}
    test = {image.numpy().tobytes() for image in digits.test_images}
    assert len(train & test) == 0
    assert len(digits.train_images) + len(digits.test_images) == 178 + 182


def test_any_two_digits_can_be_asked_for_and_classes_follow_their_order():
    digits = load_digits((8, 3), 30, "offline")
    assert digits.digits == (8, 3)
    three_first = load_digits((3, 8), 30, "offline")
    assert torch.equal(digits.train_images[digits.train_labels == 0],
                       three_first.train_images[three_first.train_labels == 1])  # fmt: skip


@pytest.mark.parametrize(
    ("n", "fault", "sentence"),
    [
        (0, ValueError, "n_per_class must be a whole number from 1 to 10,000"),
        (10_001, ValueError, "n_per_class must be a whole number from 1 to 10,000"),
        (
            150,
            DatasetError,
            "Too many images: 150. There are only 119 training images of the digit 0",
        ),
    ],
)
def test_number_of_images_out_of_bounds_is_refused(n, fault, sentence):
    with pytest.raises(fault, match=sentence):
        load_digits((0, 1), n, "offline")


def test_without_mnist_auto_takes_the_offline_digits_and_mnist_says_what_to_do(tmp_path):
    assert load_digits((0, 1), 10, "auto", root=tmp_path).source == "offline"
    with pytest.raises(DatasetError, match="Download it on the page Train, or set HQNN_MNIST_ROOT"):
        load_digits((0, 1), 10, "mnist", root=tmp_path)


def test_mnist_is_read_where_it_is(mnist):
    digits = load_digits((0, 1), 100, "auto")
    assert digits.source == "mnist"
    assert len(digits.test_images) == 980 + 1135
    own = torchvision.datasets.MNIST(mnist, train=True)
    zeros = own.data[own.targets == 0][:100].float() / 255
    assert torch.equal(digits.train_images[digits.train_labels == 0][:, 0], zeros)


def test_damaged_file_of_mnist_is_named(mnist, tmp_path):
    shutil.copytree(mnist / "MNIST", tmp_path / "MNIST")
    damaged = tmp_path / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    damaged.chmod(0o644)
    content = bytearray(damaged.read_bytes())
    content[5000] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(DatasetError, match="t10k-images-idx3-ubyte is damaged"):
        load_digits((0, 1), 10, "auto", root=tmp_path)


def forbidden(path: Path) -> bytes:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        (Path.read_bytes, "Delete it and download MNIST again"),
        (forbidden, r"cannot be read: Permission denied\."),
    ],
)
def test_files_that_are_not_mnists_or_cannot_be_read_get_a_sentence(
    tmp_path, monkeypatch, read, sentence
):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in data._RAW_FILES:
        (raw / name).write_bytes(b"half a download")
    monkeypatch.setattr(Path, "read_bytes", read)
    with pytest.raises(DatasetError, match=sentence):
        load_digits((0, 1), 10, "auto", root=tmp_path)


@pytest.mark.parametrize(
    ("digits", "sentence"),
    [((), "1 to 10 different digits; got none"), ((0, 0), "different digits; got 0, 0"),
     (0, "1 to 10 different digits; got 0")],
)  # fmt: skip
def test_digits_that_are_none_or_twice_are_refused_with_a_sentence(digits, sentence):
    with pytest.raises(ConfigError, match=f"digits must be {sentence}"):
        load_digits(digits, 10, "offline")


def test_packed_files_of_mnist_are_read(mnist, tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in data._RAW_FILES:
        content = (mnist / "MNIST" / "raw" / name).read_bytes()
        (raw / f"{name}.gz").write_bytes(gzip.compress(content, 1))
    assert mnist_is_there(tmp_path)
    found, expected = (load_digits((4, 9), 50, "auto", root) for root in (tmp_path, mnist))
    assert found.source == "mnist"
    for field in ("train_images", "train_labels", "test_images", "test_labels"):
        assert torch.equal(getattr(found, field), getattr(expected, field))
    file = raw / f"{next(iter(data._RAW_FILES))}.gz"
    file.write_bytes(file.read_bytes()[:-20])
    data._read_mnist.cache_clear()
    with pytest.raises(DatasetError, match=rf"{file.name} is damaged"):
        load_digits((4, 9), 50, "mnist", tmp_path)
