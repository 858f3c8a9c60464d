"""The lesson's bar: predict, do, see what came; links, other lesson files, other tabs."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio

from hqnn_core.board.entries import PairSent
from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.lesson.facts import FACTS, PAGES
from hqnn_core.lesson.progress import Progress, Record
from hqnn_core.lesson.reading import built_in_lesson
from hqnn_core.network import Finished
from hqnn_core.quantum import slopes
from hqnn_core.runs import PRESETS, Run
from hqnn_core.words.beyond import UNSURE
from hqnn_core.words.numbers import angle_text, spread_text
from hqnn_core.words.training import result_text
from pages.frame import session
from pages.frame.class_line import run_sent
from pages.frame.lesson.facts import KNOWN, SETTINGS
from pages.frame.lesson.pictures import own_pictures
from pages.frame.resources import boards, circuit, recent_board, store
from pages.visit.visitor import LESSON
from tests.app import opened, press, set_to, stages, switch_to, texts, visitor, wait_for
from tests.store.runs import PER_EPOCH, a_run, blobs

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")


def at_step(number: int, page: str) -> AppTest:
    return opened(page, step=number)


def predict(app: AppTest, step: str, answer: str) -> AppTest:
    return app.pills(key=session.LESSON_ANSWER + step).set_value(answer).run()


def test_every_fact_of_a_lesson_is_known_by_the_pages():
    assert set(KNOWN) == set(FACTS)
    settings = {name for name, fact in FACTS.items() if fact.is_setting}
    assert settings == {*SETTINGS}
    assert {page for fact in FACTS.values() for page in fact.pages} <= set(PAGES)


def test_pupil_predicts_does_and_sees_what_came():
    app = at_step(1, "neurons")
    assert "**Predict first:** The image has 784 numbers." in texts(app)
    covered = ".st-key-graph *, .st-key-steps * { visibility: hidden !important; }"
    assert covered in styles(app)  # it tells the answer
    predict(app, "neuron", "784")
    assert "st-key-graph *" not in styles(app)
    assert "Your prediction: **784**" in texts(app)
    app.segmented_control(key=session.PASSAGE_STEP).set_value("θ").run()
    assert "You predicted **784**. The answer: **1**" in texts(app)
    assert "Take home" in texts(app)
    assert visitor(app).progress.of(built_in_lesson().steps[0]).is_done
    stored = Progress.from_json(blobs(store(), visitor(app).key)[LESSON])
    assert stored == visitor(app).progress


def predict_point(app: AppTest, theta: float | None = None) -> AppTest:
    if theta is not None:
        app.slider(key=session.LESSON_ANSWER + "certain").set_value(theta).run()
    return app.button(key="lesson-predict").click().run()


def test_point_is_predicted_and_judged_by_the_real_angle():
    theta = -4.71
    app = predict_point(at_step(2, "circuit"), 1.5)
    set_to(app, theta=1.2)
    assert "Take home" not in texts(app)
    set_to(app, theta=theta)
    assert "Your prediction was right" in texts(app)
    assert f"At θ = {angle_text(theta)}, 100 of 100 shots gave 1" in texts(app)


def test_slope_is_measured_where_it_scatters_and_reported_where_the_slider_rests():
    app = at_step(4, "shift")
    assert (stages(app)[0]["theta"], stages(app)[0]["shift"]) == (0.8, 0.5)
    assert ".st-key-errors * { visibility: hidden !important; }" in styles(app)
    predict(app, "slope", "s = π/2")
    assert "st-key-errors" not in styles(app)
    for shift in (0.2, 1.49, 1.57):
        set_to(app, shift=shift)
    assert "Your prediction was right: **s = π/2**" in texts(app)
    scatter = slopes(circuit(True), 0.8, [1.57], "parameter-shift", 100)[0].deviation
    assert f"At s = {angle_text(1.57)} one slope scatters by ±{spread_text(scatter)}" in texts(app)
    assert "1.49" not in texts(app)


def styles(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_result_of_a_run_is_the_one_of_the_page():
    app = at_step(5, "train")
    run = a_run(PER_EPOCH)
    assert run.epochs[-1].test_accuracy < 1
    run.finished = Finished("completed", "Done.", 1, 0.1, -0.9, 1.0, 120, 9, 1.0)
    run.state = "completed"
    visitor(app).runs.append(run)
    visitor(app).shown = run
    visitor(app).progress.records["train"] = Record("97 or more", has_begun=True)
    app.run()
    assert "Your prediction was right: **97 or more**" in texts(app)
    assert "The network reads 120 of 120 test images correctly" in texts(app)
    assert "120 of 120 correct" in result_text(run)
    assert run_sent(run).accuracy == 1.0
    pictures = own_pictures(built_in_lesson(), visitor(app))
    assert f"My network: {result_text(run)}." in [picture.caption for picture in pictures]


def test_last_step_asks_about_the_experiment_that_is_open_and_only_once():
    app = at_step(9, "beyond")
    assert [title.value for title in app.title] == ["Do without the quantum computer"]
    assert [pills.key for pills in app.pills] == [session.LESSON_ANSWER + "now"]
    assert stages(app)[0]["isOpen"]
    visitor(app).predict("surrogate", stages(app)[0]["guess"])  # the lesson's question is left
    app.run()
    button = next(b for b in app.button if b.label == "Show the truth")
    assert button.disabled
    predict(app, "now", "all or nearly all")
    app.select_slider(key="surrogate_shots").set_value(1).run()
    press(app, "Show the truth")
    wait_for(lambda: visitor(app).experiments["surrogate"].ended.is_set(), 120)
    app.run()
    found = visitor(app).experiments["surrogate"].result
    assert len(stages(app)[0]["truth"]) == 5
    kept = f"{found.n_answers:,} answers: {found.n_answers - sum(found.n_changed):,} are those"
    assert kept in texts(app)
    assert "****" not in texts(app)


def test_pairs_of_the_visitor_and_of_the_class_decide_together():
    app = opened("train", step=6, seed=7)  # a link gives each pupil a seed of their own
    assert ".st-key-train-run * { visibility: hidden !important; }" in styles(app)
    assert app.selectbox(key=session.PRESET).value == "quick run"
    assert app.text_input(key=session.SEED).value == str(visitor(app).own_seed)
    predict(app, "better", "the hybrid network")
    mine = visitor(app)
    for model, share in ((ModelConfig(), 1.0), (ModelConfig(kind="classical"), 0.9)):
        run = Run(model, TrainConfig())
        run.finished = Finished("completed", "Done.", 1, 0.1, -0.9, share, 120, 9, 1.0)
        run.state = "completed"
        mine.runs.append(run)
    app.run()
    assert "The answer: **neither, it could be chance**" in texts(app)
    assert "the hybrid network reads 120 correctly and its twin 108. One pair names no" in texts(
        app
    )
    desk = boards().open_class("desk")
    for seed in range(1, 6):
        pupil = boards().join(desk.code, "Ada", f"{seed}")
        boards().send(pupil, pupil.entry_id("pair"), PairSent(seed, 120, 120, 107 + seed % 2))
    mine.classroom.sit_down(boards().join(desk.code, "Bob", mine.key))
    recent_board.clear()
    app.run()
    assert "All 6 pairs together. The hybrid network reads more images in 6" in texts(app)
    assert "Your prediction was right: **the hybrid network**" in texts(app)
    recent_board.clear()
    assert len(boards().board(desk.code).pairs) == 6  # that of the visitor was sent


def test_lesson_is_chosen_by_its_length_and_a_link_keeps_it():
    app = press(opened("draw"), "20 min, 4 steps")
    assert app.query_params["lesson"] in ("20", ["20"])
    app = opened("circuit", lesson=20, step=1)
    assert "Step 1 of 4: An angle becomes a probability" in texts(app)
    assert "Step 2 of 9: An angle becomes a probability" in texts(opened("circuit", step=2))
    assert "sets “lesson” to “7”, which is not possible" in texts(opened("shift", lesson=7, step=1))


def quiz(app: AppTest) -> list[Radio]:
    """The questions on the page."""
    return [radio for radio in app.radio if str(radio.key).startswith(session.QUIZ_ANSWER)]


def answer(app: AppTest, name: str, answers: dict[str, str]) -> AppTest:
    for question, text in answers.items():
        app.radio(key=f"{session.QUIZ_ANSWER}{name}_{question}").set_value(text)
    return press(app, "Send")


RIGHT = {each.id: each.right for each in built_in_lesson().questions}


def test_same_questions_come_twice_and_what_is_right_is_told_after_the_second_time():
    app = opened("questions")
    first = [str(radio.key) for radio in quiz(app)]
    answer(app, "before", dict(list(RIGHT.items())[:3]))
    assert "Still open: 4, 5." in texts(app)
    answer(app, "before", dict.fromkeys(RIGHT, UNSURE))
    assert "Thank you" in texts(app)
    assert not quiz(app)
    assert not any(right in texts(app) for right in RIGHT.values())
    press(app, "I have done the lesson: ask me again")
    second = [str(radio.key).replace("after", "before") for radio in quiz(app)]
    assert second != first
    assert {*second} == {*first}
    answer(app, "after", RIGHT | {"shot": "one step of the training"})
    assert "Before the lesson: **0** of 5 right. After the lesson: **4** of 5 right." in texts(app)
    assert f"Right: **{RIGHT['shot']}**" in texts(app)
    stored = Progress.from_json(blobs(store(), visitor(app).key)[LESSON])
    assert stored.answers["before"] == dict.fromkeys(RIGHT, UNSURE)
    later = opened("questions", round="later")
    assert len(quiz(later)) == len(RIGHT)
    assert RIGHT["theta"] not in texts(later)


def test_it_is_too_late_for_questions_before_the_lesson_once_a_step_is_done():
    app = opened("questions")
    visitor(app).progress.records["neuron"] = Record("784", facts={"layer": "θ"})
    app.run()
    assert {str(radio.key).split("_")[1] for radio in quiz(app)} == {"after"}
    answer(app, "after", RIGHT)
    assert "After the lesson: **5** of 5 right." in texts(opened("questions"))


def with_settings(app: AppTest) -> AppTest:
    """Settings that no page begins with, on the Shift page."""
    return set_to(app, shift=0.01, theta=-2.5, shots=1)


def test_settings_of_a_step_do_not_go_to_the_next_one():
    app = with_settings(predict(at_step(4, "shift"), "slope", "s = π/2"))
    press(app, "Skip")
    assert (app.text_input(key="shots").value, app.text_input(key="shift").value) == ("100", "")
    assert PRESETS[0].watch_for in texts(app)
    assert {*app.query_params} == {session.STEP}


def test_lesson_that_is_left_leaves_the_settings_of_before():
    app = with_settings(opened("shift"))
    switch_to(app, "draw")
    press(app, "20 min, 4 steps")
    press(switch_to(app, "shift"), "Leave the lesson")
    assert not {session.STEP, session.LESSON_LENGTH} & {*app.query_params}
    [stage] = stages(app)
    assert (stage["shift"], stage["steps"][stage["shots"]]) == (0.01, 1)


def test_lesson_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "mine.yaml"
    file.write_text(OWN, "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HQNN_LESSON", "~/mine.yaml")
    assert "**My step <i>**" in texts(at_step(1, "draw"))
    file.write_text(OWN.replace("is: yes", "is: 7"), "utf-8")
    app = at_step(1, "neurons")
    assert "The lesson file “mine.yaml” cannot be used: line 16: this can never hold" in texts(app)
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
