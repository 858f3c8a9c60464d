"""A visitor is a browser: what is theirs outlives a tab, their place at work does not."""

import time

import pytest

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.run import Run
from pages.shared import visitors
from pages.shared.visitors import MAX_RUNS, Visitor, Visitors


class NoRunner:
    """Notes what it is asked to do."""

    def __init__(self) -> None:
        self.paused: list[Run] = []
        self.stopped: list[Run] = []

    def pause(self, run: Run) -> None:
        self.paused.append(run)

    def stop(self, run: Run) -> None:
        self.stopped.append(run)


@pytest.fixture
def asked(monkeypatch) -> NoRunner:
    one = NoRunner()
    monkeypatch.setattr(visitors, "runner", lambda: one)
    monkeypatch.setattr(visitors, "GRACE_SECONDS", 0.1)
    return one


def a_run() -> Run:
    return Run(ModelConfig(), TrainConfig())


def test_browser_that_comes_again_is_the_same_visitor(asked):
    all_visitors = Visitors()
    first = all_visitors.arrive("a")
    first.add(a_run(), "as it should be")
    all_visitors.leave(first)
    again = all_visitors.arrive("a")
    assert again is first
    assert all_visitors.arrive("b") is not first
    time.sleep(0.3)
    assert asked.paused == []  # it came back within the grace


def test_run_is_paused_when_the_last_tab_stays_closed(asked):
    all_visitors = Visitors()
    one = all_visitors.arrive("a")
    assert all_visitors.arrive("a") is one  # a second tab
    one.add(a_run(), "as it should be")
    all_visitors.leave(one)
    time.sleep(0.3)
    assert asked.paused == []
    all_visitors.leave(one)
    time.sleep(0.3)
    assert asked.paused == one.runs


def test_long_gone_visitors_are_forgotten_but_present_ones_never(asked, monkeypatch):
    monkeypatch.setattr(visitors, "MAX_VISITORS", 3)
    all_visitors = Visitors()
    here = all_visitors.arrive("here")
    gone = all_visitors.arrive("gone")
    all_visitors.leave(gone)
    for token in "xyz":
        all_visitors.arrive(token)
    assert all_visitors.arrive("here") is here
    assert all_visitors.arrive("gone") is not gone


def test_runs_are_numbered_named_and_bounded(asked):
    one = Visitor()
    for _ in range(MAX_RUNS + 2):
        run = a_run()
        run.state = "completed"
        one.add(run, "one shot")
    assert len(one.runs) == MAX_RUNS
    assert one.runs[-1].label == f"{MAX_RUNS + 2} one shot"
    assert one.shown is one.runs[-1]


def test_removing_the_shown_run_shows_another(asked):
    one = Visitor()
    first, second = a_run(), a_run()
    one.add(first, "a")
    one.add(second, "b")
    one.overlaid = {second.number}
    one.remove(second)
    assert (one.shown, one.runs, one.overlaid) == (first, [first], set())
    assert asked.stopped == [second]
    one.remove(first)
    assert one.shown is None


def test_the_run_at_work_goes_before_those_that_wait(asked):
    one = Visitor()
    waiting, working = a_run(), a_run()
    one.add(waiting, "a")
    assert one.active is waiting
    working.state = "running"
    one.add(working, "b")
    assert one.active is working
    working.state = waiting.state = "paused"
    assert one.active is None
