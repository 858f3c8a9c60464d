"""A class at work, and how long each pupil waits. python -m tests.benchmarks.load

Thirty pupils walk through the lesson, each with a click about every four seconds, five of them
train over and over; `--pupils 1 10 30 60 100 200` measures one class after the other, each with a
server of its own. Each pupil is a raw websocket session that speaks Streamlit's protocol, as a
browser does but without drawing anything; all of them share the two cores with the server. Printed:
the time until the page has answered a click, and the memory of the server and its workers.

With --school 2 they come to two servers behind a proxy, with PostgreSQL and a cluster beside them,
all on the same two cores; with --school 1 to one of them.
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.network.data import mnist_is_there
from hqnn_core.quantum.settings import MAX_SHOTS
from hqnn_core.runs.runner import Runner
from tests.benchmarks.pupil import THINK_SECONDS, UPDATE, Times, cookie, train, walk
from tests.benchmarks.visitor import Visitor
from tests.browser.conftest import App
from tests.deploy.school import School
from tests.runs.processes import pid_of
from tests.store.postgres import Postgres

ARRIVE_SECONDS = 30.0
GONE_SECONDS = 150.0
"""Streamlit keeps a session that has left for two minutes, for it may come back."""


@dataclass(frozen=True)
class Site:
    """Where the class goes: its address, the processes of the app's servers, and all processes."""

    url: str
    servers: list[int]
    processes: list[int]


@contextlib.contextmanager
def opened(folder: Path, n_servers: int) -> Iterator[Site]:
    """One server by itself; with `n_servers`, so many behind a proxy, as compose.yaml says."""
    if not n_servers:
        data = f"sqlite:///{folder}/store.sqlite3"
        app = App(folder / "log", HQNN_MNIST_ROOT=str(folder), HQNN_DATABASE_URL=data)
        app.wait()
        yield Site(app.url, [app.process.pid], [app.process.pid])
        app.stop()
        return
    postgres = Postgres()
    postgres.start()
    school = School(folder, postgres)
    school.open()
    if n_servers == 1:
        school.kill("app2")
    running = {name: p.pid for name, p in school.processes.items() if p.poll() is None}
    yield Site(school.url, [running[f"app{i + 1}"] for i in range(n_servers)], [*running.values()])
    school.close()
    postgres.end()


async def lesson(site: Site, n_pupils: int, n_training: int, seconds: float, detail: bool) -> None:
    """Measure a class, and print a row of a table."""
    await _warm_up(site)
    at_first = megabytes(site)
    times, until = Times(), asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    for number in range(n_pupils):  # a class comes in within half a minute
        go = train(site.url, number, until, times) if number < n_training else walk(
            site.url, number, until, times
        )  # fmt: skip
        tasks.append(asyncio.create_task(go))
        await asyncio.sleep(ARRIVE_SECONDS / n_pupils)
    arrived, busy = times.all, _busy_seconds(site)
    times.clicks = {}
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    share = (_busy_seconds(site) - busy) / (time.perf_counter() - began)
    most = megabytes(site)
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
        print(f"    after all have left: {megabytes(site)} MB")


async def _warm_up(site: Site) -> None:
    """One pupil's whole lesson and one run: a server that has been used once."""
    await Visitor(site.url).open()  # the very first visit of a server loads a page twice
    times, until = Times(), asyncio.Event()
    tasks = [asyncio.create_task(train(site.url, 0, until, times))]
    tasks += [asyncio.create_task(walk(site.url, 0, until, times, 0.1))]
    await asyncio.sleep(15)
    until.set()
    await asyncio.gather(*tasks)


def _busy_seconds(site: Site) -> float:
    """Processor time that the servers' own processes have used."""
    used = [psutil.Process(pid).cpu_times() for pid in site.servers]
    return sum(times.user + times.system for times in used)


async def beside_the_largest_run(site: Site, n_pupils: int, seconds: float) -> None:
    """Its process is the benchmark's own; it shares the machine with the server as always."""
    await _warm_up(site)
    runner = Runner(1)
    model = ModelConfig(engine="aer", shots=MAX_SHOTS, noise="device")
    n_images = 5_000 if mnist_is_there() else 100
    run = runner.submit(model, TrainConfig(n_per_class=n_images, epochs=1_000, batch_size=1_024))
    while not run.probes:  # they come before the first batch
        await asyncio.sleep(0.1)
    times, until = Times(), asyncio.Event()
    tasks = [asyncio.create_task(walk(site.url, i, until, times)) for i in range(n_pupils)]
    await asyncio.sleep(seconds)
    until.set()
    await asyncio.gather(*tasks)
    print(f"{n_pupils} pupils beside the largest run: {_summary(times.all)}")
    worker = psutil.Process(pid_of(runner, run))
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


async def come_and_go(site: Site, n_guests: int) -> None:
    turn = asyncio.Semaphore(8)
    await _warm_up(site)
    print(f"at first: {megabytes(site)} MB")
    for number in range(1, 4):
        await asyncio.gather(*(guest(site.url, turn) for _ in range(n_guests)))
        print(f"round {number}: {megabytes(site)} MB", end=", ", flush=True)
        await asyncio.sleep(GONE_SECONDS)
        print(f"after all have left {megabytes(site)} MB")


def megabytes(site: Site) -> int:
    """Memory of all processes of the site; what they share counts once."""
    total = 0
    for pid in site.processes:
        process = psutil.Process(pid)
        for each in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
                total += each.memory_full_info().pss
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
    parser.add_argument("--school", type=int, choices=(1, 2), default=0, help="so many servers")
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--guests", type=int, default=0)
    chosen = parser.parse_args()
    print(f"a click about every {THINK_SECONDS:.0f} s, {chosen.seconds:.0f} s a class")
    for n_pupils in chosen.pupils:
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder), chosen.school) as site:
            if chosen.guests:
                asyncio.run(come_and_go(site, chosen.guests))
            elif chosen.largest:
                asyncio.run(beside_the_largest_run(site, 10, chosen.seconds))
            else:
                n_training = min(chosen.training, n_pupils)
                asyncio.run(lesson(site, n_pupils, n_training, chosen.seconds, chosen.detail))


if __name__ == "__main__":
    main()
