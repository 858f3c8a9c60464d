"""Rate limit against guessing keys."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from threading import Lock

from hqnn_core.board.entries import BoardError
from hqnn_core.language import gettext

MAX_TRIES, TRY_SECONDS = 5, 60.0
MAX_KNOWN = 5_000


class RateLimit:
    """At most `MAX_TRIES` of each subject in `TRY_SECONDS`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, Lock()
        self._tries: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def count(self, thing: Hashable) -> None:
        """Count a try. Raises `BoardError` if there were too many."""
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault(thing, deque(maxlen=MAX_TRIES))
            self._tries.move_to_end(thing)
            if len(tries) == MAX_TRIES and now - tries[0] < TRY_SECONDS:
                raise BoardError(gettext("Too many tries. Wait a minute, then try again."))
            tries.append(now)
            while len(self._tries) > MAX_KNOWN:
                self._tries.popitem(last=False)

    def forget(self, thing: Hashable) -> None:
        """Reset the count after a successful try."""
        with self._lock:
            self._tries.pop(thing, None)
