"""Runs in real worker processes: the same events as here; stopped, paused, stepped, resumed."""

import os
import pickle
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from hqnn_core import HybridNet, ModelConfig, TrainConfig, load_checkpoint, load_digits, train
from hqnn_core.experiments.device import ask_device
from hqnn_core.experiments.plateau import deep_and_shallow
from hqnn_core.experiments.surrogate import pretrained_replaced
from hqnn_core.experiments.uploads import upload_fit
from hqnn_core.language import said
from hqnn_core.network import LabelledImages, training
from hqnn_core.network.checkpoint import checkpoint_bytes
from hqnn_core.network.data import Digits
from hqnn_core.network.evaluation import untrained_report
from hqnn_core.network.events import BatchDone, EpochDone, Started
from hqnn_core.network.losses import chapter_loss
from hqnn_core.quantum import MODEL_DEVICE, ry_circuit
from hqnn_core.runs import runner as runner_module
from hqnn_core.runs.pace import remaining_seconds, samples_per_second
from hqnn_core.runs.run import Run
from tests.runs import computations
from tests.runs.processes import LONG, MODEL, PATIENCE, SHORT, is_alive, pids, wait


def truth(digits: Digits, training: TrainConfig, network: HybridNet | None = None) -> list:
    return list(train(network or HybridNet(MODEL), digits, training))


def assert_is(run: Run, events: list) -> None:
    assert run.batches == [e for e in events if isinstance(e, BatchDone)]
    assert run.epochs == [e for e in events if isinstance(e, EpochDone)]
    assert (run.state, run.finished) == (events[-1].outcome, events[-1])


def test_run_in_a_process_gives_the_events_and_the_network_of_one_here(runner, small_digits):
    workers = pids(runner)
    run = runner.submit(MODEL, SHORT)
    assert run.ended.wait(PATIENCE)
    network = HybridNet(MODEL)
    assert_is(run, truth(small_digits, SHORT, network))
    assert run.source == "offline"
    trained = load_checkpoint(run.checkpoint).state_dict()
    assert all(torch.equal(trained[name], value) for name, value in network.state_dict().items())
    assert pids(runner) == workers


def test_run_can_be_stopped_at_any_batch_and_its_network_is_kept(runner):
    run = runner.submit(MODEL, LONG)
    wait(lambda: run.batches)
    runner.stop(run)
    assert run.ended.wait(PATIENCE)
    assert run.state == "stopped"
    assert "The network is kept" in run.message
    assert load_checkpoint(run.checkpoint)


def test_waiting_runs_have_their_turns_and_are_paused_or_stopped_at_once(runner):
    first, second, third = (runner.submit(MODEL, each) for each in (LONG, LONG, SHORT))
    wait(lambda: first.batches)
    assert [runner.turn(run)[0] for run in (first, second, third)] == [0, 1, 2]
    runner.stop(second)
    assert (second.state, said(second.message)) == ("stopped", "Stopped before it began.")
    assert runner.turn(third)[0] == 1
    runner.pause(third)
    assert (third.state, runner.turn(third)[0]) == ("paused", 0)
    runner.stop(first)
    assert first.ended.wait(PATIENCE)
    runner.resume(third)
    assert third.ended.wait(PATIENCE)
    assert third.state == "completed"


def test_diverging_run_ends_with_a_sentence_and_a_network(runner):
    model = ModelConfig(engine="statevector", shots=None)
    run = runner.submit(model, replace(SHORT, learning_rate=1e38))
    assert run.ended.wait(PATIENCE)
    assert run.state == "diverged"
    assert "smaller learning rate" in run.message
    assert load_checkpoint(run.checkpoint)


def break_training() -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault of the program " + "x" * 10**6)

    training.chapter_loss = broken


def mend_training() -> None:
    training.chapter_loss = chapter_loss


def test_unexpected_fault_reaches_the_visitor_and_its_traceback_the_log(runner, caplog):
    wait(lambda: runner._cluster)
    client = runner._cluster.client
    client.run(break_training)
    run = runner.submit(MODEL, SHORT)
    assert run.ended.wait(PATIENCE)
    client.run(mend_training)
    assert run.state == "failed"
    assert said(run.message).startswith("ZeroDivisionError: a fault of the program xxx")
    assert said(run.message).endswith("x. The log has the traceback.")
    assert len(said(run.message)) < 500
    assert "Traceback (most recent call last)" in caplog.text


SERVER = """
import os, time
from hqnn_core.runs.cluster import LocalCluster
cluster = LocalCluster(1)
print(cluster._process.pid, *cluster.client.run(os.getpid).values(), flush=True)
time.sleep(600)
"""


def test_processes_end_with_a_server_that_is_killed():
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    children = [int(pid) for pid in server.stdout.readline().split()]
    assert len(children) == 2
    assert all(map(is_alive, children))
    os.kill(server.pid, signal.SIGKILL)
    server.communicate()
    wait(lambda: not any(map(is_alive, children)))


def test_run_in_steps_is_the_run_without_and_its_angles_are_known_from_the_start(
    runner, small_digits
):
    run = runner.submit(MODEL, SHORT, until="batch")
    wait(lambda: run.state == "paused")
    assert (len(run.batches), len(run.epochs), run.is_active) == (1, 0, False)
    assert load_checkpoint(run.checkpoint)
    assert [probe.step for probe in run.probes] == [0, 1]
    assert run.probes[0].thetas == untrained_report(MODEL, small_digits)["probe_thetas"]
    for until, n_batches in (("epoch", 5), ("batch", 6), ("batch", 7)):
        runner.resume(run, until)
        wait(lambda: run.state == "paused")
        assert len(run.batches) == n_batches
    runner.resume(run)
    assert run.ended.wait(PATIENCE)
    assert_is(run, truth(small_digits, SHORT))
    first = [(probe.step, probe.batch) for probe in run.probes if probe.epoch == 1]
    assert first == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 0)]
    assert run.probes[-1].thetas == run.epochs[-1].probe_thetas


def test_paused_run_frees_its_place_and_resumes_later(runner):
    first, second = runner.submit(MODEL, LONG), runner.submit(MODEL, SHORT)
    wait(lambda: len(first.batches) > 30)
    runner.pause(first)
    assert second.ended.wait(PATIENCE)
    assert first.state == "paused"
    n_batches = len(first.batches)
    assert first.probes[-1].step == n_batches  # though not every batch is probed
    runner.resume(first)
    wait(lambda: len(first.batches) > n_batches + 30)
    runner.stop(first)
    assert first.ended.wait(PATIENCE)
    expected = train(HybridNet(MODEL), load_digits((0, 1), LONG.n_per_class, "offline"), LONG)
    events = [next(expected) for _ in range(1 + len(first.batches) + len(first.epochs))]
    assert first.batches == [e for e in events if isinstance(e, BatchDone)]


def test_any_order_of_orders_is_harmless(runner, small_digits):
    run = runner.submit(MODEL, SHORT)
    for order in (runner.stop, runner.resume, runner.pause, runner.pause, runner.resume):
        order(run)
    runner.pause(run)
    wait(lambda: run.state in ("paused", "completed"))
    for order in (runner.stop, runner.stop, runner.pause):
        order(run)
    assert run.state in ("stopped", "completed")
    for order in (runner.resume, runner.resume, runner.pause, runner.resume):
        order(run)
    assert run.ended.wait(PATIENCE)
    assert_is(run, truth(small_digits, SHORT))
    for order in (runner.pause, runner.resume, runner.stop):
        order(run)
    assert run.state == "completed"


def test_completed_run_resumes_for_more_epochs(runner, small_digits):
    run = runner.submit(MODEL, replace(SHORT, epochs=1))
    assert run.ended.wait(PATIENCE)
    runner.extend(run, 2)
    assert run.ended.wait(PATIENCE)
    assert run.training == SHORT
    assert_is(run, truth(small_digits, SHORT))


def test_computations_and_runs_have_every_second_turn(runner, monkeypatch):
    monkeypatch.setattr(runner_module, "TASK_SECONDS", 0.2)
    bored = [runner.submit(MODEL, LONG) for _ in range(2)]
    wait(lambda: all(run.batches for run in bored))
    order: list[str] = []
    begin = runner._begin

    def noted(job, cluster):
        order.append(job.kind)
        begin(job, cluster)

    monkeypatch.setattr(runner, "_begin", noted)
    some = [runner.compute(computations.squares, ((n,),)) for n in range(3)]
    assert all(each.ended.wait(PATIENCE) for each in some)
    first = order.index("computation")
    assert order[first : first + 5] == ["computation", "run"] * 2 + ["computation"]
    for run in bored:
        runner.stop(run)
        assert run.ended.wait(PATIENCE)


def test_events_that_come_again_are_dropped():
    run = Run(MODEL, SHORT)
    batches = [BatchDone(1, i, i, 0.5, -0.5, 3 * i, 0.1 * i, (0.2,)) for i in range(1, 6)]
    started = Started((0.1,), circuits=0, seconds=0.0)
    for event in (started, *batches[:4], started, *batches):
        run.note(event)
    assert run.batches == batches
    assert [probe.step for probe in run.probes] == [0, 1, 2, 3, 4, 5]


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
    with pytest.raises(ValueError, match="at least 1 image"):
        runner.submit(MODEL, SHORT, drawings=LabelledImages())
    with pytest.raises(ValueError, match="label must be a class from 0 to 1; got 2"):
        runner.submit(MODEL, SHORT, drawings=LabelledImages((bytes(784),), (2,)))


def test_time_left_and_speed_are_measured():
    run = Run(MODEL, SHORT)  # 5 batches an epoch, 15 in all
    assert (run.n_batches_per_epoch, run.seconds) == (5, 0.0)
    assert (remaining_seconds(run), samples_per_second(run)) == (None, None)
    for step in range(1, 5):
        run.batches.append(BatchDone(1, step, step, 0.5, -0.5, 24 * step, step * 0.5))
    assert run.seconds == 2.0
    assert remaining_seconds(run) == pytest.approx(11 * 0.5)
    assert samples_per_second(run) == pytest.approx(8 / 0.5)


def test_run_of_slow_batches_fails_at_once_with_the_sentence(runner):
    told: list[Run] = []
    slow = replace(SHORT, n_per_class=100, batch_size=1_024)
    largest = ModelConfig(shots=1_000_000, noise="device")
    run = runner.submit(largest, slow, on_change=told.append)
    assert (run.state, run.ended.is_set()) == ("failed", True)
    wait(lambda: told == [run])
    assert run.message.startswith("One batch would take about ")
    assert runner.turn(run) == (0, 0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (deep_and_shallow, (3,)),
        (upload_fit, ("square", 2)),
        (pretrained_replaced, (10,)),
        (ask_device, (ry_circuit(), 0.3, MODEL_DEVICE, 100)),
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
