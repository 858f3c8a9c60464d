"""A page that the browser translates goes on, and no number on it is an old one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DONE, Visit
from tests.browser.pen import ONE, ZERO, canvas_of, clear, draw_with_mouse
from tests.browser.test_touch import words

LONG = 120_000  # milliseconds: the first page of a server on a busy machine
Way = Literal["replaces", "wraps", "puts beside", "takes out"]

_TRANSLATE = """way => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), nodes = [];
  while (walk.nextNode()) nodes.push(walk.currentNode);
  const own = "[translate=no], .notranslate, svg, script, style, textarea, code, font";
  window.fonts ??= [];
  for (const node of nodes) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent || parent.closest(own)) continue;
    const outer = document.createElement("font"), inner = document.createElement("font");
    const words = node.data.toUpperCase();
    outer.append(inner);
    window.fonts.push([outer, node, node.data]);
    if (way === "takes out") { node.replaceWith(words); continue; }
    if (way === "puts beside") { node.after(outer); node.remove(); } else node.replaceWith(outer);
    if (way === "wraps") { node.data = words; inner.append(node); } else inner.append(words);
  }
}"""
# Where what is seen is not what React has written: in a node that was translated, or in an element
# that has nothing but words.
_STALE = """() => {
  const is = (a, b) => `${a}`.trim().toUpperCase() === `${b}`.trim().toUpperCase();
  const old = window.fonts.filter(([font, node, said]) =>
    font.isConnected && node.data && !is(node.data, said));
  const stale = old.map(([font, node]) => [font.textContent, node.data]);
  for (const element of document.querySelectorAll("body *")) {
    const key = Object.keys(element).find(name => name.startsWith("__reactProps$"));
    const written = key && element[key].children;
    if (typeof written !== "string" && typeof written !== "number") continue;
    if ([...element.children].some(child => child.nodeName !== "FONT")) continue;  // no longer so
    if (!is(element.textContent, written)) stale.push([element.textContent, written]);
  }
  return stale;
}"""


def translate(page: Page, way: Way = "replaces") -> None:
    """What a translator does: Chrome replaces text nodes; others do the same in other ways."""
    expect(page.locator(DONE)).to_have_count(1, timeout=LONG)
    page.wait_for_function("window.goesOnTranslated")
    translate_now(page, way)
    expect(page.locator("body")).to_contain_text("CLASS")


def translate_now(page: Page, way: Way = "replaces") -> None:
    page.evaluate(_TRANSLATE, way)


def is_alive(page: Page) -> None:
    """The page has ended its work; see `is_written`."""
    expect(page.locator(DONE)).to_have_count(1, timeout=LONG)
    is_written(page)


def is_written(page: Page) -> None:
    """No fault is shown, and all that can be read is what the page has written last."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    text = page.inner_text("body")
    assert "NotFoundError" not in text
    assert "removeChild" not in text
    stale = page.evaluate(_STALE)
    assert stale == [], stale


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def go_a_step(page: Page) -> None:
    press(page, "Next step")
    expect(page.get_by_text("Max-pooling").first).to_be_visible()


def rotate(page: Page) -> None:
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_label("Type θ")).to_have_value("0.81")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")  # moved by the page's own script
    expect(page.get_by_label("Type θ")).to_have_value("0.91")
    expect(words(page)).to_contain_text("95 % interval")


def change_shift(page: Page) -> None:
    page.get_by_role("slider", name="Shift s").press("ArrowRight")
    expect(page.locator(".shift-value")).to_have_text("1.58 = 0.50 π")
    expect(words(page)).to_contain_text("per circuit")


def train(page: Page) -> None:
    press(page, "Train")
    line = page.locator("p", has_text=re.compile(r"^Epoch \d+ of \d+"))
    line.wait_for(timeout=LONG)
    before = line.inner_text()
    translate_now(page)
    expect(page.locator("p", has_text=before)).to_have_count(0, timeout=LONG)
    expect(line).to_be_visible()
    is_written(page)
    press(page, "Stop")
    expect(page.get_by_text("The network is kept")).to_be_visible()


def sweep(page: Page) -> None:
    press(page, "Start")
    expect(page.get_by_text(re.compile(r"[1-9]\d* of 40 runs")).first).to_be_visible(timeout=LONG)
    is_written(page)
    press(page, "Stop")
    expect(page.get_by_text("Press Resume").first).to_be_visible()


def predict_and_run(page: Page) -> None:
    page.get_by_role("radio", name="Entangled qubits").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Do qubits know of each other?")
    translate(page)
    page.locator(".stage .handle").first.press("ArrowUp")
    page.locator(".st-key-experiment_button_entanglement button:enabled").click()
    expect(page.locator(".stage .truth-dot")).to_have_count(3, timeout=LONG)


def draw_twice(page: Page) -> None:
    for points, digit in ((ZERO, "0"), (ONE, "1")):
        canvas_of(page)
        draw_with_mouse(page, points)
        expect(page.get_by_test_id("answer")).to_have_text(digit)
        expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()
        is_alive(page)
        clear(page)
        translate(page)


def open_class(page: Page) -> None:
    press(page, "For the teacher")
    press(page, "Open a class")
    expect(page.get_by_test_id("class-code")).to_be_visible()


ACTS: dict[str, Callable[[Page], None]] = {
    "neurons": go_a_step,
    "circuit": rotate,
    "shift": change_shift,
    "train": train,
    "sweep": sweep,
    "beyond": predict_and_run,
    "draw": draw_twice,
    "class": open_class,
}


@pytest.mark.parametrize("name", ACTS)
def test_translated_page_goes_on(visit: Visit, name: str):
    page = visit(name)
    translate(page)
    ACTS[name](page)
    is_alive(page)
    translate(page)  # what has come since
    other = "Shift" if name != "shift" else "Circuit"
    page.get_by_role("link", name=other, exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "A slope from two circuits" if name != "shift" else "From an angle to a probability"
    )
    is_alive(page)


@pytest.mark.parametrize("way", ["wraps", "puts beside", "takes out"])
def test_other_ways_to_translate(visit: Visit, way: Way):
    page = visit("circuit")
    translate(page, way)
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_role("slider").first).to_have_value("0.81")
    if way != "takes out":
        expect(words(page)).to_contain_text("95 % interval")
        is_alive(page)
    page.get_by_role("link", name="Shift").first.click()
    expect(words(page)).to_contain_text("Parameter shift with 100 shots")
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("instead", ["node", "said"], ids=["itself", "copy"])
def test_page_that_is_shown_in_its_own_language_again(visit: Visit, instead: str):
    page = visit("shift")
    translate(page)
    back = "fonts.forEach(([font, node, said]) => font.isConnected && font.replaceWith(%s))"
    page.evaluate(back % instead)
    expect(page.get_by_role("heading", level=1)).to_have_text("A slope from two circuits")
    is_alive(page)
    assert page.locator("font").count() == 0
    change_shift(page)
    is_alive(page)
