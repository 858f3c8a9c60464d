"""A page's settings in its address: a link opens the page with them, nonsense with a sentence."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Multiselect, Slider, TextInput, Toggle
from streamlit.util import calc_hash

from hqnn_core.figures import STEPS
from hqnn_core.runs import PRESETS
from pages.shared import session
from tests.app import ROOT, texts

pytestmark = pytest.mark.usefixtures("fresh_caches", "server_runner")

FEW = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
KINDS = (
    "slider", "select_slider", "toggle", "selectbox", "multiselect", "segmented_control", "pills",
    "text_input",
)  # fmt: skip
EXPERIMENTS = (
    "Entanglement", "Surrogate", "Re-uploading", "Plateaus", "Entangled qubits", "Real device",
)  # fmt: skip


def linked(page: str, **given: object) -> AppTest:
    """A page in a new tab whose address has these settings."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app._page_hash = calc_hash("" if page == "home" else page)  # of st.Page, before the first run
    for name, value in given.items():
        app.query_params[name] = value if isinstance(value, list) else str(value)
    app.run()
    assert not app.exception, app.exception
    return app


PLACES = [
    *((page, {}) for page in ("home", "neurons", "circuit", "shift", "train", "sweep", "draw")),
    *(("beyond", {session.EXPERIMENT: short}) for short in EXPERIMENTS),
]
TYPED = st.sampled_from(["7", "0.2500", "0 to 9"]) | st.text("abcßπ“, &=+%", min_size=1, max_size=9)


def held(app: AppTest, names: Collection[str]) -> dict[str, Any]:
    return {name: app.session_state[name] for name in names}


def texts_of(widget: Any) -> st.SearchStrategy[str | list[str]]:
    """What an address may say of a widget: all that the widget can hold."""
    if isinstance(widget, Toggle):
        return st.sampled_from(["true", "false"])
    if isinstance(widget, TextInput):
        return TYPED
    if isinstance(widget, Slider):
        last = round((widget.max - widget.min) / widget.step)
        steps = st.integers(0, last)
        return steps.map(lambda k: f"{min(widget.min + k * widget.step, widget.max):.6g}")
    if isinstance(widget, Multiselect):
        return st.lists(st.sampled_from(widget.options), min_size=1, unique=True)
    return st.sampled_from(widget.options)


def said(app: AppTest, name: str) -> str | list[str]:
    """The value of a setting, as an address says it."""
    value, shown = app.session_state[name], app.session_state[session.BOUND][name]
    if isinstance(value, list):
        return [shown(each) for each in value]
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else shown(value)


@pytest.mark.parametrize(("page", "fixed"), PLACES, ids=lambda each: str(each))
@FEW
@given(data=st.data())
def test_every_setting_of_a_page_is_as_its_link_says(page, fixed, data):
    app = linked(page, **fixed)
    widgets = [
        w for kind in KINDS for w in app.get(kind) if w.key in app.session_state[session.BOUND]
    ]
    asked: dict[str, Any] = {
        str(w.key): data.draw(texts_of(w)) for w in widgets if w.key not in fixed
    }
    asked.pop(session.PART, None)  # what other parts of the Draw page show is another page
    app = linked(page, **fixed, **asked)
    for _ in range(2):  # also when the page is run again
        assert {name: said(app, name) for name in asked} == asked
        assert app.session_state[session.LINK_NOTICE] == ""
        app.run()


@pytest.mark.parametrize(("page", "fixed"), PLACES, ids=lambda each: str(each))
def test_every_setting_of_a_page_is_known_to_be_in_the_address(page, fixed):
    for name in linked(page, **fixed).session_state[session.BOUND]:
        assert name in session.IN_THE_ADDRESS or name.startswith(session.STEPS_DONE)


def test_setting_of_a_link_wins_over_its_preset_also_where_it_is_the_usual_one():
    app = linked("train", preset="as the chapter wrote it", loss="−log P(correct)", shots="100")
    assert app.selectbox(key="loss").value == "nll"
    app = linked("train", preset="one shot")
    assert app.text_input(key="shots").value == "1"


def test_shots_and_shift_of_a_link_are_those_of_all_pages():
    app = linked("train", shots="37", shift="0.2500")
    app.switch_page("pages/shift/page.py").run()
    assert app.select_slider(key="shots").value == 37
    assert app.slider(key="shift").value == 0.25


@pytest.mark.parametrize("preset", PRESETS[1:], ids=lambda preset: preset.name)
def test_link_that_names_a_preset_has_its_settings(preset):
    app = linked("train", preset=preset.name, seed="7")
    assert app.text_input(key="epochs").value == str(preset.training.epochs)
    assert app.selectbox(key="kind").value == preset.model.kind
    assert app.text_input(key="seed").value == "7"


@pytest.mark.parametrize(
    ("page", "asked", "wanted"),
    [
        ("neurons", {"layer": STEPS[3], "digit": "1", "image": "3"}, {"image": 3, "digit": 1}),
        ("beyond", {"experiment": "Plateaus", "plateau_qubits": "5"}, {"plateau_qubits": 5}),
        ("beyond", {"experiment": "Re-uploading", "upload_target": "Sawtooth", "uploads": "4"},
         {"upload_target": "sawtooth", "uploads": 4}),
        ("draw", {"pen": "31", "sample": "10"}, {"pen": 31, "sample": 10}),
        ("draw", {"network": "ten-digits", "draw_shots": "10"},
         {"network": "ten-digits", "draw_shots": 10}),
        ("sweep", {"sweep_epochs": "2, 3", "sweep_hadamard": "off"}, {"sweep_epochs": "2, 3"}),
        ("shift", {"chapter_rules": "true", "shown_rule": "chapter"}, {"chapter_rules": True}),
    ],
)  # fmt: skip
def test_page_opens_as_its_link_says(page, asked, wanted):
    app = linked(page, **asked)
    assert held(app, wanted) == wanted
    app.run()
    assert held(app, wanted) == wanted


@pytest.mark.parametrize(
    ("page", "asked", "sentence"),
    [
        ("circuit", {"theta": "banana"}, "sets “theta” to “banana”, which is not possible; it is"),
        ("circuit", {"theta": "99"}, "sets “theta” to “99”"),
        ("circuit", {"shots": "0"}, "it is “100” now"),
        ("circuit", {"spin": "up"}, "a setting “spin”, which this app does not know"),
        ("neurons", {"layer": "attention"}, "sets “layer” to “attention”"),
        ("train", {"loss": "hinge"}, "sets “loss” to “hinge”"),
        ("beyond", {"experiment": "Warp"}, "sets “experiment” to “Warp”"),
        ("draw", {"draw_shots": "<script>alert(1)</script>"}, "“<script>alert(1)</sc…”"),
    ],
)  # fmt: skip
def test_nonsense_in_an_address_gives_the_default_and_a_sentence(page, asked, sentence):
    app = linked(page, **asked)
    assert sentence in app.session_state[session.LINK_NOTICE]
    assert sentence in texts(app)
    app.run()
    assert not app.exception


@FEW
@given(
    text=st.text(max_size=40),
    name=st.sampled_from(["theta", "shots", "image", "network", "epochs"]),
)
def test_any_text_in_an_address_opens_every_page(text, name):
    for page in ("circuit", "train", "draw", "home"):
        linked(page, **{name: text})


def test_setting_from_an_address_stays_on_the_way_over_other_pages():
    app = linked("circuit", theta="2.5")
    app.switch_page("pages/shift/page.py").run()
    assert app.slider(key="theta").value == 2.5
