"""Base class of a `Runner`'s jobs: training runs and computations."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Hashable
from typing import Any, ClassVar, Literal

RunState = Literal["queued", "running", "paused", "completed", "diverged", "stopped", "failed"]
Until = Literal["end", "epoch", "batch"]
Halt = Literal["paused", "stopped"]

SHORT = 10


class Job:
    """A queued job that Dask tasks execute; reading it is thread-safe.

    Attributes:
        id: its name in the store and on the cluster; no two jobs have the same.
        state: see `RunState`; "paused" waits for its owner, the four after it are final. It is
            changed in `become` alone.
        message: how it ended; a sentence or two, made by `later`.
        ended: set while its state is final.
        owner: jobs of one kind and one owner never run at the same time.
        who: a short name of whose it is, for the log.
        priority: jobs of a higher one go first.
        wish, until: what its owner wants of it: to train to the "end", to the end of the "epoch" or
            of the "batch", or to be paused or stopped.
        queued_at, began_at: when it was queued by its owner, and when it began after that; of the
            clock that never goes back.
        on_change: called, from the runner's thread, when its state or outcome is new.
        finished: whether nothing is left to do.
    """

    kind: ClassVar[str]
    finished: Any

    def __init__(self, owner: Hashable = None, priority: int = 0, who: str = "") -> None:
        self.id = uuid.uuid4().hex
        self.owner, self.priority = owner, priority
        self.who = who or short_name(getattr(owner, "key", owner or ""))
        self.state: RunState = "queued"
        self.message = ""
        self.ended = threading.Event()
        self.wish: Literal["train"] | Halt = "train"
        self.until: Until = "end"
        self.queued_at = self.began_at = 0.0
        self.on_change: Callable[[Any], None] = lambda job: None

    @property
    def is_active(self) -> bool:
        """Whether it runs or waits for a process."""
        return self.state in ("queued", "running")

    def become(self, state: RunState, message: str = "") -> None:
        """Change its state."""
        self.state, self.message = state, message
        if state in ("queued", "running", "paused"):
            self.ended.clear()
        else:
            self.ended.set()

    def order(self) -> dict[str, Any]:
        """The arguments of its next task, see `worker`."""
        raise NotImplementedError

    def note_report(self, kind: str, fields: dict[str, Any]) -> None:
        """Note what its task reports."""
        raise NotImplementedError

    def note_end(self, **fields: Any) -> None:
        """Note what a task has returned; nothing where it was halted or has failed."""
        raise NotImplementedError

    def note_restart(self, is_killed: bool) -> None:
        """Record that its task starts again after a killed process or a lost cluster."""

    def settle(self) -> None:
        """Set the state after it has ended or halted."""
        raise NotImplementedError

    @property
    def killed_text(self) -> str:
        """The message where its process was killed too often."""
        raise NotImplementedError

    def settings(self) -> dict[str, Any]:
        """Its main settings, for the log."""
        return {}

    def figures(self) -> dict[str, Any]:
        """Its progress, for the log."""
        return {}


def short_name(key: object) -> str:
    """The first characters of an id, for the log."""
    return str(key)[:SHORT]
