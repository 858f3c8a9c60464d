"""The drawing canvas."""

from __future__ import annotations

import numpy as np
import streamlit as st
import streamlit.components.v2 as components
from numpy.typing import NDArray
from streamlit_drawable_canvas import st_canvas

from pages.shared import session

SIDE = 300  # pixels: fits a phone
PEN, GROUND = "#FFFFFF", "#000000"

# The canvas's own toolbar lies unseen over the upper edge of the drawing until a mouse comes
# near, where it takes a finger's strokes away. It is lifted above the canvas, always visible.
_LIFT_TOOLBAR = """
export default function () {
  const lift = () => {
    for (const host of document.querySelectorAll("*")) {
      const root = host.shadowRoot;
      if (!root || !root.querySelector(".dc-toolbar") || root.querySelector("#lifted")) continue;
      const style = document.createElement("style");
      style.id = "lifted";
      style.textContent = ".dc-toolbar { top: -2.65rem !important; opacity: 1 !important; }";
      root.appendChild(style);
    }
  };
  lift();
  const timer = setInterval(lift, 300);
  return () => clearInterval(timer);
}
"""
_lifted_toolbar = components.component("lifted_toolbar", js=_LIFT_TOOLBAR)


def drawing_canvas(pen_width: int) -> NDArray[np.uint8] | None:
    """An empty black square to draw on in white; its picture (H, W, 4) once there is one."""
    st.space("medium")  # room for the toolbar
    result = st_canvas(
        stroke_width=pen_width,
        stroke_color=PEN,
        background_color=GROUND,
        width=SIDE,
        height=SIDE,
        return_image_data=True,
        key=f"canvas-{session.counter(session.CANVAS_NUMBER)}",
    )
    _lifted_toolbar()
    return result.image_data
