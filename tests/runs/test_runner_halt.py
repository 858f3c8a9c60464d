"""A halt takes effect in two seconds, whatever the training process is at."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from hqnn_core import HybridNet, ModelConfig, TrainConfig, load_checkpoint, train
from hqnn_core.network.events import BatchDone, EpochDone
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner
from tests.runs.processes import pid_of, wait
from tests.runs.test_runner_resume import LONG, MODEL, SHORT

LARGEST_MODEL = ModelConfig(engine="aer", shots=1_000_000, noise="device")
LARGEST = TrainConfig(source="offline", n_per_class=100, epochs=1_000, batch_size=1_024)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGSTOP")


def stopped_in_mid_run(runner: Runner, is_far_enough: Callable[[Run], bool]) -> Run:
    """A run whose process the operating system has stopped."""
    run = runner.submit(MODEL, LONG)
    wait(lambda: is_far_enough(run))
    os.kill(pid_of(runner, run), signal.SIGSTOP)
    return run


def test_run_of_a_stopped_process_is_stopped_at_its_last_state(pair):
    run = stopped_in_mid_run(pair, lambda run: len(run.epochs) >= 2)
    pair.stop(run)
    assert run.ended.wait(10)
    assert pair.running() == 0
    assert run.state == "stopped"
    place = f"Stopped after epoch {run.batches[-1].epoch}, batch {run.batches[-1].batch}."
    assert run.message.startswith(place)
    assert run.message.endswith("took too long and was abandoned.")
    assert run.checkpoint is not None
    load_checkpoint(run.checkpoint)
    after = pair.submit(MODEL, SHORT)  # the place is free again
    assert after.ended.wait(60)
    assert after.state == "completed"


def test_paused_run_of_a_stopped_process_resumes_to_the_last_bit(pair, small_digits):
    training = replace(SHORT, epochs=60)
    run = pair.submit(MODEL, training)
    wait(lambda: len(run.epochs) >= 3)
    os.kill(pid_of(pair, run), signal.SIGSTOP)
    pair.pause(run)
    wait(lambda: run.state == "paused", 10)
    assert run.message.startswith("Paused after epoch")
    pair.resume(run)
    assert run.ended.wait(60)
    expected = list(train(HybridNet(MODEL), small_digits, training))
    assert run.batches == [e for e in expected if isinstance(e, BatchDone)]
    assert run.epochs == [e for e in expected if isinstance(e, EpochDone)]
    assert (run.finished, run.notices) == (expected[-1], [])


def test_resuming_a_run_whose_halt_is_not_answered_starts_another_process(pair):
    run = stopped_in_mid_run(pair, lambda run: run.state_position[1] >= 1)
    pair.pause(run)
    pair.resume(run, "epoch")
    wait(lambda: run.state == "paused", 60)
    assert len(run.epochs) >= 2
    assert run._deaths == 0


def test_largest_run_is_stopped_in_its_first_batch(pair):
    """It would take minutes: 200 circuits of a million shots, and twice as many for the slopes."""
    run = pair.submit(LARGEST_MODEL, LARGEST)
    wait(lambda: bool(run.probes))  # the event before the first batch
    pair.stop(run)
    assert run.ended.wait(4)
    assert (run.state, run.message) == ("stopped", "Stopped before its first batch was done.")


def test_killed_process_costs_seconds_of_a_long_epoch_and_not_all_of_it(pair):
    run = pair.submit(ModelConfig(shots=20_000), replace(LONG, batch_size=1))
    wait(lambda: run.state_position[0] > 0)
    n_known = run.state_position[0]
    os.kill(pid_of(pair, run), signal.SIGKILL)
    wait(lambda: bool(run.notices))
    assert not run.epochs
    killed = "The training process was killed; training resumed after epoch 1, batch "
    assert int(run.notices[0].removeprefix(killed).rstrip(".")) >= n_known
    wait(lambda: len(run.batches) > n_known)
    assert [b.step for b in run.batches] == list(range(1, len(run.batches) + 1))
    assert run.checkpoint is not None
    pair.stop(run)
    assert run.ended.wait(10)
