"""Who waits while others train gets a place after a short turn, and nobody loses anything by it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hqnn_core import HybridNet, TrainConfig, train
from hqnn_core.network.events import BatchDone, EpochDone
from hqnn_core.runs import runner as runner_module, tasks as tasks_module
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.sweep import Sweep
from tests.runs.processes import wait
from tests.runs.test_runner_halt import LARGEST, LARGEST_MODEL
from tests.runs.test_runner_resume import LONG, MODEL, SHORT

PATIENCE = 120


@pytest.fixture
def short_turns(pair, monkeypatch) -> Iterator[Runner]:
    """A runner of two processes whose turns are short."""
    monkeypatch.setattr(runner_module, "TURN_SECONDS", 0.3)
    monkeypatch.setattr(tasks_module, "WATCH_SECONDS", 0.1)
    yield pair
    for run in [*pair._waiting, *pair._tasks.runs]:
        pair.stop(run)
    wait(lambda: not pair._tasks.runs, PATIENCE)


def submit_for(runner: Runner, *owners: str, training: TrainConfig = LONG) -> list[Run]:
    return [runner.submit(MODEL, training, owner=owner) for owner in owners]


def test_two_largest_runs_do_not_keep_the_others_waiting(short_turns):
    bored = [short_turns.submit(MODEL, LONG, owner=owner) for owner in ("ada", "bob")]
    wait(lambda: all(run.batches for run in bored), PATIENCE)
    others = submit_for(short_turns, "cyd", "dan", "eve", training=SHORT)
    assert all(run.ended.wait(PATIENCE) for run in others)
    assert {run.state for run in others} == {"completed"}
    wait(lambda: all(run.state == "running" for run in bored), PATIENCE)  # by themselves
    assert [run.notices for run in bored] == [[], []]


def test_run_that_made_room_resumes_to_the_last_bit(short_turns, small_digits):
    training = replace(SHORT, epochs=100)
    first, *_ = runs = submit_for(short_turns, "ada", "bob", "cyd", training=training)
    turns: list[float] = []

    def note_turn() -> bool:
        if first._began not in turns:
            turns.append(first._began)
        return first.ended.is_set()

    wait(note_turn, PATIENCE)
    assert len(turns) > 2, "it had one turn only"
    expected = list(train(HybridNet(MODEL), small_digits, training))
    assert first.batches == [e for e in expected if isinstance(e, BatchDone)]
    assert first.epochs == [e for e in expected if isinstance(e, EpochDone)]
    assert first.finished == expected[-1]
    assert all(run.ended.wait(PATIENCE) for run in runs)


def test_nobody_changes_places_where_nobody_waits(short_turns):
    runs = submit_for(short_turns, "ada", "bob")
    wait(lambda: all(run.batches for run in runs), PATIENCE)
    began = [run._began for run in runs]
    wait(lambda: all(run.batches[-1].seconds > 3 for run in runs), PATIENCE)
    assert [run._began for run in runs] == began


def test_run_that_waits_for_its_next_turn_is_active_and_can_be_paused(short_turns):
    first, *others = submit_for(short_turns, "ada", "bob", "cyd")
    states = set()

    def note_state() -> bool:
        states.add(first.state)
        return first.state == "queued" and bool(first.batches)

    wait(note_state, PATIENCE)
    assert "paused" not in states  # it never looks like the visitor's own pause
    for run in (first, *others):
        short_turns.pause(run)
    wait(lambda: all(run.state == "paused" for run in (first, *others)), PATIENCE)
    assert not short_turns._waiting


def test_runs_of_one_sweep_do_not_change_places_but_two_sweeps_share(short_turns):
    grid = Grid({"seed": tuple(range(8))}, MODEL, LONG)
    mine, yours = Sweep(grid), Sweep(grid)
    mine.start(short_turns, who="mine")
    wait(lambda: short_turns.running() == 2, PATIENCE)
    began = [run._began for run in short_turns._tasks.runs]
    wait(lambda: all(len(run.batches) > 200 for run in short_turns._tasks.runs), PATIENCE)
    assert [run._began for run in short_turns._tasks.runs] == began
    yours.start(short_turns, who="yours")
    wait(lambda: {run.who for run in short_turns._tasks.runs} == {"mine", "yours"}, PATIENCE)
    mine.stop()
    yours.stop()


def test_thirty_wait_in_their_order_and_a_sweep_behind_them(pair):
    sweep = Sweep(Grid({"seed": (0, 1)}, MODEL, LONG))
    runs = submit_for(pair, *map(str, range(32)))
    sweep.start(pair)
    wait(lambda: pair.running() == 2, PATIENCE)
    assert [pair.turn(run) for run in runs[2:]] == [(place, 30) for place in range(1, 31)]
    assert [pair.turn(run)[0] for run in sweep._runs.values() if run] == [31, 32]
    sweep.stop()
    for run in reversed(runs):
        pair.stop(run)
    wait(lambda: not pair._tasks.runs, PATIENCE)


def test_batch_that_is_longer_than_a_turn_is_abandoned_and_its_owner_told(short_turns, monkeypatch):
    monkeypatch.setattr(tasks_module, "LONGEST_BATCH", 0.5)
    largest = short_turns.submit(LARGEST_MODEL, LARGEST, owner="ada")
    wait(lambda: bool(largest.probes), PATIENCE)
    other = short_turns.submit(MODEL, LONG, owner="bob")
    wait(lambda: bool(other.batches), PATIENCE)
    waiting = short_turns.submit(MODEL, SHORT, owner="cyd")
    wait(lambda: largest.state == "paused", PATIENCE)
    assert waiting.ended.wait(PATIENCE)
    assert largest.message.endswith(
        "took too long and was abandoned. Others were waiting. Train with fewer shots or a smaller "
        "batch."
    )
