"""Download MNIST from its mirrors, give up if they are silent, and check its checksums."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import queue
import shutil
import tempfile
import threading
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from hqnn_core.network.data import ROOT_VARIABLE, DatasetError, mnist_root, raw_folder

LARGEST_FILE = 20_000_000
"""Bytes; the largest packed file of MNIST has 10 million."""

SILENCE_SECONDS = 12.0
"""Give up a download after this many seconds without data, over all mirrors together."""


def download_mnist(
    root: Path | None = None,
    progress: Callable[[float], None] = lambda share: None,
    mirrors: Sequence[str] | None = None,
) -> None:
    """Download MNIST into `root`; `progress` gets the share done, in [0, 1].

    Files are checked and unpacked in a temporary folder and then moved together, so that a broken
    download leaves nothing behind. Raises `DatasetError` if no mirror works or if the files cannot
    be stored.
    """
    raw = raw_folder(root or mnist_root())
    try:
        _download(raw, progress, mirrors)
    except OSError as fault:
        raise DatasetError(
            f"MNIST could not be stored in {raw.parent}: {fault.strerror or fault}. Free some "
            f"space there, or set {ROOT_VARIABLE} to a folder that can be written to."
        ) from fault


def _download(raw: Path, progress: Callable[[float], None], mirrors: Sequence[str] | None) -> None:
    from torchvision.datasets import MNIST

    raw.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=raw.parent) as folder:
        unpacked = Path(folder) / "raw"
        unpacked.mkdir()
        for i, (name, md5) in enumerate(MNIST.resources):

            def report(share: float, done: int = i) -> None:
                progress((done + share) / len(MNIST.resources))

            packed = _fetched(name, md5, mirrors or MNIST.mirrors, report)
            (unpacked / Path(name).stem).write_bytes(packed)
        shutil.rmtree(raw, ignore_errors=True)
        unpacked.rename(raw)


def _fetched(name: str, md5: str, mirrors: Sequence[str], report: Callable[[float], None]) -> bytes:
    """The unpacked content of one file, from the first mirror that has it undamaged."""
    faults = []
    for mirror in mirrors:
        try:
            patience = SILENCE_SECONDS / len(mirrors)
            packed = _get(mirror.rstrip("/") + "/" + name, report, patience)
        except (OSError, http.client.HTTPException) as fault:
            faults.append(f"{mirror}: {fault}")
            continue
        if hashlib.md5(packed).hexdigest() == md5:
            return gzip.decompress(packed)
        faults.append(f"{mirror}: {name} has a wrong checksum")
    raise DatasetError(
        "MNIST could not be downloaded. Check the connection, or copy the folder MNIST/raw from "
        f"another machine and set {ROOT_VARIABLE}. " + "; ".join(faults)
    )


def _get(url: str, report: Callable[[float], None], patience: float) -> bytes:
    """Download `url`; give up after `patience` seconds without data.

    It runs in a thread, because a search for a server's address has no time limit of its own.
    """
    news: queue.SimpleQueue[float | bytes | Exception] = queue.SimpleQueue()
    threading.Thread(target=_read_into, args=[news, url, patience], daemon=True).start()
    while True:
        try:
            found = news.get(timeout=patience)
        except queue.Empty:
            raise TimeoutError(f"no data for {patience:g} seconds") from None
        if isinstance(found, bytes):
            return found
        if isinstance(found, Exception):
            raise found
        report(found)


def _read_into(
    news: queue.SimpleQueue[float | bytes | Exception], url: str, patience: float
) -> None:
    """Report the share downloaded so far, repeatedly, and at the end the content or the error."""
    try:
        news.put(_downloaded(url, patience, news.put))
    except (OSError, http.client.HTTPException) as fault:
        news.put(fault)


def _downloaded(url: str, patience: float, report: Callable[[float], None]) -> bytes:
    with urllib.request.urlopen(url, timeout=2 * patience) as response:  # `_get` is the first
        size = int(response.headers.get("Content-Length") or 0)
        content = bytearray()
        while chunk := response.read1(1 << 16):
            content += chunk
            if len(content) > LARGEST_FILE:
                raise OSError(f"it sent more than {LARGEST_FILE:,} bytes")
            report(len(content) / size if size else 0.0)
    return bytes(content)
