"""A database that is away, and back, is an event."""

from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from hqnn_core.store.writer import Writer
from tests.runs.processes import wait


def test_store_that_goes_away_and_comes_back_is_told(logged):
    is_away = True

    @contextmanager
    def transaction():
        if is_away:
            raise OperationalError("", None, Exception("database is locked"))
        yield None

    writer = Writer(transaction)  # type: ignore[arg-type]
    writer.note("a thing", lambda session: None)
    wait(lambda: logged("store-away"))
    is_away = False
    assert writer.flush(20)
    writer.close()
    assert logged("store-away")[0]["message"] == "another program holds it locked"
    assert logged("store-back")[0]["away_s"] >= 0
