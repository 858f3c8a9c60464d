"""The page Beyond: a prediction first, then the experiment, then both side by side."""

import pytest

from hqnn_core.runs import arms_grid
from hqnn_core.runs.sweep import Outcome, Sweep
from hqnn_core.words import ARM_ANSWERS
from pages.shared import session
from tests.app import opened, press, texts, visitor, wait_for

pytestmark = pytest.mark.usefixtures("fresh_caches", "server_runner")


def test_networks_are_trained_after_a_prediction_and_can_be_stopped():
    app = opened("beyond")
    train = next(b for b in app.button if b.label == "Train 15 networks")
    assert train.disabled
    assert "Make a prediction first." in texts(app)
    app.pills(key=session.PREDICTION + "arms").set_value(ARM_ANSWERS[0]).run()
    press(app, "Train 15 networks")
    [sweep] = visitor(app).sweeps
    assert sweep.state == "running"
    wait_for(lambda: sweep.n_done >= 1, 60)
    press(app, "Stop")
    wait_for(lambda: sweep.state == "stopped", 60)
    app.run()
    assert "of 15 networks trained**" in texts(app)
    assert not app.exception


def test_prediction_stands_beside_what_the_runs_say():
    app = opened("beyond")
    app.pills(key=session.PREDICTION + "arms").set_value(ARM_ANSWERS[0]).run()
    outcomes = [Outcome(i, "completed", 0.9, 0.1, 0.1, 0, 1.0) for i in range(15)]
    visitor(app).sweeps.add(Sweep(arms_grid(), outcomes=outcomes))
    app.run()
    assert f"You predicted **{ARM_ANSWERS[0]}**. It came out: **No clear winner**." in texts(app)
    assert next(b for b in app.button if b.label == "Train them again")
