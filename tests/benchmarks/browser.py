"""Waiting times in headless Chromium. python -m tests.benchmarks.browser

From the launch of the server to the first words and to the whole first page; from pen-up on the
canvas to the answer; from a click on Train to the first batch on the screen, and updates a second;
how fast the charts follow the angle, played and dragged.
"""

from __future__ import annotations

import math
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.measures import p95
from tests.browser.chromium import launched
from tests.browser.conftest import App
from tests.browser.pen import ONE, ZERO, canvas_of, draw_with_mouse
from tests.browser.test_touch import middle
from tests.browser.test_training import train_button

N_STARTS, N_DRAWINGS, N_MOVES, N_DRAGGED, N_TRAININGS = 3, 20, 40, 200, 5


def start_seconds(browser: Browser, folder: Path) -> tuple[float, float]:
    """From the launch to the title, and to the answer at the end of the first page."""
    began = time.perf_counter()
    app = App(folder / "log", HQNN_MNIST_ROOT=str(folder))
    app.wait()
    page = browser.new_page()
    page.goto(app.url)
    page.get_by_role("heading", level=1).wait_for()
    title = time.perf_counter() - began
    page.get_by_text("The answer is").wait_for()
    whole = time.perf_counter() - began
    page.close()
    app.stop()
    return title, whole


DEEP = """  // an element of a stage, which is in a shadow tree
    const deep = (selector) => [...document.querySelectorAll("*")]
      .map((element) => element.shadowRoot?.querySelector(selector)).find(Boolean);
"""
WATCH = f"""
    () => {{
      {DEEP}
      window.addEventListener("mouseup", () => {{ window.penUp = performance.now(); }}, true);
      const what = deep(".what");
      new MutationObserver(() => {{
        const isAnswered = what.textContent === "Your drawing";
        if (isAnswered && !window.answered) requestAnimationFrame(() => {{
          window.answered = performance.now();
        }});
        if (!isAnswered) window.answered = null;
      }}).observe(what, {{ childList: true, subtree: true, characterData: true }});
    }}
"""


def drawing_times(page: Page) -> list[float]:
    """Milliseconds from the end of a stroke to the answer on the screen, by the page's clock."""
    page.evaluate(WATCH)
    times = []
    for i in range(N_DRAWINGS):
        draw_with_mouse(page, ZERO if i % 2 else ONE)
        page.wait_for_function("window.answered")
        times.append(page.evaluate("window.answered - window.penUp"))
        page.get_by_role("button", name="Clear", exact=True).click()
        page.get_by_text("Nothing yet").wait_for()
        canvas_of(page)
        page.wait_for_timeout(500)
    return times


WATCH_WORDS = f"""
    () => {{
      {DEEP}
      const words = deep(".words");
      window.addEventListener("keydown", () => {{
        window.pressed = performance.now(); window.redrawn = null;
      }}, true);
      new MutationObserver(() => {{
        if (!words.textContent.includes("gave 1")) return;  // the browser's own words
        requestAnimationFrame(() => {{ window.redrawn = performance.now(); }});
      }}).observe(words, {{ childList: true, subtree: true, characterData: true }});
    }}
"""


def slider_times(page: Page) -> list[float]:
    """Milliseconds from a step of the angle's slider to the measurement's words, 100 shots."""
    page.get_by_text("of 100 shots gave 1").wait_for()
    page.wait_for_timeout(1000)
    page.evaluate(WATCH_WORDS)
    theta, times = page.get_by_role("slider", name="Angle"), []
    for _ in range(N_MOVES):
        theta.press("ArrowRight")
        page.wait_for_function("window.redrawn")
        times.append(page.evaluate("window.redrawn - window.pressed"))
        page.wait_for_timeout(300)
    return times


WATCH_ARROW = f"""
    () => {{
      {DEEP}
      window.times = [], window.n_frames = 0;
      window.addEventListener("pointermove", () => {{ window.moved ??= performance.now(); }}, true);
      new MutationObserver(() => {{
        const moved = window.moved;
        window.moved = null;
        window.n_frames++;
        requestAnimationFrame(() => {{  // its picture is on the screen after this frame
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {{ if (moved) times.push(performance.now() - moved); }};
          channel.port2.postMessage(null);
        }});
      }}).observe(deep(".tip"), {{ attributes: true }});
    }}
"""


def played_frames(page: Page) -> float:
    """Frames a second while theta plays."""
    page.evaluate(WATCH_ARROW)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(500)
    before = page.evaluate("[window.n_frames, performance.now()]")
    page.wait_for_timeout(4000)
    after = page.evaluate("[window.n_frames, performance.now()]")
    return 1000 * (after[0] - before[0]) / (after[1] - before[1])


def dragged(page: Page) -> tuple[float, list[float]]:
    """Frames a second while the arrow is dragged, and milliseconds from the pointer to a frame."""
    (x, y), (left, top) = middle(page.locator(".tip")), middle(page.locator("svg.ball"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(WATCH_ARROW)
    began = page.evaluate("performance.now()")
    for i in range(N_DRAGGED):
        turn = 2 * math.pi * i / N_DRAGGED
        across, up = x - left, top - y
        page.mouse.move(
            left + across * math.cos(turn) + up * math.sin(turn),
            top - up * math.cos(turn) + across * math.sin(turn),
        )
    n, ended = page.evaluate("[times.length, performance.now()]")
    page.mouse.up()
    return 1000 * n / (ended - began), page.evaluate("times")


def live_training(browser: Browser, app: App) -> tuple[float, float]:
    """Milliseconds to the first batch, and updates a second until the end; of a new visitor."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{app.url}/train")
    train_button(page).wait_for()
    page.wait_for_timeout(3000)
    line = page.locator("p", has_text=re.compile(r"Epoch \d+ of"))
    train_button(page).click()
    began = time.perf_counter()
    line.first.wait_for()
    first = time.perf_counter() - began
    seen: list[str] = []
    while not page.get_by_text("Trained for").count():
        text = line.first.inner_text()
        if not seen or seen[-1] != text:
            seen.append(text)
        time.sleep(0.01)
    page.close()
    return 1000 * first, len(seen) / (time.perf_counter() - began - first)


def report(what: str, times: Sequence[float], digits: int = 0, unit: str = "ms") -> None:
    print(f"{what:34}{statistics.median(times):7.{digits}f} {unit}", flush=True)


def report_both(what: str, times: Sequence[float]) -> None:
    report(f"{what}, median", times)
    report(f"{what}, p95", [p95(times)])


def open_circuit(page: Page, app: App) -> None:
    page.goto(f"{app.url}/circuit")
    page.get_by_text("shots gave").wait_for()
    page.wait_for_timeout(3000)


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser, folder = launched(playwright), Path(name)
        starts = [start_seconds(browser, folder) for _ in range(N_STARTS)]
        report("launch to the first words", [title for title, _ in starts], 2, "s")
        report("launch to the whole page", [whole for _, whole in starts], 2, "s")
        app = App(folder / "log", HQNN_MNIST_ROOT=str(folder))
        app.wait()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{app.url}/draw")
        canvas_of(page)
        page.wait_for_timeout(3000)
        report_both("pen-up to answer", drawing_times(page))
        open_circuit(page, app)
        report_both("slider move to its words", slider_times(page))
        report("frames while theta plays", [played_frames(page)], 1, "a second")
        open_circuit(page, app)
        frames, times = dragged(page)
        report("frames while the arrow is dragged", [frames], 1, "a second")
        report_both("pointer to picture", times)
        page.close()
        trainings = [live_training(browser, app) for _ in range(N_TRAININGS)]
        report("Train to the first batch", [first for first, _ in trainings])
        report("updates while it trains", [rate for _, rate in trainings], 1, "a second")
        app.stop()
        browser.close()


if __name__ == "__main__":
    main()
