"""What is trained is what the page says, whatever was opened and closed before."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Page, TimeoutError, expect

from hqnn_core.runs import PRESETS, QUESTIONS
from tests.browser.conftest import Visit, open_sweep


def choose(page: Page, label: str, name: str) -> None:
    box = page.get_by_role("combobox", name=label)
    option = page.get_by_role("option", name=name, exact=True)
    for _ in range(60):  # after a dialog, the list that a click opens closes at once
        box.click()
        with suppress(TimeoutError):
            option.click(timeout=1_000)
            break
    expect(box).to_have_value(name)


def fold(page: Page, label: str, field: str) -> None:
    """Open the popover, and close it again: its fields are gone from the page."""
    page.get_by_role("button", name=label).click()
    expect(page.get_by_label(field, exact=True)).to_be_visible()
    page.get_by_role("button", name=label).click()
    expect(page.get_by_label(field, exact=True)).to_be_hidden()


def test_run_and_sweep_have_the_settings_of_the_preset_and_question_that_are_chosen(visit: Visit):
    page = visit("train")
    preset, question = PRESETS[2], QUESTIONS[1]
    fold(page, "More settings", "Epochs")
    choose(page, "Preset", preset.name)
    expect(page.get_by_text(preset.watch_for[:60])).to_be_visible()
    page.get_by_test_id("stBaseButton-primary").click()
    name = page.get_by_label("Name", exact=True)  # of its settings, not of the box
    expect(name).to_have_value(re.compile(rf"\d+ {preset.name}$"))
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The network is kept")).to_be_visible()
    page.get_by_role("button", name="More settings").click()
    expect(page.get_by_label("Epochs", exact=True)).to_have_value(str(preset.training.epochs))
    page.keyboard.press("Escape")
    open_sweep(page)
    fold(page, "Change the grid", "Epochs")
    choose(page, "Question", question.name)
    page.get_by_role("button", name="Start").click()
    n_runs = len(question.grid())
    expect(page.get_by_text(f"of {n_runs} runs of “{question.name}”")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Press Resume")).to_be_visible()
