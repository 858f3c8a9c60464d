"""Timing of the chapter's method, by a worker while nothing trains."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

from hqnn_core.language import said
from hqnn_core.runs import Computation

KEPT_SECONDS = 24 * 3600.0
RETRY_SECONDS = 60.0
"""The wait after a measurement that failed."""

Compute = Callable[[Callable[[Computation], None]], Computation]


class ChapterProbe:
    """Runs one timing at a time, and a new one after a day.

    Args:
        is_busy: whether a worker has something else to do.
        compute: begins a measurement; gives its argument the computation when its state changes.

    Attributes:
        seconds_per_image: None until the first measurement has ended.
    """

    def __init__(
        self,
        is_busy: Callable[[], bool],
        compute: Compute,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds_per_image: float | None = None
        self._is_busy, self._compute, self._now = is_busy, compute, now
        self._next = now()
        self._lock = Lock()
        self._computation: Computation | None = None

    def refresh(self) -> None:
        """Start a timing if it is due and nothing trains; does not wait."""
        with self._lock:
            is_measuring = self._computation is not None and self._computation.is_active
            if not is_measuring and not self._is_busy() and self._now() >= self._next:
                self._computation = self._compute(self._take)

    def _take(self, computation: Computation) -> None:
        if computation.state == "failed":
            self._next = self._now() + RETRY_SECONDS
            message = said(computation.message)
            logging.getLogger(__name__).error("the chapter's way: %s", message)
        elif computation.finished and not self._is_busy():  # else a run slowed it down
            self.seconds_per_image, self._next = computation.result, self._now() + KEPT_SECONDS
