"""Counting the frames of the player, as the moving charts get them."""

from __future__ import annotations

from playwright.sync_api import Page

_COUNT = """() => {
  let shown = null;
  window.frames_shown = 0;
  document.addEventListener("input", ({ target }) => {
    if (target.name !== "theta" || target.value === shown) return;
    shown = target.value;
    window.frames_shown += 1;
  });
}"""


def count_frames(page: Page) -> None:
    """From now on, count the angles that the charts are moved to; see `n_frames`."""
    page.evaluate(_COUNT)


def n_frames(page: Page) -> int:
    return page.evaluate("window.frames_shown")
