"""What the tests of the runs share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hqnn_core.runs.runner import Runner
from tests.runs.processes import wait


@pytest.fixture(scope="session")
def runner_of_two() -> Iterator[Runner]:
    runner_of_two = Runner(n_workers=2)
    yield runner_of_two
    runner_of_two.close()


@pytest.fixture
def pair(runner_of_two: Runner) -> Iterator[Runner]:
    """A runner of two processes: where one is killed, nobody waits until it is there again."""
    yield runner_of_two
    for job in list(runner_of_two._jobs):
        runner_of_two.stop(job)
    wait(lambda: not runner_of_two._jobs)
