"""A real server for all tests of this folder, as a stranger starts it, and who visits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import App
from tests.security.by_hand import ByHand


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A server from any folder, of a user without a home.

    At the end a look at its log: no fault of the app's own stands there.
    """
    folder, nowhere = tmp_path_factory.mktemp("doors"), "/proc/none"  # no folder can be made there
    app = App(folder / "log", folder, HOME=nowhere, HQNN_MNIST_ROOT=nowhere)
    app.wait()
    with ByHand(app.url) as first:  # loaded twice, see pages/frame/streamlit_fixes/first_visit.py
        first.run()
    yield app
    assert app.process.poll() is None
    app.process.kill()
    log = app.log.read_text()
    assert not re.search(r'File ".*/(pages|hqnn_core)/', log), log[-3000:]


@pytest.fixture(scope="session")
def witness(server: App) -> Iterator[ByHand]:
    """Somebody else, whose page goes on."""
    with ByHand(server.url, "circuit") as other:
        other.run()
        yield other
        assert other.goes_on()


@pytest.fixture(scope="session")
def opened(server: App, witness: ByHand) -> Iterator[Callable[[str], ByHand]]:
    """A visitor on a page: the one of the test before, unless the connection was closed."""
    on: dict[str, ByHand] = {}

    def open_page(path: str) -> ByHand:
        if path not in on or not on[path].goes_on():
            on[path] = ByHand(server.url, path)
            on[path].run()
        on[path].unfold()
        return on[path]

    yield open_page
    for visitor in on.values():
        visitor.__exit__()
