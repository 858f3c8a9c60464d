"""Many settings on the Train page: the question, its grid, the results, faults of a grid."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from hqnn_core.comparison.recorded import example_sweep
from hqnn_core.runs import QUESTIONS, Grid, Outcome, Sweep
from hqnn_core.words.sweeps import sweep_result_text
from pages.frame import session
from pages.frame.menu import TRAIN_MANY
from pages.visit.sweeps import MAX_SWEEPS
from pages.visit.visitor import Visitor
from tests.app import opened, press, run_with, switch_to, texts, visitor, wait_for, widget_states
from tests.pages.test_train_page import WAYS

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")


def sweep_page() -> AppTest:
    return opened("train", training=TRAIN_MANY)


def typed(app: AppTest, name: str, text: str) -> AppTest:
    key = session.SWEEP_FIELD + name
    next(field for field in app.text_input if field.key == key).set_value(text)
    app.run()
    assert not app.exception, app.exception
    return app


def small(app: AppTest) -> AppTest:
    """A grid of four quick runs."""
    for name, text in {"shots": "5, exact", "seed": "0 to 1", "epochs": "1",
                       "n_per_class": "10"}.items():  # fmt: skip
        typed(app, name, text)
    return app


def is_disabled(app: AppTest, label: str) -> bool:
    return next(button for button in app.button if button.label == label).disabled


def test_page_says_what_a_question_will_train_before_anything_runs():
    """With a recorded sweep, until the visitor has one."""
    app = sweep_page()
    assert "A recorded sweep of this app" in texts(app)
    assert QUESTIONS[0].watch_for in texts(app)
    assert "trains another grid" not in texts(app)
    spec = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    assert len(spec["layer"][2]["data"]["values"]) == len(app.dataframe[0].value) == 40
    result = sweep_result_text(example_sweep().sweep, "test_accuracy")
    assert result.replace("\u00a0", " ") in texts(app).replace("\u00a0", " ")
    app.selectbox(key=session.QUESTION).set_value(QUESTIONS[1].name).run()
    assert "90 runs: 6 values" in texts(app)
    assert QUESTIONS[1].watch_for in texts(app)
    assert len(visitor(app).sweeps) == 0
    press(app, "Start")
    visitor(app).sweeps.stop()
    assert "recorded" not in texts(app.run())


@pytest.mark.parametrize("way", WAYS)
def test_what_is_submitted_is_the_grid_of_the_question_that_is_chosen(way):
    app = sweep_page()
    stale = widget_states(app) if way == "opened and closed" else []
    app.session_state[session.CHANGE_GRID] = way == "open"
    for question in [*QUESTIONS[1:], QUESTIONS[0]][WAYS.index(way) :: len(WAYS)]:
        app.selectbox(key=session.QUESTION).set_value(question.name)
        run_with(app, stale)
        assert not app.exception
        press(app, "Start")
        sweep = visitor(app).sweeps.shown
        assert sweep is not None
        sweep.stop()
        app.run()
        assert (sweep.grid, sweep.name) == (question.grid(), question.name)


def test_runs_of_another_page_are_not_shown_as_a_sweep_until_asked_for():
    app = sweep_page()
    theirs = Sweep(Grid({"kind": ["hybrid", "classical"], "entangled": [True, False]}), "theirs")
    visitor(app).sweeps.add(theirs, is_shown=False)
    assert QUESTIONS[0].watch_for in texts(app.run())
    press(app, "Show")
    assert "of “theirs”" in texts(app)


def test_sweep_runs_to_its_end_and_shows_what_came_out():
    app = small(sweep_page())
    assert "4 runs" in texts(app)
    press(app, "Start")
    sweep = visitor(app).sweeps.shown
    assert sweep is not None
    wait_for(lambda: sweep.state == "done", 60)
    app.run()
    assert "4 of 4 runs" in texts(app)
    assert len(app.dataframe[0].value) == 4
    assert app.get("vega_lite_chart")
    assert "run_sweep" in app.code[0].value
    assert is_disabled(app, "Stop")
    switch_to(switch_to(app, "circuit"), "train")
    assert "4 of 4 runs" in texts(app)


def test_stopped_sweep_resumes():
    app = small(sweep_page())
    typed(app, "epochs", "200")
    press(app, "Start")
    sweep = visitor(app).sweeps.shown
    assert sweep is not None
    assert is_disabled(app, "Start")
    press(app, "Stop")
    assert sweep.state == "stopped"
    assert "Press Resume" in texts(app)
    press(app, "Resume")
    assert sweep.state == "running"
    sweep.stop()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("shots", "0, 10", "got 0. This is the run with"),
        ("readout_error", "0, 0.1", "Readout error needs the noise “Gate and readout errors”"),
    ],
)
def test_grid_that_cannot_be_trained_is_told_and_typed_text_stays(name, text, says):
    app = typed(sweep_page(), name, text)
    assert says in texts(app)
    assert is_disabled(app, "Start")
    key = session.SWEEP_FIELD + name
    assert next(field for field in app.text_input if field.key == key).value == text


def test_three_settings_are_shown_two_at_a_time():
    grid = Grid({"shots": [1, 2], "shift": [0.1, 0.2], "batch_size": [4, 8]})
    outcomes = [Outcome(i, "completed", 0.9, 0.1, 0.2, 10, 1.0) for i in range(8)]
    app = sweep_page()
    visitor(app).sweeps.add(Sweep(grid, "three", outcomes))
    app.run()
    assert not app.exception, app.exception
    assert [box.label for box in app.selectbox if box.label in ("Across", "Down")] == [
        "Across", "Down",
    ]  # fmt: skip
    app.selectbox(key=session.SWEEP_ACROSS).set_value("batch_size").run()
    assert not app.exception, app.exception
    app.select_slider(key=session.SLICE + "shift").set_value(0.2).run()
    switch_to(switch_to(app, "circuit"), "train")
    assert app.select_slider(key=session.SLICE + "shift").value == 0.2


def test_visitor_keeps_the_last_sweeps_and_deletes_what_is_deleted():
    mine = Visitor().sweeps
    sweeps = [Sweep(Grid({"shots": [i + 1]})) for i in range(MAX_SWEEPS + 2)]
    for sweep in sweeps:
        mine.add(sweep)
    assert list(mine) == sweeps[2:]
    mine.remove(sweeps[-1])
    assert (mine.shown, len(mine)) == (sweeps[-2], MAX_SWEEPS - 1)
