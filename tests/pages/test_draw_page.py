"""The Draw page in each of its parts and states, run without a browser."""

from __future__ import annotations

import json
import re
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.drawing import fine_tuning
from hqnn_core.drawing.canvas import canvas_of_strokes, image_from_canvas
from hqnn_core.drawing.drawings import DrawingSet
from hqnn_core.network import brightest_map, load_digits
from hqnn_core.network.checkpoint import checkpoint_bytes
from hqnn_core.network.model import ClassicalTwin, HybridNet
from hqnn_core.words.numbers import number_text
from pages.frame import resources, session
from tests.app import (
    answer,
    draw,
    html,
    opened,
    press,
    send,
    shown,
    switch_to,
    texts,
    upload,
    url_of,
    visitor,
)

if TYPE_CHECKING:
    from pages.visit.studio import Game

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")

ZERO = [np.stack((0.3 * np.cos(a), 0.5 * np.sin(a)), 1) for a in [np.linspace(0, 6.3, 60)]]
ONE = [np.array([[0.1, 0.0], [0.0, 1.0]])]
FLAT_ONE = [np.array([[0.0, 0.0], [1.0, 0.12]])]
SEVEN = [np.array([[0.0, 0.0], [0.6, 0.0], [0.2, 1.0]])]
CROSS = [np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])]


def drawn(strokes: list, app: AppTest | None = None) -> AppTest:
    return draw(app or opened("draw"), canvas_of_strokes(strokes, 400))


def part(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key=session.PART).set_value(name).run()
    assert not app.exception, app.exception
    return app


def row(app: AppTest) -> list[str]:
    """The last answers."""
    return re.findall(r">(\d)</span>", html(app, "answers"))


def answered_by(app: AppTest, network: HybridNet | ClassicalTwin) -> AppTest:
    """The page with this network as the one that was uploaded and chosen."""
    visitor(app).uploaded = checkpoint_bytes(network)
    app.run()
    app.selectbox(key=session.NETWORK).set_value("uploaded").run()
    assert not app.exception, app.exception
    return app


def charts(app: AppTest) -> list:
    return list(app.get("vega_lite_chart"))


def test_drawing_is_read_and_what_is_no_digit_gets_a_sentence():
    app = opened("draw")
    for value in (0, 255):  # empty, or filled
        draw(app, np.full((300, 300, 4), value, np.uint8))
        assert answer(app) == "?"
        assert "Nothing yet" in texts(app)
    for strokes, digit in ((ZERO, "0"), (ONE, "1")):
        assert answer(drawn(strokes, app)) == digit
        assert "Your drawing" in texts(app)
    for strokes in (SEVEN, CROSS):
        assert answer(drawn(strokes, app)) == "?"
        assert "This does not look like a 0 or a 1. " in texts(app)
        assert "above its limit" in texts(app)
    app.button(key="sample-1").click().run()
    draw(app, a_tap())
    assert "That is too little for a digit. Draw a longer line." in texts(app)
    assert "An example" in texts(app)  # what was shown stays
    assert answer(app) == "1"
    for url in ("data:image/png;base64,AAAA", url_of(np.zeros((5, 2001, 4), np.uint8))):
        assert "Clear it and draw" in texts(send(app, url))
        assert answer(drawn(ONE, press(app, "Clear"))) == "1"


def computed(app: AppTest, station: str) -> str:
    """What is said of the computation of one kind of number, with its charts' words."""
    app.session_state[session.OPEN_SUMS] = (0, station)
    app.run()
    assert not app.exception, app.exception
    charts = "\n".join(str(chart.proto) for chart in app.get("vega_lite_chart"))
    return texts(app) + charts


def test_numbers_of_a_drawing_are_computed_before_ones_eyes():
    app = drawn(ONE)
    prediction = app.session_state["cached_prediction-0"][1]
    inside = prediction.inside
    brightest = float(inside.conv1[0, brightest_map(inside, 0)].max())
    assert f"the pixel is **{number_text(brightest)}**" in computed(app, "pixel")
    largest = float(inside.hidden.max())
    assert f"its output is **{number_text(largest)}**" in computed(app, "hidden")
    assert f"Together: {number_text(prediction.theta)}" in computed(app, "angle")
    assert f"/2 = **{number_text(prediction.exact[1])}**" in computed(app, "answer")


def test_formula_of_the_answer_is_that_of_the_network():
    app = answered_by(opened("draw"), ClassicalTwin(ModelConfig(kind="classical")))
    assert "P(1) = 1/(1 + e^(−logit))" in computed(drawn(ONE, app), "answer")
    assert "logit as a sum" in computed(app, "angle")
    app = answered_by(opened("draw"), HybridNet(ModelConfig(digits=(3, 8), hadamard=False)))
    assert "P(8) = (1 − cos θ)/2" in computed(drawn(ONE, app), "answer")


def test_answer_stays_until_it_is_measured_again_and_a_thousand_shots_do_not_flip():
    app = drawn(ZERO)
    app.select_slider(key=session.DRAW_SHOTS).set_value(10_000).run()
    prediction = app.session_state["cached_prediction-0"][1]
    first = list(app.session_state["cached_found-0"][1])
    app.run()
    assert app.session_state["cached_found-0"][1] == first
    press(app, "Measure again")
    assert len(app.session_state["cached_found-0"][1]) == 2
    assert app.session_state["cached_prediction-0"][1] is prediction  # nothing else is redone
    app.select_slider(key=session.DRAW_SHOTS).set_value(1_000).run()
    press(drawn(ONE, app), "Measure 20 times")
    assert row(app) == ["1"] * 20
    said = "20 of 20 answers were 1. With 1,000 shots each, nearly 100 % of all answers are 1."
    assert said in texts(app)
    assert row(drawn(ZERO, app)) == ["0"]  # another drawing begins a new row


def test_example_in_doubt_flips_with_one_shot_as_the_page_promises():
    app = opened("draw")
    assert "With 1 shot, its answer is random" in texts(app)
    app.button(key="sample-10").click().run()
    app.select_slider(key=session.DRAW_SHOTS).set_value(1).run()
    press(app, "Measure 20 times")
    assert "A doubtful example" in texts(app)
    assert set(row(app)) == {"0", "1"}  # fails once in 2 ** 19


def test_nothing_is_answered_measured_or_computed_without_a_drawing():
    app = opened("draw")
    app.selectbox(key=session.NETWORK).set_value("ten-digits").run()
    press(drawn(ZERO, app), "Measure 20 times")
    press(app, "Clear")
    assert not re.search(r"\d+ of \d+ answers?|Convolutions|Measurement|score", texts(app))
    assert charts(app) == []
    assert session.MEASURE_AGAIN in [b.key for b in app.button if b.disabled]
    assert "cached_found-0" not in app.session_state
    drawn(ONE, app)
    assert answer(app) == "1"
    assert "1 of 1 answer was 1." in texts(app)


def a_tap() -> np.ndarray:
    return canvas_of_strokes([np.array([[0.0, 0.0], [0.02, 0.02]])], 400, 20, 0.055)


@pytest.mark.parametrize("name", ["Teach it your handwriting", "Challenge"])
def test_tap_is_not_taught_and_not_read_in_a_challenge(name):
    app = part(opened("draw"), name)
    if name == "Challenge":
        press(app, "Start")
    draw(app, a_tap(), "challenge" if name == "Challenge" else "draw")
    assert "That is too little for a digit." in texts(app)
    buttons = [b for b in app.button if b.label in ("**0**", "**1**", "Next")]
    assert buttons
    assert all(button.disabled for button in buttons)


@pytest.mark.usefixtures("fresh_caches")
def test_dots_beside_a_drawing_are_the_angles_of_the_examples(monkeypatch, tmp_path):
    monkeypatch.setenv("HQNN_MNIST_ROOT", str(tmp_path))
    digits = load_digits((0, 1), 100, "auto")
    dots = [cell for cell in resources.example_angles(None) if cell[1] == 0]
    expected = resources.pretrained().activations(digits.test_images[digits.test_labels == 0][:100])
    assert [theta for theta, _ in dots] == pytest.approx(expected.theta[:, 0].tolist(), abs=1e-5)


@pytest.mark.parametrize("network", ["pretrained", "ten-digits"])
def test_examples_are_read_as_the_digits_that_they_show(network):
    app = opened("draw", network=network)
    digits = (0, 1) if network == "pretrained" else range(10)
    for number in range(max(6, len(digits))):
        app.button(key=f"sample-{number}").click().run()
        assert answer(app) == str(digits[number % len(digits)])


def test_digit_that_the_network_does_not_know_is_offered_to_the_one_for_ten():
    app = drawn(SEVEN)
    press(app, "Looks like a 7: try the network for ten digits")
    assert app.selectbox(key=session.NETWORK).value == "ten-digits"
    assert answer(app) == "7"


def test_drawing_of_too_many_strokes_is_kept_as_an_image_and_the_page_says_so():
    picture = canvas_of_strokes(ONE, 400)
    app = send(opened("draw"), url_of(picture), [{"type": "Path"}] * 10_000)
    assert answer(app) == "1"
    switch_to(app, "circuit")
    switch_to(app, "draw")
    assert answer(app) == "1"
    assert "Too many strokes to keep: 10,000." in texts(app)


def test_same_drawing_by_two_networks():
    app = answered_by(opened("draw"), ClassicalTwin(ModelConfig(kind="classical")))
    drawn(ONE, app)
    app.selectbox(key=session.OTHER_NETWORK).set_value("pretrained").run()
    assert answer(app, "answer-2") == "1"
    assert "Read by: Uploaded" in texts(app)
    assert "Read by: Pretrained" in texts(app)
    assert "nothing is measured" in texts(app)


def test_upload_that_is_no_checkpoint_gets_a_sentence_and_one_that_is_answers_at_once():
    broken = struct.pack("<Q", 2**62) + b"{}"
    app = upload(opened("draw"), session.NETWORK_UPLOAD, "x.safetensors", broken)
    assert "This is not a checkpoint" in texts(app)
    assert visitor(app).uploaded is None
    assert answer(app) == "0"
    content = checkpoint_bytes(HybridNet(ModelConfig(seed=5)))
    upload(app, session.NETWORK_UPLOAD, "x.safetensors", content)
    assert app.selectbox(key=session.NETWORK).value == "uploaded"
    visitor(app).uploaded = None
    app.run()
    assert app.selectbox(key=session.NETWORK).value == "pretrained"  # the other one is gone


def labelled(app: AppTest, strokes: list, digit: int) -> AppTest:
    drawn(strokes, app)
    app.button(key=f"label-{digit}").click().run()
    assert not app.exception
    return app


def taught(app: AppTest) -> AppTest:
    press(app, "Teach the network")
    run = shown(app)
    assert run.ended.wait(120)
    app.run()
    assert run.state == "completed", run.message
    return app


def test_drawings_can_be_deleted():
    app = part(opened("draw"), "Teach it your handwriting")
    assert "An example" in texts(app)
    assert app.button(key="label-0").disabled  # an example is no drawing of one's own
    labelled(labelled(app, ONE, 1), ZERO, 0)
    assert "Your drawings: 2 of 100" in texts(app)
    assert answer(app) == "?"  # the canvas is empty
    app.pills[0].set_value([0]).run()
    press(app, "Delete selected: 1")
    assert visitor(app).studio.drawings.labels == (0,)


def test_set_of_drawings_survives_the_way_over_a_file():
    app = labelled(part(opened("draw"), "Teach it your handwriting"), ONE, 1)
    content = visitor(app).studio.drawings.to_json().encode()
    st.cache_resource.clear()  # who comes now is another visitor
    other = part(opened("draw"), "Teach it your handwriting")
    assert not len(visitor(other).studio.drawings)
    upload(other, session.SET_UPLOAD, "x.json", b"\x89PNG\r\n\x1a\n")
    assert "it is not JSON" in texts(other)
    upload(other, session.SET_UPLOAD, "drawings.json", content)
    assert visitor(other).studio.drawings == visitor(app).studio.drawings
    assert "Added: 1 drawing." in texts(other)


def test_tuning_is_given_and_the_drawings_are_judged_before_and_after(monkeypatch):
    monkeypatch.setattr(fine_tuning, "EPOCHS", 5)
    app = part(opened("draw"), "Teach it your handwriting")
    taught(labelled(app, FLAT_ONE, 0))
    assert "Read correctly before: 0 of 1. After: 1." in texts(app)
    assert "It was tested on the same drawings" in texts(app)
    assert "Your last drawing, a 0" in texts(app)
    assert "−log P(correct)" in texts(app)  # the loss that the chart shows
    part(app, "Draw")
    assert app.selectbox(key=session.NETWORK).value == "pretrained"  # not by itself
    press(app, "Use it")
    assert "Use it" not in [b.label for b in app.button]
    assert app.selectbox(key=session.NETWORK).value == shown(app).number
    prediction = drawn(FLAT_ONE, app).session_state["cached_prediction-0"][1]
    assert prediction.exact[0] > 0.5
    app.selectbox(key=session.NETWORK).set_value("pretrained").run()
    prediction = app.session_state["cached_prediction-0"][1]
    assert prediction.exact[0] < 0.5  # the pretrained network itself has learned nothing


def test_tuning_is_judged_by_drawings_that_it_was_not_taught_with(monkeypatch):
    monkeypatch.setattr(fine_tuning, "EPOCHS", 1)
    app = part(opened("draw"), "Teach it your handwriting")
    images = DrawingSet()
    for i in range(8):
        image = image_from_canvas(canvas_of_strokes([ZERO, ONE][i % 2], 300, 12 + i))
        images = images.with_drawing(image, i % 2)
    visitor(app).studio.drawings = images
    app.run()
    assert "To learn: 6. To test: 2." in texts(app)
    taught(app)
    assert "The network learned from 6 drawings of yours. It was tested on 2 others" in texts(app)
    assert "The last test drawing, a 1" in texts(app)
    before, after = (json.loads(chart.proto.spec) for chart in charts(app)[-2:])
    axes = [chart["layer"][0]["encoding"]["x"]["scale"]["domain"] for chart in (before, after)]
    assert axes[0] == axes[1]


def can_be_taken_home(app: AppTest) -> bool:
    files = [element.proto for element in app.get("download_button")]
    [button] = [each for each in files if each.label == "Take it with you"]
    assert ("Only for networks that end in one qubit" in button.help) is button.disabled
    return not button.disabled


def test_link_that_names_a_network_chooses_it_and_one_that_ends_in_a_qubit_can_be_taken_home():
    app = opened("draw")
    assert can_be_taken_home(app)
    visitor(app).uploaded = checkpoint_bytes(HybridNet())
    app.session_state[session.IN_ADDRESS] = {"network": ["uploaded"]}
    app.run()
    assert app.selectbox(key=session.NETWORK).value == "uploaded"
    app.session_state[session.IN_ADDRESS] = {"network": ["no such"]}
    app.run()
    assert app.selectbox(key=session.NETWORK).value == "uploaded"
    app.selectbox(key=session.NETWORK).select("ten-digits").run()
    assert app.selectbox(key=session.NETWORK).value == "ten-digits"
    assert app.query_params["network"] == "ten-digits"
    assert not can_be_taken_home(app)


def test_tuning_waits_for_another_run_of_the_visitor():
    app = labelled(part(opened("draw"), "Teach it your handwriting"), ONE, 1)
    run = resources.runner().submit(
        ModelConfig(), TrainConfig(epochs=1000, source="offline"), owner=visitor(app)
    )
    visitor(app).add(run, "long")
    app.run()
    assert next(b for b in app.button if b.label == "Teach the network").disabled
    assert "Wait until it ends" in texts(app)
    drawn(ZERO, app)
    assert answer(app) == "0"  # one can draw meanwhile
    resources.runner().stop(run)
    assert run.ended.wait(120)


def game(app: AppTest) -> Game:
    found = visitor(app).studio.game
    assert found is not None
    return found


def attempt(app: AppTest, strokes: list) -> AppTest:
    draw(app, canvas_of_strokes(strokes, 400), "challenge")
    return press(app, "Next")


def test_challenge_asks_for_ten_digits_and_scores_them():
    app = press(part(opened("draw"), "Challenge"), "Start")
    asked = game(app).challenge.asked
    for i, digit in enumerate(asked):
        assert answer(app, "asked") == str(digit)
        assert f"number {i + 1} of 10" in texts(app)
        assert next(b for b in app.button if b.label == "Next").disabled
        strokes = {0: ZERO, 1: ONE}[digit if i else 1 - digit]  # the first one wrong
        attempt(app, SEVEN if i == 3 else strokes)
    assert "Score: 8 of 10 correct" in texts(app)
    assert html(app, "strip").count("✗") == 2
    assert f"Number 4: a {asked[3]}. This does not look like a 0 or a 1." in texts(app)
    assert f"Number 1: a {asked[0]}. θ = " in texts(app)
    press(app, "Another ten")
    assert "No score yet." in texts(app)


def test_challenge_resumes_after_another_page_and_can_be_given_up():
    app = press(part(opened("draw"), "Challenge"), "Start")
    attempt(app, ZERO)
    switch_to(app, "circuit")
    switch_to(app, "draw")
    assert "number 2 of 10" in texts(app)
    assert "“Pretrained” reads a " in texts(app)
    press(app, "Give up")
    press(app, "Yes, give up")
    assert next(b for b in app.button if b.label == "Start")
