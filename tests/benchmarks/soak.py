"""1,000 short runs of 40 owners, a worker killed every 30: python -m tests.benchmarks.soak

All must end right, and nothing may be left: no task at the scheduler, no thread, no memory that
grows with the runs. Then twelve runs of some seconds, alone and beside one of minutes.
"""

from __future__ import annotations

import contextlib
import gc
import os
import random
import signal
import threading
import time
import weakref
from collections import Counter
from dataclasses import replace

import psutil

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner
from tests.runs.processes import n_processes, wait

MODEL = ModelConfig(engine="statevector", shots=None)
TRAINING = TrainConfig(source="offline", n_per_class=20, n_test_per_class=10, epochs=3)
N_RUNS, PER_BLOCK, N_OWNERS, PER_DEATH, AT_ONCE = 1_000, 200, 40, 30, 60


def megabytes() -> int:
    return psutil.Process().memory_full_info().uss // 2**20


def at_work(runner: Runner) -> list[int]:
    """The processes that have reported of their present task."""
    return [task.pid for task in list(runner._jobs.values()) if task and task.pid]


def soak(runner: Runner) -> None:
    """Run blocks of short runs, and let each block go: what is left grows with their number."""
    chance, began = random.Random(0), time.monotonic()
    states: Counter[str] = Counter()
    ends: set[tuple[float, float]] = set()
    n_hit = 0
    for block in range(N_RUNS // PER_BLOCK):
        runs = _block(runner, block * PER_BLOCK, chance)
        states.update(str(run.state) for run in runs)
        ends |= {(run.finished.test_nll, run.batches[-1].nll) for run in runs if run.finished}
        n_hit += sum(bool(run.notices) for run in runs)
        known = [weakref.ref(run) for run in runs]
        del runs
        gc.collect()
        print(
            f"{(block + 1) * PER_BLOCK} runs: {megabytes()} MB, {threading.active_count()} threads,"
            f" {sum(ref() is not None for ref in known)} runs still in memory",
            flush=True,
        )
    print(states, f"{time.monotonic() - began:.0f} s")
    print("runs that had a process killed:", n_hit, "different ends:", len(ends))
    time.sleep(3)
    assert runner._cluster is not None
    tasks = runner._cluster.client.run_on_scheduler(
        lambda dask_scheduler: len(dask_scheduler.tasks)
    )
    print("tasks at the scheduler:", tasks, "processes:", n_processes(runner))


def _block(runner: Runner, first: int, chance: random.Random) -> list[Run]:
    """Runs of many owners, a process killed now and then; all have ended."""
    runs: list[Run] = []
    for number in range(first, first + PER_BLOCK):
        wait(lambda: sum(run.is_active for run in runs) < AT_ONCE, 300)
        runs.append(runner.submit(MODEL, TRAINING, owner=f"owner {number % N_OWNERS}"))
        if number % PER_DEATH == PER_DEATH - 1:
            while not (victims := at_work(runner)):
                time.sleep(0.001)
            with contextlib.suppress(ProcessLookupError):  # it is dead by now
                os.kill(chance.choice(victims), signal.SIGKILL)
    for run in runs:
        assert run.ended.wait(300), run.state
    return runs


def fairness(runner: Runner) -> None:
    short = replace(TRAINING, n_per_class=100, epochs=100)

    def seconds_of_twelve() -> float:
        began = time.monotonic()
        runs = [runner.submit(MODEL, short, owner=f"pupil {n}") for n in range(12)]
        for run in runs:
            run.ended.wait()
        return time.monotonic() - began

    alone = seconds_of_twelve()
    long = runner.submit(MODEL, replace(short, epochs=1_000), owner="the long one")
    wait(lambda: bool(long.batches))
    beside = seconds_of_twelve()
    print(f"twelve runs: {alone:.1f} s alone, {beside:.1f} s beside a long one ({long.state})")
    runner.stop(long)


def main() -> None:
    runner = Runner(2)
    wait(lambda: runner.n_places == 2)
    soak(runner)
    fairness(runner)
    runner.close()
    wait(lambda: threading.active_count() < 8, 20)
    print("threads at the end:", [thread.name for thread in threading.enumerate()])


if __name__ == "__main__":
    main()
