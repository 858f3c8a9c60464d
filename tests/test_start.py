"""The app as a stranger starts it: from any folder, by a user without a home."""

import asyncio
import tomllib
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.visitor import Visitor
from tests.browser.conftest import ROOT, App

PAGES = ("draw", "neurons", "circuit", "shift", "train", "beyond", "class")


async def visit_all(url: str) -> None:
    for path in PAGES:
        visitor = Visitor(url, path)
        await visitor.open()  # raises what the page shows as a fault
        await visitor.close()


def test_app_runs_from_any_folder_and_without_a_home(tmp_path):
    nowhere = "/proc/none"  # no folder can be made there
    app = App(tmp_path / "log", tmp_path, HOME=nowhere, HQNN_MNIST_ROOT=nowhere)
    try:
        app.wait()
        with ThreadPoolExecutor(1) as pool:  # this thread may have a browser's event loop
            pool.submit(asyncio.run, visit_all(app.url)).result()
    finally:
        app.stop()
    log = app.log.read_text()
    assert "URL: http://localhost:" in log  # its own configuration holds: no other address
    assert "Traceback" not in log


def test_start_on_a_fresh_machine_asks_no_questions():
    """Streamlit asks for an e-mail address at its first start, unless told not to."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["showEmailPrompt"] is False
    assert config["browser"]["gatherUsageStats"] is False
