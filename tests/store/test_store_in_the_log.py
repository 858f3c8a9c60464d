"""A database that is away, and back, is an event."""

import sqlite3

from tests.store.runs import KEY


def test_store_that_goes_away_and_comes_back_is_told(in_file, tmp_path, logged):
    other = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for content in (b"1", b"2"):
        in_file.save_blob(KEY, "canvas", content)
    other.execute("ROLLBACK")
    other.close()
    assert [event["message"] for event in logged("store-away")] == [
        "another program holds it locked"
    ]
    assert not logged("store-back")
    in_file._away.clear()
    assert in_file.flush()
    assert logged("store-back")[0]["away_s"] >= 0
