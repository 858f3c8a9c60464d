"""A sweep on a scheduler with 1, 2 and 4 workers. python -m tests.benchmarks.cluster

With --memory, 200 runs come and go on the cluster that a server starts, and the memory of all its
processes is printed before and after.

A scheduler and its workers are processes of their own on loopback, as on other machines. Printed,
for a sweep of 64 short runs: runs a second, and the efficiency over one worker; the reports of a
run, and the bytes on loopback in both directions; the scheduler's processor time, for a run and for
a second of training, and from it how many runs it could carry at once.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.sweep import Sweep
from tests.benchmarks.measures import megabytes
from tests.runs.outer import Outer, dask_processes
from tests.runs.processes import wait

N_RUNS = 64
TICKS = os.sysconf("SC_CLK_TCK")
MODEL = ModelConfig(engine="statevector")
TRAINING = TrainConfig(source="offline", epochs=10)


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / TICKS


def loopback_bytes() -> int:
    """Bytes that have gone over loopback."""
    lines = Path("/proc/net/dev").read_text().splitlines()
    return int(next(line for line in lines if line.strip().startswith("lo:")).split()[1])


def measured(n_workers: int, n_runs: int) -> dict[str, float]:
    """One sweep on a new scheduler."""
    with dask_processes() as start:
        outer = Outer(start, n_workers)
        runner = Runner(address=outer.address)
        wait(lambda: runner.n_places == n_workers, 60)
        warm_up = Sweep(Grid({"seed": range(1000, 1000 + 2 * n_workers)}, MODEL, TRAINING))
        warm_up.start(runner)
        warm_up.finished.wait()
        sweep = Sweep(Grid({"seed": range(n_runs)}, MODEL, TRAINING))
        note = Mock(wraps=runner._note)
        cast(Any, runner)._note = note
        before = time.perf_counter(), processor_seconds(outer.scheduler.pid), loopback_bytes()
        sweep.start(runner)
        sweep.finished.wait()
        after = time.perf_counter(), processor_seconds(outer.scheduler.pid), loopback_bytes()
        runner.close()
    seconds, busy, sent = (b - a for a, b in zip(before, after, strict=True))
    training = sum(outcome.seconds or 0.0 for outcome in sweep.outcomes.values())
    return {
        "rate": n_runs / seconds,
        "reports": note.call_count / n_runs,
        "bytes": sent / n_runs,
        "busy": busy / n_runs,
        "share": busy / training,
    }


def print_memory() -> None:
    """Have 200 runs come and go; the first ones bring what stays."""
    runner = Runner()
    wait(lambda: runner.n_places > 0, 60)
    for name, n_runs in (("20 runs", 20), ("200 more runs", 200), ("200 more runs", 200)):
        sweep = Sweep(Grid({"seed": range(n_runs)}, MODEL, TrainConfig(source="offline", epochs=2)))
        sweep.start(runner)
        sweep.finished.wait()
        print(f"after {name}: {megabytes([os.getpid()], 'uss')} MB", flush=True)
    runner.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=N_RUNS)
    parser.add_argument("--memory", action="store_true")
    arguments = parser.parse_args()
    if arguments.memory:
        print_memory()
        return
    print(f"{arguments.runs} runs of {TRAINING.epochs} epochs on {os.cpu_count()} cores")
    print("workers  runs/s  efficiency  reports  kB a run  scheduler ms a run  at once")
    alone = 0.0
    for n_workers in (1, 2, 4):
        m = measured(n_workers, arguments.runs)
        alone = alone or m["rate"]
        print(
            f"{n_workers:7} {m['rate']:7.2f} {m['rate'] / n_workers / alone:11.2f} "
            f"{m['reports']:8.1f} {m['bytes'] / 1000:9.0f} {1000 * m['busy']:19.1f} "
            f"{1 / m['share']:8.0f}"
        )


if __name__ == "__main__":
    main()
