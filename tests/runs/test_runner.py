"""Real worker processes: they take a few seconds to start, so the tests of a module share one."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest
import torch

from hqnn_core import HybridNet, ModelConfig, TrainConfig, load_checkpoint, load_digits, train
from hqnn_core.language import said
from hqnn_core.network import training
from hqnn_core.network.events import BatchDone, EpochDone
from hqnn_core.network.losses import chapter_loss
from hqnn_core.runs.run import Run
from tests.runs.processes import PATIENCE, is_alive, pids, wait

LONG = TrainConfig(source="offline", n_per_class=100, epochs=1000)


def wait_for_batches(run: Run) -> None:
    until = time.monotonic() + PATIENCE
    while not run.batches and not run.ended.is_set() and time.monotonic() < until:
        time.sleep(0.01)
    assert run.batches, run.message


def test_run_in_a_process_gives_the_events_of_one_here(runner, quick_model, quick_training):
    run = runner.submit(quick_model, quick_training)
    assert run.ended.wait(PATIENCE)
    digits = load_digits((0, 1), quick_training.n_per_class, "offline")
    network = HybridNet(quick_model)
    events = list(train(network, digits, quick_training))
    assert run.batches == [e for e in events if isinstance(e, BatchDone)]
    assert run.epochs == [e for e in events if isinstance(e, EpochDone)]
    assert (run.state, run.finished, run.source) == ("completed", events[-1], "offline")
    assert run.checkpoint is not None
    trained = load_checkpoint(run.checkpoint)
    for name, value in network.state_dict().items():
        assert torch.equal(trained.state_dict()[name], value)


def test_run_can_be_stopped_at_any_batch_and_its_network_is_kept(runner, quick_model):
    run = runner.submit(quick_model, LONG)
    wait_for_batches(run)
    runner.stop(run)
    assert run.ended.wait(PATIENCE)
    assert run.state == "stopped"
    assert "The network is kept" in run.message
    n_batches = len(run.batches)
    assert run.checkpoint is not None
    load_checkpoint(run.checkpoint)
    time.sleep(0.3)
    assert len(run.batches) == n_batches


def test_second_run_waits_for_its_turn_and_can_be_stopped_there(runner, quick_model):
    first, second, third = (runner.submit(quick_model, LONG) for _ in range(3))
    wait_for_batches(first)
    assert [runner.turn(run)[0] for run in (first, second, third)] == [0, 1, 2]
    runner.stop(second)
    assert (second.state, said(second.message)) == ("stopped", "Stopped before it began.")
    assert runner.turn(third)[0] == 1
    runner.stop(first)
    wait_for_batches(third)
    runner.stop(third)
    assert third.ended.wait(PATIENCE)


def test_a_stop_meant_for_an_ended_run_does_not_stop_the_next(runner, quick_model, quick_training):
    first = runner.submit(quick_model, quick_training)
    assert first.ended.wait(PATIENCE)
    runner.stop(first)
    second = runner.submit(quick_model, quick_training)
    assert second.ended.wait(PATIENCE)
    assert (first.state, second.state) == ("completed", "completed")


def test_diverging_run_ends_with_a_sentence_and_a_network(runner, quick_training):
    model = ModelConfig(engine="statevector", shots=None)
    run = runner.submit(model, replace(quick_training, learning_rate=1e38))
    assert run.ended.wait(PATIENCE)
    assert run.state == "diverged"
    assert "smaller learning rate" in run.message
    assert run.checkpoint is not None
    load_checkpoint(run.checkpoint)


def test_missing_images_reach_the_visitor_as_a_sentence(runner, quick_model, quick_training):
    run = runner.submit(quick_model, replace(quick_training, n_per_class=5000))
    assert run.ended.wait(PATIENCE)
    assert run.state == "failed"
    assert "training images of the digit 0" in run.message
    after = runner.submit(quick_model, quick_training)  # the process lives on
    assert after.ended.wait(PATIENCE)
    assert after.state == "completed"


def break_training() -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault of the program " + "x" * 10**6)

    training.chapter_loss = broken


def mend_training() -> None:
    training.chapter_loss = chapter_loss


def test_unexpected_fault_reaches_the_visitor_and_its_traceback_the_log(
    runner, quick_model, quick_training, caplog
):
    wait(lambda: runner._cluster)
    client = runner._cluster.client
    client.run(break_training)
    run = runner.submit(quick_model, quick_training)
    assert run.ended.wait(PATIENCE)
    client.run(mend_training)
    assert run.state == "failed"
    assert said(run.message).startswith("ZeroDivisionError: a fault of the program xxx")
    assert said(run.message).endswith("x. The log has the traceback.")
    assert len(said(run.message)) < 500
    assert "Traceback (most recent call last)" in caplog.text


SERVER = """
import os, time
from hqnn_core.runs.runner import Runner
from tests.runs.processes import is_alive, pids, wait
from tests.runs.processes import pids
runner = Runner(1)
processes = pids(runner).values()
print(runner._cluster._process.pid, *processes, flush=True)
time.sleep(60)
"""


def test_processes_end_with_a_server_that_is_killed():
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    children = [int(pid) for pid in server.stdout.readline().split()]
    assert len(children) == 2
    assert all(map(is_alive, children))
    server.kill()
    server.wait()
    wait(lambda: not any(map(is_alive, children)))


def test_workers_are_bounded_and_reused(runner, quick_model, quick_training):
    before = pids(runner)
    for _ in range(2):
        assert runner.submit(quick_model, quick_training).ended.wait(PATIENCE)
    assert pids(runner) == before
    assert len(before) == 1


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_run_that_waits_or_trains_is_active(state, quick_model, quick_training):
    run = Run(quick_model, quick_training)
    run.state = state
    assert run.is_active
