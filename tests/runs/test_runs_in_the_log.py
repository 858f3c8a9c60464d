"""Who trained what, how long it waited and trained, and why it ended: each is an event."""

from hqnn_core.runs.grid import Grid
from hqnn_core.runs.sweep import Sweep
from tests.runs.processes import PATIENCE, wait
from tests.runs.test_runner_resume import LONG, MODEL, SHORT


def why(logged, run) -> list[str]:
    return [event["why"] for event in logged("run-ended") if event["run"] == run.id[:10]]


def test_run_is_queued_started_and_ended(pair, logged):
    run = pair.submit(MODEL, SHORT, owner="ada")
    wait(lambda: why(logged, run))
    (queued,), (started,), (ended,) = map(logged, ("run-queued", "run-started", "run-ended"))
    assert {e["run"] for e in (queued, started, ended)} == {run.id[:10]}
    assert {e["who"] for e in (queued, started, ended)} == {"ada"}
    assert (queued["network"], queued["shots"], queued["epochs"]) == ("hybrid", 100, 3)
    assert (queued["images"], queued["waiting"]) == (40, 1)
    assert started["waited_s"] >= 0
    assert (ended["why"], ended["epochs"], ended["batches"]) == ("completed", 3, 15)
    assert ended["trained_s"] > 0


def test_pause_stop_and_fault_are_told_apart(pair, logged):
    run, broken = pair.submit(MODEL, LONG), pair.submit(MODEL, SHORT, weights=b"hello")
    wait(lambda: run.batches and why(logged, broken))
    pair.pause(run)
    wait(lambda: why(logged, run) == ["paused"])
    pair.resume(run)
    wait(lambda: run.state == "running")
    pair.stop(run)
    wait(lambda: why(logged, run) == ["paused", "stopped"])
    assert why(logged, broken) == ["failed"]
    assert "not a checkpoint" in logged("run-ended")[0]["message"]


def test_sweep_is_started_and_ended(pair, logged):
    sweep = Sweep(Grid({"seed": (0, 1)}, MODEL, SHORT))
    sweep.start(pair, who="0123456789abcdef")
    assert sweep.finished.wait(PATIENCE)
    (started,), (ended,) = logged("sweep-started"), logged("sweep-ended")
    assert (started["who"], started["runs"], started["done"]) == ("0123456789", 2, 0)
    assert (ended["why"], ended["done"], ended["failed"]) == ("completed", 2, 0)
    assert {event["who"] for event in logged("run-queued")} == {"0123456789"}
