"""The class's tools on every page, and the projector mode."""

from __future__ import annotations

import pytest

from pages.shared import session
from tests.app import texts
from tests.pages.test_address import linked

pytestmark = pytest.mark.usefixtures("fresh_caches", "server_runner")


def styles(app) -> str:
    return " ".join(html.proto.body for html in app.get("html"))


@pytest.mark.parametrize("said", ["1", "true", "Yes"])
def test_link_may_open_a_page_for_the_projector(said):
    app = linked("circuit", projector=said)
    assert app.toggle(key=session.PROJECTOR).value is True
    assert app.query_params["projector"] in ("1", ["1"])
    assert "font-size: 21.25px" in styles(app)
    assert app.session_state[session.LINK_NOTICE] == ""


def test_projector_stays_on_over_pages_until_it_is_switched_off():
    app = linked("circuit", projector="1")
    app.switch_page("pages/shift/page.py").run()
    assert app.toggle(key=session.PROJECTOR).value is True
    assert app.query_params["projector"] in ("1", ["1"])
    app.toggle(key=session.PROJECTOR).set_value(False).run()
    assert "projector" not in app.query_params
    assert "font-size: 21.25px" not in styles(app)


def test_projector_that_is_no_yes_or_no_gets_a_sentence():
    app = linked("circuit", projector="beamer")
    assert app.toggle(key=session.PROJECTOR).value is False
    assert "sets “projector” to “beamer”, which is not possible" in texts(app)


def test_pages_are_listed_in_the_tools_where_the_menu_is_hidden():
    assert len(linked("circuit", projector="1").get("page_link")) == 8
    assert len(linked("circuit").get("page_link")) == 0
