"""A page's settings in its address: a link opens the page with them, nonsense with a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection
from random import Random
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Multiselect, Slider, TextInput, Toggle

from hqnn_core.runs import PRESETS
from hqnn_core.words.links import link_faults_text
from pages.frame import session
from pages.frame.menu import TRAIN_MANY, TRAIN_ONE, file_of
from tests.app import opened, stages

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")

KINDS = (
    "slider", "select_slider", "toggle", "selectbox", "multiselect", "segmented_control", "pills",
    "text_input",
)  # fmt: skip
PLACES = [
    *((page, {}) for page in ("neurons", "circuit", "train", "draw")),
    ("train", {session.TRAINING: TRAIN_MANY}),
    *(("beyond", {session.EXPERIMENT: short}) for short in ("Entanglement", "Real device")),
]


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


def text_of(widget: Any, random: Random) -> str | list[str]:
    """What an address may say of a widget: anything that the widget can hold."""
    if isinstance(widget, Toggle):
        return random.choice(["true", "false"])
    if isinstance(widget, TextInput):
        return random.choice(
            ["7", "0.2500", "0 to 9", "".join(random.choices("abcßπ“, &=+%", k=9))]
        )
    if isinstance(widget, Slider):
        step = random.randint(0, round((widget.max - widget.min) / widget.step))
        return f"{min(widget.min + step * widget.step, widget.max):.6g}"
    if isinstance(widget, Multiselect):
        return random.sample(widget.options, random.randint(1, len(widget.options)))
    return random.choice(widget.options)


def plain(texts: str | list[str]) -> list[str | float]:
    """What an address says of a setting, numbers as numbers."""
    return [
        float(each) if re.fullmatch(r"-?[\d.]+", each) else each
        for each in ([texts] if isinstance(texts, str) else texts)
    ]


@pytest.mark.parametrize(("page", "fixed"), PLACES, ids=lambda each: str(each))
def test_every_setting_of_a_page_is_as_its_link_says(page, fixed):
    app = opened(page, **fixed)
    names = app.session_state[session.ON_SCREEN]
    for name in names:
        assert name in session.IN_THE_ADDRESS or name.startswith(session.STEPS_DONE)
    widgets = [widget for kind in KINDS for widget in app.get(kind) if widget.key in names]
    random = Random(f"{page} {fixed}")
    asked: dict[str, Any] = {str(w.key): text_of(w, random) for w in widgets if w.key not in fixed}
    for part in (session.PART, session.TRAINING):  # other parts show other settings
        asked.pop(part, None)
    leads = {name: asked[name] for name in (session.PRESET, session.QUESTION) if name in asked}
    defaults = held(opened(page, **fixed, **leads) if leads else app, asked)
    app = opened(page, **fixed, **asked)
    for _ in range(2):  # also when the page is run again
        said = address(app)
        for name in asked:
            if name in said:
                assert plain(said[name]) == plain(asked[name])
            else:
                assert name in leads or app.session_state[name] == defaults[name]
        assert notice(app) == ""
        app.run()


def test_setting_of_a_link_wins_over_its_preset_also_where_it_is_the_usual_one():
    app = opened("train", preset="as the chapter wrote it", loss="−log P(correct)", shots="100")
    assert app.selectbox(key="loss").value == "nll"
    app = opened("train", preset="one shot", seed="7")
    assert app.text_input(key="shots").value == "1"
    assert app.text_input(key="seed").value == "7"


def test_preset_is_found_by_its_earlier_name():
    app = opened("train", preset="exact slope", seed="7")
    assert app.selectbox(key=session.PRESET).value == "Standard"
    assert notice(app) == ""
    assert (app.text_input(key="seed").value, [*app.query_params]) == ("7", ["seed"])


ON_STAGE = {"circuit": {session.THETA}, "shift": {session.THETA, session.SHIFT, session.SHOTS}}


def by_menu(app: AppTest, page: str) -> dict[str, list[str]]:
    """Go to another page as its name in the menu does, and read the address there."""
    app.query_params.clear()
    app.switch_page(file_of(page)).run()
    assert not app.exception, app.exception
    return address(app)


@pytest.mark.parametrize(
    ("name", "value", "pages"),
    [
        (session.THETA, "1.2", ("circuit", "shift", "train", "shift")),
        (session.SHOTS, "37", ("shift", "circuit", "train", "shift")),
        (session.EXAMPLE_NUMBER, "3", ("neurons", "circuit", "neurons")),
        (session.SWEEP_FIELD + "kind", "Classical twin: no circuit", ("train", "neurons", "train")),
        ("plateau_qubits", "5", ("beyond", "neurons", "beyond")),
    ],
)
def test_each_page_that_shows_a_setting_has_it_in_its_address(name, value, pages):
    lead = {session.EXPERIMENT: "Plateaus"} if name == "plateau_qubits" else {}
    app = opened(pages[0], **lead, **{name: value})
    addresses = [address(app), *(by_menu(app, page) for page in pages[1:])]
    for page, said in zip(pages, addresses, strict=True):
        again = opened(page, **said)
        on_screen = {*again.session_state[session.ON_SCREEN], *ON_STAGE.get(page, ())}
        if session.EXAMPLE_DIGIT in on_screen:
            on_screen.add(session.EXAMPLE_NUMBER)  # its button holds no value
        assert said.get(name, []) == ([value] if name in on_screen else []), page
        assert address(again) == said  # a reload changes nothing


def test_link_sets_what_it_names_for_somebody_who_was_on_the_page_before():
    app = opened("circuit", theta="2.5", hadamard="false")
    by_menu(app, "shift")
    app.switch_page("pages/circuit/page.py")
    app.query_params.clear()
    app.query_params.update({"theta": "1.57", "hide": "shots"})
    app.run()
    assert stages(app)[0]["theta"] == 1.57
    assert app.toggle(key="hadamard").value is False
    assert address(app) == {"theta": ["1.57"], "hide": ["shots"], "hadamard": ["false"]}


def test_link_to_a_training_gives_all_its_settings_whatever_was_chosen_before():
    app = opened("train", preset="ten digits", seed="3")
    by_menu(app, "circuit")
    app.switch_page("pages/train/page.py")
    app.query_params.clear()
    app.query_params["epochs"] = "7"
    app.run()
    assert app.selectbox(key=session.PRESET).value == PRESETS[0].name
    assert app.text_input(key=session.SEED).value == "0"
    assert address(app) == {"epochs": ["7"]}


def test_address_that_is_older_than_a_setting_does_not_bring_its_old_value_back():
    app = opened("train", epochs="30")
    app.text_input(key=session.EPOCHS).set_value("40").run()
    app.query_params["epochs"] = "30"  # as a browser sends it that did not get the new one yet
    app.run()
    assert app.text_input(key=session.EPOCHS).value == "40"
    assert address(app) == {"epochs": ["40"]}


@pytest.mark.parametrize(
    ("given", "shown", "said"),
    [
        ({"epochs": "7"}, TRAIN_ONE, {"epochs": ["7"]}),
        ({"sweep_epochs": "7"}, TRAIN_MANY, {"training": [TRAIN_MANY], "sweep_epochs": ["7"]}),
        ({"training": TRAIN_MANY, "epochs": "7"}, TRAIN_MANY, {"training": [TRAIN_MANY]}),
        ({"training": TRAIN_ONE, "sweep_epochs": "7"}, TRAIN_ONE, {}),
    ],
)
def test_link_opens_the_part_of_the_train_page_whose_settings_it_names(given, shown, said):
    app = opened("train", training=TRAIN_MANY if shown == TRAIN_ONE else TRAIN_ONE)
    by_menu(app, "circuit")
    app.switch_page(file_of("train"))
    app.query_params.clear()
    app.query_params.update(given)
    for _ in range(2):
        app.run()
        assert not app.exception, app.exception
        assert app.segmented_control(key=session.TRAINING).value == shown
        assert address(app) == said
        assert notice(app) == ""


def test_each_part_of_the_train_page_keeps_its_settings_while_the_other_is_shown():
    app = opened("train", epochs="7")
    part = app.segmented_control(key=session.TRAINING)
    part.set_value(TRAIN_MANY).run()
    app.text_input(key="sweep_epochs").set_value("3").run()
    assert address(app) == {"training": [TRAIN_MANY], "sweep_epochs": ["3"]}
    app.segmented_control(key=session.TRAINING).set_value(TRAIN_ONE).run()
    assert address(app) == {"epochs": ["7"]}
    assert app.text_input(key="epochs").value == "7"
    app.segmented_control(key=session.TRAINING).set_value(TRAIN_MANY).run()
    assert app.text_input(key="sweep_epochs").value == "3"


@pytest.mark.parametrize(
    ("old", "given", "title", "said"),
    [
        ("sweep", {"sweep_epochs": "7"}, "Train the network",
         {"training": [TRAIN_MANY], "sweep_epochs": ["7"]}),
        ("board", {"class": "ABCDEF"}, "The class board", {"class": ["ABCDEF"]}),
    ],
)  # fmt: skip
def test_old_address_leads_to_its_page_with_its_settings(old, given, title, said):
    app = opened(old, **given)
    assert [each.value for each in app.title] == [title]
    assert address(app) == said
    assert notice(app) == ""
