"""Ten visitors on the Circuit page while two runs train. python -m tests.benchmarks.load

With --largest they do so beside the largest run that can be asked for, which is stopped at the end;
with --guests 200, so many visitors come to three pages and go, in three rounds, and the server's
memory is printed.

Each visitor is a raw websocket session that speaks Streamlit's protocol, as a browser does but
without drawing anything: it moves the angle's slider about every four seconds and waits for the
end of the redraw. Printed: the time a redraw takes, as the visitor sees it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import re
import socket
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.network.data import mnist_is_there
from hqnn_core.quantum.settings import MAX_SHOTS
from hqnn_core.runs.runner import Runner
from tests.browser.conftest import App

THINK_SECONDS = 4.0
SETTLE_SECONDS = 8.0
QUIET_SECONDS = 30.0
KEYS = ("theta", "epochs", "images")
WIDGET = re.compile(rb"\$\$ID-[0-9a-f]+-[ -~]{1,60}")


class Visitor:
    """One websocket session on one page."""

    def __init__(self, url: str, path: str) -> None:
        self.url, self.path = url, path
        self.page_hash = ""
        self.widgets: dict[str, str] = {}  # a widget's key -> its id
        self.fragments: dict[str, str] = {}  # a widget's key -> the fragment that it is in
        self.states: dict[str, float | str] = {}  # by a widget's key
        self.live: dict[str, float] = {}  # fragments that run by themselves -> seconds
        self.begun: dict[str, float] = {}  # those that the present run has named

    async def open(self) -> None:
        parts = urlsplit(self.url)
        self.socket = await websockets.connect(
            f"ws://{parts.netloc}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            origin=f"{parts.scheme}://{parts.netloc}",  # type: ignore[arg-type]
            max_size=None,
            compression=None,
            ping_interval=None,
        )
        await self.rerun()

    async def close(self) -> None:
        await self.socket.close()

    async def rerun(self, fragment: str = "", pressed: str = "", by_itself: bool = False) -> float:
        """Ask for a run of the page, or of a fragment; seconds until it has ended."""
        message = BackMsg()
        ask = message.rerun_script
        ask.page_name = "" if self.page_hash else self.path
        ask.page_script_hash, ask.fragment_id = self.page_hash, fragment
        ask.is_auto_rerun = by_itself
        ask.context_info.url = f"{self.url}/{self.path}"
        for key, value in self.states.items():
            state = ask.widget_states.widgets.add()
            state.id = self.widgets[key]
            if isinstance(value, str):
                state.string_value = value
            else:  # of a slider
                state.double_array_value.data.append(value)
        if pressed:
            state = ask.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        began = time.perf_counter()
        # The server does not set TCP_NODELAY; without this, Linux would wait 40 ms to answer it.
        raw = self.socket.transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        await self.socket.send(message.SerializeToString())
        while not self._note(await self.socket.recv()):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return time.perf_counter() - began

    def _note(self, content: str | bytes) -> bool:
        """Take in one message; whether it was the end of the run."""
        assert isinstance(content, bytes)
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page_hash = message.new_session.page_script_hash
            self.begun = {}
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash or self.page_hash
        elif kind == "auto_rerun":
            self.begun[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(f"{element.exception.type}: {element.exception.message}")
            for found in WIDGET.findall(content):
                start, number, rest = found.decode().split("-", 2)
                for key in filter(rest.startswith, KEYS):  # what follows it is no part of it
                    self.widgets[key] = f"{start}-{number}-{key}"
                    self.fragments[key] = message.delta.fragment_id
            if element.WhichOneof("type") == "button" and element.button.label == "Train":
                self.widgets["Train"] = element.button.id
        if kind != "script_finished":
            return False
        if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:  # of the whole page
            self.live = self.begun
        return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


async def clicking(url: str, number: int, n_clicks: int, times: list[float]) -> None:
    """A visitor who moves the slider now and then."""
    visitor = Visitor(url, "circuit")
    await visitor.open()
    await asyncio.sleep(SETTLE_SECONDS)  # all have arrived
    key = "theta"
    for i in range(n_clicks):
        await asyncio.sleep(THINK_SECONDS * (0.5 + random.random()))
        visitor.states[key] = -3 + 0.37 * number + 0.11 * i
        times.append(await visitor.rerun(visitor.fragments[key]))
    await visitor.close()


async def training(url: str, until: asyncio.Event, times: list[float]) -> None:
    """A visitor who trains over and over and watches."""
    visitor = Visitor(url, "train")
    await visitor.open()
    while not until.is_set():
        await visitor.rerun(pressed=visitor.widgets["Train"])
        for _ in itertools.takewhile(lambda _: not until.is_set(), range(20)):
            if not visitor.live:
                break
            fragment, seconds = next(iter(visitor.live.items()))
            await asyncio.sleep(seconds)
            times.append(await visitor.rerun(fragment, by_itself=True))
        await visitor.rerun()
    await visitor.close()


async def long_run(url: str) -> list[float]:
    """Live updates in the last third of a run of 500 epochs and 2,500 batches."""
    visitor = Visitor(url, "train")
    await visitor.open()
    for key, value in (("epochs", "500"), ("images", "20")):
        visitor.states[key] = value
    await visitor.rerun(pressed=visitor.widgets["Train"])
    times = []
    while visitor.live:
        fragment, seconds = next(iter(visitor.live.items()))
        await asyncio.sleep(seconds)
        times.append(await visitor.rerun(fragment, by_itself=True))
    await visitor.close()
    return times[2 * len(times) // 3 :]


async def load(url: str, n_visitors: int, n_runs: int, n_clicks: int) -> None:
    await Visitor(url, "").open()  # the very first visit of a server loads a page twice
    clicks: list[float] = []
    ticks: list[float] = []
    until = asyncio.Event()
    runs = [asyncio.create_task(training(url, until, ticks)) for _ in range(n_runs)]
    await asyncio.sleep(8)
    await asyncio.gather(*(clicking(url, i, n_clicks, clicks) for i in range(n_visitors)))
    until.set()
    await asyncio.gather(*runs)
    report(f"{n_visitors} visitors, {n_runs} runs: a slider move", clicks)
    report("a live update of a run", ticks)
    report("a live update late in a run of 2,500 batches", await long_run(url))


async def beside_the_largest_run(url: str, n_visitors: int, n_clicks: int) -> None:
    """Its process is the benchmark's own; it shares the machine with the server as always."""
    await Visitor(url, "").open()
    runner = Runner(1)
    model = ModelConfig(engine="aer", shots=MAX_SHOTS, noise="device")
    n_images = 5_000 if mnist_is_there() else 100
    run = runner.submit(model, TrainConfig(n_per_class=n_images, epochs=1_000, batch_size=1_024))
    while not run.probes:  # they come before the first batch
        await asyncio.sleep(0.1)
    clicks: list[float] = []
    await asyncio.gather(*(clicking(url, i, n_clicks, clicks) for i in range(n_visitors)))
    report(f"{n_visitors} visitors beside the largest run: a slider move", clicks)
    print(f"its process: {megabytes(runner._tasks.task_of(run).pid, 'VmHWM')} MB at most")
    began = time.perf_counter()
    runner.stop(run)
    run.ended.wait()
    print(f"to stop it: {time.perf_counter() - began:.1f} s. {run.message}")
    runner.close()


async def guest(url: str, turn: asyncio.Semaphore) -> None:
    """A visitor who looks at three pages and goes."""
    async with turn:
        for path in ("circuit", "draw", "train"):
            visitor = Visitor(url, path)
            await visitor.open()
            await visitor.close()


async def come_and_go(app: App, n_guests: int) -> None:
    turn = asyncio.Semaphore(8)
    await guest(app.url, turn)
    await asyncio.sleep(SETTLE_SECONDS)
    print(f"at first: {megabytes(app.process.pid)} MB")
    for number in range(1, 4):
        await asyncio.gather(*(guest(app.url, turn) for _ in range(n_guests)))
        print(f"round {number}: {megabytes(app.process.pid)} MB", end=", ", flush=True)
        await asyncio.sleep(QUIET_SECONDS)
        print(f"a while after it {megabytes(app.process.pid)} MB")


def megabytes(pid: int, field: str = "VmRSS") -> int:
    """Memory of a process, as Linux says."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(rf"{field}:\s+(\d+) kB", status)[0]) // 1024


def report(name: str, seconds: list[float]) -> None:
    ordered = sorted(1000 * s for s in seconds)
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    print(f"{name}: median {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms, "
          f"longest {ordered[-1]:.0f} ms, n = {len(ordered)}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=10)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--clicks", type=int, default=10)
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--guests", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder) / "log", HQNN_MNIST_ROOT=folder)
        app.wait()
        if chosen.guests:
            asyncio.run(come_and_go(app, chosen.guests))
        elif chosen.largest:
            asyncio.run(beside_the_largest_run(app.url, chosen.visitors, chosen.clicks))
        else:
            asyncio.run(load(app.url, chosen.visitors, chosen.runs, chosen.clicks))
        app.stop()


if __name__ == "__main__":
    main()
