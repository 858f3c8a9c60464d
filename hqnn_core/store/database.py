"""A database, opened: its address, its file, its format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, select, text, update
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from hqnn_core.store.faults import VARIABLE, not_opened, other_format, unknown_kind
from hqnn_core.store.schema import FORMAT, Base, FormatRow

BUSY_MILLISECONDS = 2_000
CONNECT_SECONDS = 3
_FROM_2_TO_3 = (  # entries know when they were cleared
    "ALTER TABLE entries ADD COLUMN cleared_at DOUBLE PRECISION",
    "UPDATE entries SET cleared_at = 0 WHERE is_cleared",
    "ALTER TABLE entries DROP COLUMN is_cleared",
)


def default_url() -> str:
    """`$HQNN_DATABASE_URL`, else a file in the user's data folder."""
    folder = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return os.environ.get(VARIABLE) or f"sqlite:///{Path(folder) / 'hqnn' / 'hqnn.sqlite3'}"


def opened(url: str) -> Engine:
    """A database with all tables, made if they are not there. Raises `StoreError`."""
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
    """The address with the user's home in the place of "~" where it names a file."""
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
    """The format of a database, which is written to, so that missing rights are found now."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    if not inspect(engine).has_table(FormatRow.__tablename__):
        try:
            _make_tables(engine)
        except DBAPIError:  # a second server has made them at the same moment
            if not inspect(engine).has_table(FormatRow.__tablename__):
                raise
    with Session(engine) as session, session.begin():
        session.execute(update(FormatRow).values(number=FormatRow.number))
        found = session.scalars(select(FormatRow.number)).first() or 0
        if found in (1, 2):  # whoever updates the row has it alone
            if found == 1:  # the classes were added
                Base.metadata.create_all(session.connection())
            else:
                for statement in _FROM_2_TO_3:
                    session.execute(text(statement))
            session.execute(update(FormatRow).values(number=FORMAT))
            found = FORMAT
        return found


def _make_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        connection.execute(FormatRow.__table__.insert().values(id=1, number=FORMAT))  # type: ignore[attr-defined]


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Readers never wait for a writer, and a commit survives the death of the server."""
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
