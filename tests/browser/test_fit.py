"""What belongs together is on the screen together; words are whole, and not on other words."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    PHONE,
    PROJECTOR,
    Visit,
    go,
    open_sweep,
    wait_until_complete,
)
from tests.browser.pen import box_of

STEPS = {"image": "Image", "maps": "First map", "hidden": "Hidden neuron", "θ": "θ",
         "qubit": "Qubit", "answer": "Answer"}  # fmt: skip
SLACK = 0.3  # of a line's height: letters have less ink than their box
MEETING_WORDS = """(slack) => {
  const main = document.querySelector("[data-testid=stMain]"), words = [], faults = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const hidden = "style, script, .vega-bind, .katex, details:not([open]) > :not(summary), " +
    "[data-testid=stBottom]"; // below which the page is scrolled
  while (walker.nextNode()) {
    const { nodeValue, parentElement: owner } = walker.currentNode, text = nodeValue.trim();
    const seen = owner.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!text || owner.closest(hidden) || !seen) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) words.push({ text, owner, box });
  }
  const room = (a, b) => Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)) / Math.min(a.height, b.height);
  words.forEach((a, i) => words.slice(i + 1).forEach((b) => { // a rim has its word's text
    const apart = a.text !== b.text && a.owner !== b.owner;
    if (apart && room(a.box, b.box) > slack) faults.push([a.text, b.text]);
  }));
  for (const { text, owner, box } of words) {
    const chart = owner.closest("svg")?.getBoundingClientRect();
    if (chart && Math.min(box.left - chart.left, chart.right - box.right,
      box.top - chart.top, chart.bottom - box.bottom) < -slack * 20) faults.push([text, "cut"]);
  }
  return faults;
}"""


def test_words_do_not_meet_and_are_whole_in_projector_mode(visit: Visit):
    page = visit("?projector=1", size=PROJECTOR)
    wait_until_complete(page)
    assert_words_are_whole(page)
    title = page.get_by_role("heading", level=1)
    for path in ("neurons", "circuit", "shift", "beyond", "class", "train"):
        before = title.inner_text()
        page.get_by_role("button", name="Tools").click()  # which has the menu in this mode
        page.locator(f".st-key-go-{path} button").click()
        expect(title).not_to_have_text(before)
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
        wait_until_complete(page)
        assert_words_are_whole(page)
    open_sweep(page)
    assert_words_are_whole(page)


def assert_words_are_whole(page: Page) -> None:
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate(MEETING_WORDS, SLACK) == [], page.url


def bottom(part: Locator) -> float:
    return part.evaluate("e => e.getBoundingClientRect().bottom")


def test_stages_fit_a_projector_with_their_words_and_a_phone_in_one_column(visit: Visit):
    page = visit("neurons", size=PROJECTOR)
    for step, title in STEPS.items():
        page.get_by_role("radio", name=step, exact=True).click()
        expect(page.locator(".panel .name")).to_contain_text(title)
        for part in (".graph", ".panel", ".words"):
            assert bottom(page.locator(part)) <= PROJECTOR["height"]
    page.get_by_role("button", name="Second map 7").click()
    expect(page.locator(".channels button")).to_have_count(10)
    assert bottom(page.locator(".words")) <= PROJECTOR["height"]
    assert_fits_a_phone(page)
    assert_is_within_a_phone(page.get_by_role("radio", name="answer", exact=True))
    for path, says in (("circuit", "shots"), ("shift", "shots"), ("beyond", "Drag")):
        page.set_viewport_size(PROJECTOR)
        go(page, path)
        expect(page.locator(".stage")).to_contain_text(says)
        assert bottom(page.locator(".stage .words")) <= PROJECTOR["height"]
        if path == "circuit":
            assert_controls_are_in_sight_of_the_mean(page)
        assert_fits_a_phone(page)
        if path == "circuit":
            assert_controls_are_in_sight_of_the_mean(page)


def test_choices_of_draw_and_the_training_fit_a_phone(visit: Visit):
    page = visit("", size=PHONE)
    wait_until_complete(page)
    assert_fits_a_phone(page)
    assert_is_within_a_phone(page.get_by_role("radio", name="Challenge", exact=True))
    page = visit("train", size=PHONE)
    assert_training_is_on_one_screen(page)


def assert_fits_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.wait_for_function("document.querySelector('[data-testid=stMain]').clientWidth <= 390")
    for part in page.locator(".stage svg:visible").all():
        assert_is_within_a_phone(part)


def assert_training_is_on_one_screen(page: Page) -> None:
    """The button, the preset and the main picture, from above to below."""
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.locator("svg").wait_for()
    box, preset = box_of(chart), box_of(page.get_by_label("Preset"))
    button = box_of(page.get_by_test_id("stBaseButton-primary"))
    assert 0 < button["y"] < preset["y"] < box["y"]
    assert box["y"] + box["height"] <= PHONE["height"]


def assert_is_within_a_phone(part: Locator) -> None:
    box = box_of(part)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def assert_controls_are_in_sight_of_the_mean(page: Page) -> None:
    mean = page.locator("svg.mean")
    mean.scroll_into_view_if_needed()
    expect(page.get_by_label("Type θ")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="1 more shot", exact=True)).to_be_in_viewport(ratio=1)
    expect(mean).to_be_in_viewport(ratio=1)
