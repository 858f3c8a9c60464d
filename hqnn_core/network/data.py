"""Data sets: MNIST if it is installed, and scikit-learn's digits, which always are.

Images are float tensors (N, 1, 28, 28) in [0, 1], white on black; labels are class indices.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hqnn_core.config import SourceName, checked_digits
from hqnn_core.errors import InputError, check_choice, check_whole
from hqnn_core.language import gettext, localized
from hqnn_core.network.mnist_images import IMAGE_SIDE, mnist_form

ROOT_VARIABLE = "HQNN_MNIST_ROOT"
"""Environment variable: the folder that holds MNIST/raw."""

# md5 of the unpacked files; those of the packed ones are torchvision's.
_RAW_FILES = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}

_OFFLINE_TRAIN_SHARE = 2 / 3


class DatasetError(InputError):
    """The requested images cannot be loaded; the message says why and what to do."""


@dataclass(frozen=True)
class Digits:
    """Images of some digits, train and test apart.

    Attributes:
        train_images, test_images: (N, 1, 28, 28) in [0, 1].
        train_labels, test_labels: (N,), class k stands for `digits[k]`.
        digits: the digit of each class.
        source: "mnist" or "offline".
    """

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor
    digits: tuple[int, ...]
    source: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "digits", checked_digits(self.digits, least=1))


def load_digits(
    digits: Sequence[int] = (0, 1),
    n_per_class: int | None = 100,
    source: SourceName = "auto",
    root: str | Path | None = None,
) -> Digits:
    """The first `n_per_class` training images of each digit (None: all), and all test images.

    Args:
        source: "mnist", "offline", or "auto": MNIST if `root` has all of it, else "offline".
        root: the folder of MNIST as torchvision lays it out; `mnist_root()` if not given.

    Raises `ConfigError` unless the digits are 1 to 10 different ones and `n_per_class` is from 1 to
    10,000, and `DatasetError` if MNIST is requested but missing, if one of its files is damaged, or
    if a digit has fewer images than `n_per_class`.
    """
    check_choice("source", source, ("auto", "mnist", "offline"))
    digits = checked_digits(digits, least=1)
    if n_per_class is not None:
        n_per_class = check_whole("n_per_class", n_per_class, 1, 10_000)
    folder = mnist_root() if root is None else Path(root)
    if source == "auto":
        source = "mnist" if mnist_is_there(folder) else "offline"
    train, test = _read_mnist(folder) if source == "mnist" else _read_offline()
    train_images, train_labels = _selected(*train, digits, n_per_class)
    test_images, test_labels = _selected(*test, digits, None)
    return Digits(train_images, train_labels, test_images, test_labels, digits, source)


def mnist_root() -> Path:
    """The folder of MNIST: `$HQNN_MNIST_ROOT`, else ~/.cache/hqnn."""
    if root := os.environ.get(ROOT_VARIABLE):
        return Path(root)
    try:
        return Path.home() / ".cache" / "hqnn"
    except RuntimeError:  # a user without a home
        return Path(tempfile.gettempdir()) / "hqnn"


def mnist_is_there(root: Path | None = None) -> bool:
    """Whether all four files of MNIST are under `root`; they may still be damaged."""
    raw = raw_folder(root or mnist_root())
    return all(_mnist_file(raw, name) for name in _RAW_FILES)


def raw_folder(root: Path) -> Path:
    return Path(os.path.expanduser(root)) / "MNIST" / "raw"


_Split = tuple[NDArray[np.uint8], NDArray[np.int64]]  # pixels (N, side, side), digits (N,)


@cache
def _read_mnist(root: Path) -> tuple[_Split, _Split]:
    raw = raw_folder(root)
    arrays = []
    for name, md5 in _RAW_FILES.items():
        file = _mnist_file(raw, name)
        if file is None:
            raise DatasetError(
                gettext(
                    "MNIST is not in {folder}: {name} is missing. Download it on the page Train, "
                    "or set {variable} to the folder that holds MNIST/raw.",
                    folder=raw,
                    name=name,
                    variable=ROOT_VARIABLE,
                )
            )
        content = _content(file)
        if hashlib.md5(content).hexdigest() != md5:
            raise DatasetError(
                gettext(
                    "{file} is damaged: its checksum is wrong. Delete it and download MNIST again, "
                    "or use the offline digits.",
                    file=file,
                )
            )
        arrays.append(_of_idx(content))
    images, labels, test_images, test_labels = arrays
    return (images, labels.astype(np.int64)), (test_images, test_labels.astype(np.int64))


def _mnist_file(raw: Path, name: str) -> Path | None:
    """The unpacked file, else the packed one (.gz); None without both."""
    files = raw / name, raw / f"{name}.gz"
    return next(filter(os.path.isfile, files), None)  # None also without permission


def _content(file: Path) -> bytes:
    """The content of a file, unpacked; empty for a damaged archive."""
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise DatasetError(
            gettext(
                "{file} cannot be read: {fault}. Make it readable, or use the offline digits.",
                file=file,
                fault=fault.strerror or fault,
            )
        ) from fault
    try:
        return gzip.decompress(content) if file.suffix == ".gz" else content
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return b""


def _of_idx(content: bytes) -> NDArray[np.uint8]:
    """The array in an IDX file: the number of axes, their lengths, then the values."""
    n_axes = content[3]
    shape = np.frombuffer(content, ">u4", n_axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * n_axes).reshape(shape)


@cache
def _read_offline() -> tuple[_Split, _Split]:
    """scikit-learn's digits, 8x8: the first two thirds of each to train, the rest to test."""
    table = np.loadtxt(_offline_file(), delimiter=",", dtype=np.uint8)  # 64 pixels of 0-16, digit
    images, targets = table[:, :-1].reshape(-1, 8, 8), table[:, -1].astype(np.int64)
    is_train = np.zeros(len(targets), bool)
    for digit in range(10):
        where = np.flatnonzero(targets == digit)
        is_train[where[: round(len(where) * _OFFLINE_TRAIN_SHARE)]] = True
    return (images[is_train], targets[is_train]), (images[~is_train], targets[~is_train])


def _offline_file() -> Path:
    """The table inside the installed scikit-learn, which takes over a second to import."""
    package = importlib.util.find_spec("sklearn")
    if package is None or package.origin is None:
        raise DatasetError(
            gettext("The offline digits come with scikit-learn: pip install scikit-learn.")
        )
    return Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"


def _full_size(images: NDArray[np.uint8]) -> Tensor:
    """Images for the network, (N, 1, 28, 28) in [0, 1]; small ones get MNIST's form."""
    if images.shape[1:] == (IMAGE_SIDE, IMAGE_SIDE):
        return torch.from_numpy(images).float()[:, None] / 255
    return torch.cat([mnist_form(image / image.max(), stroke_width=None) for image in images])


def _selected(
    images: NDArray[np.uint8], targets: NDArray[np.int64], digits: Sequence[int], n: int | None
) -> tuple[Tensor, Tensor]:
    """The first `n` images of each digit with their classes, in the order of the data set."""
    chosen = []
    for digit in digits:
        where = np.flatnonzero(targets == digit)
        if n is not None and n > len(where):
            raise DatasetError(
                gettext(
                    "Too many images: {wanted}. There are only {n} training images of the digit "
                    "{digit}. Choose {n} at most.",
                    n=localized(f"{len(where):,}"),
                    digit=digit,
                    wanted=localized(f"{n:,}"),
                )
            )
        chosen.append(where[:n])
    rows = np.sort(np.concatenate(chosen))
    classes = {digit: k for k, digit in enumerate(digits)}
    labels = torch.tensor([classes[int(t)] for t in targets[rows]])
    return _full_size(images[rows]), labels
