"""A page's settings in its address: a link opens the page with them, nonsense with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from hqnn_core.config import MAX_QUBITS
from hqnn_core.figures import STEPS
from hqnn_core.runs import PRESETS
from hqnn_core.words import GRADIENT_RULES, LOSSES
from pages.shared import session
from tests.app import ROOT, texts

pytestmark = pytest.mark.usefixtures("fresh_caches", "server_runner")

FEW = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hundredths = st.integers(-629, 629).map(lambda n: n / 100)


def linked(page: str, **given: object) -> AppTest:
    """A page in a new tab whose address has these settings."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app._page_hash = calc_hash("" if page == "home" else page)  # of st.Page, before the first run
    for name, value in given.items():
        app.query_params[name] = str(value)
    app.run()
    assert not app.exception, app.exception
    return app


def held(app: AppTest, names: dict[str, Any]) -> dict[str, Any]:
    return {name: app.session_state[name] for name in names}


@FEW
@given(
    theta=hundredths,
    shots=st.sampled_from([1, 2, 37, 1_000, 100_000]),
    hadamard=st.booleans(),
)
def test_circuit_page_opens_as_its_link_says(theta, shots, hadamard):
    asked = {"theta": theta, "shots": f"{shots:,}", "hadamard": str(hadamard).lower()}
    app = linked("circuit", **asked)
    assert app.slider(key="theta").value == pytest.approx(theta)
    assert app.select_slider(key="shots").value == shots
    assert app.toggle(key="hadamard").value is hadamard
    app.run()
    assert app.slider(key="theta").value == pytest.approx(theta)
    assert app.session_state[session.LINK_NOTICE] == ""


@FEW
@given(
    shift=st.integers(1, 313).map(lambda n: n / 100),
    shots=st.integers(1, 100_000),
    theta=hundredths,
    digits=st.sampled_from(["0, 1", "3, 8", "0 to 9"]),
    epochs=st.integers(1, 99),
    rate=st.floats(1e-5, 0.9).map("{:.3g}".format),
    rule=st.sampled_from(list(GRADIENT_RULES)),
    loss=st.sampled_from(list(LOSSES)),
    qubits=st.integers(1, MAX_QUBITS),
    gate_error=st.integers(1, 40).map(lambda n: n / 200),
)
def test_train_page_opens_as_its_link_says(
    shift, shots, theta, digits, epochs, rate, rule, loss, qubits, gate_error
):
    asked = {
        "shift": f"{shift:.4f}", "shots": str(shots), "digits": digits, "epochs": str(epochs),
        "rate": rate, "qubits": str(qubits), "gate_error": gate_error,
    }  # fmt: skip
    chosen = {"rule": GRADIENT_RULES[rule], "loss": LOSSES[loss]}
    app = linked("train", **asked, **chosen)
    wanted = {**asked, "rule": rule, "loss": loss}
    assert held(app, wanted) == pytest.approx(wanted)
    app.run()
    assert held(app, wanted) == pytest.approx(wanted)
    assert app.session_state[session.LINK_NOTICE] == ""
    app.switch_page("pages/shift/page.py").run()  # shots and shift are of all pages
    assert app.select_slider(key="shots").value == shots
    assert app.slider(key="shift").value == pytest.approx(shift)


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
