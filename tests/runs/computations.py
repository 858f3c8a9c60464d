"""Functions for workers to call."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hqnn_core.errors import InputError
from hqnn_core.quantum import Report


def allow(path: Path, steps: int) -> None:
    """Let `steps_on` take so many steps."""
    new = path.with_suffix(".new")
    new.write_text(str(steps))
    new.replace(path)


def squares(numbers: tuple[int, ...], report: Report) -> list[int]:
    found: list[int] = []
    for number in numbers:
        report(len(found), len(numbers))
        found.append(number**2)
    report(len(found), len(numbers))
    return found


def steps_on(path: Path, total: int, report: Report) -> int:
    """Take as many steps as the file at `path` says, which `Steps` writes; return the process."""
    done = 0
    while done < total:
        done = int(path.read_text() or 0)
        report(done, total)
        time.sleep(0.005)
    return os.getpid()


def held(path: Path, then: Callable[..., Any], *arguments: Any, report: Report) -> Any:
    """Call a function after the steps of `steps_on`, whose progress is the only one reported."""
    steps_on(path, 4, report)
    return then(*arguments)


def given(result: Any, *_: object) -> Any:
    return result


def refused(*_: object, report: Report) -> None:
    report(1, 2)
    raise InputError("A number is too large. Take a smaller one.")


def broken(report: Report) -> None:
    report(1, 2)
    raise ZeroDivisionError("one by zero")


class _Lingering:
    """A result that leaves its process a moment late: 0, once it is sent."""

    def __reduce__(self) -> tuple[type[int], tuple[()]]:
        return int, ()

    def __del__(self) -> None:
        time.sleep(0.03)


def lingering(report: Report) -> _Lingering:
    report(1, 1)
    return _Lingering()
