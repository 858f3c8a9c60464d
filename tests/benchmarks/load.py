"""A class at work, and how long each pupil waits. python -m tests.benchmarks.load

Thirty pupils walk through the lesson, each with a click about every four seconds, five of them
train over and over; `--pupils 1 10 30 60 100 200` measures one class after the other, each with a
server of its own. Each pupil is a raw websocket session that speaks Streamlit's protocol, as a
browser does but without drawing anything; all of them share the two cores with the server. Printed:
the time until the page has answered a click, and the memory of the server and its workers.

With --largest ten pupils walk beside the largest run that can be asked for, which is stopped at the
end; with --guests 200 so many visitors come to three pages and go, in three rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.network.data import mnist_is_there
from hqnn_core.quantum.settings import MAX_SHOTS
from hqnn_core.runs.runner import Runner
from tests.benchmarks.pupil import THINK_SECONDS, UPDATE, Times, cookie, train, walk
from tests.benchmarks.visitor import Visitor
from tests.browser.conftest import App

ARRIVE_SECONDS = 30.0
GONE_SECONDS = 150.0
"""Streamlit keeps a session that has left for two minutes, for it may come back."""


async def lesson(app: App, n_pupils: int, n_training: int, seconds: float, detail: bool) -> None:
    """Measure a class, and print a row of a table."""
    await _warm_up(app)
    at_first = megabytes(app)
    times, until = Times(), asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    for number in range(n_pupils):  # a class comes in within half a minute
        go = train(app.url, until, times) if number < n_training else walk(
            app.url, number, until, times
        )  # fmt: skip
        tasks.append(asyncio.create_task(go))
        await asyncio.sleep(ARRIVE_SECONDS / n_pupils)
    arrived, busy = times.all, _busy_seconds(app)
    times.clicks = {}
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    share = (_busy_seconds(app) - busy) / (time.perf_counter() - began)
    most = megabytes(app)
    until.set()
    await asyncio.gather(*tasks)
    print(f"{n_pupils} pupils, {n_training} of them train | {_summary(times.all)} | "
          f"arrival {_summary(arrived)} | processor {100 * share:.0f} % of one core | "
          f"{at_first} MB, then {most} MB", flush=True)  # fmt: skip
    if detail:
        for name, seconds_of in sorted(times.clicks.items()):
            print(f"    {name}: {_summary(seconds_of)}")
    if UPDATE in times.clicks:
        print(f"    {UPDATE}: {_summary(times.clicks[UPDATE])}")
    if detail:
        await asyncio.sleep(GONE_SECONDS)
        print(f"    after all have left: {megabytes(app)} MB")


async def _warm_up(app: App) -> None:
    """One pupil's whole lesson and one run: a server that has been used once."""
    await Visitor(app.url).open()  # the very first visit of a server loads a page twice
    times, until = Times(), asyncio.Event()
    tasks = [asyncio.create_task(train(app.url, until, times))]
    tasks += [asyncio.create_task(walk(app.url, 0, until, times, 0.1))]
    await asyncio.sleep(15)
    until.set()
    await asyncio.gather(*tasks)


def _busy_seconds(app: App) -> float:
    """Processor time that the server's own process has used."""
    used = psutil.Process(app.process.pid).cpu_times()
    return used.user + used.system


async def beside_the_largest_run(app: App, n_pupils: int, seconds: float) -> None:
    """Its process is the benchmark's own; it shares the machine with the server as always."""
    await _warm_up(app)
    runner = Runner(1)
    model = ModelConfig(engine="aer", shots=MAX_SHOTS, noise="device")
    n_images = 5_000 if mnist_is_there() else 100
    run = runner.submit(model, TrainConfig(n_per_class=n_images, epochs=1_000, batch_size=1_024))
    while not run.probes:  # they come before the first batch
        await asyncio.sleep(0.1)
    times, until = Times(), asyncio.Event()
    tasks = [asyncio.create_task(walk(app.url, i, until, times)) for i in range(n_pupils)]
    await asyncio.sleep(seconds)
    until.set()
    await asyncio.gather(*tasks)
    print(f"{n_pupils} pupils beside the largest run: {_summary(times.all)}")
    worker = psutil.Process(runner._tasks.task_of(run).pid)
    print(f"its process: {worker.memory_info().rss >> 20} MB")
    began = time.perf_counter()
    runner.stop(run)
    run.ended.wait()
    print(f"to stop it: {time.perf_counter() - began:.1f} s. {run.message}")
    runner.close()


async def guest(url: str, turn: asyncio.Semaphore) -> None:
    """A visitor who looks at three pages and goes."""
    async with turn:
        mine = cookie()
        for path in ("circuit", "draw", "train"):
            visitor = Visitor(url, path, mine)
            await visitor.open()
            await visitor.close()


async def come_and_go(app: App, n_guests: int) -> None:
    turn = asyncio.Semaphore(8)
    await _warm_up(app)
    print(f"at first: {megabytes(app)} MB")
    for number in range(1, 4):
        await asyncio.gather(*(guest(app.url, turn) for _ in range(n_guests)))
        print(f"round {number}: {megabytes(app)} MB", end=", ", flush=True)
        await asyncio.sleep(GONE_SECONDS)
        print(f"after all have left {megabytes(app)} MB")


def megabytes(app: App) -> int:
    """Memory of the server and of all its processes; what they share counts once."""
    server, total = psutil.Process(app.process.pid), 0
    for process in [server, *server.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
            total += process.memory_full_info().pss
    return total >> 20


def _summary(seconds: list[float]) -> str:
    ordered = sorted(1000 * s for s in seconds)
    if not ordered:
        return "nothing"
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    return (f"median {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms, "
            f"longest {ordered[-1]:.0f} ms, n = {len(ordered)}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, nargs="+", default=[30])
    parser.add_argument("--training", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--detail", action="store_true", help="each kind of click, and the end")
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--guests", type=int, default=0)
    chosen = parser.parse_args()
    print(f"a click about every {THINK_SECONDS:.0f} s, {chosen.seconds:.0f} s a class")
    for n_pupils in chosen.pupils:
        with tempfile.TemporaryDirectory() as folder:
            data = f"sqlite:///{folder}/store.sqlite3"
            app = App(Path(folder) / "log", HQNN_MNIST_ROOT=folder, HQNN_DATABASE_URL=data)
            app.wait()
            if chosen.guests:
                asyncio.run(come_and_go(app, chosen.guests))
            elif chosen.largest:
                asyncio.run(beside_the_largest_run(app, 10, chosen.seconds))
            else:
                n_training = min(chosen.training, n_pupils)
                asyncio.run(lesson(app, n_pupils, n_training, chosen.seconds, chosen.detail))
            app.stop()


if __name__ == "__main__":
    main()
