"""Function calls on the cluster: their progress, their result, their turns, and what goes wrong."""

from __future__ import annotations

import os
import pickle
import signal
from pathlib import Path

import pytest

from hqnn_core.experiments.device import ask_device
from hqnn_core.experiments.plateau import deep_and_shallow
from hqnn_core.experiments.surrogate import pretrained_replaced
from hqnn_core.experiments.uploads import upload_fit
from hqnn_core.language import said
from hqnn_core.network import seconds_per_image
from hqnn_core.quantum import MODEL_DEVICE, ry_circuit
from hqnn_core.runs import runner as runner_module
from hqnn_core.runs.computation import Computation
from hqnn_core.runs.runner import Runner
from tests.runs import computations
from tests.runs.processes import PATIENCE, deaths_allowed, is_alive, wait
from tests.runs.test_runner_resume import LONG, MODEL, SHORT


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


def pid_of(runner: Runner, computation: Computation) -> int:
    task = runner._jobs[computation]
    assert task is not None
    return task.pid


def states(*steps: Steps) -> list[str]:
    return [each.computation.state for each in steps]


def test_result_is_what_the_function_returns_and_the_last_progress_is_all(pair):
    computation = pair.compute(computations.squares, ((2, 3, 4),))
    assert computation.ended.wait(PATIENCE)
    assert (computation.state, computation.message) == ("completed", "")
    assert computation.result == [4, 9, 16]
    assert (computation.progress, computation.share) == ((3, 3), 1.0)


def test_progress_is_that_of_the_function_while_it_runs(pair, tmp_path):
    steps = Steps(tmp_path / "steps", pair)
    for done in range(4):
        steps.allow(done)
        steps.wait_for(done)
        assert steps.computation.share == done / 4
        assert (steps.computation.state, steps.computation.result) == ("running", None)
    steps.end()
    assert steps.computation.progress == (4, 4)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (computations.refused, "A number is too large. Take a smaller one."),
        (computations.broken, "ZeroDivisionError: one by zero. The log has the traceback."),
        (computations.deadly, "The computing process was killed several times; the log says why."),
    ],
)
def test_function_that_fails_says_why_and_its_worker_goes_on(pair, function, message):
    with deaths_allowed(pair, 0):
        computation = pair.compute(function)
        assert computation.ended.wait(PATIENCE)
    assert (computation.state, said(computation.message)) == ("failed", message)
    assert computation.result is None
    after = pair.compute(computations.squares, ((5,),))
    assert after.ended.wait(PATIENCE)
    assert after.result == [25]


def test_function_that_workers_cannot_import_is_refused_at_once(pair):
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pair.compute(lambda report: None)
    assert not pair.running()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_computation_whose_process_is_killed_is_computed_again(pair, tmp_path):
    steps = Steps(tmp_path / "steps", pair)
    steps.allow(2)
    steps.wait_for(2)
    killed = pid_of(pair, steps.computation)
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
    after = pair.compute(computations.squares, ((5,),))
    assert after.ended.wait(PATIENCE)


def test_computations_of_one_owner_take_turns_and_do_not_wait_for_their_run(pair, tmp_path):
    run = pair.submit(MODEL, LONG, owner="ada")
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
    for number in range(8):  # Dask may take either worker where both have a task
        held = Steps(tmp_path / str(number), pair)
        leaving = pair.compute(computations.lingering)
        after = pair.compute(computations.squares, ((number,),))
        assert leaving.ended.wait(PATIENCE)
        assert after.ended.wait(PATIENCE)
        assert after.result == [number**2]
        held.end()


def test_computations_and_runs_have_every_second_turn_on_one_worker(runner, monkeypatch, tmp_path):
    monkeypatch.setattr(runner_module, "TASK_SECONDS", 0.2)
    bored = [runner.submit(MODEL, LONG) for _ in range(2)]
    wait(lambda: all(run.batches for run in bored))
    order: list[str] = []
    begin = runner._begin

    def noted(job, cluster):
        order.append(job.kind)
        begin(job, cluster)

    monkeypatch.setattr(runner, "_begin", noted)
    some = [runner.compute(computations.squares, ((n,),)) for n in range(5)]
    assert all(each.ended.wait(PATIENCE) for each in some)
    first = order.index("computation")
    assert order[first : first + 9] == ["computation", "run"] * 4 + ["computation"]
    for run in bored:
        runner.stop(run)
        assert run.ended.wait(PATIENCE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (deep_and_shallow, (3,)),
        (upload_fit, ("square", 2)),
        (pretrained_replaced, (10,)),
        (ask_device, (ry_circuit(), 0.3, MODEL_DEVICE, 100)),
        (seconds_per_image, (10,)),
    ],
)
def test_progress_of_an_experiment_goes_from_0_to_all_and_never_back(function, arguments):
    reports: list[tuple[int, int]] = []
    found = function(*arguments, report=lambda *steps: reports.append(steps))
    done, totals = zip(*reports, strict=True)
    assert len(set(totals)) == 1
    assert (done[0], done[-1]) == (0, totals[0])
    assert list(done) == sorted(done)
    assert len(set(done)) >= 3
    assert type(pickle.loads(pickle.dumps(found))) is type(found)


def test_computation_is_in_the_log(pair, logged):
    computation = pair.compute(computations.squares, ((2,),), owner="ada")
    assert computation.ended.wait(PATIENCE)
    wait(lambda: logged("computation-ended"))
    names = ("computation-queued", "computation-started", "computation-ended")
    (queued,), (started,), (ended,) = map(logged, names)
    assert (queued["function"], queued["who"], ended["why"]) == ("squares", "ada", "completed")
    assert {e["computation"] for e in (queued, started, ended)} == {computation.id[:10]}


def test_result_computed_here_needs_no_worker():
    computation = Computation(pow, (2, 3)).compute_here()
    assert (computation.state, computation.result) == ("completed", 8)
