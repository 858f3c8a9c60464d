"""The tools on every page, and the projector mode."""

from __future__ import annotations

import pytest

from pages.frame import session
from pages.frame.hidden import CONTROLS
from tests.app import opened, set_to, stages
from tests.pages.test_address import notice

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")

LABELS = {"Another image", "Measure again", "Measure 20 times"}


def styles(app) -> str:
    return " ".join(html.proto.body for html in app.get("html"))


def listed(app) -> list[str]:
    """The pages in the tools, where the menu is hidden."""
    return [b.label for b in app.button if b.key and b.key.startswith("go-")]


def test_projector_lists_the_pages_and_stays_on_over_them_until_it_is_switched_off():
    app = opened("circuit", projector="true")
    pages = ["Draw", "Neurons", "Circuit", "Shift", "Train", "Beyond", "Class"]
    assert listed(app) == pages
    assert "font-size: 21.25px" in styles(app)
    assert notice(app) == ""
    app.switch_page("pages/shift/page.py").run()
    assert app.toggle(key=session.PROJECTOR).value is True
    assert app.query_params["projector"] in ("1", ["1"])
    app.toggle(key=session.PROJECTOR).set_value(False).run()
    assert "projector" not in app.query_params
    assert "font-size: 21.25px" not in styles(app)
    assert listed(app) == []


def test_hidden_controls_keep_their_values_over_pages():
    app = opened("shift", hide="shots, theta", shots="500", theta="2.5")
    hides = ".st-key-shots, .st-key-theta { display: none !important; }"
    assert hides in styles(app)
    set_to(app, shift=1.0)
    [stage] = stages(app)
    assert stage["hidden"] == ["shots", "theta"]
    assert stage["steps"][stage["shots"]] == 500
    app.switch_page("pages/circuit/page.py").run()
    assert stages(app)[0]["theta"] == 2.5
    assert hides in styles(app)
    assert app.query_params["hide"] in ("shots,theta", ["shots,theta"])
    assert notice(app) == ""


def test_text_that_names_no_control_gets_a_sentence_and_is_in_no_style():
    hostile = "x} body{display:none </style><script>alert(1)</script>"
    shown = styles(opened("circuit", hide="hadamard"))
    app = opened("circuit", hide=f"{hostile},hadamard")
    assert styles(app) == shown
    assert "The link hides “" in notice(app)
    assert app.query_params["hide"] in ("hadamard", ["hadamard"])


@pytest.mark.parametrize("page", ["neurons", "circuit", "shift", "train", "draw"])
def test_every_control_that_can_be_hidden_is_found_by_its_key(page):
    """Names of settings are keys of widgets; these names stand for something else."""
    app = opened(page)
    known = {key for name in ("image", "measure_again") for key in CONTROLS[name]}
    keys = {button.key for button in app.button if button.label in LABELS}
    assert keys <= known
    assert len(keys) == sum(button.label in LABELS for button in app.button)
