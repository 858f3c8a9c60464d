"""The page Beyond: a prediction first, then the experiment, then both side by side."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from hqnn_core.runs import Grid, arms_grid, verdict
from hqnn_core.runs.sweep import Outcome, Sweep
from hqnn_core.words import (
    ARM_ANSWERS,
    DEVICE_ANSWERS,
    LENGTH_ANSWERS,
    PLATEAU_ANSWERS,
    REPLACEMENT_ANSWERS,
    UNSURE,
    UPLOAD_ANSWERS,
    arms_text,
)
from pages.shared import session
from tests.app import images, opened, press, texts, visitor, wait_for

pytestmark = pytest.mark.usefixtures("fresh_caches", "server_runner")


@pytest.fixture
def small_arms(monkeypatch) -> Grid:
    """The arms with few images and one epoch, so that they are trained in seconds."""
    whole = arms_grid()
    training = replace(whole.training, source="offline", n_per_class=3, epochs=1)
    grid = Grid(whole.axes, whole.model, training)
    monkeypatch.setattr("pages.beyond.arms.arms_grid", lambda: grid)
    return grid


def test_networks_are_trained_after_a_prediction(small_arms):
    app = opened("beyond")
    train = next(b for b in app.button if b.label == "Train 15 networks")
    assert train.disabled
    assert "Make a prediction first." in texts(app)
    app.pills(key=session.PREDICTION + "arms").set_value(ARM_ANSWERS[0]).run()
    press(app, "Train 15 networks")
    [sweep] = visitor(app).sweeps
    wait_for(lambda: sweep.state == "done", 120)
    app.run()
    assert not app.exception
    assert f"You predicted **{ARM_ANSWERS[0]}**" in texts(app)
    found = verdict(sweep)
    assert found is not None
    assert arms_text(sweep, found) in texts(app)


def test_training_of_the_networks_can_be_stopped(small_arms):
    app = opened("beyond")
    app.pills(key=session.PREDICTION + "arms").set_value(UNSURE).run()
    press(app, "Train 15 networks")
    [sweep] = visitor(app).sweeps
    press(app, "Stop")
    wait_for(lambda: sweep.state == "stopped", 60)
    app.run()
    assert "of 15 networks trained**. Press the button to train what is missing." in texts(app)


def test_prediction_stands_beside_what_the_runs_say():
    app = opened("beyond")
    app.pills(key=session.PREDICTION + "arms").set_value(ARM_ANSWERS[0]).run()
    outcomes = [Outcome(i, "completed", 0.9, 0.1, 0.1, 0, 1.0) for i in range(15)]
    visitor(app).sweeps.add(Sweep(arms_grid(), outcomes=outcomes))
    app.run()
    assert f"You predicted **{ARM_ANSWERS[0]}**. It came out: **No clear winner**." in texts(app)
    assert next(b for b in app.button if b.label == "Train them again")


def experiment(name: str, answer: str) -> AppTest:
    """The experiment, with this answer predicted."""
    app = opened("beyond")
    app.segmented_control(key=session.EXPERIMENT).set_value(name).run()
    assert next(b for b in app.button if b.key == f"experiment_{name}-button").disabled
    app.pills(key=session.PREDICTION + name).set_value(answer).run()
    assert not app.exception, app.exception
    return app


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("name", "answer", "button", "says"),
    [
        ("surrogate", REPLACEMENT_ANSWERS[0], "Measure at three angles", "The exact circuit reads"),
        ("uploads", UPLOAD_ANSWERS[2], "Train the circuit", "3 uploads give frequencies up to 3"),
        ("plateau", PLATEAU_ANSWERS[2], "Measure the slopes", "divides the variance by"),
        ("entanglement", LENGTH_ANSWERS[2], "Run the gates", "Before the first gate, every qubit"),
        ("device", DEVICE_ANSWERS[2], "Measure 20 times", "With readout mitigation"),
    ],
)
def test_experiment_runs_after_a_prediction_and_shows_both(name, answer, button, says):
    app = press(experiment(name, answer), button)
    assert f"You predicted **{answer}**" in texts(app)
    assert says in texts(app)
    assert len([*app.get("vega_lite_chart"), *images(app)]) >= 1
    assert "Source" in texts(app) or "Q: D. Meyer" in texts(app) or name == "device"


def test_new_settings_ask_for_a_new_run_and_keep_the_prediction():
    app = press(experiment("uploads", UPLOAD_ANSWERS[0]), "Train the circuit")
    app.slider(key=session.UPLOADS).set_value(1).run()
    assert "The settings have changed. Press the button again." in texts(app)
    press(app, "Train the circuit")
    assert "1 upload gives the frequencies 0 and 1." in texts(app)
    assert app.pills(key=session.PREDICTION + "uploads").value == UPLOAD_ANSWERS[0]


def test_gates_are_stepped_through():
    app = press(experiment("entanglement", UNSURE), "Run the gates")
    press(app, "Next gate")
    press(app, "Next gate")
    assert "After **cx on q0, q1**, no qubit has a state of its own" in texts(app)
    assert next(b for b in app.button if b.label == "Next gate").disabled
    assert "It came out: **0: it is gone**." in texts(app)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_device_without_an_account_says_what_is_missing(monkeypatch):
    app = experiment("device", UNSURE)
    assert "1,001 jobs with 12,002 circuits" in texts(app)  # before anything is started
    monkeypatch.setattr("hqnn_core.quantum.devices.RUNTIME", "no_such_package")
    app.run()
    assert "pip install '.[hardware]'" in texts(app)
