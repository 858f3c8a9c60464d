"""What is saved at a click changes nothing that reaches the browser."""

from __future__ import annotations

import json

import pytest
from streamlit import config
from streamlit.elements import vega_charts
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.testing.v1 import AppTest

from pages.frame.streamlit_fixes import spare_work


def test_streamlit_sends_a_specification_as_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vega_charts, "_stabilize_vega_json_spec", lambda spec: "{}")

    def page() -> None:
        import streamlit as st

        spec = {"mark": "point", "params": [{"name": "param_7", "value": 1}]}
        st.vega_lite_chart(spec=spec)

    spare_work.apply()
    chart = AppTest.from_function(page).run().get("vega_lite_chart")[0]
    assert json.loads(chart.proto.spec)["params"] == [{"name": "param_7", "value": 1}]


@pytest.mark.parametrize("section", ["theme", "theme.light", "theme.dark", "theme.sidebar"])
def test_theme_is_the_same_and_read_once(section: str, monkeypatch: pytest.MonkeyPatch):
    spare_work.apply()
    theirs, first, second = (CustomThemeConfig() for _ in range(3))
    spare_work._populate_theme(theirs, section)
    app_session._populate_theme_msg(first, section)
    monkeypatch.delattr(config, "get_options_for_section")
    app_session._populate_theme_msg(second, section)
    assert theirs == first == second
    assert bool(theirs.ByteSize()) == (section != "theme.sidebar")


def test_theme_has_no_part_that_is_not_set():
    spare_work.apply()
    theme = CustomThemeConfig()
    app_session._populate_theme_msg(theme.sidebar, "theme.sidebar")
    assert not theme.HasField("sidebar")
