"""How long the chapter's way takes on this machine, measured while nothing trains."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT_SECONDS = 24 * 3600.0
RETRY_SECONDS = 60.0
"""The wait after a measurement that failed."""


class ProbeError(RuntimeError):
    """The measurement failed; the message is what its process wrote."""


def measured_seconds() -> float:
    """Seconds an image, by a process of its own. Raises `ProbeError`."""
    command = [sys.executable, "-m", "hqnn_core.quantum.chapter_way"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProbeError(done.stderr)
    return float(done.stdout)


class ChapterProbe:
    """Measures in the background, one measurement at a time, and again after a day.

    Attributes:
        seconds_per_image: None until the first measurement has ended.
    """

    def __init__(
        self,
        is_busy: Callable[[], bool],
        measure: Callable[[], float] = measured_seconds,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds_per_image: float | None = None
        self._is_busy, self._measure, self._now = is_busy, measure, now
        self._next = now()
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Measure if it is time to and nothing trains; returns at once."""
        if self._is_busy() or not self._lock.acquire(blocking=False):
            return
        if self._now() < self._next:
            self._lock.release()
        else:
            threading.Thread(target=self._carry_out, daemon=True).start()

    def _carry_out(self) -> None:
        try:
            found = self._measure()
            if not self._is_busy():  # else a run slowed it down, and it is measured again
                self.seconds_per_image, self._next = found, self._now() + KEPT_SECONDS
        except ProbeError as fault:
            self._next = self._now() + RETRY_SECONDS
            logging.getLogger(__name__).error("the chapter's way: %s", fault)
        finally:
            self._lock.release()
