"""What is kept, for whom, and for how long."""

from __future__ import annotations

import sqlite3
import time

import pytest

from hqnn_core.store import store as store_module
from hqnn_core.store.faults import StoreError
from hqnn_core.store.schema import EventsRow, VisitorRow
from hqnn_core.store.settings import KEEP_VARIABLE, keep_seconds, key_of
from tests.store.runs import KEY, a_run, blobs, kept, read


def test_cookie_is_not_in_the_database(in_file, tmp_path):
    token = "deadbeef" * 4
    kept(in_file, a_run(10), key_of(token))
    in_file.close()
    for path in tmp_path.iterdir():
        assert token.encode() not in path.read_bytes()


def test_each_visitor_gets_their_own_and_in_order(store):
    first, second, other = a_run(1), a_run(2), a_run(3)
    second.created = first.created + 1
    kept(store, second)
    kept(store, first)
    kept(store, other, key_of("other"))
    assert [run.id for run in read(store)] == [first.id, second.id]
    assert [run.id for run in read(store, key_of("other"))] == [other.id]


def test_forgotten_visitor_leaves_nothing(store):
    kept(store, a_run(30))
    store.save_blob(KEY, "drawings", b"{}")
    store.forget_visitor(KEY)
    assert store.flush()
    assert read(store) == []
    assert blobs(store) == {}
    with store.transaction() as session:
        assert session.query(EventsRow).count() == 0


def test_visitor_is_forgotten_a_day_after_the_last_visit_and_not_before(in_file):
    old, young = key_of("old"), key_of("young")
    kept(in_file, a_run(), old)
    kept(in_file, a_run(), young)
    with in_file.transaction() as session:
        for key, age in ((old, 86_401), (young, 86_300)):
            row = session.get(VisitorRow, key)
            assert row is not None
            row.seen_at = time.time() - age
    in_file.note_visitor(key_of("another"))
    assert [len(read(in_file, key)) for key in (old, young)] == [0, 1]


def test_time_that_things_are_kept_is_a_number_of_hours(monkeypatch):
    monkeypatch.setenv(KEEP_VARIABLE, "0.5")
    assert keep_seconds() == 1_800
    for hours in ("", "a day", "0", "nan", "inf"):
        monkeypatch.setenv(KEEP_VARIABLE, hours)
        with pytest.raises(StoreError, match="must be a number of hours above 0"):
            keep_seconds()


def test_file_is_the_users_alone_in_a_folder_that_is_made(tmp_path, monkeypatch):
    monkeypatch.delenv("HQNN_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    one = store_module.open_store()
    one.close()
    assert (tmp_path / "hqnn").stat().st_mode & 0o077 == 0
    with sqlite3.connect(tmp_path / "hqnn" / "hqnn.sqlite3") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
