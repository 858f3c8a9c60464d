"""How often a click asks the database, on each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from pages.frame import resources
from pages.frame.menu import QUESTIONS, TITLES
from pages.frame.resources import boards
from tests.app import opened, visitor
from tests.store.runs import a_run

MOST = 4


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_caches: None) -> Iterator[list]:
    """The statements that the app's database gets."""
    monkeypatch.setenv("HQNN_DATABASE_URL", f"sqlite:///{tmp_path / 'one.sqlite3'}")
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


def test_click_asks_the_database_four_times_at_most(asked):
    """On each page, of a pupil in a class, who has runs, and whose click stores something."""
    code = boards().open_class().code
    for page in TITLES.keys() - {QUESTIONS}:
        app = opened(page)
        mine = visitor(app)
        run = a_run(30)
        run.checkpoint = None
        run.become("stopped")
        mine.add(run, "run")
        mine.classroom.sit_down(boards().join(code, "Ada", mine.key))
        resources.recent_board.clear()
        app.run()
        resources.recent_board.clear()  # the second is over
        asked.clear()
        mine.predict("plateau", [0.1, 0.1, 0.1])  # as a drag does
        app.run()
        assert not app.exception
        assert 2 <= len(asked) <= MOST, (page, asked)
