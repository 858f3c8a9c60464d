"""Download of MNIST: torchvision's mirrors and checksums.

torchvision's own `download_url` waits for a silent server without a time limit and draws its
progress on the standard error only. So the reading of a URL is done here.
"""

from __future__ import annotations

import http.client
import queue
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

Progress = Callable[[float], None]


def download_mnist(
    root: Path | None = None,
    progress: Progress = lambda share: None,
    mirrors: Sequence[str] | None = None,
) -> None:
    """Download MNIST into `root`; `progress` gets the share done, in [0, 1].

    A file is stored once its checksum is right, and files that are already there are not
    downloaded again, so that an interrupted download can be resumed. Raises `DatasetError` if no
    mirror works or if a file cannot be stored.
    """
    from torchvision.datasets import MNIST
    from torchvision.datasets.utils import check_integrity

    raw = raw_folder(root or mnist_root())
    try:
        raw.mkdir(parents=True, exist_ok=True)
        for i, (name, md5) in enumerate(MNIST.resources):

            def report(share: float, done: int = i) -> None:
                progress((done + share) / len(MNIST.resources))

            if not check_integrity(raw / name, md5):
                _store(raw / name, md5, mirrors or MNIST.mirrors, report)
            (raw / name).with_suffix("").unlink(missing_ok=True)  # unpacked, perhaps damaged
            report(1)
    except OSError as fault:
        raise DatasetError(
            f"MNIST could not be stored in {raw.parent}: {fault.strerror or fault}. Free some "
            f"space there, or set {ROOT_VARIABLE} to a folder that can be written to."
        ) from fault


def _store(file: Path, md5: str, mirrors: Sequence[str], report: Progress) -> None:
    """Store one file from the first mirror that has it undamaged."""
    from torchvision.datasets.utils import check_integrity

    faults = []
    for mirror in mirrors:
        try:
            content = _get(f"{mirror.rstrip('/')}/{file.name}", report, len(mirrors))
        except (OSError, http.client.HTTPException) as fault:
            faults.append(f"{mirror}: {fault}")
            continue
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            received = Path(folder) / file.name
            received.write_bytes(content)
            if check_integrity(received, md5):
                received.replace(file)
                return
        faults.append(f"{mirror}: {file.name} has a wrong checksum")
    raise DatasetError(
        "MNIST could not be downloaded. Check the connection, or copy the folder MNIST/raw from "
        f"another machine and set {ROOT_VARIABLE}. " + "; ".join(faults)
    )


def _get(url: str, report: Progress, n_mirrors: int) -> bytes:
    """Download `url`; give up after a mirror's part of `SILENCE_SECONDS` without data.

    It runs in a thread, because the lookup of a host name has no time limit of its own.
    """
    patience = SILENCE_SECONDS / n_mirrors
    news: queue.SimpleQueue[float | bytes | Exception] = queue.SimpleQueue()

    def read() -> None:
        try:
            news.put(_content(url, patience, news.put))
        except (OSError, http.client.HTTPException) as fault:
            news.put(fault)

    threading.Thread(target=read, daemon=True).start()
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


def _content(url: str, patience: float, report: Progress) -> bytes:
    with urllib.request.urlopen(url, timeout=2 * patience) as response:  # `_get` gives up first
        size = int(response.headers.get("Content-Length") or 0)
        content = bytearray()
        while chunk := response.read1(1 << 16):
            content += chunk
            if len(content) > LARGEST_FILE:
                raise OSError(f"it sent more than {LARGEST_FILE:,} bytes")
            report(len(content) / size if size else 0.0)
    return bytes(content)
