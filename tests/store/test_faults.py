"""A database that cannot be used says so; one that fails for a while loses nothing."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable

import pytest
from sqlalchemy import update

from hqnn_core.store import database
from hqnn_core.store.faults import StoreError
from hqnn_core.store.schema import FORMAT, FormatRow
from hqnn_core.store.store import Store, open_store
from tests.store.runs import KEY, a_run, blobs, kept, read, shown, train_on


def wait_for(happens: Callable[[], object], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.02)


def sentence_about(url: str) -> str:
    with pytest.raises(StoreError) as fault:
        open_store(url)
    said = str(fault.value)
    assert "\n" not in said
    assert "HQNN_DATABASE_URL" in said
    return said


@pytest.mark.parametrize("url", ["nonsense", "postgres://u:secret@h/db", "mysql+nodriver://h/db"])
def test_unknown_kind_of_database_is_refused_without_its_password(url):
    said = sentence_about(url)
    assert "no kind of database" in said
    assert "secret" not in said


def test_server_that_does_not_answer_is_named_without_its_password():
    said = sentence_about("postgresql://user:secret@127.0.0.1:1/db")
    assert "does not answer" in said
    assert "secret" not in said


def test_newer_database_is_left_alone(shared_url):
    one = Store(shared_url)
    with one.transaction() as session:
        session.execute(update(FormatRow).values(number=99))
    one.close()
    assert f"newer version of this app (format 99; this one reads {FORMAT}). Update the app" in (
        sentence_about(shared_url)
    )
    assert "99" in sentence_about(shared_url)


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 99])
def test_damaged_file_is_told_and_left_as_it_is(content, tmp_path):
    path = tmp_path / "one.sqlite3"
    path.write_bytes(content)
    assert "damaged" in sentence_about(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_file_that_cannot_be_used_is_told_with_the_reason(tmp_path):
    (tmp_path / "file").touch()
    assert "cannot be opened or made" in sentence_about(f"sqlite:///{tmp_path}")
    assert "cannot be used" in sentence_about(f"sqlite:///{tmp_path / 'file' / 'one.sqlite3'}")
    path = tmp_path / "one.sqlite3"
    Store(f"sqlite:///{path}").close()
    assert "may not be written" in sentence_about(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_locked_database_holds_up_a_moment_and_what_waited_is_written_after_it(in_file, tmp_path):
    run = a_run(30)
    kept(in_file, run)
    reader = Store(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    other = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    train_on(run, 1)
    in_file.save_run(run, KEY)
    assert "another program holds it locked" in in_file.notice()
    assert len(read(reader)[0].batches) == 30  # readers do not wait
    in_file._away[True] = (time.monotonic() + 60, in_file._away[True][1])  # a slow machine's time
    asked = time.monotonic()
    for n in range(50):  # of all who write in the next seconds, nobody waits again
        in_file.save_blob(KEY, f"blob {n}", b"content")
    assert time.monotonic() - asked < 50 * database.BUSY_MILLISECONDS / 1000 / 5
    train_on(run, 1)
    in_file.save_run(run, KEY)
    other.execute("ROLLBACK")
    other.close()
    wait_for_all(in_file)
    assert in_file.notice() == ""
    assert shown(read(in_file)[0]) == shown(run)
    assert len(blobs(in_file)) == 50
    reader.close()


def test_deletion_that_waited_for_a_locked_database_is_made_after_it_and_both_are_logged(
    in_file, tmp_path, logged
):
    run = a_run(5)
    kept(in_file, run)
    other = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    in_file.delete_run(run)
    in_file.save_blob(KEY, "canvas", b"1")
    assert "another program holds it locked" in in_file.notice()
    told = [event["message"] for event in logged("store-away")]
    assert told == ["another program holds it locked"]
    assert not logged("store-back")
    other.execute("ROLLBACK")
    other.close()
    wait_for_all(in_file)
    assert (in_file.notice(), read(in_file)) == ("", [])
    (back,) = logged("store-back")
    assert back["away_s"] >= 0


def wait_for_all(store: Store) -> None:
    """Have all written, though the database has just failed."""
    store._away.clear()
    wait_for(store.flush)


def test_full_disk_is_told_and_what_waited_is_written_when_there_is_room(in_file):
    kept(in_file, a_run(5))
    set_room(in_file, 60)  # pages of 4 KB
    run = a_run(60)
    run.training_state = os.urandom(2_000_000)
    in_file.save_run(run, KEY)
    assert "the disk is full" in in_file.notice()
    assert len(read(in_file)) == 1
    set_room(in_file, 1_000_000)
    wait_for_all(in_file)
    assert shown(read(in_file)[1]) == shown(run)


def set_room(store: Store, n_pages: int) -> None:
    """Have SQLite answer as on a disk that holds so many pages, in the connections to come too."""
    from sqlalchemy import event

    def limit(connection, *_):
        connection.execute(f"PRAGMA max_page_count = {n_pages}").close()

    store._engine.dispose()
    event.listen(store._engine, "checkout", limit)


def test_database_that_is_away_for_a_while_gets_all_when_it_is_back(postgres, postgres_url):
    one = Store(postgres_url)
    run = a_run(30)
    kept(one, run)
    postgres.stop()
    train_on(run, 30)
    one.save_run(run, KEY)
    assert "It stays in this server's memory" in one.notice()
    with pytest.raises(StoreError):
        read(one)
    postgres.start()
    wait_for_all(one)
    assert one.notice() == ""
    found = {again.id: again for again in read(one)}
    assert shown(found[run.id]) == shown(run)
    one.close()


def test_one_thing_that_no_database_takes_keeps_no_other_from_being_written(in_file, logged):
    kept(in_file, a_run(5))
    bad, good = a_run(6), a_run(7)
    bad.created = None  # type: ignore[assignment]
    in_file.save_run(bad, KEY)
    in_file.save_run(good, KEY)
    assert in_file.flush()
    assert good.id in {run.id for run in read(in_file)}
    assert [event["thing"] for event in logged("store-refused")] == ["run"]


def test_tables_of_an_older_version_are_dropped_and_that_is_logged(shared_url, logged):
    one = Store(shared_url)
    kept(one, a_run(3))
    with one.transaction() as session:
        session.execute(update(FormatRow).values(number=3))
    one.close()
    again = Store(shared_url)
    assert read(again) == []
    kept(again, run := a_run(4))
    assert shown(read(again)[0]) == shown(run)
    again.close()
    assert logged("store-renewed")[0]["format"] == 3
