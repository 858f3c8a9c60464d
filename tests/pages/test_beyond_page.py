"""The page Beyond: a prediction first, then the experiment, then both side by side."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, update_wrapper

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from hqnn_core.experiments import arms, device, entanglement, plateau, surrogate, uploads
from hqnn_core.runs import Computation, Grid
from hqnn_core.store import Store
from hqnn_core.words import UNSURE
from pages.frame import resources, session
from pages.visit import visitor as visitor_module
from pages.visit.visitor import Visitor
from tests.app import ROOT, images, opened, press, texts, visitor, wait_for
from tests.runs.computations import allow, held, refused

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
    assert "Make a prediction first." in texts(app)
    app.pills(key=session.PREDICTION + "arms").set_value(arms.ANSWERS[0]).run()
    press(app, f"Train {len(small_arms)} networks")
    [sweep] = visitor(app).sweeps
    wait_for(lambda: sweep.state == "done", 120)
    app.run()
    assert not app.exception
    assert f"You predicted **{arms.ANSWERS[0]}**" in texts(app)
    found = arms.contrasts(sweep)
    assert found is not None
    assert arms.text(sweep, found) in texts(app)


def experiment(name: str, answer: str) -> AppTest:
    """The experiment, with this answer predicted."""
    app = opened("beyond")
    app.segmented_control(key=session.EXPERIMENT).set_value(name).run()
    assert next(b for b in app.button if b.key == f"{session.EXPERIMENT_BUTTON}{name}").disabled
    app.pills(key=session.PREDICTION + name).set_value(answer).run()
    assert not app.exception, app.exception
    return app


def run(app: AppTest, button: str) -> AppTest:
    """Press an experiment's button and wait for what comes out."""
    press(app, button)
    wait_for(lambda: all(e.ended.is_set() for e in visitor(app).experiments.values()), 120)
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("name", "answer", "button", "says"),
    [
        ("surrogate", surrogate.ANSWERS[0], "Measure at three angles", "The exact circuit reads"),
        ("uploads", uploads.ANSWERS[2], "Train the circuit", "3 uploads give frequencies up to 3"),
        ("plateau", plateau.ANSWERS[2], "Measure the slopes", "divides the variance by"),
        ("device", device.ANSWERS[2], "Measure 20 times", "With readout mitigation"),
    ],
)
def test_experiment_runs_after_a_prediction_and_shows_both(name, answer, button, says):
    app = run(experiment(name, answer), button)
    assert f"You predicted **{answer}**" in texts(app)
    assert says in texts(app)
    assert len([*app.get("vega_lite_chart"), *images(app)]) >= 1
    assert "Source" in texts(app) or "Q: D. Meyer" in texts(app) or name == "device"


def test_new_settings_ask_for_a_new_run_and_keep_the_prediction():
    app = run(experiment("uploads", uploads.ANSWERS[0]), "Train the circuit")
    app.slider(key="uploads").set_value(1).run()
    assert "The settings have changed. Press the button again." in texts(app)
    run(app, "Train the circuit")
    assert "1 upload gives the frequencies 0 and 1." in texts(app)
    assert app.pills(key=session.PREDICTION + "uploads").value == uploads.ANSWERS[0]


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
    app = press(experiment("uploads", uploads.ANSWERS[0]), "Train the circuit")
    computation = under_way(app, 0)
    for done, percent in ((1, 25), (3, 75)):
        held_uploads(done)
        under_way(app, done)
        app = reloaded(app, "Re-uploading")
        assert app.pills(key=session.PREDICTION + "uploads").value == uploads.ANSWERS[0]
        assert next(b for b in app.button if b.label == "Train the circuit").disabled
        assert progress(app) == [(percent, f"Computing: {percent} %")]
    held_uploads(4)
    assert computation.ended.wait(120)
    app = reloaded(app, "Re-uploading")
    assert f"You predicted **{uploads.ANSWERS[0]}**" in texts(app)
    assert "3 uploads give frequencies up to 3" in texts(app)
    assert visitor(app).experiments["uploads"] is computation
    assert progress(app) == []


def test_computation_that_waits_shows_its_place(held_uploads):
    app, runner = experiment("uploads", UNSURE), resources.runner()
    wait_for(lambda: runner.n_places, 120)
    others = [
        runner.compute(uploads.EXPERIMENT.compute, ("sine", 1)) for _ in range(runner.n_places)
    ]
    wait_for(lambda: all(other.state == "running" for other in others), 120)
    press(app, "Train the circuit")
    assert progress(app) == [(0, "Waiting for a free process: place 1 of 1")]
    held_uploads(4)
    wait_for(lambda: visitor(app).experiments["uploads"].state == "completed", 120)


def test_computation_that_fails_says_why_and_can_be_pressed_again(monkeypatch):
    app = experiment("uploads", uploads.ANSWERS[0])
    compute(monkeypatch, refused)
    run(app.run(), "Train the circuit")
    said = "A number is too large. Take a smaller one. Press the button to try again."
    assert said in texts(app)
    assert app.pills(key=session.PREDICTION + "uploads").value == uploads.ANSWERS[0]
    compute(monkeypatch, uploads.upload_fit)
    run(app.run(), "Train the circuit")
    assert "3 uploads give frequencies up to 3" in texts(app)


def test_predictions_are_stored_and_can_be_taken_back(tmp_path, monkeypatch):
    store = Store(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    monkeypatch.setattr(visitor_module, "store", lambda: store)
    mine = Visitor("a" * 32)
    mine.read()
    mine.predict("arms", arms.ANSWERS[0])
    mine.predict("plateau", UNSURE)
    mine.predict("plateau", None)
    again = Visitor("a" * 32)
    again.read()
    assert again.predictions == {"arms": arms.ANSWERS[0]}
    store.close()


def test_gates_are_run_and_then_stepped_through():
    app = run(experiment("entanglement", entanglement.ANSWERS[2]), "Run the gates")
    ran = "After **cx on q0, q1**, no qubit has a state of its own"
    assert ran in texts(app)
    assert f"You predicted **{entanglement.ANSWERS[2]}**. Your prediction was right." in texts(app)
    press(app, "From the start")
    assert "Before the first gate, every qubit" in texts(app)
    press(app, "Next gate")
    assert ran not in texts(app)
    again = run(app, "Run the gates")
    assert ran in texts(again)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_device_without_an_account_says_what_is_missing(monkeypatch):
    app = experiment("device", UNSURE)
    assert "1,001 jobs with 12,002 circuits" in texts(app)  # before anything is started
    monkeypatch.setattr("hqnn_core.quantum.devices.RUNTIME", "no_such_package")
    app.run()
    assert "pip install '.[hardware]'" in texts(app)
