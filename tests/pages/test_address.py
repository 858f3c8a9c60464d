"""A page's settings in its address: a link opens the page with them, nonsense with a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Multiselect, Slider, TextInput, Toggle

from hqnn_core.figures.network_graph import STEPS
from hqnn_core.runs import PRESETS
from hqnn_core.words import link_faults_text
from pages.frame import session
from tests.app import linked, texts

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")

FEW = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
KINDS = (
    "slider", "select_slider", "toggle", "selectbox", "multiselect", "segmented_control", "pills",
    "text_input",
)  # fmt: skip
EXPERIMENTS = (
    "Entanglement", "Surrogate", "Re-uploading", "Plateaus", "Entangled qubits", "Real device",
)  # fmt: skip


PLACES = [
    *((page, {}) for page in ("home", "neurons", "circuit", "shift", "train", "sweep", "draw")),
    *(("beyond", {session.EXPERIMENT: short}) for short in EXPERIMENTS),
]
TYPED = st.sampled_from(["7", "0.2500", "0 to 9"]) | st.text("abcßπ“, &=+%", min_size=1, max_size=9)


def held(app: AppTest, names: Collection[str]) -> dict[str, Any]:
    return {name: app.session_state[name] for name in names}


def address(app: AppTest) -> dict[str, list[str]]:
    """What the page's address says."""
    return {
        name: [texts] if isinstance(texts, str) else list(texts)
        for name, texts in app.query_params.items()
    }


def notice(app: AppTest) -> str:
    """What the page says of its address."""
    return link_faults_text(app.session_state[session.LINK_FAULTS])


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


def plain(texts: str | list[str]) -> list[str | float]:
    """What an address says of a setting, numbers as numbers."""
    return [
        float(each) if re.fullmatch(r"-?[\d.]+", each) else each
        for each in ([texts] if isinstance(texts, str) else texts)
    ]


@pytest.mark.parametrize(("page", "fixed"), PLACES, ids=lambda each: str(each))
@FEW
@given(data=st.data())
def test_every_setting_of_a_page_is_as_its_link_says(page, fixed, data):
    app = linked(page, **fixed)
    names = app.session_state[session.ON_SCREEN]
    widgets = [widget for kind in KINDS for widget in app.get(kind) if widget.key in names]
    asked: dict[str, Any] = {
        str(w.key): data.draw(texts_of(w)) for w in widgets if w.key not in fixed
    }
    asked.pop(session.PART, None)  # what other parts of the Draw page show is another page
    leads = {name: asked[name] for name in (session.PRESET, session.QUESTION) if name in asked}
    defaults = held(linked(page, **fixed, **leads), asked)
    app = linked(page, **fixed, **asked)
    for _ in range(2):  # also when the page is run again
        said = address(app)
        for name in asked:
            if name in said:
                assert plain(said[name]) == plain(asked[name])
            else:
                assert name in leads or app.session_state[name] == defaults[name]
        assert notice(app) == ""
        app.run()


@pytest.mark.parametrize(("page", "fixed"), PLACES, ids=lambda each: str(each))
def test_every_setting_of_a_page_is_known_to_be_in_the_address(page, fixed):
    for name in linked(page, **fixed).session_state[session.ON_SCREEN]:
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
    assert sentence in notice(app)
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


def by_menu(app: AppTest, page: str) -> dict[str, list[str]]:
    """Go to another page as its name in the menu does, and read the address there."""
    app.query_params.clear()
    app.switch_page(f"pages/{page}/page.py").run()
    assert not app.exception, app.exception
    return address(app)


@pytest.mark.parametrize(
    ("name", "value", "pages"),
    [
        (session.THETA, "1.2", ("circuit", "shift", "train", "circuit", "shift")),
        (session.SHOTS, "37", ("circuit", "shift", "train", "shift", "circuit")),
        (session.SHIFT, "0.25", ("shift", "circuit", "train", "shift")),
        (session.EXAMPLE_DIGIT, "1", ("home", "neurons", "circuit", "home")),
        (session.EXAMPLE_NUMBER, "3", ("home", "neurons", "circuit", "home")),
        (session.HADAMARD, "false", ("circuit", "shift", "circuit")),
        (session.PRESET, "one shot", ("train", "circuit", "train")),
        (session.EPOCHS, "7", ("train", "draw", "train")),
        (session.SWEEP_FIELD + "kind", "Classical twin: no circuit", ("sweep", "home", "sweep")),
        (session.QUESTION, "Which shift is best?", ("sweep", "beyond", "sweep")),
        ("plateau_qubits", "5", ("beyond", "home", "beyond")),
        (session.PEN, "31", ("draw", "train", "draw")),
    ],
)
def test_each_page_that_shows_a_setting_has_it_in_its_address(name, value, pages):
    lead = {session.EXPERIMENT: "Plateaus"} if name == "plateau_qubits" else {}
    app = linked(pages[0], **lead, **{name: value})
    addresses = [address(app), *(by_menu(app, page) for page in pages[1:])]
    for page, said in zip(pages, addresses, strict=True):
        again = linked(page, **said)
        on_screen = {*again.session_state[session.ON_SCREEN]}
        if session.EXAMPLE_DIGIT in on_screen:
            on_screen.add(session.EXAMPLE_NUMBER)  # its button holds no value
        assert said.get(name, []) == ([value] if name in on_screen else []), page
        assert address(again) == said  # a reload changes nothing


def test_link_sets_what_it_names_for_somebody_who_was_on_the_page_before():
    app = linked("circuit", theta="2.5", hadamard="false")
    by_menu(app, "shift")
    app.switch_page("pages/circuit/page.py")
    app.query_params.clear()
    app.query_params.update({"theta": "1.57", "hide": "shots"})
    app.run()
    assert app.slider(key="theta").value == 1.57
    assert app.toggle(key="hadamard").value is False
    assert address(app) == {"theta": ["1.57"], "hide": ["shots"], "hadamard": ["false"]}


def test_link_to_a_training_gives_all_its_settings_whatever_was_chosen_before():
    app = linked("train", preset="ten digits", seed="3")
    by_menu(app, "circuit")
    app.switch_page("pages/train/page.py")
    app.query_params.clear()
    app.query_params["epochs"] = "7"
    app.run()
    assert app.selectbox(key=session.PRESET).value == PRESETS[0].name
    assert app.text_input(key=session.SEED).value == "0"
    assert address(app) == {"epochs": ["7"]}


def test_address_that_is_older_than_a_setting_does_not_bring_its_old_value_back():
    app = linked("train", epochs="30")
    app.text_input(key=session.EPOCHS).set_value("40").run()
    app.query_params["epochs"] = "30"  # as a browser sends it that did not get the new one yet
    app.run()
    assert app.text_input(key=session.EPOCHS).value == "40"
    assert address(app) == {"epochs": ["40"]}
