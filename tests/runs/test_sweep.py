"""A sweep on a runner that ends runs when the test says so, and on a real one."""

import errno
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hqnn_core import ModelConfig, TrainConfig, run_sweep
from hqnn_core.errors import ConfigError
from hqnn_core.network import BatchDone, Finished
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.job import Until
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.sweep import SWEEP_PRIORITY, Outcome, Sweep
from tests.runs.processes import PATIENCE, wait

GRID = Grid({"shots": [1, 10, 100, 1000], "seed": range(3)})
QUICK = (
    ModelConfig(engine="statevector"),
    TrainConfig(source="offline", n_per_class=10, epochs=2, n_test_per_class=10),
)
END = Finished("completed", "Done.", 2, 0.3, -0.8, 0.9, 50, 100, 1.5)


class Bench(Runner):
    """A runner with places where runs lie until the test ends them."""

    @property
    def n_places(self) -> int:
        return 2

    def __init__(self) -> None:  # and no cluster
        self.runs: list[Run] = []
        self.paused: list[Run] = []

    def submit(self, model, training, *, on_change, priority=0, **_: Any) -> Run:
        run = Run(model, training, priority=priority)
        run.on_change = on_change
        self.runs.append(run)
        return run

    def pause(self, run: Run) -> None:
        self.paused.append(run)

    def resume(self, run: Run, until: Until = "end") -> None:
        self.paused.remove(run)

    def stop(self, run: Run) -> None:
        run.become("stopped", "Stopped.")
        self.runs.remove(run)
        self.say(run)

    def say(self, run: Run) -> None:
        assert run.on_change is not None
        run.on_change(run)

    def end(self, run: Run, finished: Finished | None = END) -> None:
        run.finished = finished
        run.become("completed" if finished else "failed", END.message if finished else "It broke.")
        self.runs.remove(run)
        self.say(run)


def begun(run: Run) -> None:
    run.batches.append(BatchDone(1, 1, 1, 0.5, -0.5, 2, 0.1))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_sweep_hands_out_a_few_runs_at_a_time_of_a_lower_priority(bench):
    sweep = Sweep(GRID)
    sweep.start(bench)
    assert len(bench.runs) == 2 * bench.n_places
    assert {run.priority for run in bench.runs} == {SWEEP_PRIORITY}
    assert [run.model for run in bench.runs] == [GRID.settings(i)[0] for i in range(4)]
    bench.end(bench.runs[1])
    assert len(bench.runs) == 4
    assert list(sweep.outcomes) == [1]
    found = sweep.outcomes[1]
    assert (found.outcome, found.test_accuracy, found.test_nll) == ("completed", 0.9, 0.3)
    assert found.test_chapter_loss == pytest.approx(0.2)  # 1 - P(correct)
    assert (found.circuits, found.seconds, found.message) == (100, 1.5, "Done.")


def test_sweep_is_done_when_its_last_run_is_and_tells_of_each(bench):
    sweep, told = Sweep(GRID), []
    sweep.start(bench, lambda sweep: told.append(sweep.n_done))
    assert (sweep.state, sweep.seconds_left) == ("running", None)
    while bench.runs:
        bench.end(bench.runs[-1])
    assert told == list(range(1, 13))
    assert sweep.finished.is_set()
    assert (sweep.state, sweep.seconds_left) == ("done", None)
    sweep.start(bench)
    assert (sweep.state, bench.runs) == ("done", [])


def test_stopped_sweep_resumes_its_begun_runs_where_they_stand(bench):
    sweep = Sweep(GRID)
    sweep.start(bench)
    begun(bench.runs[0])
    first = bench.runs[0]
    sweep.stop()
    assert (sweep.state, bench.paused, bench.runs) == ("stopped", [first], [first])
    assert sweep.finished.is_set()
    sweep.start(bench)
    assert bench.paused == []
    assert [run.model for run in bench.runs] == [GRID.settings(i)[0] for i in range(4)]
    while bench.runs:
        bench.end(bench.runs[0])
    assert sorted(sweep.outcomes) == list(range(12))


def test_failed_runs_are_tried_again_and_diverged_ones_are_not(bench):
    sweep = Sweep(GRID)
    sweep.start(bench)
    bench.end(bench.runs[0], None)
    bench.end(bench.runs[0], replace(END, outcome="diverged"))
    while bench.runs:
        bench.end(bench.runs[0])
    assert (sweep.state, sweep.n_done, sweep.n_failed) == ("stopped", 12, 1)
    assert sweep.outcomes[0].message == "It broke."
    sweep.start(bench)
    assert [run.model for run in bench.runs] == [GRID.settings(0)[0]]
    bench.end(bench.runs[0])
    assert (sweep.state, sweep.n_failed) == ("done", 0)


def test_sweep_goes_through_bytes_and_trains_only_what_is_missing(bench):
    sweep = Sweep(GRID, "shots")
    sweep.start(bench)
    bench.end(bench.runs[2])
    again = Sweep.from_bytes(sweep.to_bytes())
    assert (again.id, again.name, again.grid, again.created) == (
        sweep.id, "shots", GRID, sweep.created,
    )  # fmt: skip
    assert again.outcomes == sweep.outcomes
    assert again.state == "stopped"
    other = Bench()
    again.start(other)
    while other.runs:
        other.end(other.runs[0])
    assert again.state == "done"
    assert sorted(again.outcomes) == list(range(12))


def test_outcomes_of_another_server_are_not_trained_here(bench):
    sweep = Sweep(GRID)
    sweep.learn([Outcome(i, "completed", 0.9, 0.3, 0.2, 100, 1.0) for i in range(11)])
    sweep.start(bench)
    assert [run.model for run in bench.runs] == [GRID.settings(11)[0]]


@pytest.mark.parametrize("content", [b"", b"x", zlib.compress(b"[1]")])
def test_what_is_no_sweep_is_refused(content):
    with pytest.raises(ConfigError, match="a sweep cannot be read"):
        Sweep.from_bytes(content)


def test_sweep_that_is_disturbed_ends_with_the_same_networks_to_the_last_bit(runner):
    """Another run goes first; the sweep is stopped and resumed."""
    training = replace(QUICK[1], epochs=8)
    grid = Grid({"shots": [10, None], "seed": [0]}, QUICK[0], training)
    plain, disturbed = Sweep(grid), Sweep(grid)
    plain.start(runner)
    assert plain.finished.wait(PATIENCE)
    disturbed.start(runner)
    wait(lambda: runner.running() > 0)
    assert runner.submit(*QUICK).ended.wait(PATIENCE)
    disturbed.stop()
    disturbed.start(runner)
    assert disturbed.finished.wait(PATIENCE)
    for index, outcome in plain.outcomes.items():
        assert outcome.outcome == "completed"
        found = replace(disturbed.outcomes[index], seconds=outcome.seconds)
        assert found == replace(outcome, message=found.message)


@pytest.mark.usefixtures("shared_workers")
def test_run_sweep_gives_a_frame_and_goes_on_from_its_file(tmp_path, monkeypatch):
    file = tmp_path / "sweep.hqnn"
    axes = {"shots": [5, None], "seed": range(2)}
    frame = run_sweep(axes, *QUICK, file=file, progress=False)
    assert list(frame.columns[:3]) == ["seed", "shots", "outcome"]
    assert frame.test_accuracy.between(0, 1).all()
    assert frame.shots.isna().tolist() == [False, True, False, True]
    monkeypatch.setattr("hqnn_core.runs.notebook.Runner", None)  # nothing to train, so not started
    again = run_sweep(axes, *QUICK, file=file, progress=False)
    assert again.equals(frame)
    with pytest.raises(ConfigError, match="another grid"):
        run_sweep({"shots": [6]}, *QUICK, file=file, progress=False)


@pytest.mark.usefixtures("shared_workers")
def test_disk_that_is_full_ends_a_sweep_and_leaves_what_was_written(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError):  # before anything is trained
        run_sweep({"shots": [5]}, *QUICK, n_workers=1, file=tmp_path / "none" / "a.hqnn")
    file, write = tmp_path / "sweep.hqnn", Path.write_bytes
    written = []

    def until_full(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", until_full)
    with pytest.raises(OSError, match="No space left"):
        run_sweep({"shots": [5]}, *QUICK, file=file, progress=False)
    assert Sweep.from_bytes(file.read_bytes()).grid == Grid({"shots": [5]}, *QUICK)
