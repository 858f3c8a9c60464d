import errno
import gzip
import hashlib
import http.server
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import torch
import torchvision

from hqnn_core import load_digits
from hqnn_core.network import data
from hqnn_core.network.data import DatasetError, download_mnist, mnist_is_there


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


@pytest.mark.parametrize("n", [0, -1, 10_001])
def test_number_of_images_out_of_bounds_is_refused(n):
    with pytest.raises(ValueError, match="n_per_class must be a whole number from 1 to 10,000"):
        load_digits((0, 1), n, "offline")


def test_more_images_than_there_are_is_refused_with_their_number():
    with pytest.raises(DatasetError, match="there are 119 training images of the digit 0"):
        load_digits((0, 1), 150, "offline")


def test_missing_mnist_is_named_with_what_to_do(tmp_path):
    with pytest.raises(DatasetError, match="Download it on the Train page, or set HQNN_MNIST_ROOT"):
        load_digits((0, 1), 10, "mnist", root=tmp_path)


def test_auto_falls_back_to_the_offline_digits(tmp_path):
    assert load_digits((0, 1), 10, "auto", root=tmp_path).source == "offline"


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


def test_files_that_are_not_those_of_mnist_are_called_damaged(tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in data._RAW_FILES:
        (raw / name).write_bytes(b"half a download")
    with pytest.raises(DatasetError, match="Delete it and download MNIST again"):
        load_digits((0, 1), 10, "auto", root=tmp_path)


class Mirror:
    """A mirror on this machine that serves four small stand-ins for MNIST's files."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        resources = []
        for name in data._RAW_FILES:
            packed = gzip.compress(name.encode() * 10_000)
            (folder / f"{name}.gz").write_bytes(packed)
            resources.append((f"{name}.gz", hashlib.md5(packed).hexdigest()))
        monkeypatch.setattr(torchvision.datasets.MNIST, "resources", resources)
        handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def mirror(tmp_path, monkeypatch, capfd) -> Iterator[Mirror]:
    folder = tmp_path / "mirror"
    folder.mkdir()
    one = Mirror(folder, monkeypatch)
    yield one
    one.server.shutdown()
    one.server.server_close()


def test_download_goes_on_to_the_next_mirror_and_reports_its_progress(mirror, tmp_path):
    shares: list[float] = []
    dead = "http://127.0.0.1:9/"
    download_mnist(tmp_path / "root", shares.append, [dead, mirror.url])
    assert mnist_is_there(tmp_path / "root")
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    raw = tmp_path / "root" / "MNIST" / "raw"
    assert (raw / "train-labels-idx1-ubyte").read_bytes().startswith(b"train-labels-idx1-ubyte")


def test_download_with_a_wrong_checksum_leaves_nothing_behind(mirror, tmp_path):
    last = mirror.folder / "t10k-labels-idx1-ubyte.gz"
    last.write_bytes(last.read_bytes()[:-20])
    with pytest.raises(DatasetError, match="came with a wrong checksum"):
        download_mnist(tmp_path / "root", mirrors=[mirror.url])
    assert not mnist_is_there(tmp_path / "root")
    assert list((tmp_path / "root" / "MNIST").iterdir()) == []


def test_download_without_a_mirror_says_what_to_do(tmp_path):
    with pytest.raises(DatasetError, match="copy the folder MNIST/raw from another machine"):
        download_mnist(tmp_path, mirrors=["http://127.0.0.1:9/"])


def test_download_onto_a_full_disk_gets_a_sentence_and_leaves_nothing(
    mirror, tmp_path, monkeypatch
):
    write = Path.write_bytes

    def full_after_the_first(self: Path, content: bytes) -> int:
        if self.name.startswith("train-labels"):
            write(self, content[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full_after_the_first)
    with pytest.raises(DatasetError, match=r"could not be stored in .*No space left.*Make room"):
        download_mnist(tmp_path / "root", mirrors=[mirror.url])
    assert list((tmp_path / "root" / "MNIST").iterdir()) == []


def test_download_into_a_folder_that_cannot_be_made_gets_a_sentence(mirror, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DatasetError, match="set to a folder that can be written to"):
        download_mnist(tmp_path / "file", mirrors=[mirror.url])


def test_endless_file_is_given_up(mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "LARGEST_FILE", 50)
    with pytest.raises(DatasetError, match="more than 50 bytes came"):
        download_mnist(tmp_path / "root", mirrors=[mirror.url])


def test_server_that_speaks_no_http_gets_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            connection.sendall(b"220 this is a mail server\r\n\r\n")
            connection.close()

        threading.Thread(target=greet, daemon=True).start()
        mirror = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(DatasetError, match="MNIST could not be downloaded"):
            download_mnist(tmp_path, mirrors=[mirror])


def test_user_without_a_home_has_mnist_in_the_temporary_folder(monkeypatch):
    def homeless(cls: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("HQNN_MNIST_ROOT", raising=False)
    monkeypatch.setattr(Path, "home", classmethod(homeless))
    assert data.mnist_root() == Path(tempfile.gettempdir()) / "hqnn"


def test_folder_that_may_not_be_looked_into_has_no_mnist(tmp_path, monkeypatch):
    def forbidden(path: object, **options: object) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "stat", forbidden)
    there = mnist_is_there(tmp_path)
    monkeypatch.undo()
    assert not there


def test_file_that_may_not_be_read_gets_a_sentence(tmp_path, monkeypatch):
    def forbidden(self: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in data._RAW_FILES:
        (raw / name).touch()
    monkeypatch.setattr(Path, "read_bytes", forbidden)
    with pytest.raises(DatasetError, match=r"cannot be read: Permission denied\."):
        load_digits((0, 1), 10, "mnist", root=tmp_path)


@pytest.fixture
def silent_server() -> Iterator[str]:
    """It takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_download_from_servers_that_say_nothing_gives_up_in_time(
    silent_server, tmp_path, monkeypatch
):
    assert data.SILENCE_SECONDS <= 14  # with what else there is to do, a sentence within 15
    monkeypatch.setattr(data, "SILENCE_SECONDS", 0.6)
    began = time.monotonic()
    with pytest.raises(DatasetError, match=r"nothing came for 0\.3 seconds; .*0\.3 seconds"):
        download_mnist(tmp_path, mirrors=[silent_server, silent_server])
    assert 0.5 < time.monotonic() - began < 5


def test_download_gives_up_on_a_name_that_is_searched_for_too_long(tmp_path, monkeypatch):
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found.wait(20) and [])
    monkeypatch.setattr(data, "SILENCE_SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(DatasetError, match="nothing came"):
        download_mnist(tmp_path, mirrors=["http://nowhere.example/"])
    assert time.monotonic() - began < 5
    found.set()
