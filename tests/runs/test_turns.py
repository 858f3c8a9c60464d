"""Several visitors on two workers: their turns, computations beside runs, deaths, and the log."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from hqnn_core import HybridNet, TrainConfig, train
from hqnn_core.language import said
from hqnn_core.network.events import BatchDone, EpochDone
from hqnn_core.runs import runner as runner_module
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.sweep import Sweep
from tests.runs import computations
from tests.runs.processes import (
    LONG,
    MODEL,
    PATIENCE,
    SHORT,
    deaths_allowed,
    is_alive,
    pid_of,
    wait,
)


@pytest.fixture
def short_turns(pair, monkeypatch) -> Runner:
    """A runner of two processes whose tasks are short."""
    monkeypatch.setattr(runner_module, "TASK_SECONDS", 0.2)
    return pair


class Steps:
    """A computation whose steps a test allows one by one."""

    def __init__(self, path: Path, runner: Runner, total: int = 4, owner: str = "") -> None:
        self._path, self._total = path, total
        self.allow(0)
        self.computation = runner.compute(computations.steps_on, (path, total), owner or None)

    def allow(self, done: int) -> None:
        computations.allow(self._path, done)

    def wait_for(self, done: int) -> None:
        wait(lambda: self.computation.progress == (done, self._total))

    def end(self) -> None:
        self.allow(self._total)
        assert self.computation.ended.wait(PATIENCE)


def states(*steps: Steps) -> list[str]:
    return [each.computation.state for each in steps]


def training(runner: Runner) -> list[Run]:
    return [job for job, it in runner._jobs.items() if it is not None and isinstance(job, Run)]


def submit_for(runner: Runner, *owners: str, training: TrainConfig = LONG) -> list[Run]:
    return [runner.submit(MODEL, training, owner=owner) for owner in owners]


def why(logged, job: Run) -> list[str]:
    return [event["why"] for event in logged("run-ended") if event["run"] == job.id[:10]]


def test_run_of_many_turns_is_the_same_to_the_last_bit(short_turns, small_digits):
    training = replace(SHORT, epochs=25)
    (first,) = submit_for(short_turns, "ada", training=training)
    others = submit_for(short_turns, "bob", "cyd")
    tasks = set()

    def note_turn() -> bool:
        tasks.add(short_turns._jobs.get(first))
        return first.ended.is_set()

    wait(note_turn)
    assert len(tasks - {None}) > 1, "it had one turn only"
    assert {run.state for run in others} <= {"queued", "running"}  # they have not ended before
    expected = list(train(HybridNet(MODEL), small_digits, training))
    assert first.batches == [e for e in expected if isinstance(e, BatchDone)]
    assert first.epochs == [e for e in expected if isinstance(e, EpochDone)]
    assert (first.finished, first.notices) == (expected[-1], [])


def test_run_that_nobody_waits_for_never_looks_queued_between_its_tasks(short_turns):
    (run,) = submit_for(short_turns, "ada")
    wait(lambda: bool(run.batches))
    states = set()

    def note_state() -> bool:
        states.add(run.state)
        return run.batches[-1].seconds > 1

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


def test_two_sweeps_share_and_wait_for_whoever_watches_a_run(short_turns):
    grid = Grid({"seed": tuple(range(8))}, MODEL, LONG)
    mine, yours = Sweep(grid), Sweep(grid)
    mine.start(short_turns, who="mine")
    wait(lambda: short_turns.running() == 2)
    yours.start(short_turns, who="yours")
    seen: list[str] = []

    def note_turns() -> bool:
        seen.extend(run.who for run in training(short_turns))
        return seen.count("yours") > 20

    wait(note_turns)
    watched = submit_for(short_turns, "ada", "bob")
    wait(lambda: set(training(short_turns)) == set(watched))
    for run in watched:
        short_turns.stop(run)
    wait(lambda: short_turns.running() == 2)
    mine.stop()
    yours.stop()


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


def test_owner_waits_for_himself_and_blocks_nobody_else(pair):
    first, second = submit_for(pair, "ada", "ada")
    (other,) = submit_for(pair, "bob", training=SHORT)
    assert other.ended.wait(PATIENCE)
    wait(lambda: bool(first.batches))
    assert (second.state, pair.turn(second)[0], pair.running()) == ("queued", 1, 1)
    pair.pause(first)
    wait(lambda: bool(second.batches))
    assert first.state == "paused"


def test_run_whose_processes_keep_dying_fails_with_a_sentence(pair):
    with deaths_allowed(pair, 0):
        run = pair.submit(MODEL, LONG)
        os.kill(pid_of(pair, run), signal.SIGKILL)
        assert run.ended.wait(PATIENCE)
    assert run.state == "failed"
    assert said(run.message).startswith("The training process was killed several times")


def test_computation_tells_its_progress_and_its_result_and_is_in_the_log(pair, tmp_path, logged):
    steps = Steps(tmp_path / "steps", pair, owner="ada")
    for done in range(4):
        steps.allow(done)
        steps.wait_for(done)
        assert steps.computation.share == done / 4
        assert (steps.computation.state, steps.computation.result) == ("running", None)
    steps.end()
    assert (steps.computation.state, steps.computation.message) == ("completed", "")
    assert (steps.computation.progress, steps.computation.share) == ((4, 4), 1.0)
    assert is_alive(steps.computation.result)
    wait(lambda: logged("computation-ended"))
    names = ("computation-queued", "computation-started", "computation-ended")
    (queued,), (started,), (ended,) = map(logged, names)
    assert (queued["function"], queued["who"], ended["why"]) == ("steps_on", "ada", "completed")
    assert {e["computation"] for e in (queued, started, ended)} == {steps.computation.id[:10]}


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (computations.refused, "A number is too large. Take a smaller one."),
        (computations.broken, "ZeroDivisionError: one by zero. The log has the traceback."),
    ],
)
def test_function_that_fails_says_why_and_its_worker_goes_on(pair, function, message):
    computation = pair.compute(function)
    assert computation.ended.wait(PATIENCE)
    assert (computation.state, said(computation.message)) == ("failed", message)
    assert computation.result is None
    after = pair.compute(computations.squares, ((2, 3, 4),))
    assert after.ended.wait(PATIENCE)
    assert after.result == [4, 9, 16]


def test_computation_whose_process_is_killed_is_computed_again(pair, tmp_path):
    steps = Steps(tmp_path / "steps", pair)
    steps.allow(2)
    steps.wait_for(2)
    killed = pair._jobs[steps.computation].pid
    steps.allow(1)  # what the second one reports
    os.kill(killed, signal.SIGKILL)
    steps.wait_for(1)
    steps.end()
    assert steps.computation.state == "completed"
    assert steps.computation.result != killed
    assert not is_alive(killed)


def test_cancelled_computation_frees_its_worker_and_a_waiting_one_never_begins(pair, tmp_path):
    steps = [Steps(tmp_path / str(n), pair) for n in range(3)]
    for running in steps[:2]:
        running.wait_for(0)
    assert states(*steps) == ["running", "running", "queued"]
    for each in reversed(steps):
        pair.stop(each.computation)
    for each in steps:
        assert each.computation.ended.wait(PATIENCE)
    assert states(*steps) == ["stopped"] * 3
    assert steps[2].computation.progress == (0, 0)


def test_computations_of_one_owner_take_turns_and_do_not_wait_for_their_run(pair, tmp_path):
    (run,) = submit_for(pair, "ada")
    wait(lambda: run.batches)
    first, second = (Steps(tmp_path / str(n), pair, owner="ada") for n in range(2))
    first.wait_for(0)
    assert states(first, second) == ["running", "queued"]
    pair.stop(run)
    wait(lambda: run.ended.is_set())
    assert states(first, second) == ["running", "queued"]
    first.end()
    second.end()


def test_computations_leave_half_of_the_workers_to_the_runs_that_wait(pair, tmp_path):
    steps = [Steps(tmp_path / str(n), pair) for n in range(4)]
    for running in steps[:2]:  # no run waits: they may have both
        running.wait_for(0)
    run = pair.submit(MODEL, SHORT)
    steps[0].end()
    assert run.ended.wait(PATIENCE)  # while another one holds its worker
    assert run.state == "completed"
    assert states(steps[1]) == ["running"]
    for each in steps[1:]:
        each.end()


def test_nothing_waits_behind_a_task_while_another_worker_is_about_to_be_free(pair, tmp_path):
    for number in range(5):  # Dask may take either worker where both have a task
        held = Steps(tmp_path / str(number), pair)
        leaving = pair.compute(computations.lingering)
        after = pair.compute(computations.squares, ((number,),))
        assert leaving.ended.wait(PATIENCE)
        assert after.ended.wait(PATIENCE)
        assert after.result == [number**2]
        held.end()


def test_run_is_queued_started_and_ended_in_the_log(pair, logged):
    (run,) = submit_for(pair, "ada", training=SHORT)
    wait(lambda: why(logged, run))
    (queued,), (started,), (ended,) = map(logged, ("run-queued", "run-started", "run-ended"))
    assert {e["run"] for e in (queued, started, ended)} == {run.id[:10]}
    assert {e["who"] for e in (queued, started, ended)} == {"ada"}
    assert (queued["network"], queued["shots"], queued["epochs"]) == ("hybrid", 100, 3)
    assert (queued["images"], queued["waiting"]) == (40, 1)
    assert started["waited_s"] >= 0
    assert (ended["why"], ended["epochs"], ended["batches"]) == ("completed", 3, 15)
    assert ended["trained_s"] > 0


def test_log_tells_pause_stop_and_fault_apart_and_names_a_sweep(pair, logged):
    run, broken = pair.submit(MODEL, LONG), pair.submit(MODEL, SHORT, weights=b"hello")
    wait(lambda: run.batches and why(logged, broken))
    pair.pause(run)
    wait(lambda: why(logged, run) == ["paused"])
    pair.resume(run)
    wait(lambda: run.state == "running")
    pair.stop(run)
    wait(lambda: why(logged, run) == ["paused", "stopped"])
    assert why(logged, broken) == ["failed"]
    messages = {event["run"]: event.get("message") for event in logged("run-ended")}
    assert "not a checkpoint" in messages[broken.id[:10]]
    sweep = Sweep(Grid({"seed": (0, 1)}, MODEL, SHORT))
    sweep.start(pair, who="0123456789abcdef")
    assert sweep.finished.wait(PATIENCE)
    (started,), (ended,) = logged("sweep-started"), logged("sweep-ended")
    assert (started["who"], started["runs"], started["done"]) == ("0123456789", 2, 0)
    assert (ended["why"], ended["done"], ended["failed"]) == ("completed", 2, 0)
    assert [event["who"] for event in logged("run-queued")[-2:]] == ["0123456789"] * 2
