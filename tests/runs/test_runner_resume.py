"""Pausing, stepping, resuming and dying in real worker processes; they share one runner."""

import os
import signal
from dataclasses import replace

import pytest

from hqnn_core import HybridNet, ModelConfig, TrainConfig, load_checkpoint, load_digits, train
from hqnn_core.language import said
from hqnn_core.network import LabelledImages
from hqnn_core.network.checkpoint import checkpoint_bytes
from hqnn_core.network.data import Digits
from hqnn_core.network.evaluation import untrained_report
from hqnn_core.network.events import BatchDone, EpochDone, Started
from hqnn_core.runs.pace import remaining_seconds, samples_per_second
from hqnn_core.runs.run import Run
from tests.runs.processes import PATIENCE, deaths_allowed, pid_of, wait

MODEL = ModelConfig(engine="statevector", shots=100)
SHORT = TrainConfig(source="offline", n_per_class=20, n_test_per_class=10, epochs=3)
LONG = replace(SHORT, n_per_class=100, epochs=1000)


def truth(digits: Digits, training: TrainConfig, network: HybridNet | None = None) -> list:
    return list(train(network or HybridNet(MODEL), digits, training))


def assert_is(run: Run, events: list) -> None:
    assert run.batches == [e for e in events if isinstance(e, BatchDone)]
    assert run.epochs == [e for e in events if isinstance(e, EpochDone)]
    assert run.finished == events[-1]


def test_run_in_steps_is_the_run_without(runner, small_digits):
    run = runner.submit(MODEL, SHORT, until="batch")
    wait(lambda: run.state == "paused")
    assert (len(run.batches), len(run.epochs)) == (1, 0)
    assert not run.is_active
    assert load_checkpoint(run.checkpoint)
    runner.resume(run, "epoch")
    wait(lambda: run.state == "paused")
    assert (len(run.batches), len(run.epochs)) == (5, 1)
    for n_batches in (6, 7):
        runner.resume(run, "batch")
        wait(lambda: run.state == "paused")
        assert len(run.batches) == n_batches
    runner.resume(run)
    assert run.ended.wait(PATIENCE)
    assert run.state == "completed"
    assert_is(run, truth(small_digits, SHORT))


def test_paused_run_frees_its_place_and_resumes_later(runner, small_digits):
    first = runner.submit(MODEL, LONG)
    second = runner.submit(MODEL, SHORT)
    wait(lambda: len(first.batches) > 2)
    wait(lambda: runner.running() == 1)
    assert runner.turn(second)[0] == 1
    runner.pause(first)
    assert second.ended.wait(PATIENCE)
    assert first.state == "paused"
    n_batches = len(first.batches)
    runner.resume(first)
    wait(lambda: len(first.batches) > n_batches + 30)
    runner.stop(first)
    assert first.ended.wait(PATIENCE)
    expected = train(HybridNet(MODEL), load_digits((0, 1), 100, "offline"), LONG)
    events = [next(expected) for _ in range(1 + len(first.batches) + len(first.epochs))]
    assert first.batches == [e for e in events if isinstance(e, BatchDone)]
    assert [b.step for b in first.batches] == list(range(1, len(first.batches) + 1))


def test_waiting_run_is_paused_at_once(runner):
    first, second = runner.submit(MODEL, LONG), runner.submit(MODEL, SHORT)
    runner.pause(second)
    assert (second.state, runner.turn(second)[0]) == ("paused", 0)
    runner.stop(second)
    assert (second.state, said(second.message)) == ("stopped", "Stopped before it began.")
    runner.stop(first)  # while it starts
    assert first.ended.wait(PATIENCE)
    runner.resume(second)
    assert second.ended.wait(PATIENCE)
    assert second.state == "completed"


def test_any_order_of_orders_is_harmless(runner, small_digits):
    run = runner.submit(MODEL, SHORT)
    for order in (runner.pause, runner.pause, runner.resume, runner.resume, runner.pause):
        order(run)
    wait(lambda: run.state in ("paused", "completed"))
    for order in (runner.stop, runner.stop, runner.pause):
        order(run)
    assert run.state in ("stopped", "completed")
    for order in (runner.resume, runner.resume, runner.pause, runner.resume):
        order(run)
    assert run.ended.wait(PATIENCE)
    assert run.state == "completed"
    assert_is(run, truth(small_digits, SHORT))
    for order in (runner.pause, runner.resume, runner.stop):
        order(run)
    assert run.state == "completed"


def test_resuming_takes_back_a_stop_that_has_not_come_through(runner, small_digits):
    run = runner.submit(MODEL, SHORT)
    runner.stop(run)
    runner.resume(run)
    assert run.ended.wait(PATIENCE)
    assert run.state == "completed"
    assert_is(run, truth(small_digits, SHORT))


def test_completed_run_resumes_for_more_epochs(runner, small_digits):
    run = runner.submit(MODEL, replace(SHORT, epochs=1))
    assert run.ended.wait(PATIENCE)
    runner.extend(run, 2)
    assert run.ended.wait(PATIENCE)
    assert run.training == SHORT
    assert_is(run, truth(small_digits, SHORT))


def test_events_that_come_again_are_dropped():
    run = Run(MODEL, SHORT)
    batches = [BatchDone(1, i, i, 0.5, -0.5, 3 * i, 0.1 * i, (0.2,)) for i in range(1, 6)]
    started = Started((0.1,), circuits=0, seconds=0.0)
    for event in (started, *batches[:4], started, *batches):
        run.note(event)
    assert run.batches == batches
    assert [probe.step for probe in run.probes] == [0, 1, 2, 3, 4, 5]


def test_angles_of_a_run_are_known_from_the_untrained_network_on(runner, small_digits):
    run = runner.submit(MODEL, SHORT, until="batch")
    wait(lambda: run.state == "paused")
    assert [probe.step for probe in run.probes] == [0, 1]
    assert run.probes[0].thetas == untrained_report(MODEL, small_digits)["probe_thetas"]
    runner.resume(run)
    assert run.ended.wait(PATIENCE)
    first = [(probe.step, probe.batch) for probe in run.probes if probe.epoch == 1]
    assert first == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 0)]
    assert run.probes[-1].thetas == run.epochs[-1].probe_thetas


def test_run_that_is_paused_has_the_angles_of_its_last_batch(runner):
    run = runner.submit(MODEL, LONG)
    wait(lambda: len(run.batches) > 30)
    runner.pause(run)
    wait(lambda: run.state == "paused")
    assert run.probes[-1].step == run.batches[-1].step
    runner.stop(run)


def test_run_whose_processes_keep_dying_fails_with_a_sentence(pair):
    with deaths_allowed(pair, 1):
        run = pair.submit(MODEL, LONG)
        first = pid_of(pair, run)
        os.kill(first, signal.SIGKILL)
        wait(lambda: pid_of(pair, run) != first)
        os.kill(pid_of(pair, run), signal.SIGKILL)
        assert run.ended.wait(PATIENCE)
    assert run.state == "failed"
    assert said(run.message).startswith("The training process was killed several times")


def test_owner_waits_for_himself_and_blocks_nobody_else(pair):
    first, second = (pair.submit(MODEL, LONG, owner="ada") for _ in range(2))
    other = pair.submit(MODEL, SHORT, owner="bob")
    assert other.ended.wait(PATIENCE)
    wait(lambda: bool(first.batches))
    assert (second.state, pair.turn(second)[0], pair.running()) == ("queued", 1, 1)
    pair.pause(first)
    wait(lambda: bool(second.batches))
    assert first.state == "paused"


def test_run_from_given_weights_on_own_images(runner, small_digits):
    network = HybridNet(replace(MODEL, seed=5))
    pixels = (small_digits.train_images[:7] * 255).round().byte()
    labels = small_digits.train_labels[:7].tolist()
    drawings = LabelledImages(tuple(image.numpy().tobytes() for image in pixels), tuple(labels))
    run = runner.submit(MODEL, SHORT, weights=checkpoint_bytes(network), drawings=drawings)
    assert run.ended.wait(PATIENCE)
    own = replace(
        small_digits, train_images=pixels / 255, train_labels=small_digits.train_labels[:7]
    )
    start = HybridNet(MODEL)
    start.load_state_dict(network.state_dict())
    assert (run.source, run.n_batches_per_epoch) == ("drawings", 1)
    assert_is(run, truth(own, SHORT, start))


@pytest.mark.parametrize(
    ("drawings", "sentence"),
    [
        (LabelledImages(), "at least 1 image"),
        (LabelledImages((bytes(784),), (2,)), "label must be a class from 0 to 1; got 2"),
    ],
)
def test_drawings_that_cannot_be_trained_on_are_refused(runner, drawings, sentence):
    with pytest.raises(ValueError, match=sentence):
        runner.submit(MODEL, SHORT, drawings=drawings)


def test_weights_that_are_no_checkpoint_fail_with_a_sentence(runner):
    run = runner.submit(MODEL, SHORT, weights=b"hello")
    assert run.ended.wait(PATIENCE)
    assert (run.state, "not a checkpoint" in run.message) == ("failed", True)


def test_time_left_and_speed_are_measured():
    run = Run(MODEL, SHORT)  # 5 batches an epoch, 15 in all
    assert (run.n_batches_per_epoch, run.seconds) == (5, 0.0)
    assert (remaining_seconds(run), samples_per_second(run)) == (None, None)
    for step in range(1, 5):
        run.batches.append(BatchDone(1, step, step, 0.5, -0.5, 24 * step, step * 0.5))
    assert run.seconds == 2.0
    assert remaining_seconds(run) == pytest.approx(11 * 0.5)
    assert samples_per_second(run) == pytest.approx(8 / 0.5)
