"""A class in real browsers: nothing that a pupil writes runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from hqnn_core.board.entries import ChallengeSent, PredictionSent
from hqnn_core.store.boards import Boards, Teacher
from hqnn_core.store.settings import key_of
from hqnn_core.store.store import Store, open_store
from pages.visit.visitors import COOKIE
from tests.app import wait_for
from tests.browser.conftest import DONE, PHONE, App, database_in

SCRIPT = "<script>window.hacked=1</script>"
HOSTILE = f'{SCRIPT} <img src=x onerror="window.hacked=1">'
LONG = 120_000  # milliseconds: a server that has just been started is slow on a busy machine
NAME = "<b onclick=hacked=1>"  # as long as a nickname may be


@pytest.fixture
def store(app: App) -> Iterator[Store]:
    """The database of the server."""
    one = open_store(database_in(app.log.parent))
    yield one
    one.close()


@pytest.fixture
def boards(store: Store) -> Boards:
    return Boards(store)


@pytest.fixture
def desk(boards: Boards) -> Teacher:
    return boards.open_class()


@pytest.fixture
def new_visitor(browser: Browser) -> Iterator[Callable[[], Page]]:
    pages: list[Page] = []

    def visit() -> Page:
        pages.append(browser.new_context(viewport={"width": 1280, "height": 900}).new_page())
        pages[-1].set_default_timeout(LONG)
        return pages[-1]

    yield visit
    for page in pages:
        page.context.close()


def join(page: Page, app: App, desk: Teacher, nickname: str) -> None:
    page.goto(f"{app.url}/class?class={desk.code}")
    type_into(page, "Nickname", nickname)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(f"You are {nickname} in class {desk.code}")).to_be_visible(timeout=LONG)
    wait_for(lambda: any(c.get("name") == COOKIE for c in page.context.cookies()))  # known again


def enter(page: Page, app: App, desk: Teacher) -> None:
    """Come as the teacher of a class."""
    page.goto(f"{app.url}/class")
    page.get_by_role("button", name="For the teacher").click()
    type_into(page, "Code", desk.code)
    type_into(page, "Teacher's key", desk.key)
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_test_id("class-code")).to_have_text(desk.code, timeout=LONG)


def type_into(page: Page, label: str, text: str) -> None:
    """Type into a field and wait until the page has taken it."""
    page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")
    page.evaluate("new Promise(done => setTimeout(done))")  # it has been sent
    expect(page.locator(DONE)).to_have_count(1)


def test_script_tags_in_every_field_are_shown_as_text_and_nothing_runs(
    app, boards, desk, new_visitor
):
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    teacher, pupil = new_visitor(), new_visitor()
    for page in (teacher, pupil):
        page.on("dialog", note)
    pupil.goto(f"{app.url}/class?class={SCRIPT}")
    expect(pupil.get_by_label("Code of the class")).to_have_value(SCRIPT)
    type_into(pupil, "Nickname", SCRIPT)
    pupil.get_by_role("button", name="Join").click()
    expect(pupil.get_by_text("A class code has 6 letters and digits")).to_be_visible(timeout=LONG)
    join(pupil, app, desk, NAME)
    (token,) = (c["value"] for c in pupil.context.cookies() if c["name"] == COOKIE)  # type: ignore[typeddict-item]
    seat = boards.pupil(desk.code, key_of(token))
    assert seat is not None
    boards.send(seat, seat.entry_id("p"), PredictionSent(HOSTILE, HOSTILE, HOSTILE))
    boards.send(seat, seat.entry_id("c"), ChallengeSent(9, 10, HOSTILE))

    teacher.goto(f"{app.url}/class")
    teacher.get_by_role("button", name="For the teacher").click()
    type_into(teacher, "Code", desk.code)
    type_into(teacher, "Teacher's key", SCRIPT)
    teacher.get_by_role("button", name="Enter").click()
    expect(teacher.get_by_text("A teacher's key has 12 letters and digits")).to_be_visible(
        timeout=LONG
    )
    type_into(teacher, "Teacher's key", desk.key)
    teacher.get_by_role("button", name="Enter").click()
    expect(teacher.get_by_test_id("class-code")).to_have_text(desk.code, timeout=LONG)
    for page in (teacher, pupil):
        expect(page.locator("strong", has_text=HOSTILE)).to_be_visible(timeout=LONG)
    boards.resolve(desk, HOSTILE, HOSTILE)
    expect(teacher.get_by_text("1 of 1 prediction had the right answer")).to_be_visible(
        timeout=LONG
    )

    teacher.get_by_role("button", name="Look here", exact=True).click()
    type_into(teacher, "Or paste an address with settings", "javascript:window.hacked=1")
    teacher.get_by_role("button", name="Show", exact=True).click()
    expect(teacher.get_by_text("Choose a page of this app")).to_be_visible(timeout=LONG)
    type_into(teacher, "Or paste an address with settings", f"/circuit?theta={HOSTILE}")
    teacher.get_by_role("button", name="Show", exact=True).click()
    expect(pupil.get_by_role("heading", name="From an angle to a probability")).to_be_visible(
        timeout=LONG
    )
    for page in (teacher, pupil):
        assert page.evaluate("window.hacked") is None
        assert page.locator("img[src=x]").count() == 0
    assert dialogs == []


def test_double_click_clears_no_board_and_clearing_can_be_undone(app, boards, desk, new_visitor):
    seat = boards.join(desk.code, "Ada", "a")
    boards.send(seat, seat.entry_id("c"), ChallengeSent(9, 10, "n"))
    teacher = new_visitor()
    teacher.set_viewport_size(PHONE)
    enter(teacher, app, desk)
    teacher.get_by_role("button", name="Manage").click()
    clear = teacher.get_by_role("button", name="Clear the board")
    box = clear.bounding_box()
    assert box is not None
    clear.dblclick()
    delete = teacher.get_by_role("button", name="Delete all entries")
    delete.wait_for()
    expect(teacher.get_by_test_id("stPopoverBody")).to_have_count(0, timeout=LONG)
    there = delete.bounding_box()
    assert there is not None
    is_apart = there["y"] >= box["y"] + box["height"] or there["y"] + there["height"] <= box["y"]
    is_beside = there["x"] >= box["x"] + box["width"] or there["x"] + there["width"] <= box["x"]
    assert is_apart or is_beside
    assert len(boards.board(desk.code).entries) == 1
    delete.click()
    expect(teacher.get_by_text("Deleted: 1 entry.")).to_be_visible(timeout=LONG)
    assert boards.board(desk.code).entries == ()
    teacher.reload()
    undo = teacher.get_by_role("button", name="Undo")
    undo.click()
    expect(undo).to_have_count(0, timeout=LONG)
    assert len(boards.board(desk.code).entries) == 1
