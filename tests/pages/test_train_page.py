"""The training studio without a browser: steps, comparison, what is kept, what goes wrong."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from hqnn_core import HybridNet, ModelConfig, load_digits
from hqnn_core.comparison.recorded import example_run
from hqnn_core.network.checkpoint import checkpoint_bytes
from hqnn_core.network.evaluation import untrained_report
from hqnn_core.network.tensor_files import tensor_file, tensors_of, words_of
from hqnn_core.runs.presets import PRESETS
from hqnn_core.runs.run import Run
from hqnn_core.words.training import LOSS_BATCHES
from pages.frame import resources, session
from pages.frame.menu import TRAIN_PARTS
from pages.visit.visitor import MAX_DRAWN, Visitor
from tests.app import (
    opened,
    plain,
    press,
    run_with,
    shown,
    stages,
    switch_to,
    texts,
    unfold,
    upload,
    visitor,
    wait_for,
    widget_states,
)

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")


def labels(app: AppTest) -> set[str]:
    return {b.label for b in app.button}


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("shots", "0", "Shots per circuit must be a whole number from 1 to 1,000,000; got 0."),
        ("shift", "pi", "Shift s (radians) must not be a multiple of pi"),
        (session.LEARNING_RATE, "0", "Learning rate must be above 0"),
    ],
)
def test_setting_out_of_bounds_gets_a_sentence_in_the_words_of_the_page(key, value, sentence):
    app = opened("train")
    app.text_input(key=key).set_value(value).run()
    assert sentence in said(app)  # beside the Train button
    assert sentence in plain(app.error[0].value)  # and where the page is covered
    assert train_button(app).disabled
    assert app.text_input(key=key).value == value  # to be mended, not typed again
    assert app.text_input(key=session.EPOCHS).value == "20"  # nothing else is lost


def test_shift_is_the_default_of_the_rule_until_it_is_typed():
    app = opened("train")
    shift = app.text_input(key="shift")
    assert (shift.value, shift.placeholder) == ("", f"{math.pi / 2:.4f}")
    app.selectbox(key=session.RULE).set_value("spsa").run()
    shift = app.text_input(key="shift")
    assert (shift.value, shift.placeholder) == ("", "0.2000")
    assert "Shift s (radians): 0.2" in texts(app)
    shift.set_value("pi/2").run()
    assert "Shift s (radians)" not in texts(app)  # as in the preset, and written in the field
    assert app.text_input(key="shift").value == f"{math.pi / 2:.4f}"
    app.text_input(key="shift").set_value("").run()
    assert "Shift s (radians): 0.2" in texts(app)


def said(app: AppTest) -> str:
    """What the two lines beside the Train button say, as it is read."""
    return plain(app.main.markdown[0].value)


def cells(app: AppTest) -> set[str]:
    """The text of the page, part by part, with the cells of the table of runs."""
    return {part.value for part in (*app.markdown, *app.caption)}


def train_button(app: AppTest):
    return next(b for b in app.button if b.label == "Train")


def trained(app: AppTest, until: float = 120) -> Run:
    """The run that the button starts, waited for."""
    train_button(app).click().run()
    run = shown(app)
    assert run is not None
    assert run.ended.wait(until)
    app.run()
    return run


def quick(app: AppTest) -> None:
    app.text_input(key=session.N_IMAGES).set_value("10")
    app.text_input(key=session.EPOCHS).set_value("2")
    app.selectbox(key=session.ENGINE).set_value("statevector")
    app.selectbox(key=session.SOURCE).set_value("offline").run()


def submitted(app: AppTest) -> Run:
    """The run that is submitted at once, and stopped."""
    press(app, "Train")
    run = shown(app)
    resources.runner().stop(run)
    wait_for(lambda: not run.is_active)
    app.run()
    return run


WAYS = ["never opened", "opened and closed", "open"]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_submitted_is_the_preset_that_is_chosen(way):
    app = opened("train")
    stale = widget_states(app) if way == "opened and closed" else []
    app.session_state[session.MORE_SETTINGS] = way == "open"
    for preset in [*PRESETS[1:], PRESETS[0]][WAYS.index(way) :: len(WAYS)]:
        app.selectbox(key=session.PRESET).set_value(preset.name)
        run_with(app, stale)
        assert preset.watch_for in texts(app)
        run = submitted(app)
        assert (run.model, run.training) == (preset.model, preset.training)
        assert re.fullmatch(rf"\d+ {preset.name}", run.label)
        only = [] if preset is PRESETS[0] else [preset.name]
        assert [*app.query_params.get(session.PRESET, [])] in (only, [*"".join(only)])


def test_words_beside_the_curves_are_those_of_the_run_that_is_shown():
    app = opened("train")
    app.selectbox(key=session.PRESET).set_value("without H").run()
    submitted(app)
    without_h = next(each for each in PRESETS if each.name == "without H")
    for preset in (without_h, PRESETS[1]):
        app.selectbox(key=session.PRESET).set_value(preset.name).run()
        [caption] = [c.value for c in app.caption if c.value.startswith(without_h.watch_for)]
        first, *rest = caption.split("\n")
        assert first.strip() == without_h.watch_for
        assert any(preset.watch_for in line for line in rest) == (preset is not without_h)


def test_run_goes_batch_by_batch_then_epoch_by_epoch_then_to_its_end():
    app = opened("train")
    quick(app)
    app.text_input(key=session.EPOCHS).set_value("2").run()
    press(app, "One batch")
    run = shown(app)
    for n_batches in (1, 2):
        wait_for(lambda n=n_batches: run.state == "paused" and len(run.batches) == n)
        app.run()
        assert dots(app) == pytest.approx(run.probes[-1].thetas, abs=1e-4)
        assert dots(app) != pytest.approx(run.probes[0].thetas, abs=1e-4)
        recent = [batch.loss("chapter") for batch in run.batches]
        assert f"Error now: {100 * sum(recent) / len(recent):.0f} %" in said(app)
        press(app, "One batch" if n_batches == 1 else "One epoch")
    wait_for(lambda: run.state == "paused" and len(run.batches) == run.n_batches_per_epoch)
    app.run()
    assert "paused" in texts(app)
    press(app, "Resume")
    assert run.ended.wait(120)
    assert run.state == "completed"
    assert len(run.batches) == 2 * run.n_batches_per_epoch
    app.run()
    press(app, "10 more epochs")
    wait_for(lambda: run.state == "completed" and len(run.epochs) == 12)
    assert visitor(app).runs == [run]


def test_pause_and_stop_keep_what_was_trained():
    app = opened("train")
    quick(app)
    app.text_input(key=session.EPOCHS).set_value("500").run()
    press(app, "Train")
    run = shown(app)
    assert train_button(app).disabled
    wait_for(lambda: run.epochs)
    press(app, "Pause")
    wait_for(lambda: run.state == "paused")
    app.run()
    assert {"Resume", "Stop", "Train"} <= labels(app)
    press(app, "Stop")
    assert run.state == "stopped"
    assert run.checkpoint
    press(app, "Train")  # another one; the first is kept
    second = shown(app)
    assert second is not run
    press(app, "Stop")  # during its start
    wait_for(lambda: second.state == "stopped")
    assert visitor(app).runs == [run, second]


def test_hybrid_and_twin_train_one_after_the_other_from_the_same_weights_and_batches():
    app = opened("train")
    quick(app)
    press(app, "Hybrid and twin")
    hybrid, twin = visitor(app).runs
    assert (hybrid.model.kind, twin.model.kind) == ("hybrid", "classical")
    assert (hybrid.model.seed, hybrid.training) == (twin.model.seed, twin.training)
    assert not (hybrid.state == "running" and twin.state == "running")
    assert hybrid.ended.wait(120)
    assert twin.ended.wait(120)
    app.run()
    assert {"Network", "Hybrid: ends in a circuit", "Classical twin: no circuit"} <= cells(app)
    assert [app.checkbox(key=f"draw-{run.number}").value for run in (hybrid, twin)] == [True, True]
    assert "Same start weights, same batches" in texts(app)
    assert any(c.value.startswith("Too early to name a winner: 1 seed of 5") for c in app.caption)
    small = [spec_of(app, i) for i in range(2)]  # the same picture of both, side by side
    assert [each["title"]["text"] for each in small] == ["hybrid network", "classical twin"]
    first, second = (each["layer"][0]["encoding"]["x"]["scale"]["domain"] for each in small)
    assert first == second
    for i, run in enumerate((hybrid, twin)):
        assert dots(app, i) == pytest.approx(run.probes[-1].thetas, abs=1e-4)
    assert bar(app)["names"][:2] == ["untrained", "epoch 1, batch 1"]
    app.text_input(key=session.EPOCHS).set_value("1").run()
    trained(app)
    assert visitor(app).beside == [twin]
    assert "Same start weights" not in texts(app)  # this run has no twin
    app.checkbox(key=f"draw-{hybrid.number}").check().run()
    assert visitor(app).beside == [hybrid, twin]


def test_several_seeds_of_hybrid_and_twin_are_trained_by_one_button_and_can_be_stopped():
    app = opened("train")
    quick(app)
    app.text_input(key=session.N_IMAGES).set_value("3")
    app.text_input(key=session.EPOCHS).set_value("1").run()
    press(app, "Hybrid and twin")
    for run in visitor(app).runs:
        assert run.ended.wait(120)
    app.run()
    press(app, "Train both with 5 seeds")
    runs = visitor(app).runs
    assert len(runs) == 10
    assert [run.model.seed for run in runs[::2]] == [0, 1, 2, 3, 4]
    assert train_button(app).disabled
    for run in runs:
        assert run.ended.wait(120)
    app.run()
    assert "| 5 seeds |" in texts(app)
    assert "Train both with 5 seeds" not in labels(app)
    assert len(visitor(app).beside) == MAX_DRAWN - 1
    app.text_input(key=session.EPOCHS).set_value("500").run()
    press(app, "Hybrid and twin")
    press(app, "Stop")
    wait_for(lambda: visitor(app).active is None)
    assert [run.state for run in visitor(app).runs[-2:]] == ["stopped", "stopped"]


def test_finished_run_shows_the_angles_of_any_moment_and_can_be_drawn_with():
    app = opened("train")
    quick(app)
    run = trained(app)
    assert run.state == "completed"
    assert "**Epoch 2 of 2**" in texts(app)
    assert "Trained for 2 epochs" in texts(app)
    assert not train_button(app).disabled
    assert "test images" in texts(app)
    names = bar(app)["names"]
    assert names[:3] == ["untrained", "epoch 1, batch 1", "epoch 1, batch 2"]
    assert names[-1] == "epoch 2"
    assert "from untrained to epoch 2, on the P(1) curve" in pictures(app)
    moving = [spec_of(app, i)["params"][0] for i in range(3)]
    assert {(each["value"], each["bind"]["max"]) for each in moving} == {(len(names) - 1,) * 2}
    recent = run.batches[-LOSS_BATCHES:]
    error = sum(b.loss("chapter") for b in recent) / len(recent)
    assert f"Error now: {100 * error:.0f} %" in said(app)
    app.segmented_control(key=session.MEASURE).set_value("nll").run()
    assert f"−log P(correct) now: {sum(b.nll for b in recent) / len(recent):.3f}" in said(app)
    app.switch_page("pages/draw/page.py")
    app.query_params["network"] = str(run.number)  # as the link "Draw with it" does
    app.run()
    assert app.selectbox(key=session.NETWORK).value == run.number
    app.switch_page("pages/train/page.py").run()
    app.selectbox(key=session.PRESET).set_value("one shot").run()
    assert shown(app) is run  # other settings leave it alone
    assert "Trained for 2 epochs" in texts(app)


def bar(app: AppTest) -> dict[str, Any]:
    """What the bar that replays a run gets."""
    return next(stage for stage in stages(app) if "moments" in stage)


def spec_of(app: AppTest, picture: int) -> dict[str, Any]:
    return json.loads(app.get("vega_lite_chart")[picture].proto.spec)


def pictures(app: AppTest) -> str:
    return "\n".join(chart.proto.alt for chart in app.get("vega_lite_chart"))


def dots(app: AppTest, picture: int = 0) -> list[float]:
    """The angles that a picture shows."""
    spec = spec_of(app, picture)
    return [row["thetas"][spec["params"][0]["value"]] for row in spec["layer"][2]["data"]["values"]]


def test_recorded_run_is_shown_and_replayed_until_the_visitor_has_one():
    app = opened("train")
    example = example_run().run
    assert "A recorded run of this app" in said(app)
    assert "20 epochs, 200 images (scikit-learn's digits), 100 shots" in said(app)
    assert dots(app) == pytest.approx(example.probes[-1].thetas, abs=1e-4)
    assert bar(app)["names"][:2] == ["untrained", "epoch 1, batch 1"]
    assert visitor(app).runs == []
    app.text_input(key=session.SEED).set_value("1").run()
    assert any("**The next run:**" in caption.value for caption in app.caption)
    submitted(app)
    assert "recorded run" not in said(app)


def test_first_epoch_is_replayed_slowly_and_the_training_is_the_same():
    app = opened("train")
    app.toggle(key=session.SLOW).set_value(True).run()
    example = example_run().run
    assert_slow(app, example)
    assert dots(app) == pytest.approx(example.probes[0].thetas, abs=1e-4)  # it begins there
    quick(app)
    run = trained(app)
    assert_slow(app, run)
    assert "".join(app.query_params[session.SLOW]) == "true"
    app.toggle(key=session.SLOW).set_value(False).run()
    again = trained(app)
    assert (again.batches, again.epochs) == (run.batches, run.epochs)
    assert bar(app)["label"] == "Epoch (drag to replay)"
    app.text_input(key=session.BATCH_SIZE).set_value("1")
    app.text_input(key=session.N_IMAGES).set_value("40").run()
    app.toggle(key=session.SLOW).set_value(True).run()
    trained(app)
    assert bar(app)["label"] == "Replaying the first epoch, 2 batches at a time"
    assert bar(app)["names"][1:3] == ["epoch 1, batch 2", "epoch 1, batch 4"]


def assert_slow(app: AppTest, run: Run) -> None:
    """All pictures go through the first epoch, a batch at a time."""
    shown, n = bar(app), run.n_batches_per_epoch
    assert (shown["label"], shown["isSlow"], shown["isLive"]) == (
        "Replaying the first epoch, a batch at a time", True, False,
    )  # fmt: skip
    batches = [f"epoch 1, batch {i}" for i in range(1, n)]
    assert shown["names"] == ["untrained", *batches, "epoch 1"]
    for i in range(3):
        assert spec_of(app, i)["params"][0]["bind"]["max"] == n
    assert spec_of(app, 1)["layer"][0]["encoding"]["x"]["axis"]["values"] == [0, 1]  # epochs


def test_run_that_has_not_begun_shows_the_untrained_network_of_its_settings():
    app = opened("train")
    quick(app)
    submitted(app)
    expected = untrained_report(ModelConfig(), load_digits((0, 1), 1, "offline"))["probe_thetas"]
    run = shown(app)
    assert run is not None
    run.started = None
    run.batches.clear()
    app.run()
    assert dots(app) == pytest.approx(expected, abs=1e-4)


def test_runs_are_renamed_compared_repeated_and_deleted():
    app = opened("train")
    quick(app)
    first = trained(app)
    app.text_input(key="shots").set_value("3").run()
    second = trained(app)
    assert {"Draw", "Name", "Result", "Shots per circuit", "100", "3"} <= cells(app)
    assert "Epochs" not in cells(app)  # the same in both
    app.text_input(key=f"name-{first.number}").set_value("  many shots ").run()
    assert first.label == "many shots"
    app.checkbox(key=f"draw-{first.number}").check().run()
    assert visitor(app).beside == [first]
    next(b for b in app.button if b.key == f"show-{first.number}").click().run()
    assert shown(app) is first
    next(b for b in app.button if b.key == f"again-{first.number}").click().run()
    again = shown(app)
    assert again.ended.wait(120)
    assert again.batches == first.batches  # the same seed, the same numbers
    assert again.epochs == first.epochs
    app.run()
    next(b for b in app.button if b.key == f"delete-{second.number}").click().run()
    assert second in visitor(app).runs  # it was only asked
    press(app, "Delete the run")
    assert visitor(app).runs == [first, again]


def test_click_on_delete_is_not_lost_when_the_training_ends_meanwhile(monkeypatch):
    app = opened("train")
    run = submitted(app)
    run.become("running")
    app.run()
    monkeypatch.setattr(Visitor, "follow", lambda _: run.become("stopped"))  # has the page run anew
    next(b for b in app.button if b.key == f"delete-{run.number}").click().run()
    press(app, "Delete the run")
    assert visitor(app).runs == []


def test_checkpoint_of_ones_own_is_trained_on_and_the_name_of_its_file_stays_text():
    name = "<img src=x onerror=alert(1)> **b** [l](http://x)"
    weights = checkpoint_bytes(HybridNet(ModelConfig(engine="statevector", seed=5)))
    app = upload(opened("train"), session.UPLOAD, f"{name}.safetensors", weights)
    assert "A hybrid network for 0 and 1." in texts(app)
    press(app, "Continue training")
    run = shown(app)
    assert run.weights == weights
    assert run.model.seed == 5
    resources.runner().stop(run)
    wait_for(lambda: not run.is_active)
    app.run()
    assert run.label.startswith("1 <img")
    assert app.text_input(key=f"name-{run.number}").value == run.label
    assert "<img" not in texts(app)
    files = [b.proto.label for b in app.get("download_button")]
    assert any("ZIP" in label for label in files)
    assert "Notebook that repeats it" in files
    assert not any("<img" in label for label in files)


def test_failed_and_diverged_runs_say_why_in_the_table():
    app = opened("train")
    quick(app)
    app.text_input(key=session.N_IMAGES).set_value("5000").run()
    assert trained(app).state == "failed"
    assert said(app).count("training images of the digit 0") == 1
    app.text_input(key=session.N_IMAGES).set_value("10")
    app.selectbox(key=session.ENGINE).set_value("exact")
    app.text_input(key=session.LEARNING_RATE).set_value("1e38").run()
    assert trained(app).state == "diverged"  # which is shown now
    assert said(app).count("Try a smaller learning rate") == 1
    assert not app.error  # it is said once
    assert "failed" in texts(app)
    assert [c for c in app.caption if "training images of the digit 0" in c.value]


def test_file_that_is_no_network_gets_a_sentence():
    good = checkpoint_bytes(HybridNet(ModelConfig(engine="statevector")))
    tensors = tensors_of(good)
    tensors["classical.dense2.bias"].fill_(math.nan)
    app = upload(
        opened("train"), session.UPLOAD, "x.safetensors", tensor_file(tensors, words_of(good))
    )
    assert app.error
    assert visitor(app).uploaded is None
    assert not train_button(app).disabled


def test_what_goes_wrong_around_a_training_is_told_in_both_parts(monkeypatch):
    app = opened("train")
    submitted(app).notices.append("The training process was killed; its last seconds are repeated.")
    assert "The training process was killed" in texts(app.run())
    runner = resources.runner()
    wait_for(lambda: not runner.is_connecting)
    monkeypatch.setattr("pages.frame.notices.store_notice", lambda: "The disk is full.")
    for part in TRAIN_PARTS:
        app.segmented_control(key=session.TRAINING).set_value(part)
        runner.notice = "No scheduler answers at tcp://school:1."
        told = plain(texts(app.run()))
        assert "No scheduler answers" in told
        assert "The disk is full" in told
        runner.notice = ""
        assert "No scheduler answers" not in plain(texts(app.run()))
    assert "The disk is full" in plain(texts(switch_to(app, "draw")))


def test_each_field_begins_with_its_value_also_in_a_browser_that_missed_the_first_run():
    """A slow browser draws a later run only, which sets no value: there the default counts."""
    app = opened("train")
    unfold(app)
    app.run()
    typed = {field.key: field for field in app.text_input if field.key in session.IN_THE_ADDRESS}
    assert {"shots", "epochs"} <= {*typed}
    assert {key: field.proto.default for key, field in typed.items()} == {
        key: field.value for key, field in typed.items()
    }
    switched = [field for field in app.toggle if field.key in session.IN_THE_ADDRESS]
    assert any(field.value for field in switched)
    assert all(field.proto.default == field.value for field in switched)
    preset = app.selectbox(key=session.PRESET)
    assert preset.options[preset.proto.default] == preset.value
