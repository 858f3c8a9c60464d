"""A visitor is a browser: what is theirs outlives a tab, their place at work does not."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref

import pytest

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.comparison.recorded import example_run
from hqnn_core.config import Kind
from hqnn_core.drawing import DrawingSet
from hqnn_core.runs import Grid, Outcome, Sweep
from hqnn_core.runs.run import Run
from hqnn_core.store.store import open_store
from pages.frame import resources
from pages.visit import visitor as visitor_module, visitors
from pages.visit.visitor import MAX_RUNS, Visitor
from pages.visit.visitors import Visitors


class NoRunner:
    """Notes what it is asked to do."""

    def __init__(self) -> None:
        self.paused: list[Run] = []
        self.stopped: list[Run] = []

    def pause(self, run: Run) -> None:
        self.paused.append(run)

    def stop(self, run: Run) -> None:
        self.stopped.append(run)


def grace_is_over(visitor: Visitor) -> None:
    """The seconds after a visitor has left are over."""
    Visitors.look_after(visitor)


@pytest.fixture
def asked(monkeypatch) -> NoRunner:
    stand_in = NoRunner()
    for module in (visitors, visitor_module):
        monkeypatch.setattr(module, "runner", lambda: stand_in)
    return stand_in


def a_run(kind: Kind = "hybrid", epochs: int = 20) -> Run:
    return Run(ModelConfig(kind=kind), TrainConfig(epochs=epochs))


def with_runs(*runs: Run) -> Visitor:
    visitor = Visitor()
    for run in runs:
        run.state = "completed"
        visitor.add(run, "run")
    return visitor


def test_browser_that_comes_again_is_the_same_visitor_whose_run_pauses_with_the_last_tab(asked):
    all_visitors = Visitors()
    first = all_visitors.arrive("a")
    first.add(a_run(), "Standard")
    all_visitors.leave(first)
    again = all_visitors.arrive("a")
    assert again is first
    assert all_visitors.arrive("b") is not first
    grace_is_over(first)
    assert asked.paused == []  # it came back within the grace
    assert all_visitors.arrive("a") is first  # a second tab
    all_visitors.leave(first)
    grace_is_over(first)
    assert asked.paused == []
    all_visitors.leave(first)
    grace_is_over(first)
    assert asked.paused == first.runs


def test_long_gone_visitors_are_forgotten_but_present_ones_never(asked, monkeypatch):
    monkeypatch.setenv("HQNN_MAX_VISITORS", "3")
    all_visitors = Visitors()
    here = all_visitors.arrive("here")
    gone = all_visitors.arrive("gone")
    all_visitors.leave(gone)
    for token in "xyz":
        all_visitors.arrive(token)
    assert all_visitors.arrive("here") is here
    assert all_visitors.arrive("gone") is not gone


def test_memory_of_a_forgotten_visitor_comes_back_at_once(asked, monkeypatch):
    monkeypatch.setenv("HQNN_MAX_VISITORS", "1")
    all_visitors = Visitors()
    visitor = all_visitors.arrive("a")
    run = Run(ModelConfig(), TrainConfig(), owner=visitor)
    visitor.add(run, "one shot")
    all_visitors.leave(visitor)
    remains = weakref.ref(run), weakref.ref(visitor)
    gc.disable()
    all_visitors.arrive("b")
    del run, visitor
    asked.stopped.clear()
    found = [reference() for reference in remains]
    gc.enable()
    assert found == [None, None]


def test_visitor_of_yesterday_is_forgotten(asked, monkeypatch):
    all_visitors = Visitors()
    visitor = all_visitors.arrive("a")
    visitor.studio.drawings = DrawingSet((bytes(784),), (1,))
    all_visitors.leave(visitor)
    all_visitors.arrive("b")
    assert len(visitor.studio.drawings)
    tomorrow = time.monotonic() + 86_401
    monkeypatch.setattr(visitors.time, "monotonic", lambda: tomorrow)
    all_visitors.arrive("b")
    assert not len(visitor.studio.drawings)
    assert all_visitors.arrive("a") is not visitor


def test_runs_are_numbered_named_and_bounded(asked):
    visitor = Visitor()
    for _ in range(MAX_RUNS + 2):
        run = a_run()
        run.state = "completed"
        visitor.add(run, "one shot")
    assert len(visitor.runs) == MAX_RUNS
    assert visitor.runs[-1].label == f"{MAX_RUNS + 2} one shot"
    assert visitor.shown is visitor.runs[-1]


def test_submitted_run_is_stored_with_its_name_and_listed_once_in_every_tab(asked, monkeypatch):
    visitor, tabs, stored = Visitor("0123456789abcdef"), [], []
    visitor.read()

    def submit(model: ModelConfig, training: TrainConfig, **more) -> Run:
        """Store the run, as the runner's thread does, while another tab reads the store."""
        run = Run(model, training, **more)
        resources.store().save_run(run, visitor.key)
        stored.append(run.label)
        tabs.append(threading.Thread(target=visitor.read))
        tabs[-1].start()
        tabs[-1].join(0.2)
        return run

    monkeypatch.setattr(asked, "submit", submit, raising=False)
    example_run()  # takes no number
    runs = [visitor.submit("Standard", ModelConfig(), TrainConfig()) for _ in range(2)]
    for tab in tabs:
        tab.join()
    assert visitor.runs == runs
    assert stored == [run.label for run in runs] == ["1 Standard", "2 Standard"]
    assert example_run().run.number == 0
    assert runs[1].number == runs[0].number + 1


def test_a_run_is_drawn_with_the_one_before_until_others_are_ticked(asked):
    first, second, third = a_run(epochs=1), a_run(epochs=2), a_run(epochs=3)
    visitor = with_runs(first, second, third)
    assert visitor.beside == [second]
    visitor.show(second)
    assert visitor.beside == [first]
    visitor.show(third)
    visitor.tick(first, True)
    assert visitor.beside == [first, second]
    visitor.tick(second, False)
    assert visitor.beside == [first]
    visitor.add(fourth := a_run(epochs=4), "run")  # the choice stays
    assert (visitor.shown, visitor.beside) == (fourth, [first])
    visitor.show(first)
    assert visitor.beside == [fourth]


def test_no_two_runs_have_names_that_make_the_same_file_name(asked):
    first, second, third = a_run(), a_run(), a_run()
    visitor = with_runs(first, second, third)
    for run, wanted in ((first, "My run"), (second, "my-run"), (third, "My run")):
        visitor.rename(run, wanted)
    assert [run.label for run in visitor.runs] == ["My run", "my-run (2)", "My run (3)"]
    visitor.rename(first, "My run")  # its own name is free to itself
    assert first.label == "My run"


def test_sweep_of_a_visitor_comes_back_from_the_store_and_two_servers_add_up(monkeypatch, tmp_path):
    url = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    first, grid = open_store(url), Grid({"shots": [1, 2, 3]})
    monkeypatch.setattr(visitor_module, "store", lambda: first)
    visitor = Visitor("token")
    visitor.read()
    sweep = Sweep(grid, "shots", [Outcome(0, "completed", 0.9, 0.1, 0.2, 10, 1.0)])
    visitor.sweeps.add(sweep)
    first.close()
    second = open_store(url)
    monkeypatch.setattr(visitor_module, "store", lambda: second)
    again = Visitor("token")
    again.read()
    (shown,) = again.sweeps
    assert (shown.id, shown.n_done, shown.state) == (sweep.id, 1, "stopped")
    sweep.learn([Outcome(2, "completed", 0.8, 0.1, 0.2, 10, 1.0)])
    again.take_blob(f"sweep-{sweep.id}", sweep.to_bytes())
    assert sorted(shown.outcomes) == [0, 2]
    again.take_blob(f"sweep-{sweep.id}", None)
    assert (again.sweeps.shown, len(again.sweeps)) == (None, 0)
    second.close()


def test_visitor_who_comes_and_goes_is_logged_without_the_cookie(asked, logged):
    all_visitors = Visitors()
    visitor = all_visitors.arrive("0123456789abcdef")
    all_visitors.leave(visitor)
    all_visitors.arrive("0123456789abcdef")  # a reload is no news
    grace_is_over(visitor)
    all_visitors.leave(visitor)
    grace_is_over(visitor)
    came, left = logged("visitor-came"), logged("visitor-left")
    assert [event["who"] for event in came + left] == [visitor.key[:10]] * 2
    assert came[0]["visitors"] == 1
    assert "0123456789abcdef" not in str(came + left)


def test_tab_that_closes_is_looked_after_by_streamlits_own_loop(asked, monkeypatch):
    monkeypatch.setattr(visitors, "GRACE_SECONDS", 0.0)
    all_visitors = Visitors()
    visitor = all_visitors.arrive("a")
    visitor.add(a_run(), "Standard")

    async def end_the_session() -> None:
        all_visitors.leave(visitor)
        while not asked.paused:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(end_the_session(), 60))
    assert asked.paused == visitor.runs
