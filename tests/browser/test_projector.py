"""In projector mode no words stand on others, and no chart cuts its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.conftest import App, Tab
from tests.browser.test_look import PAGES, wait_until_complete

SCREEN: ViewportSize = {"width": 1280, "height": 720}
SLACK = 0.3  # of a line's height: letters have less ink than their box
MEETING_WORDS = """(slack) => {
  const main = document.querySelector("[data-testid=stMain]"), words = [], faults = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const hidden = "style, script, .vega-bind, .katex, details:not([open]) > :not(summary)";
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


@pytest.fixture(scope="module")
def tab(browser: Browser, app: App):
    tab = Tab(browser, app.url)
    yield tab
    tab.page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_words_do_not_meet_and_are_whole(tab: Tab, path: str):
    page = tab.open(f"{path}?projector=1", SCREEN)
    wait_until_complete(page)
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate(MEETING_WORDS, SLACK) == []
