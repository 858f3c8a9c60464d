"""What several tests need. Data that is not part of the project is named by environment variables.

HQNN_MNIST_ROOT: the folder with MNIST/raw, as torchvision lays it out.
HQNN_PEN_STROKES: a JSON list of {"label", "writer", "strokes"}, digits written with a pen.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pytest
import streamlit as st
import torch
from hypothesis import settings
from qiskit.transpiler import Target
from qiskit_aer.backends.aerbackend import AerBackend
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.caching.cache_resource_api import clear_session_cache

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.log import JsonFormatter
from hqnn_core.network.data import Digits, load_digits, mnist_is_there, mnist_root
from hqnn_core.runs.runner import Runner
from pages.frame.collector import keep_from_collector
from tests.browser.chromium import browser, playwright  # noqa: F401  fixtures

SLOWEST = (
    "tests/deploy/", "tests/browser/", "tests/pages/", "tests/runs/",
    "tests/security/", "tests/drawing/", "tests/network/", "tests/quantum/",
    "tests/test_hostile_files.py", "tests/test_package.py", "tests/test_chapter.py",
)  # fmt: skip
SESSION_OF_APP_TEST = "test session id"

os.environ["HQNN_DATABASE_URL"] = "sqlite://"  # never the user's own; servers inherit it
os.environ["HQNN_NICENESS"] = "5"  # beside tests that compute, training would wait too long
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first, so that no worker is left with one at the end."""

    def place(item: pytest.Item) -> int:
        places = (i for i, start in enumerate(SLOWEST) if item.nodeid.startswith(start))
        return next(places, len(SLOWEST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is loaded stays; to look for garbage in it took a twentieth of all time."""
    keep_from_collector("tests")


@pytest.fixture
def mnist() -> Path:
    if not mnist_is_there():
        pytest.skip(f"MNIST is not in {mnist_root()}: set HQNN_MNIST_ROOT to its folder")
    return mnist_root()


@pytest.fixture(scope="session")
def all_pen_strokes() -> list[dict]:
    """Digits 0 to 9 that people wrote with a pen: label, writer, strokes as arrays (n, 2)."""
    path = os.environ.get("HQNN_PEN_STROKES")
    if not path:
        pytest.skip("no pen strokes: set HQNN_PEN_STROKES to a JSON file of them")
    drawings = json.loads(Path(path).read_text())
    return [
        {**drawing, "strokes": [np.array(stroke, float) for stroke in drawing["strokes"]]}
        for drawing in drawings
    ]


@pytest.fixture(scope="session")
def small_digits() -> Digits:
    """20 training images of each digit, offline."""
    return load_digits((0, 1), 20, "offline")


@pytest.fixture
def quick_model() -> ModelConfig:
    return ModelConfig(engine="statevector", shots=100)


@pytest.fixture
def quick_training() -> TrainConfig:
    return TrainConfig(source="offline", n_per_class=20, n_test_per_class=10, epochs=2)


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    runner_of_one = Runner(n_workers=1)
    yield runner_of_one
    runner_of_one.close()


@pytest.fixture
def shared_workers(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Has who makes a `Runner` train on the shared workers, and leave them there."""
    closed: list[int] = []
    for place in ("hqnn_core.runs.notebook.Runner", "hqnn_core.Runner"):
        monkeypatch.setattr(place, lambda **_: runner)
    monkeypatch.setattr(runner, "close", lambda: closed.append(1))
    yield
    assert closed


@pytest.fixture
def new_visitor() -> None:
    """The next app that is opened is a new visitor's; the server has its caches."""
    clear_session_cache(SESSION_OF_APP_TEST)


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """As a server that has just been started, and has another folder of data than the next one."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """AppTest reads the metadata of all installed packages for each app; a server does it once."""
    with pytest.MonkeyPatch.context() as patch:
        scan = manifest_scanner.scan_component_manifests
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        yield


@pytest.fixture(scope="session", autouse=True)
def _aers_targets_are_built_once() -> Iterator[None]:
    """Aer builds a simulator's target anew at each of the 160 looks of a transpilation."""
    build: Any = vars(AerBackend)["target"].fget
    targets: WeakKeyDictionary[AerBackend, Target] = WeakKeyDictionary()

    def target(simulator: AerBackend) -> Target:
        if simulator not in targets:
            targets[simulator] = build(simulator)
        return targets[simulator]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AerBackend, "target", property(target))
        yield


@pytest.fixture(autouse=True)
def _one_torch_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _no_loop_of_playwright(request: pytest.FixtureRequest) -> Iterator[None]:
    """Once a browser test has run, Playwright's event loop counts as running in this thread."""
    if "playwright" in request.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture
def logged() -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """The events of a name that have been logged, read back from their lines."""
    lines: list[str] = []
    handler, log = logging.Handler(), logging.getLogger("hqnn")
    handler.emit = lambda record: lines.append(JsonFormatter().format(record))
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    yield lambda event: [e for e in map(json.loads, list(lines)) if e["event"] == event]
    log.removeHandler(handler)
