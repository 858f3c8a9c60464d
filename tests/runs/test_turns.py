"""Who waits while others train gets a turn after a short task, and nobody loses by it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hqnn_core import HybridNet, TrainConfig, train
from hqnn_core.network.events import BatchDone, EpochDone
from hqnn_core.runs import runner as runner_module
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.sweep import Sweep
from tests.runs.processes import PATIENCE, wait
from tests.runs.test_runner_resume import LONG, MODEL, SHORT


@pytest.fixture
def short_turns(pair, monkeypatch) -> Iterator[Runner]:
    """A runner of two processes whose tasks are short."""
    monkeypatch.setattr(runner_module, "TASK_SECONDS", 0.3)
    yield pair
    for job in list(pair._jobs):
        pair.stop(job)
    wait(lambda: not pair.running())


def training(runner: Runner) -> list[Run]:
    return [job for job, it in runner._jobs.items() if it is not None and isinstance(job, Run)]


def submit_for(runner: Runner, *owners: str, training: TrainConfig = LONG) -> list[Run]:
    return [runner.submit(MODEL, training, owner=owner) for owner in owners]


def test_two_largest_runs_do_not_keep_the_others_waiting(short_turns):
    bored = [short_turns.submit(MODEL, LONG, owner=owner) for owner in ("ada", "bob")]
    wait(lambda: all(run.batches for run in bored))
    others = submit_for(short_turns, "cyd", "dan", "eve", training=SHORT)
    assert all(run.ended.wait(PATIENCE) for run in others)
    assert {run.state for run in others} == {"completed"}
    wait(lambda: all(run.state == "running" for run in bored), PATIENCE)  # by themselves
    assert [run.notices for run in bored] == [[], []]


def test_run_of_many_turns_is_the_same_to_the_last_bit(short_turns, small_digits):
    training = replace(SHORT, epochs=100)
    first, *_ = runs = submit_for(short_turns, "ada", "bob", "cyd", training=training)
    tasks = set()

    def note_turn() -> bool:
        tasks.add(short_turns._jobs.get(first))
        return first.ended.is_set()

    wait(note_turn)
    assert len(tasks - {None}) > 2, "it had one turn only"
    expected = list(train(HybridNet(MODEL), small_digits, training))
    assert first.batches == [e for e in expected if isinstance(e, BatchDone)]
    assert first.epochs == [e for e in expected if isinstance(e, EpochDone)]
    assert first.finished == expected[-1]
    assert first.notices == []
    assert all(run.ended.wait(PATIENCE) for run in runs)


def test_run_that_nobody_waits_for_never_looks_queued_between_its_stretches(short_turns):
    (run,) = submit_for(short_turns, "ada")
    wait(lambda: bool(run.batches))
    states = set()

    def note_state() -> bool:
        states.add(run.state)
        return run.batches[-1].seconds > 2

    wait(note_state)
    assert states == {"running"}


def test_run_that_waits_for_its_next_turn_is_active_and_can_be_paused(short_turns):
    first, *others = submit_for(short_turns, "ada", "bob", "cyd")
    states = set()

    def note_state() -> bool:
        states.add(first.state)
        return first.state == "queued" and bool(first.batches)

    wait(note_state)
    assert "paused" not in states  # it never looks like the visitor's own pause
    for run in (first, *others):
        short_turns.pause(run)
    wait(lambda: all(run.state == "paused" for run in (first, *others)))
    assert not short_turns._jobs


def test_two_sweeps_share(short_turns):
    grid = Grid({"seed": tuple(range(8))}, MODEL, LONG)
    mine, yours = Sweep(grid), Sweep(grid)
    mine.start(short_turns, who="mine")
    wait(lambda: short_turns.running() == 2)
    yours.start(short_turns, who="yours")
    seen: list[str] = []

    def note_turns() -> bool:
        seen.extend(run.who for run in training(short_turns))
        return seen.count("yours") > 50

    wait(note_turns)
    mine.stop()
    yours.stop()


def test_sweep_waits_for_whoever_watches_a_run(short_turns):
    sweep = Sweep(Grid({"seed": (0, 1)}, MODEL, LONG))
    sweep.start(short_turns)
    wait(lambda: short_turns.running() == 2)
    watched = submit_for(short_turns, "ada", "bob")
    wait(lambda: set(training(short_turns)) == set(watched))
    for run in watched:
        short_turns.stop(run)
    wait(lambda: short_turns.running() == 2)
    sweep.stop()


def test_thirty_wait_in_their_order_and_a_sweep_behind_them(pair):
    sweep = Sweep(Grid({"seed": (0, 1)}, MODEL, LONG))
    runs = submit_for(pair, *map(str, range(32)))
    sweep.start(pair)
    wait(lambda: pair.running() == 2)
    assert [pair.turn(run) for run in runs[2:]] == [(place, 30) for place in range(1, 31)]
    assert [pair.turn(run)[0] for run in sweep._runs.values() if run] == [31, 32]
    sweep.stop()
    for run in reversed(runs):
        pair.stop(run)
    wait(lambda: not pair.running())
