"""A class at work, and how long each pupil waits. python -m tests.benchmarks.load

Thirty pupils walk through the lesson, each with a click about every four seconds, five of them
train over and over; `--pupils 1 10 30 60 100 200` measures one class after the other, each with a
server of its own. Each pupil is a raw websocket session that speaks Streamlit's protocol, as a
browser does but without drawing anything; all of them share the two cores with the server. Printed:
the time until the page has answered a click, and the memory of the server and its workers.

With --school 2 they come to two servers behind a proxy, with PostgreSQL and a cluster beside them,
all on the same two cores; with --school 1 to one of them.
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

from tests.benchmarks.measures import megabytes, p95
from tests.benchmarks.pupil import THINK_SECONDS, UPDATE, Times, train, walk
from tests.benchmarks.visitor import Visitor
from tests.browser.conftest import App
from tests.deploy.school import School
from tests.store.postgres import Postgres

ARRIVE_SECONDS = 30.0


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


async def lesson(site: Site, n_pupils: int, n_training: int, seconds: float) -> None:
    """Measure a class, and print a row of a table."""
    await _warm_up(site)
    at_first = megabytes(site.processes)
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
    most = megabytes(site.processes)
    until.set()
    await asyncio.gather(*tasks)
    print(f"{n_pupils} pupils, {n_training} of them train | {summary(times.all)} | "
          f"arrival {summary(arrived)} | processor {100 * share:.0f} % of one core | "
          f"{at_first} MB, then {most} MB", flush=True)  # fmt: skip
    if UPDATE in times.clicks:
        print(f"    {UPDATE}: {summary(times.clicks[UPDATE])}")


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


def summary(seconds: list[float]) -> str:
    times = [1000 * s for s in seconds]
    if not times:
        return "nothing"
    return (f"median {statistics.median(times):.0f} ms, p95 {p95(times):.0f} ms, "
            f"longest {max(times):.0f} ms, n = {len(times)}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, nargs="+", default=[30])
    parser.add_argument("--training", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--school", type=int, choices=(1, 2), default=0, help="so many servers")
    chosen = parser.parse_args()
    print(f"a click about every {THINK_SECONDS:.0f} s, {chosen.seconds:.0f} s a class")
    for n_pupils in chosen.pupils:
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder), chosen.school) as site:
            n_training = min(chosen.training, n_pupils)
            asyncio.run(lesson(site, n_pupils, n_training, chosen.seconds))


if __name__ == "__main__":
    main()
