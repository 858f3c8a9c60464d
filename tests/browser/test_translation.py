"""A page that the browser translates goes on, and no number on it is an old one."""

from __future__ import annotations

import re
from typing import Literal

from playwright.sync_api import Page, expect

from tests.browser.conftest import DONE, Visit, go
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


def test_translated_pages_go_on_and_to_the_next_one(visit: Visit):
    page = visit("neurons")
    translate(page)
    press(page, "Next step")
    expect(page.get_by_text("Max-pooling").first).to_be_visible()
    go_on(page, "circuit")
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_label("Type θ")).to_have_value("0.81")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")  # moved by the page's own script
    expect(page.get_by_label("Type θ")).to_have_value("0.91")
    expect(words(page)).to_contain_text("95 % interval")
    go_on(page, "beyond")
    page.get_by_role("radio", name="Entangled qubits").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Do qubits know of each other?")
    translate(page)
    page.locator(".stage .handle").first.press("ArrowUp")
    page.locator(".st-key-experiment_button_entanglement button:enabled").click()
    expect(page.locator(".stage .truth-dot")).to_have_count(3, timeout=LONG)
    go_on(page, "")
    draw_twice(page)
    go_on(page, "class")
    press(page, "For the teacher")
    press(page, "Open a class")
    expect(page.get_by_test_id("class-code")).to_be_visible()
    go_on(page, "shift")


def go_on(page: Page, path: str) -> None:
    """The page is right, and so is the next one, which is translated then."""
    is_alive(page)
    translate(page)  # what has come since
    go(page, path)
    is_alive(page)
    translate(page)


def draw_twice(page: Page) -> None:
    for points, digit in ((ZERO, "0"), (ONE, "1")):
        canvas_of(page)
        draw_with_mouse(page, points)
        expect(page.get_by_test_id("answer")).to_have_text(digit)
        expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()
        is_alive(page)
        clear(page)
        translate(page)


def test_translated_page_goes_on_while_it_trains(visit: Visit):
    page = visit("train")
    translate(page)
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
    go_on(page, "circuit")


def change_shift(page: Page, value: str) -> None:
    page.get_by_role("slider", name="Shift s").press("ArrowRight")
    expect(page.locator(".shift-value")).to_have_text(value)
    expect(words(page)).to_contain_text("per circuit")
    is_alive(page)


def test_other_ways_to_translate(visit: Visit):
    page = visit("shift")
    translate(page, "wraps")
    change_shift(page, "1.58 = 0.50 π")
    go(page, "circuit")
    is_alive(page)
    go(page, "shift")
    translate(page, "puts beside")
    change_shift(page, "1.59 = 0.51 π")
    go(page, "circuit")
    is_alive(page)
    translate(page, "takes out")
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_role("slider").first).to_have_value("0.81")
    page.get_by_role("link", name="Shift").first.click()
    expect(words(page)).to_contain_text("Parameter shift with 100 shots")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_page_that_is_shown_in_its_own_language_again(visit: Visit):
    page = visit("shift")
    back = "fonts.forEach(([font, node, said]) => font.isConnected && font.replaceWith(%s))"
    for instead in ("node", "said"):  # itself, and a copy
        translate(page)
        page.evaluate(back % instead)
        expect(page.get_by_role("heading", level=1)).to_have_text("A slope from two circuits")
        is_alive(page)
        assert page.locator("font").count() == 0
    change_shift(page, "1.58 = 0.50 π")
