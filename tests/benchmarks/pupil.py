"""A pupil who walks through the lesson, as a browser would but without drawing anything."""

from __future__ import annotations

import asyncio
import base64
import io
import random
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from pages.visit.visitors import COOKIE
from tests.benchmarks.visitor import Visitor

THINK_SECONDS = 4.0
Click = Callable[[Visitor], Awaitable[float]]


@dataclass
class Times:
    """How long clicks took until the page had answered, in seconds, by what was clicked."""

    clicks: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        self.clicks.setdefault(name, []).append(seconds)

    @property
    def all(self) -> list[float]:
        """Of all clicks; the updates of a run that come by themselves are none."""
        return [s for name, times in self.clicks.items() if name != UPDATE for s in times]


UPDATE = "an update of a run that trains"


def lesson_clicks(number: int) -> Iterator[tuple[str, Click]]:
    """One pupil's way through the lesson: what is clicked, and how."""
    theta = round(0.4 + 0.07 * (number % 12), 2)
    new_page, predict = "the next page", "a prediction"
    yield "start", lambda v: v.press("45 min, 9 steps")
    yield new_page, lambda v: v.press("lesson-step-1")
    yield predict, lambda v: v.pick("lesson_answer_neuron", "784")
    yield "a step of the network", lambda v: v.press("Next step")
    yield "a step of the network", lambda v: v.pick("layer", "θ")
    yield new_page, lambda v: v.press("lesson-next")
    yield "a slider of the bar", lambda v: v.slide("lesson_answer_certain", 0.3 + 0.1 * number % 2)
    yield predict, lambda v: v.press("lesson-predict")
    yield "θ", lambda v: v.tell("circuit-stage", "rested", {"theta": theta})
    yield "θ", lambda v: v.tell("circuit-stage", "typed", "pi/2")
    yield "the next step", lambda v: v.press("lesson-next")
    yield predict, lambda v: v.pick("lesson_answer_chance", "any number at all")
    yield "θ", lambda v: v.tell("circuit-stage", "rested", {"theta": 0.0})
    yield "shots", lambda v: v.tell("circuit-stage", "more", 1_000)
    yield new_page, lambda v: v.press("lesson-next")
    yield predict, lambda v: v.pick("lesson_answer_slope", "s = π/4")
    yield "θ", lambda v: v.tell("shift-stage", "rested", {"theta": 0.8})
    yield "the shift", lambda v: v.tell("shift-stage", "rested", {"shift": 0.2})
    yield "the shift", lambda v: v.tell("shift-stage", "rested", {"shift": 1.57})
    yield new_page, lambda v: v.press("lesson-next")
    yield predict, lambda v: v.pick("lesson_answer_train", "97 or more")
    yield new_page, lambda v: v.press("lesson-step-7")
    yield predict, lambda v: v.pick("lesson_answer_draw", "always the same")
    yield "a drawing", lambda v: v.send_json("canvas-draw", drawing(number))
    yield "one shot", lambda v: v.pick("draw_shots", "1")
    yield "20 answers", lambda v: v.press("measure_often")
    yield new_page, lambda v: v.press("lesson-step-9")
    yield predict, lambda v: v.pick("lesson_answer_now", "most of them")
    yield "an experiment", lambda v: v.pick("experiment", "Surrogate")


def drawing(number: int) -> dict[str, object]:
    """What the canvas sends of a 1, a little different for each pupil."""
    points = [(200 + number % 7 + 0.1 * i, 90 + 7 * i) for i in range(31)]
    picture = Image.new("RGBA", (400, 400), "black")
    ImageDraw.Draw(picture).line(points, "white", 28, "curve")
    content = io.BytesIO()
    picture.save(content, "PNG")
    path = [["M", *points[0]], *(["L", *point] for point in points[1:])]
    stroke = {"type": "Path", "path": path, "stroke": "#FFFFFF", "strokeWidth": 28, "fill": None}
    data = "data:image/png;base64," + base64.b64encode(content.getvalue()).decode()
    return {"drawing": {"raw": {"objects": [stroke]}, "data": data}, "backgroundFit": None}


def cookie(number: int = 0) -> str:
    """Of a new visitor; behind a proxy the even ones get its first server, the odd its second."""
    server = ("first", "second")[number % 2]
    return f"{COOKIE}={secrets.token_hex(16)}; hqnn_server={server}"


async def walk(
    url: str, number: int, until: asyncio.Event, times: Times, think: float = THINK_SECONDS
) -> None:
    """Walk through the lesson, over and over; `think` seconds on the average between two clicks."""
    while not until.is_set():
        visitor = Visitor(url, cookie=cookie(number))
        times.add("the first page", await visitor.open())
        for name, click in lesson_clicks(number):
            if await _has_ended(until, think * (0.5 + random.random())):
                break
            times.add(name, await click(visitor))
        await visitor.close()


async def train(url: str, number: int, until: asyncio.Event, times: Times) -> None:
    """Train at the lesson's fifth step, over and over, and watch."""
    visitor = Visitor(url, "train", cookie(number), step="5")
    times.add("the first page", await visitor.open())
    await visitor.pick("lesson_answer_train", "about 90")
    while not until.is_set():
        times.add("Train", await visitor.press("Train"))
        while visitor.live and not until.is_set():
            times.add(UPDATE, await visitor.tick())
        times.add("its result", await visitor.rerun())
        await _has_ended(until, THINK_SECONDS * (0.5 + random.random()))
    await visitor.close()


async def _has_ended(until: asyncio.Event, seconds: float) -> bool:
    """Wait, but no longer than until the lesson has ended."""
    try:
        await asyncio.wait_for(until.wait(), seconds)
    except TimeoutError:
        return False
    return True
