"""The lesson's bar: predict, do, see what came; links, other lesson files, other tabs."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hqnn_core.lesson import FACTS, Progress, built_in_lesson
from hqnn_core.lesson.facts import PAGES
from pages.lesson.facts import KNOWN
from pages.shared import session
from pages.shared.resources import store
from pages.shared.visitor import LESSON
from tests.app import press, switch_to, texts, visitor
from tests.pages.test_address import linked

pytestmark = pytest.mark.usefixtures("fresh_caches", "server_runner")


def at_step(number: int, page: str) -> AppTest:
    return linked(page, step=number)


def predict(app: AppTest, step: str, answer: str) -> AppTest:
    return app.pills(key=session.LESSON_ANSWER + step).set_value(answer).run()


def test_every_fact_of_a_lesson_is_known_by_the_pages():
    assert set(KNOWN) == set(FACTS)
    assert {page for fact in FACTS.values() for page in fact.pages} <= set(PAGES)


def test_pupil_predicts_does_and_sees_what_came():
    app = at_step(1, "neurons")
    assert "Predict first." in app.pills(key=session.LESSON_ANSWER + "neuron").label
    predict(app, "neuron", "784")
    assert "You predicted: **784**" in texts(app)
    app.segmented_control(key=session.PASSAGE_STEP).set_value("θ").run()
    assert "You predicted **784**; it came out: **1**" in texts(app)
    assert "Take home" in texts(app)
    assert visitor(app).progress.of(built_in_lesson().steps[0]).is_done


def test_point_is_predicted_and_judged_by_the_real_angle():
    app = at_step(2, "circuit")
    app.slider(key=session.LESSON_ANSWER + "certain").set_value(1.5).run()
    next(b for b in app.button if b.label.startswith("Predict θ = 1.50")).click().run()
    app.slider(key="theta").set_value(1.2).run()
    assert "Take home" not in texts(app)
    app.slider(key="theta").set_value(1.57).run()
    assert "As you predicted" in texts(app)
    assert "100 of 100 shots gave 1" in texts(app)


def test_next_step_is_on_its_own_page():
    app = predict(at_step(1, "neurons"), "neuron", "1")
    press(app, "Skip")
    assert [title.value for title in app.title] == ["From an angle to a probability"]
    assert app.query_params["step"] == "2"


def test_page_with_settings_in_its_address_can_be_left():
    app = predict(linked("neurons", step=1, layer="hidden"), "neuron", "1")
    press(app, "Skip")
    assert [title.value for title in app.title] == ["From an angle to a probability"]
    press(linked("circuit", theta="2.5"), "Train without H")


def test_what_was_done_is_stored():
    app = predict(at_step(1, "neurons"), "neuron", "784")
    app.segmented_control(key=session.PASSAGE_STEP).set_value("θ").run()
    assert store().flush()
    stored = Progress.from_json(store().sheets(visitor(app).key)[LESSON])
    assert stored == visitor(app).progress
    assert stored.of(built_in_lesson().steps[0]).is_done


def test_address_may_go_forwards_and_nothing_counts_as_done():
    app = at_step(7, "beyond")
    assert "**What now?**" in texts(app)
    assert not visitor(app).progress.records


@pytest.mark.parametrize("step", ["99", "-1", "0x2", "<b>", "²"])
def test_step_that_is_not_there_gives_the_first_open_one_and_a_sentence(step):
    app = at_step(step, "circuit")  # type: ignore[arg-type]
    assert "This lesson has steps 1 to 7, but no" in texts(app)
    assert [title.value for title in app.title] == ["Every neuron at work"]


def test_two_tabs_may_be_at_different_steps_and_share_what_is_done():
    app = predict(at_step(1, "neurons"), "neuron", "1")
    app.segmented_control(key=session.PASSAGE_STEP).set_value("θ").run()
    done = visitor(app).progress
    other = at_step(4, "shift")
    other.session_state[session.ARRIVAL].visitor.progress = done
    other.run()
    assert any(b.label == "1 ✓" for b in other.button)
    assert "**A slope without looking inside**" in texts(other)


def test_lesson_is_left_and_started_where_it_was():
    app = predict(at_step(1, "neurons"), "neuron", "1")
    app.segmented_control(key=session.PASSAGE_STEP).set_value("θ").run()
    press(app, "Leave the lesson")
    assert "step" not in app.query_params
    switch_to(app, "home")
    press(app, "Start the lesson")
    assert app.query_params["step"] == "2"


def test_lesson_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "mine.yaml"
    file.write_text(OWN, "utf-8")
    monkeypatch.setenv("HQNN_LESSON", str(file))
    assert "**My step <i>**" in texts(at_step(1, "draw"))
    file.write_text(OWN.replace("is: yes", "is: 7"), "utf-8")
    app = at_step(1, "neurons")
    assert "The lesson file “mine.yaml” cannot be used: line 16: nothing can fulfil" in texts(app)
    assert "**What is a neuron?**" in texts(app)


OWN = """\
title: Mine
minutes: 5
steps:
  - id: mine
    page: draw
    title: My step <i>
    do: Draw.
    prediction:
      question: Will it be read?
      answers:
        - text: perhaps
          right: yes
        - text: never
    # The pupil draws.
    done:
      has_drawn: {is: yes}
    came: It was read.
    take_home: Draw clearly.
"""
