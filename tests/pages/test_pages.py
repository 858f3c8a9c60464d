"""Each page in each of its states, run without a browser."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from hqnn_core.figures.matplotlib_svg import gate_angle
from pages.frame import resources, session
from tests.app import images, opened, set_to, stages, texts

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("beyond", "Does entanglement help?"),
        ("draw", "A neural network that ends in a qubit"),
        ("neurons", "Every neuron at work"),
        ("circuit", "From an angle to a probability"),
        ("shift", "A slope from two circuits"),
        ("train", "Train the network"),
        ("class", "The class board"),
    ],
)
def test_page_opens_complete(page, title):
    app = opened(page)
    assert [t.value for t in app.title] == [title]
    assert not app.error
    charts = [*app.get("arrow_vega_lite_chart"), *app.get("vega_lite_chart")]
    n_pictures = len(charts) + len(images(app)) + 2 * len(stages(app))
    assert n_pictures >= 2


def test_circuit_page_says_what_the_shots_gave_and_measures_another_angle_or_circuit_anew():
    app = opened("circuit")
    set_to(app, theta=0.0)
    app.toggle(key=session.HADAMARD).set_value(False).run()
    assert "0 of 100 shots gave 1, so E = −1 (95 %\u00a0interval: −1 to −0.93)." in texts(app)
    assert "The exact value is −1." in texts(app)
    assert "circuit.h(0)" not in app.code[0].value
    app.toggle(key=session.HADAMARD).set_value(True).run()
    assert "The exact value is 0." in texts(app)
    assert "circuit.h(0)\ncircuit.ry(0.0, 0)" in app.code[0].value
    first = app.session_state[session.MEASURED_SHOTS][1]
    app.run()
    assert app.session_state[session.MEASURED_SHOTS][1] is first
    set_to(app, theta=-1.57)  # 0 is nearly certain there
    assert "0 of 100 shots gave 1, so E = −1" in texts(app)
    app.toggle(key=session.HADAMARD).set_value(False).run()
    assert "The exact value is −0.000796." in texts(app)
    assert app.session_state[session.MEASURED_SHOTS][0] == (-1.57, False)


def test_shift_page_says_how_good_each_rule_is_and_shows_the_chapters_on_request():
    app = opened("shift")
    set_to(app, theta=0.0, shift=3.0)
    assert "| parameter shift | 1 |" in texts(app)
    app.pills(key=session.SHOWN_RULE).set_value("finite-difference").run()
    assert "The true slope is 1. This rule is always 0.95 too flat." in texts(app)
    set_to(app, shots=1)
    assert "with 1 shot per circuit" in texts(app)
    assert "the chapter, as printed |" not in texts(app)
    app.toggle(key=session.CHAPTER_RULES).set_value(True).run()
    assert "| the chapter, as printed |" in texts(app)
    app.pills(key=session.SHOWN_RULE).set_value("chapter").run()
    app.toggle(key=session.CHAPTER_RULES).set_value(False).run()
    assert not app.exception
    assert app.pills(key=session.SHOWN_RULE).value == "parameter-shift"
    assert "the chapter, as printed |" not in texts(app)


def test_theta_shots_and_shift_are_the_same_on_every_page():
    app = opened("circuit")
    set_to(app, theta=2.5)
    app.switch_page("pages/train/page.py").run()
    app.text_input(key="shots").set_value("7")
    app.text_input(key="shift").set_value("0.5").run()
    app.switch_page("pages/shift/page.py").run()
    [stage] = stages(app)
    assert (stage["theta"], stage["shift"], stage["steps"][stage["shots"]]) == (2.5, 0.5, 7)
    set_to(app, shift=1.0)
    app.switch_page("pages/circuit/page.py").run()
    assert stages(app)[0]["theta"] == 2.5
    app.switch_page("pages/train/page.py").run()
    assert app.text_input(key="shift").value == "1.0000"


def at_every_angle() -> AppTest:
    """The Circuit page with its measurements at every angle."""
    app = opened("circuit")
    assert "cached_curve" not in app.session_state  # nothing is measured that nobody sees
    return app.toggle(key=session.EVERY_ANGLE).set_value(True).run()


def test_run_again_measures_anew_and_nothing_else_does():
    app = at_every_angle()
    curve = app.session_state["cached_curve"]
    set_to(app, theta=2.5)
    assert app.session_state["cached_curve"] is curve
    next(b for b in app.button if b.label == "Measure again").click().run()
    assert app.session_state["cached_curve"] is not curve
    another = at_every_angle().session_state["cached_curve"]
    assert not np.array_equal(curve[1].sampled, another[1].sampled)  # another visitor's


def test_neurons_page_has_the_angle_and_the_counts_of_each_digit():
    app = opened("neurons")
    network = resources.pretrained()
    examples = resources.example_digits()
    for digit in (0, 1):
        app.segmented_control(key="digit").set_value(digit).run()
        image = examples.test_images[examples.test_labels == digit][:1]
        [stage] = stages(app)
        theta = app.session_state["cached_passage"][1].theta
        assert theta == pytest.approx(float(network.activations(image).theta), abs=1e-6)
        assert sum(stage["counts"]) == 1_000
        assert stage["counts"][digit] > 500
        assert stage["gateAngle"] == gate_angle(theta)


def test_steps_lead_to_the_end_and_streamlit_has_nothing_to_say(caplog):
    app = opened("neurons")
    for step in ("maps", "hidden", "θ", "qubit", "answer"):
        next(b for b in app.button if b.label == "Next step").click().run()
        assert not app.exception
        assert app.segmented_control(key=session.PASSAGE_STEP).value == step
        assert stages(app)[0]["step"] == step
    assert "Session State API" not in caplog.text
    assert next(b for b in app.button if b.label == "Next step").disabled
