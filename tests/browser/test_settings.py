"""What is trained is what the page says, whatever was opened and closed before."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Page, TimeoutError, expect

from hqnn_core.runs import PRESETS, QUESTIONS
from tests.browser.conftest import Visit

WAYS = ("never opened", "opened and closed", "open")


def choose(page: Page, label: str, name: str) -> None:
    box = page.get_by_role("combobox", name=label)
    option = page.get_by_role("option", name=name, exact=True)
    for _ in range(60):  # after a dialog, the list that a click opens closes at once
        box.click()
        with suppress(TimeoutError):
            option.click(timeout=1_000)
            break
    expect(box).to_have_value(name)


def fold(page: Page, label: str, field: str, way: str) -> None:
    """Open the popover, and close it again unless it is to be open."""
    if way != "never opened":
        page.get_by_role("button", name=label).click()
        expect(page.get_by_label(field, exact=True)).to_be_visible()
    if way == "opened and closed":
        page.get_by_role("button", name=label).click()
        expect(page.get_by_label(field, exact=True)).to_be_hidden()


def test_run_has_the_settings_of_the_preset_that_is_chosen(visit: Visit):
    page = visit("train")
    for preset, way in zip(PRESETS[1:4], WAYS, strict=True):
        if way != "open":
            fold(page, "More settings", "Epochs", way)
        choose(page, "Preset", preset.name)
        expect(page.get_by_text(preset.watch_for[:60])).to_be_visible()
        if way == "open":
            fold(page, "More settings", "Epochs", way)
            epochs = str(preset.training.epochs)
            expect(page.get_by_label("Epochs", exact=True)).to_have_value(epochs)
        page.get_by_test_id("stBaseButton-primary").click()
        name = page.get_by_label("Name", exact=True)  # of its settings, not of the box
        expect(name).to_have_value(re.compile(rf"\d+ {preset.name}$"))
        delete_run(page)


def delete_run(page: Page) -> None:
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete the run").click()
    expect(page.get_by_label("Name", exact=True)).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_sweep_has_the_grid_of_the_question_that_is_chosen(visit: Visit):
    page = visit("train?training=Compare many settings")
    question = QUESTIONS[1]
    fold(page, "Change the grid", "Epochs", "opened and closed")
    choose(page, "Question", question.name)
    page.get_by_role("button", name="Start").click()
    n_runs = len(question.grid())
    expect(page.get_by_text(f"of {n_runs} runs of “{question.name}”")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Press Resume")).to_be_visible()
