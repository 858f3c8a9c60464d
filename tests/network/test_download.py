"""Fetching MNIST: mirrors that lie, are silent or dead, and disks that are full."""

import errno
import gzip
import hashlib
import http.server
import os
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import torchvision

from hqnn_core.network import download
from hqnn_core.network.data import _RAW_FILES, DatasetError, mnist_is_there
from hqnn_core.network.download import download_mnist


class Mirror:
    """A mirror on this machine that serves four small stand-ins for MNIST's files."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        resources = []
        for name in _RAW_FILES:
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
    served = Mirror(folder, monkeypatch)
    yield served
    served.server.shutdown()
    served.server.server_close()


def test_download_goes_on_to_the_next_mirror_and_reports_its_progress(mirror, tmp_path):
    shares: list[float] = []
    dead = "http://127.0.0.1:9/"
    download_mnist(tmp_path / "root", shares.append, [dead, mirror.url])
    assert mnist_is_there(tmp_path / "root")
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    packed = tmp_path / "root" / "MNIST" / "raw" / "train-labels-idx1-ubyte.gz"
    assert gzip.decompress(packed.read_bytes()).startswith(b"train-labels-idx1-ubyte")


def test_download_resumes_after_a_file_with_a_wrong_checksum(mirror, tmp_path):
    root, last = tmp_path / "root", mirror.folder / "t10k-labels-idx1-ubyte.gz"
    content = last.read_bytes()
    last.write_bytes(content[:-20])
    with pytest.raises(DatasetError, match="has a wrong checksum"):
        download_mnist(root, mirrors=[mirror.url])
    assert not mnist_is_there(root)
    assert len(list((root / "MNIST" / "raw").iterdir())) == 3  # no part of the fourth
    for other in mirror.folder.iterdir():
        other.unlink()
    last.write_bytes(content)
    download_mnist(root, mirrors=[mirror.url])
    assert mnist_is_there(root)


def test_download_replaces_a_damaged_unpacked_file(mirror, tmp_path):
    damaged = tmp_path / "MNIST" / "raw" / next(iter(_RAW_FILES))
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"damaged")
    download_mnist(tmp_path, mirrors=[mirror.url])
    assert not damaged.exists()
    assert mnist_is_there(tmp_path)


def test_download_without_a_mirror_says_what_to_do(tmp_path):
    with pytest.raises(DatasetError, match="copy the folder MNIST/raw from another machine"):
        download_mnist(tmp_path, mirrors=["http://127.0.0.1:9/"])


def test_download_onto_a_full_disk_gets_a_sentence_and_leaves_no_part(
    mirror, tmp_path, monkeypatch
):
    write = Path.write_bytes

    def full_after_the_first(self: Path, content: bytes) -> int:
        if self.name.startswith("train-labels"):
            write(self, content[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full_after_the_first)
    with pytest.raises(
        DatasetError, match=r"could not be stored in .*No space left.*Free some space"
    ):
        download_mnist(tmp_path / "root", mirrors=[mirror.url])
    left = list((tmp_path / "root" / "MNIST" / "raw").iterdir())
    assert [file.name for file in left] == ["train-images-idx3-ubyte.gz"]


def test_endless_file_is_given_up(mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "LARGEST_FILE", 50)
    with pytest.raises(DatasetError, match="it sent more than 50 bytes"):
        download_mnist(tmp_path / "root", mirrors=[mirror.url])


@pytest.fixture
def silent_server() -> Iterator[str]:
    """It takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_download_from_servers_that_say_nothing_gives_up_in_time(
    silent_server, tmp_path, monkeypatch
):
    assert download.SILENCE_SECONDS <= 14  # with what else there is to do, a sentence within 15
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.6)
    began = time.monotonic()
    with pytest.raises(DatasetError, match=r"no data for 0\.3 seconds; .*0\.3 seconds"):
        download_mnist(tmp_path, mirrors=[silent_server, silent_server])
    assert 0.5 < time.monotonic() - began < 5


def test_download_gives_up_on_a_name_that_is_searched_for_too_long(tmp_path, monkeypatch):
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found.wait(120) and [])
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(DatasetError, match="no data"):
        download_mnist(tmp_path, mirrors=["http://nowhere.example/"])
    assert time.monotonic() - began < 5
    found.set()
