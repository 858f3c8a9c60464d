"""Progress of a computation."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[int, int], None]
"""Called with the number of steps done and that of all steps; what it raises cancels."""


def unreported(done: int, total: int) -> None:
    """Ignore progress."""


def part_of(report: Report, before: int, total: int, unit: int = 1) -> Report:
    """Report for a part of a computation: its steps count `unit` each, after `before`."""
    return lambda done, _: report(before + done * unit, total)
