"""The whole lesson as a pupil plays it: right and wrong, over a reload, on a screen and a phone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from hqnn_core.lesson.handout import plan_html
from hqnn_core.lesson.reading import built_in_lesson
from tests.browser.conftest import DONE, PHONE, PROJECTOR, Visit
from tests.browser.pen import ONE, draw_with_mouse


def bar(page: Page) -> Locator:
    return page.locator(".st-key-lesson")


def predict(page: Page, answer: str) -> None:
    ask(page).get_by_text(answer, exact=True).click()
    expect(bar(page)).to_contain_text(f"Your prediction: {answer}.")


def ask(page: Page) -> Locator:
    """The question with its answers, opened."""
    check_height(page)
    bar(page).get_by_role("button", name="Predict", exact=True).click()
    return page.get_by_test_id("stPopoverBody")


def more(page: Page) -> Locator:
    """The whole step, opened."""
    bar(page).get_by_role("button", name=re.compile("Step . of 9")).click()
    return page.get_by_test_id("stPopoverBody")


def check_height(page: Page) -> None:
    """The bar has one height in all states: on a screen, and on a phone."""
    height = "95.5px" if page.viewport_size == PHONE else "70px"
    expect(page.get_by_test_id("stBottom")).to_have_css("height", height)
    check_width(page)


def check_width(page: Page) -> None:
    assert page.viewport_size is not None
    page.wait_for_function(
        "width => document.documentElement.scrollWidth <= width", arg=page.viewport_size["width"]
    )


def next_step(page: Page, title: str) -> None:
    check_height(page)
    bar(page).get_by_role("button", name="Next step").click()
    expect(bar(page)).to_contain_text(title)


def type_theta(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Type θ")
    field.fill(text)
    field.press("Enter")


def set_shift(page: Page, key: str) -> None:
    page.get_by_role("slider", name="Shift").press(key)


def test_lesson_is_begun_on_a_phone_and_ended_on_a_screen(visit: Visit, tmp_path: Path):
    page = visit("", size=PHONE)
    page.get_by_role("button", name="Start the lesson").click()
    page.get_by_role("button", name="45 min").click()
    _questions(page, "I do not know")
    page.get_by_role("link", name="To step 1 of the lesson").click()
    _neuron(page)
    _certain(page)
    page.reload()
    expect(bar(page)).to_contain_text("100 of 100 shots gave 1")  # what was done is still there
    page.set_viewport_size(PROJECTOR)
    next_step(page, "What can one shot tell?")
    _chance(page)
    next_step(page, "A slope without looking inside")
    _slope(page)
    bar(page).get_by_role("button", name="7", exact=True).click()
    expect(bar(page)).to_contain_text("Your own digit")
    _draw(page)
    done = more(page).get_by_role("button", name=re.compile(". ✓"))
    expect(done).to_have_count(5)
    page.keyboard.press("Escape")
    expect(done).to_have_count(0)
    check_width(page)
    _print(page, tmp_path)
    bar(page).get_by_role("button", name="9", exact=True).click()
    predict(page, "all or nearly all")
    bar(page).get_by_role("button", name="Last questions").click()
    _questions(page, "the angle by which the qubit is rotated; it sets how likely a 1 is")
    scores = "Before the lesson: 0 of 5 right. After the lesson: 1 of 5 right."
    expect(page.get_by_text(scores)).to_be_visible()


def _questions(page: Page, answer: str) -> None:
    """Answer all questions, each with this answer where it has it, else with the first one."""
    expect(page).to_have_url(re.compile("questions"))
    groups = page.get_by_role("radiogroup")
    expect(groups).to_have_count(5)
    expect(page.locator(DONE)).to_have_count(1)
    check_height(page)
    for group in groups.all():
        choice = group.get_by_text(answer, exact=True)
        (choice if choice.count() else group.locator("label").first).click()
        expect(group.locator("input:checked")).to_have_count(1)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(groups).to_have_count(0)


def _neuron(page: Page) -> None:
    expect(page).to_have_url(re.compile("neurons.*step=1"))
    predict(page, "784")
    page.get_by_role("radio", name="θ", exact=True).click()
    expect(bar(page)).to_contain_text("You predicted 784. The answer: 1.")
    next_step(page, "An angle becomes a probability")


def _certain(page: Page) -> None:
    counts, curve = page.locator(".stage .bars"), page.locator(".stage .curve svg")
    for answer in (counts, curve):
        expect(answer).to_be_attached()
        expect(answer).not_to_be_visible()
    question = ask(page)
    slider = question.get_by_role("slider")
    for _ in range(5):
        slider.press("PageUp")
    question.get_by_role("button", name="Predict θ").click()
    expect(bar(page)).to_contain_text("Your prediction: θ = ")
    type_theta(page, "1.2")
    expect(page.locator(".stage .words")).to_contain_text("The exact value is 0.932")
    expect(bar(page)).not_to_contain_text("shots gave 1")
    type_theta(page, "pi/2")
    expect(bar(page)).to_contain_text("100 of 100 shots gave 1")


def _chance(page: Page) -> None:
    predict(page, "half, give or take a few per cent")
    type_theta(page, "0")
    expect(page.locator(".stage .words")).to_contain_text("The exact value is 0.")
    page.get_by_role("button", name="1,000 more shots", exact=True).click()
    expect(bar(page)).to_contain_text("Your prediction was right")


def _slope(page: Page) -> None:
    page.get_by_text("Which shift and which rule are best?").click()
    errors = page.get_by_text("Ring: parameter shift scatters least at s = π/2")
    expect(errors).to_be_attached()
    expect(errors).not_to_be_visible()
    predict(page, "as small as possible")
    expect(errors).to_be_visible()
    type_theta(page, "0.8")
    expect(page.get_by_label("Type θ")).to_have_value("0.8")
    set_shift(page, "Home")
    expect(page).to_have_url(re.compile(r"shift=0\.01\b"))  # the server has seen it
    expect(bar(page)).not_to_contain_text("The answer:")
    slider = page.get_by_role("slider", name="Shift")
    slider.fill("1.57")
    expect(bar(page)).to_contain_text("The answer: s = π/2")
    expect(bar(page)).to_contain_text("At s = 1.57 rad")  # where the slider is left


def _draw(page: Page) -> None:
    predict(page, "always the same")
    draw_with_mouse(page, ONE)
    expect(page.get_by_text("Your drawing")).to_be_visible()
    page.get_by_role("slider", name="Shots").press("Home")
    expect(page.get_by_text("One shot proves little.").first).to_be_visible()
    page.get_by_role("button", name="Measure 20 times").click()
    expect(bar(page)).to_contain_text("The most frequent answer is 1.")


def _print(page: Page, folder: Path) -> None:
    """The hand-out has two pages, with the pupil's own pictures."""
    with page.expect_download() as download:
        more(page).get_by_role("button", name="Hand-out").click()
    sheet = page.context.browser.new_page()  # type: ignore[union-attr]
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    sheet.goto(file.as_uri())
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.pdf())) == 2
    expect(sheet.locator("figure")).to_have_count(2)
    expect(sheet.get_by_text("Steps done: 5 of 9")).to_be_visible()
    sheet.close()


def test_teachers_version_prints_as_two_pages(browser: Browser):
    sheet = browser.new_page()
    for minutes in built_in_lesson().lengths:
        sheet.set_content(plan_html(built_in_lesson().of_length(minutes)))
        assert len(re.findall(rb"/Type\s*/Page\b", sheet.pdf(prefer_css_page_size=True))) == 2
        expect(sheet.get_by_text(f"to {minutes}", exact=False).last).to_be_visible()
    sheet.close()
