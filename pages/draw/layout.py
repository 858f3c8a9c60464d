"""Layout of the Draw page: answer beside the canvas, its controls below.

On a phone they stand below one another: canvas, answer, tools, passage.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_STYLE = """<style>
  .st-key-desk {
    display: grid; align-items: start; gap: 0.5rem 1.5rem;
    grid-template: "canvas answer" min-content "tools answer" 1fr "passage passage" auto
                   / 25rem minmax(0, 1fr);
  }
  .st-key-desk > :has(> .st-key-desk-canvas) { grid-area: canvas; }
  .st-key-canvas { position: relative; }
  .st-key-canvas .ghost { position: absolute; left: 0; top: 0; width: 400px; height: 400px;
    pointer-events: none; z-index: 30; }
  .st-key-desk-canvas { min-height: 400px; }  /* nothing below moves when the canvas has loaded */
  .st-key-desk > :has(> .st-key-desk-answer) { grid-area: answer; }
  .st-key-desk > :has(> .st-key-desk-tools) { grid-area: tools; }
  .st-key-desk > :has(> .st-key-desk-passage) { grid-area: passage; }
  .st-key-desk > :has(> .st-key-desk-style) { display: none; }
  @media (max-width: 800px) {
    .st-key-desk {
      grid-template: "canvas" auto "answer" auto "tools" auto "passage" auto / minmax(0, 1fr);
    }
  }
  @media (max-width: 640px) {
    .st-key-desk-canvas { min-height: 280px; }
    .st-key-canvas .ghost { width: 280px; height: 280px; }
  }
  .st-key-samples button { padding: 0.2rem; }
  .st-key-samples img { height: 2.4rem; max-height: none; border-radius: 0.3rem; }
</style>"""


class Layout(NamedTuple):
    """The places of the page."""

    canvas: DeltaGenerator
    answer: DeltaGenerator
    tools: DeltaGenerator
    passage: DeltaGenerator


def page_layout() -> Layout:
    with st.container(key="desk"):
        with st.container(key="desk-style"):
            st.html(f"<div>{_STYLE}</div>")
        return Layout(*(st.container(key=f"desk-{name}", gap="xsmall") for name in Layout._fields))
