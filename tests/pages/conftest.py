"""What the tests of the pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from pages.frame import resources
from tests.app import wait_for


@pytest.fixture(scope="package")
def training_processes() -> Iterator[None]:
    """The app's training processes, started by the first page that is opened."""
    yield
    if resources.runner.cache_info().currsize:
        resources.runner().close()
        resources.runner.cache_clear()


@pytest.fixture(scope="module")
def server_runner(training_processes: None) -> Iterator[None]:
    """The app's training processes, idle after the module."""
    yield
    st.cache_resource.clear()  # the last visitor leaves
    if resources.runner.cache_info().currsize:
        runner = resources.runner()
        for job in list(runner._jobs):
            runner.stop(job)
        wait_for(lambda: not runner.running())
