"""Many visitors at once: two pages at a time, and nothing that stays is looked through."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from pages.frame.collector import keep_from_collector
from pages.frame.streamlit_fixes import apply_fixes, few_at_once
from tests.app import opened


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None], int], None]:
    """Have so many visitors' pages built at once, each by a function."""
    monkeypatch.setattr(few_at_once, "_places", threading.Semaphore(few_at_once.AT_ONCE))

    def build_all(page: Callable[[], None], n_visitors: int) -> None:
        monkeypatch.setattr(few_at_once, "_run_script", lambda runner, data: page())
        runner: Any = None
        threads = [
            threading.Thread(target=few_at_once._run_in_turn, args=[runner, RerunData()])
            for _ in range(n_visitors)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return build_all


def test_no_more_than_two_pages_are_built_at_once(build, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(few_at_once, "PATIENCE", 60.0)
    both, most, now = threading.Barrier(2, timeout=60), [], []

    def page() -> None:
        now.append(1)
        both.wait()  # each is built together with another one
        most.append(len(now))
        both.wait()
        now.pop()

    build(page, 10)
    assert len(most) == 10
    assert max(most) == few_at_once.AT_ONCE


def test_page_whose_turn_does_not_come_is_built_all_the_same(
    build, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(few_at_once, "PATIENCE", 0.05)
    all_five = threading.Barrier(5, timeout=60)
    build(all_five.wait, 5)


def test_place_of_a_page_that_fails_is_free_again(monkeypatch: pytest.MonkeyPatch):
    places = threading.Semaphore(few_at_once.AT_ONCE)

    def fails(runner: ScriptRunner, data: RerunData) -> None:
        raise KeyError("page")

    monkeypatch.setattr(few_at_once, "_places", places)
    monkeypatch.setattr(few_at_once, "_run_script", fails)
    runner: Any = None
    for _ in range(2 * few_at_once.AT_ONCE):
        with pytest.raises(KeyError):
            few_at_once._run_in_turn(runner, RerunData())
    assert [places.acquire(blocking=False) for _ in range(3)] == [True, True, False]


def test_app_has_its_pages_built_in_turn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ScriptRunner, "_run_script", few_at_once._run_script)
    apply_fixes.cache_clear()  # as in a server that has just been started
    opened("draw")
    assert ScriptRunner._run_script is few_at_once._run_in_turn


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector as it is at the start of a server, and afterwards as for all tests."""
    before = gc.get_threshold()
    gc.unfreeze()
    keep_from_collector.cache_clear()
    yield
    gc.freeze()
    gc.set_threshold(*before)


def test_what_a_page_has_loaded_is_left_alone_once(collector: None):
    opened("draw")
    kept = gc.get_freeze_count()
    assert kept > 100_000
    opened("draw")
    assert gc.get_freeze_count() <= kept
    opened("circuit")
    assert gc.get_freeze_count() > kept
