"""One school's server for all tests of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import pytest_runtest_makereport  # noqa: F401  what pages showed
from tests.deploy.school import School
from tests.store.postgres import Postgres


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    postgres = Postgres()
    school = School(tmp_path_factory.mktemp("school"), postgres)
    postgres.start()
    try:
        school.open()
        yield school
    finally:
        school.close()
        postgres.end()
