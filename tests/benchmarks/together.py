"""'Everybody look here' in a class. python -m tests.benchmarks.together --pupils 60

Pupils of one class have the Shift page open and move its angle about every four seconds. Then the
teacher has everybody look at the Circuit page, twice. Printed: how long a
click takes before the call, and how long after the call each pupil's page has followed. Each pupil
is a raw websocket session, as in tests/benchmarks/load.py; all share the cores with the server.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

from hqnn_core.store.boards import Boards, Teacher
from hqnn_core.store.store import open_store
from pages.frame import session
from tests.benchmarks.load import Site, opened, summary
from tests.benchmarks.pupil import THINK_SECONDS, cookie
from tests.benchmarks.visitor import Visitor

LOOKS = "**Look here:**"


async def joined(url: str, code: str, number: int) -> Visitor:
    """A pupil of the class, on the Shift page."""
    mine = cookie()
    arrival = Visitor(url, "class", mine, **{session.CLASS_CODE: code})
    await arrival.open()
    await arrival.type(session.NICKNAME, f"P{number}")
    await arrival.press("Join")
    pupil = Visitor(url, "shift", mine)
    await pupil.open()
    await arrival.close()
    return pupil


class Called:
    """The teacher's calls: when each was made, and how long each pupil's page took to follow."""

    def __init__(self) -> None:
        self.made = 0.0
        self.seen: dict[str, list[float]] = {}


async def work(pupil: Visitor, called: Called, clicks: list[float], until: asyncio.Event) -> None:
    """Move the angle now and then, and note when a call has come."""
    due, known = time.perf_counter() + THINK_SECONDS * random.random(), 0.0
    while not until.is_set():
        if time.perf_counter() >= due and not called.made:
            angle = round(random.uniform(-3, 3), 2)
            clicks.append(await pupil.tell("shift-stage", "rested", {"theta": angle}))
            due = time.perf_counter() + THINK_SECONDS * (0.5 + random.random())
            continue
        await pupil.tick()
        if called.made != known and any(LOOKS in words for words in pupil.words):
            known = called.made
            called.seen.setdefault("look here", []).append(time.perf_counter() - known)


async def teaching(url: str, teacher: Teacher) -> Visitor:
    """The teacher, on the Circuit page."""
    mine = cookie()
    arrival = Visitor(url, "class", mine)
    await arrival.open()
    await arrival.type(session.TEACHER_CODE, teacher.code)
    await arrival.type(session.TEACHER_KEY, teacher.key)
    await arrival.press("Enter")
    there = Visitor(url, "circuit", mine, theta="0.5")
    await there.open()
    return there


async def measure(site: Site, teacher: Teacher, n: int, seconds: float) -> None:
    await Visitor(site.url).open()  # the very first visit of a server loads a page twice
    pupils = [await joined(site.url, teacher.code, number) for number in range(n)]
    desk = await teaching(site.url, teacher)
    called, clicks, until = Called(), list[float](), asyncio.Event()
    tasks = [asyncio.create_task(work(pupil, called, clicks, until)) for pupil in pupils]
    await asyncio.sleep(seconds)
    for press in ("Everybody look here", "End “look here”", "Everybody look here"):
        called.made = time.perf_counter()
        await desk.press(press)
        await asyncio.sleep(10)
    until.set()
    await asyncio.gather(*tasks)
    print(f"{n} pupils: a click {summary(clicks)}")
    for call, times in called.seen.items():
        print(f"    {call}: {summary(times)} of {2 * n}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=40.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), 0) as site:
        store = open_store(f"sqlite:///{folder}/store.sqlite3")
        teacher = Boards(store).open_class()
        asyncio.run(measure(site, teacher, chosen.pupils, chosen.seconds))
        store.close()


if __name__ == "__main__":
    main()
