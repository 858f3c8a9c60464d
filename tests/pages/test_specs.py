"""Charts reach the browser as the core made them."""

from __future__ import annotations

import json

import pytest
from streamlit.elements import vega_charts
from streamlit.testing.v1 import AppTest

from pages.shared.specs import leave_specs_alone


def test_streamlit_sends_a_specification_as_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vega_charts, "_stabilize_vega_json_spec", lambda spec: "{}")

    def page() -> None:
        import streamlit as st

        spec = {"mark": "point", "params": [{"name": "param_7", "value": 1}]}
        st.vega_lite_chart(spec=spec)

    leave_specs_alone()
    chart = AppTest.from_function(page).run().get("vega_lite_chart")[0]
    assert json.loads(chart.proto.spec)["params"] == [{"name": "param_7", "value": 1}]
