"""Timing, memory and percentiles, and the pen strokes that several benchmarks read."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import psutil


def seconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def p95(times: Iterable[float]) -> float:
    """The 95th percentile."""
    ordered = sorted(times)
    return ordered[round(0.95 * (len(ordered) - 1))]


def megabytes(pids: Sequence[int], kind: str = "pss") -> int:
    """Memory of the processes and those below them; with "pss", what they share counts once."""
    total = 0
    for pid in pids:
        process = psutil.Process(pid)
        for each in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
                total += getattr(each.memory_full_info(), kind)
    return total >> 20


def pen_strokes() -> list[dict]:
    """The drawings of $HQNN_PEN_STROKES (tests/conftest.py): label, writer, strokes as arrays."""
    drawings = json.loads(Path(os.environ["HQNN_PEN_STROKES"]).read_text())
    return [{**d, "strokes": [np.array(s, float) for s in d["strokes"]]} for d in drawings]
