"""The page Beyond: a guess in the picture first, then the experiment, then the truth over it."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial, update_wrapper

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from hqnn_core.experiments import arms, attack, qcnn, uploads
from hqnn_core.runs import Computation, Grid
from hqnn_core.store.store import Store
from hqnn_core.words.beyond import UNSURE
from pages.frame import resources, session
from pages.visit import visitor as visitor_module
from pages.visit.visitor import Visitor
from tests.app import ROOT, images, opened, press, stages, texts, visitor, wait_for
from tests.experiments import test_attack, test_qcnn
from tests.runs.computations import allow, given, held, refused

pytestmark = pytest.mark.usefixtures("fresh_caches", "server_runner")


@pytest.fixture
def small_arms(monkeypatch) -> Grid:
    """The arms with two seeds, few images and one epoch, so that they are trained in seconds."""
    whole = arms.arms_grid()
    training = replace(
        whole.training, source="offline", n_per_class=3, n_test_per_class=3, epochs=1
    )
    grid = Grid({**whole.axes, "seed": range(2)}, whole.model, training)
    monkeypatch.setattr(arms, "arms_grid", lambda: grid)
    return grid


def test_networks_are_trained_after_a_prediction(small_arms):
    app = opened("beyond")
    train = next(b for b in app.button if b.label == f"Train {len(small_arms)} networks")
    assert train.disabled
    assert "Drag the points first." in texts(app)
    guess(app, "arms")
    press(app, f"Train {len(small_arms)} networks")
    [sweep] = visitor(app).sweeps
    wait_for(lambda: sweep.state == "done", 120)
    app.run()
    assert not app.exception
    found = arms.arm_contrasts(sweep)
    assert found is not None
    assert arms.text(sweep, found) in texts(app)
    [shown] = stages(app)
    assert [value for value, _ in shown["truth"]] == arms.truth(sweep).values
    assert "of your 3 points" in shown["words"]
    press(app, "Try again")
    assert_open(app)
    assert arms.text(sweep, found) not in texts(app)
    guess(app, "arms")
    assert_open(app)  # until it is asked for
    press(app, "Show the truth")
    assert len(stages(app)[0]["truth"]) == 3


def guess(app: AppTest, name: str) -> AppTest:
    """Leave the points where they are, as after one was dragged and brought back."""
    [stage] = stages(app)
    assert stage["isOpen"]
    visitor(app).predict(name, stage["guess"])
    app.run()
    assert not app.exception, app.exception
    return app


def assert_open(app: AppTest) -> None:
    """The points can be moved, and nothing tells the truth."""
    [stage] = stages(app)
    assert stage["isOpen"]
    assert (stage["truth"], stage["words"]) == ([], "")
    assert "±" not in texts(app)


def experiment(name: str) -> AppTest:
    """The experiment, with a guess."""
    app = opened("beyond")
    app.segmented_control(key=session.EXPERIMENT).set_value(name).run()
    assert next(b for b in app.button if b.key == f"{session.EXPERIMENT_BUTTON}{name}").disabled
    assert_open(app)
    return guess(app, name)


def run(app: AppTest, button: str = "Show the truth") -> AppTest:
    """Press an experiment's button and wait for the truth."""
    press(app, button)
    wait_for(lambda: all(e.ended.is_set() for e in visitor(app).experiments.values()), 120)
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("name", "n_places", "says"),
    [("surrogate", 5, "The exact circuit reads"), ("device", 2, "With readout mitigation")],
)
def test_experiment_runs_after_a_guess_and_shows_the_truth_over_it(name, n_places, says):
    app = experiment(name)
    [before] = stages(app)
    run(app)
    [after] = stages(app)
    assert after["guess"] == before["guess"]
    assert len(after["truth"]) == len(after["places"]) == n_places
    assert not after["isOpen"]
    assert "of your" in after["words"]
    assert says in texts(app)
    assert "Source" in texts(app) or "Q: D. Meyer" in texts(app) or name == "device"


def test_new_settings_ask_for_a_new_run_and_keep_the_guess():
    app = run(experiment("uploads"))
    [before] = stages(app)
    app.slider(key="uploads").set_value(1).run()
    assert "The settings have changed. Press the button again." in texts(app)
    assert_open(app)
    run(app)
    assert "1 upload gives the frequencies 0 and 1." in texts(app)
    [after] = stages(app)
    assert after["guess"] == before["guess"]
    press(app, "Try again")
    assert_open(app)
    assert "1 upload gives" not in texts(app)
    assert next(b for b in app.button if b.label == "Show the truth").disabled


def test_truth_is_shown_to_those_who_have_no_guess():
    app = opened("beyond", experiment="Entangled qubits")
    run(app, UNSURE)
    [stage] = stages(app)
    assert (stage["guess"], stage["words"], len(stage["truth"])) == ([], "", 3)


def known_at_once(monkeypatch, module, result: object) -> None:
    """Have an experiment give this result."""
    quick = replace(module.EXPERIMENT, compute=partial(given, result), is_quick=True)
    monkeypatch.setattr(module, "EXPERIMENT", quick)


def test_a_referees_questions_are_computed_one_by_one_and_shown_in_the_picture(monkeypatch):
    race = test_qcnn.race({1, 6, 8})
    known_at_once(monkeypatch, qcnn, race)
    monkeypatch.setattr(qcnn, "QUICK", ())  # by a worker, as the other questions
    app = opened("beyond", experiment="A paper")
    assert len(stages(app)[0]["marks"][0]["points"]) == 15  # the authors' runs
    assert not [b for b in app.button if b.label in qcnn.QUESTIONS.values()]
    run(guess(app, "qcnn"))
    assert qcnn.comparison_text(race) in texts(app)
    run(app, qcnn.QUESTIONS["dead"])
    assert qcnn.comparison_text(qcnn.asked("dead", race)) in texts(app)
    [stage] = stages(app)
    assert [len(mark["points"]) for mark in stage["marks"]] == [15, 23, 3]
    assert len(stage["truth"]) == 3
    press(app, "The paper's way")
    assert qcnn.comparison_text(race) in texts(app)
    press(app, "Try again")
    assert not [name for name in visitor(app).experiments if name.startswith("qcnn")]


def test_an_attacked_image_is_shown_before_and_after_the_own_one(monkeypatch):
    found = test_attack.made(33, 37)
    known_at_once(monkeypatch, attack, found)
    app = opened("beyond", experiment="Attack")
    assert len(images(app)) == 4
    assert "recorded in this app on" in texts(app)
    run(guess(app, "attack"))
    assert len(images(app)) == 4
    assert "recorded in this app on" not in texts(app)
    assert attack.text(found) in texts(app)


def reloaded(app: AppTest, name: str) -> AppTest:
    """The same visitor in a new session, as after a reload."""
    again = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    again._page_hash = calc_hash("beyond")
    again.session_state[session.ARRIVAL] = app.session_state[session.ARRIVAL]
    again.query_params[session.EXPERIMENT] = name
    return again.run()


Held = Callable[[int], None]


def compute(monkeypatch, function: Callable) -> None:
    """Have the experiment call this function."""
    monkeypatch.setattr(uploads, "EXPERIMENT", replace(uploads.EXPERIMENT, compute=function))


@pytest.fixture
def held_uploads(tmp_path, monkeypatch) -> Held:
    """Has the experiment take 4 steps first, as many of them as it is then called with."""
    path, fit = tmp_path / "steps", uploads.upload_fit
    allow(path, 0)
    compute(monkeypatch, update_wrapper(partial(held, path, fit), fit))
    return partial(allow, path)


def under_way(app: AppTest, done: int) -> Computation:
    computation = visitor(app).experiments["uploads"]
    wait_for(lambda: computation.progress == (done, 4), 120)
    return computation


def progress(app: AppTest) -> list[tuple[int, str]]:
    """The progress bars on the page, in percent, with their texts."""
    return [(each.proto.value, each.proto.text) for each in app.get("progress")]


def test_reload_keeps_the_prediction_the_progress_and_the_result(held_uploads):
    app = press(experiment("uploads"), "Show the truth")
    [guessed] = stages(app)
    computation = under_way(app, 0)
    for done, percent in ((1, 25), (3, 75)):
        held_uploads(done)
        under_way(app, done)
        app = reloaded(app, "Re-uploading")
        assert stages(app) == [guessed]
        assert not guessed["isOpen"]
        assert next(b for b in app.button if b.label == "Show the truth").disabled
        assert progress(app) == [(percent, f"Computing: {percent} %")]
    held_uploads(4)
    assert computation.ended.wait(120)
    app = reloaded(app, "Re-uploading")
    assert "of your 5 points" in texts(app)
    assert "3 uploads give frequencies up to 3" in texts(app)
    assert visitor(app).experiments["uploads"] is computation
    assert progress(app) == []


def test_computation_that_waits_shows_its_place(held_uploads):
    app, runner = experiment("uploads"), resources.runner()
    wait_for(lambda: runner.n_places, 120)
    others = [
        runner.compute(uploads.EXPERIMENT.compute, ("sine", 1)) for _ in range(runner.n_places)
    ]
    wait_for(lambda: all(other.state == "running" for other in others), 120)
    press(app, "Show the truth")
    assert progress(app) == [(0, "Queued: 1 of 1")]
    held_uploads(4)
    wait_for(lambda: visitor(app).experiments["uploads"].state == "completed", 120)


def test_computation_that_fails_says_why_and_can_be_pressed_again(monkeypatch):
    app = experiment("uploads")
    [guessed] = stages(app)
    compute(monkeypatch, refused)
    run(app.run())
    said = "A number is too large. Take a smaller one. Press the button to try again."
    assert said in texts(app)
    assert stages(app) == [guessed]
    compute(monkeypatch, uploads.upload_fit)
    run(app.run())
    assert "3 uploads give frequencies up to 3" in texts(app)


def test_guesses_are_stored_and_can_be_taken_back(tmp_path, monkeypatch):
    store = Store(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    monkeypatch.setattr(visitor_module, "store", lambda: store)
    mine = Visitor("a" * 32)
    mine.read()
    mine.predict("arms", [80.0, 70.0, 60.0])
    mine.predict("surrogate", [])
    mine.predict("plateau", [0.1, 0.1, 0.1])
    mine.predict("plateau", None)
    again = Visitor("a" * 32)
    again.read()
    assert again.predictions == {"arms": [80.0, 70.0, 60.0], "surrogate": []}
    again.take_blob(visitor_module.BEYOND, b'{"arms": "The dense layer", "device": [1]}')
    assert again.predictions == {"device": [1]}
    store.close()


def test_gates_are_stepped_through_and_the_pair_is_measured_at_the_chosen_angle():
    app = run(experiment("entanglement"))
    ran = "After **cx q0, q1**: No qubit has its own state."
    assert ran in texts(app)
    press(app, "From the start")
    assert "At the start: Every qubit" in texts(app)
    press(app, "Next gate")
    assert ran not in texts(app)
    again = run(app, "Run it again")
    assert ran in texts(again)
    assert "Together, the qubits agree in 100 of 100 shots. Apart, we expect " in texts(app)
    app.slider(key=session.PAIR_ANGLE).set_value(0.0).run()
    app.select_slider(key=session.PAIR_SHOTS).set_value(10_000).run()
    said = texts(app)
    assert re.search(r"Correlation: \*\*−?0.0\d ± 0.01\*\*", said)
    press(app, "Measure again")
    assert texts(app) != said


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_device_without_an_account_says_what_is_missing(monkeypatch):
    app = experiment("device")
    assert "1,001 jobs with 12,002 circuits" in texts(app)  # before anything is started
    monkeypatch.setattr("hqnn_core.quantum.devices.RUNTIME", "no_such_package")
    app.run()
    assert "pip install '.[hardware]'" in texts(app)
