"""Who asks for too much reads why on the page, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hqnn_core.log import LOG_VARIABLE
from hqnn_core.words.settings import ENGINES, NOISES
from pages.frame import notices, session
from pages.frame.menu import TRAIN_MANY
from pages.visit import entrance
from tests.app import opened, texts, visitor

pytestmark = pytest.mark.usefixtures("server_runner")


@pytest.fixture
def others_are_here(monkeypatch) -> None:
    monkeypatch.setattr(entrance, "tokens_here", lambda: {"somebody", "else"})


def test_visitor_too_many_reads_why_and_sees_no_page(others_are_here, monkeypatch, logged):
    monkeypatch.setenv("HQNN_MAX_VISITORS", "2")
    app = opened("draw")
    assert "This server is full: 2 visitors are here." in texts(app)
    assert not app.button
    app.run()
    assert [event["limit"] for event in logged("refused")] == ["HQNN_MAX_VISITORS"]
    monkeypatch.setenv("HQNN_MAX_VISITORS", "3")
    app.run()
    assert app.button


def test_who_is_here_stays_when_memory_is_full_but_uploads_nothing(others_are_here, monkeypatch):
    app = opened("train")
    monkeypatch.setenv("HQNN_MAX_MEMORY", "1")
    app.run()
    assert "takes no uploads now" in texts(app)
    assert app.button
    assert "takes no new visitors now" in texts(opened("draw"))


def test_run_that_is_too_large_cannot_be_started(monkeypatch, logged):
    monkeypatch.setenv("HQNN_MAX_IMAGES", "100")
    app = opened("train")
    assert "This server allows 100. Choose fewer epochs" in texts(app)
    assert next(button for button in app.button if button.label == "Train").disabled
    (refused,) = logged("refused")
    assert (refused["limit"], refused["who"]) == ("HQNN_MAX_IMAGES", visitor(app).key[:10])
    app.segmented_control(key=session.TRAINING).set_value(TRAIN_MANY).run()
    assert "This server allows 100" in texts(app)
    assert next(button for button in app.button if button.label == "Start").disabled


@pytest.mark.parametrize(
    ("page", "start", "settings"),
    [
        ("train", "Train", {"shots": 1_000_000, "noise": NOISES["device"]}),
        (
            "train",
            "Start",
            {
                "sweep_shots": "100, 1000000",
                "sweep_noise": [NOISES["device"]],
                "sweep_engine": [ENGINES["aer"]],
            },
        ),
    ],
)
def test_batch_that_would_take_too_long_cannot_be_started(page, start, settings):
    app = opened(page, **settings)
    assert "One batch would take about " in texts(app)
    assert next(button for button in app.button if button.label == start).disabled


def test_pair_above_the_limit_of_runs_is_not_started(monkeypatch):
    monkeypatch.setenv("HQNN_MAX_WAITING", "1")
    app = opened("train")
    next(button for button in app.button if button.label == "Hybrid and twin").click().run()
    assert "New:\u2060 2" in app.toast[0].value.replace("\\", "")
    assert visitor(app).runs == []


@pytest.fixture
def new_start() -> Iterator[None]:
    notices.note_start.cache_clear()
    yield
    notices.note_start.cache_clear()


def test_wrong_settings_are_told_in_the_log_and_on_the_page(
    new_start, monkeypatch, logged, tmp_path
):
    monkeypatch.setenv(LOG_VARIABLE, str(tmp_path / "log"))
    monkeypatch.setenv("HQNN_MAX_WAITING", "a few")
    said = "HQNN_MAX_WAITING must be a whole number above 0; it is “a few”."
    assert said in texts(opened("train"))
    (started,), (refused,) = logged("server-started"), logged("setting-refused")
    assert started["limits"]["HQNN_MAX_WAITING"] == 12
    assert {"python", "streamlit", "torch", "qiskit"} <= started["versions"].keys()
    assert said in refused["message"]
