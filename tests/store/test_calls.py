"""How often a click asks the database, on each page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from pages.frame import resources
from pages.frame.resources import boards
from tests.app import opened, visitor
from tests.store.runs import a_run
from tests.test_start import PAGES

MOST = 4


@pytest.fixture
def asked(shared_url: str, monkeypatch: pytest.MonkeyPatch, fresh_caches: None) -> Iterator[list]:
    """The statements that the app's database gets."""
    monkeypatch.setenv("HQNN_DATABASE_URL", shared_url)
    resources._opened_store.cache_clear()
    resources.boards.cache_clear()
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(resources.store()._engine, "before_cursor_execute", note)
    yield statements
    resources.store().close()
    resources._opened_store.cache_clear()
    resources.boards.cache_clear()


@pytest.mark.parametrize("page", PAGES)
def test_click_asks_the_database_four_times_at_most(page, asked):
    """Of a pupil in a class, who has runs, and whose click stores something."""
    app = opened(page)
    mine = visitor(app)
    run = a_run(30)
    run.checkpoint = None
    run.become("stopped")
    mine.add(run, "run")
    mine.classroom.sit_down(boards().join(boards().open_class().code, "Ada", mine.key))
    app.run()
    resources.recent_board.clear()  # the second is over
    asked.clear()
    mine.predict("plateau", "not sure")  # as a click does
    app.run()
    assert not app.exception
    assert 2 <= len(asked) <= MOST, asked
