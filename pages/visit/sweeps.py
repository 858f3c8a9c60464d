"""The sweeps of one visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hqnn_core.runs import Sweep

MAX_SWEEPS = 10


class Sweeps:
    """At most `MAX_SWEEPS`, in order of their start.

    Attributes:
        shown: the one that the Train page shows.
    """

    def __init__(self, note: Callable[[str, bytes | None], None]) -> None:
        """`note` stores the content of a sweep under its id, or deletes it."""
        self._note = note
        self._all: list[Sweep] = []
        self.shown: Sweep | None = None

    def __iter__(self) -> Iterator[Sweep]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def running(self) -> Sweep | None:
        """The running sweep, if any."""
        return next((sweep for sweep in self._all if sweep.state == "running"), None)

    def stop(self) -> None:
        """Stop the one that trains, if any."""
        if sweep := self.running:
            sweep.stop()

    def add(self, sweep: Sweep, is_shown: bool = True) -> None:
        """Add a new sweep, and show it; the oldest one that does not run makes room if need be."""
        idle = [other for other in self._all if other.state != "running"]
        for old in idle[: max(len(self._all) + 1 - MAX_SWEEPS, 0)]:
            self.remove(old)
        self._all = [*self._all, sweep]
        self.shown = sweep if is_shown else self.shown
        self.keep(sweep)

    def keep(self, sweep: Sweep) -> None:
        """Store a sweep's outcomes."""
        if sweep in self._all:
            self._note(sweep.id, sweep.to_bytes())

    def remove(self, sweep: Sweep) -> None:
        """Delete a sweep; if it runs, it is stopped."""
        self.take(sweep.id, None)
        self._note(sweep.id, None)

    def take(self, sweep_id: str, content: bytes | None) -> None:
        """Merge a sweep read from the store; None if it was deleted."""
        known = next((sweep for sweep in self._all if sweep.id == sweep_id), None)
        stored = Sweep.from_bytes(content) if content else None
        if known is not None and stored is not None:
            known.learn(stored.outcomes.values())
        elif stored is not None:
            self._all = sorted([*self._all, stored], key=lambda sweep: sweep.created)
            self.shown = self.shown or stored
        elif known is not None:
            known.stop()
            self._all = [other for other in self._all if other is not known]
            if self.shown is known:
                self.shown = self._all[-1] if self._all else None

    def set_priority(self, priority: int) -> None:
        """Set the priority of all future runs."""
        for sweep in self._all:
            sweep.priority = priority

    def forget(self) -> None:
        """Stop and drop all sweeps; stored ones stay."""
        for sweep in self._all:
            sweep.stop()
        self._all, self.shown = [], None
        self._note = lambda name, content: None  # it holds the visitor
