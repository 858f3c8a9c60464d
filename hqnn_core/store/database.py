"""Engine set-up: URL, file, schema format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, insert, inspect, make_url, select, update
from sqlalchemy.exc import (
    ArgumentError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.pool import StaticPool

from hqnn_core.log import log_event
from hqnn_core.store.faults import VARIABLE, not_opened, other_format, unknown_kind
from hqnn_core.store.schema import FORMAT, Base, FormatRow

BUSY_MILLISECONDS = 1_000
CONNECT_SECONDS = 3


def default_url() -> str:
    """`$HQNN_DATABASE_URL`, else a file in the user's data folder."""
    folder = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return os.environ.get(VARIABLE) or f"sqlite:///{Path(folder) / 'hqnn' / 'hqnn.sqlite3'}"


def opened(url: str) -> Engine:
    """Open a database and create missing tables. Raises `StoreError`."""
    try:
        address = _without_tilde(make_url(url))
        engine = create_engine(address, **_options(address))
    except (ArgumentError, ImportError):  # no such dialect, or its driver is not installed
        raise unknown_kind(url) from None
    try:
        _make_folder(address)
        found = _format_of(engine)
    except (SQLAlchemyError, OSError) as fault:
        engine.dispose()
        raise not_opened(address, fault) from None
    if found != FORMAT:
        engine.dispose()
        raise other_format(address, found, FORMAT)
    return engine


def _without_tilde(address: URL) -> URL:
    """Expand "~" in the path of a SQLite URL."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return address
    return address.set(database=os.path.expanduser(address.database))


def is_in_memory(address: URL) -> bool:
    return address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:")


def _options(address: URL) -> dict[str, Any]:
    if is_in_memory(address):  # one connection, or each thread would see a database of its own
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    if address.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_MILLISECONDS / 1000}}
    options: dict[str, Any] = {"pool_pre_ping": True}  # a server that was away and is back
    if address.get_backend_name() == "postgresql":
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS}
    return options


def _make_folder(address: URL) -> None:
    if address.get_backend_name() == "sqlite" and not is_in_memory(address):
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _format_of(engine: Engine) -> int:
    """Read or create the schema format; writes, so that missing permissions are found now.

    What an older version of this app has kept is dropped: it is kept for a day anyway.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        found = _found_format(engine)
        if found is not None and found < FORMAT:
            log_event("store-renewed", format=found, now=FORMAT)
            with engine.begin() as connection:
                Base.metadata.drop_all(connection)
            found = None
        if found is None:
            with engine.begin() as connection:
                Base.metadata.create_all(connection)
                connection.execute(insert(FormatRow).values(id=1, number=FORMAT))
    except (IntegrityError, OperationalError, ProgrammingError):
        found = _found_format(engine)  # a second server has made them at the same moment
        if found is None:
            raise
    return FORMAT if found is None else found


def _found_format(engine: Engine) -> int | None:
    if not inspect(engine).has_table(FormatRow.__tablename__):
        return None
    with engine.begin() as connection:
        connection.execute(update(FormatRow).values(number=FormatRow.number))
        return connection.scalar(select(FormatRow.number)) or 0


def _prepare_sqlite(connection: Any, _: object) -> None:
    """WAL mode: readers never wait for a writer, and a commit survives a killed server."""
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
