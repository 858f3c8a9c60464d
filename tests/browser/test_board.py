"""A class in real browsers: nothing that a pupil writes runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from hqnn_core.board.entries import ChallengeSent, PredictionSent
from hqnn_core.store.boards import Boards, Teacher
from hqnn_core.store.settings import key_of
from hqnn_core.store.store import open_store
from pages.visit.visitors import COOKIE
from tests.app import wait_for
from tests.browser.conftest import DONE, App, Visit, database_in

SCRIPT = "<script>window.hacked=1</script>"
HOSTILE = f'{SCRIPT} <img src=x onerror="window.hacked=1">'
NAME = "<b onclick=hacked=1>"  # as long as a nickname may be


@pytest.fixture
def boards(app: App) -> Iterator[Boards]:
    """The classes in the database of the server."""
    store = open_store(database_in(app.log.parent))
    yield Boards(store)
    store.close()


def join(page: Page, app: App, desk: Teacher, nickname: str) -> None:
    page.goto(f"{app.url}/class?class={desk.code}")
    type_into(page, "Nickname", nickname)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(f"You are {nickname} in class {desk.code}")).to_be_visible()
    wait_for(lambda: any(c.get("name") == COOKIE for c in page.context.cookies()))  # known again


def type_into(page: Page, label: str, text: str) -> None:
    """Type into a field and wait until the page has taken it."""
    page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")
    page.evaluate("new Promise(done => setTimeout(done))")  # it has been sent
    expect(page.locator(DONE)).to_have_count(1)


def test_script_tags_in_every_field_are_shown_as_text_and_nothing_runs(
    app: App, boards: Boards, visit: Visit
):
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    desk = boards.open_class()
    pupil, teacher = visit(f"class?class={SCRIPT}"), visit("class")
    for page in (teacher, pupil):
        page.on("dialog", note)
    expect(pupil.get_by_label("Code of the class")).to_have_value(SCRIPT)
    type_into(pupil, "Nickname", SCRIPT)
    pupil.get_by_role("button", name="Join").click()
    expect(pupil.get_by_text("A class code has 6 letters and digits")).to_be_visible()
    join(pupil, app, desk, NAME)
    (token,) = (c["value"] for c in pupil.context.cookies() if c["name"] == COOKIE)  # type: ignore[typeddict-item]
    seat = boards.pupil(desk.code, key_of(token))
    assert seat is not None
    boards.send(seat, seat.entry_id("p"), PredictionSent(HOSTILE, HOSTILE, HOSTILE))
    boards.send(seat, seat.entry_id("c"), ChallengeSent(9, 10, HOSTILE))
    _enter(teacher, desk)
    for page in (teacher, pupil):
        expect(page.locator("strong", has_text=HOSTILE)).to_be_visible()
    boards.resolve(desk, HOSTILE, HOSTILE)
    expect(teacher.get_by_text("1 of 1 prediction had the right answer")).to_be_visible()
    teacher.get_by_role("button", name="Look here", exact=True).click()
    type_into(teacher, "Or paste an address with settings", f"/circuit?theta={HOSTILE}")
    teacher.get_by_role("button", name="Show", exact=True).click()
    expect(pupil.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
    for page in (teacher, pupil):
        assert page.evaluate("window.hacked") is None
        assert page.locator("img[src=x]").count() == 0
        page.remove_listener("dialog", note)
    assert dialogs == []


def _enter(teacher: Page, desk: Teacher) -> None:
    """Come as the teacher of a class, after a hostile key."""
    teacher.get_by_role("button", name="For the teacher").click()
    type_into(teacher, "Code", desk.code)
    type_into(teacher, "Teacher's key", SCRIPT)
    teacher.get_by_role("button", name="Enter").click()
    expect(teacher.get_by_text("A teacher's key has 12 letters and digits")).to_be_visible()
    type_into(teacher, "Teacher's key", desk.key)
    teacher.get_by_role("button", name="Enter").click()
    expect(teacher.get_by_test_id("class-code")).to_have_text(desk.code)
