"""Databases of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from hqnn_core.store.schema import Base
from hqnn_core.store.store import Store
from tests.store.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    server.start()
    yield server
    server.end()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    engine = create_engine(postgres.url)
    Base.metadata.drop_all(engine)
    engine.dispose()
    return postgres.url


@pytest.fixture(params=["file", "postgres"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database that two servers can use."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'one.sqlite3'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(shared_url: str) -> Iterator[Store]:
    one = Store(shared_url)
    yield one
    one.close()


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Store]:
    one = Store(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    yield one
    one.close()
