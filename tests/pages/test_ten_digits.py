"""Networks of many qubits and digits on the Train, Sweep and Draw pages."""

from __future__ import annotations

import json

import pytest
import torch
from streamlit.testing.v1 import AppTest

from hqnn_core import ClassicalTwin, HybridNet, ModelConfig, load_checkpoint
from hqnn_core.config import Kind
from hqnn_core.drawing import fine_tuning
from hqnn_core.drawing.canvas import canvas_of_strokes
from hqnn_core.network import build_model, checkpoint_bytes
from hqnn_core.words.numbers import number_text
from pages.frame import session
from tests.app import answer, draw, opened, press, texts, visitor
from tests.pages.test_draw_page import SEVEN, answered_by, part
from tests.pages.test_train_page import said, train_button, trained

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")

TEN = ModelConfig(
    digits=tuple(range(10)), qubits=4, layers=2, engine="statevector", shots=None, rule="exact"
)


def alts(app: AppTest) -> str:
    return "\n".join(str(element.proto) for element in app.get("vega_lite_chart"))


def always(digit: int, kind: Kind = "hybrid") -> HybridNet | ClassicalTwin:
    """A network that reads everything as this digit."""
    network = build_model(ModelConfig(**{**TEN.as_dict(), "kind": kind}))
    assert network.head is not None
    with torch.no_grad():
        network.head.bias[digit] += 9
    return network


def test_ten_digits_are_trained_by_choosing_the_preset_and_can_be_drawn_with():
    app = opened("train")
    app.selectbox(key=session.PRESET).set_value("ten digits").run()
    assert "Watch the colour gather on the diagonal" in texts(app)
    app.text_input(key=session.EPOCHS).set_value("1")
    app.text_input(key=session.N_IMAGES).set_value("4").run()
    run = trained(app)
    assert run.state == "completed", run.message
    assert run.model.digits == tuple(range(10))
    assert len(run.probes[-1].shares) == 100
    assert run.checkpoint is not None
    assert load_checkpoint(run.checkpoint).config == run.model
    assert "test images** misread" in texts(app)
    assert "The mean probability of each answer" in alts(app)


def test_digits_that_the_network_cannot_tell_get_a_sentence():
    app = opened("train")
    app.text_input(key=session.DIGITS).set_value("0 to 9").run()
    assert "Qubits must be at least 2 for 10 digits: one measured bit" in said(app)
    assert train_button(app).disabled
    assert visitor(app).shown is None


def test_each_angle_of_many_is_a_sum_of_hidden_neurons():
    app = answered_by(opened("draw"), always(7))
    draw(app, canvas_of_strokes(SEVEN, 400))
    press(app, "How each number is computed")
    control = app.segmented_control(key="sum-of-0")
    assert "The answer" not in control.options
    app.session_state[session.OPEN_SUMS] = (0, "angle")
    app.session_state["last-draw-0"] = 2
    app.run()
    prediction = app.session_state["cached_prediction-0"][1]
    assert "of q2 as a sum." in alts(app)
    assert f"Together: {number_text(prediction.thetas[2])}" in alts(app)


@pytest.mark.parametrize("kind", ["hybrid", "classical"])
def test_drawing_passes_through_all_angles_the_circuit_and_ten_bars(kind):
    app = answered_by(opened("draw"), always(7, kind))
    draw(app, canvas_of_strokes(SEVEN, 400))
    assert answer(app) == "7"
    steps = ["3  The last numbers. Angles: 4", "4  The circuit", "5  Measurement", "6  The answer"]
    if kind == "classical":
        steps = ["3  The last numbers: 4**", "4  The answer"]
    for step in steps:
        assert step in texts(app)
    if kind == "hybrid":  # E = P(1) - P(0) as on all pages, where Qiskit's <Z> is the opposite
        exact = app.session_state["cached_prediction-0"][1].exact_expectations
        chart = next(each.proto for each in app.get("vega_lite_chart") if "E of" in each.proto.alt)
        lines = json.loads(chart.spec)["layer"][1]["data"]["values"]
        assert [line["exact"] for line in lines] == pytest.approx([-z for z in exact])
        assert "ink into 4 angles" in texts(app)
    assert session.SAMPLE not in app.query_params
    app.button(key="sample-9").click().run()
    assert not app.exception
    app.button(key="sample-10").click().run()
    assert "The last example is a mixture" in texts(app)


def test_tuning_teaches_ten_digits_and_says_which_are_missing(monkeypatch):
    monkeypatch.setattr(fine_tuning, "EPOCHS", 1)
    monkeypatch.setattr(fine_tuning, "MOST_OF_A_KIND", 20)
    app = part(answered_by(opened("draw"), always(7)), "Teach it your handwriting")
    for digit in (1, 7):
        draw(app, canvas_of_strokes(SEVEN, 400))
        app.button(key=f"label-{digit}").click().run()
    assert "You have not drawn 0, 2, 3, 4, 5, 6, 8 and 9" in texts(app)
    press(app, "Teach the network")
    tuning = visitor(app).studio.tuning
    assert tuning is not None
    assert tuning.run.ended.wait(120)
    assert tuning.run.state == "completed", tuning.run.message
    app.run()
    assert not app.exception
    assert "**Before and after.**" in texts(app)
    checkpoint = tuning.run.checkpoint
    assert checkpoint is not None
    assert checkpoint != checkpoint_bytes(always(7))
