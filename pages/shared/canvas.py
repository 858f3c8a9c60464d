"""The drawing canvas, and the drawing that is still there when its visitor comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import streamlit as st
import streamlit.components.v2 as components
from streamlit_drawable_canvas import CanvasResult, st_canvas
from torch import Tensor

from hqnn_core.drawing import (
    EmptyDrawingError,
    UnreadableDrawingError,
    canvas_from_png,
    image_from_canvas,
)
from pages.shared import session
from pages.shared.visitors import visitor

SIDE = 400  # pixels of the drawing; a phone shows it smaller, see below
PEN, GROUND = "#FFFFFF", "#000000"
MOST_STROKES, MOST_CHARACTERS = 200, 300_000
"""A drawing of more than these is not kept for when its visitor comes back."""

# The canvas's own toolbar lies unseen over the upper edge of the drawing until a mouse comes
# near, where it takes a finger's strokes away. It is lifted above the canvas, always visible.
# On a phone the canvas is shown smaller, so that it and the answer are on the screen together.
_STYLE_CANVAS = """
const STYLE = `
  .dc-toolbar { top: -2.65rem !important; opacity: 1 !important; }
  @media (max-width: 640px) {
    .dc-container, .dc-container .canvas-container, .dc-container canvas {
      width: 280px !important; height: 280px !important;
    }
  }`;
export default function () {
  const lift = () => {
    for (const host of document.querySelectorAll("*")) {
      const root = host.shadowRoot;
      if (!root || !root.querySelector(".dc-toolbar") || root.querySelector("#lifted")) continue;
      const style = document.createElement("style");
      style.id = "lifted";
      style.textContent = STYLE;
      root.appendChild(style);
    }
  };
  lift();
  const timer = setInterval(lift, 300);
  const changes = new MutationObserver(() => requestAnimationFrame(lift));
  changes.observe(document.body, { childList: true, subtree: true });
  return () => { clearInterval(timer); changes.disconnect(); };
}
"""
_styled_canvas = components.component("lifted_toolbar", js=_STYLE_CANVAS)


@dataclass(frozen=True)
class Drawn:
    """What is on a canvas: an image (1, 1, 28, 28), or none and perhaps the reason why.

    `was_touched` says whether the canvas has sent a picture at all, if only an empty one.
    """

    image: Tensor | None
    fault: str = ""
    was_touched: bool = False


@dataclass(frozen=True)
class Kept:
    """A drawing as its visitor left it; `note` says why its strokes are not there."""

    objects: list[Any]
    image: Tensor
    note: str = ""


class Canvas:
    """A black square to draw on in white; `name` tells a page's canvases apart."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._result: CanvasResult | None = None

    def show(self, pen_width: int) -> Drawn:
        """Draw the widget; what is on it."""
        key = f"canvas-{self._name}-{session.counter(session.CANVAS_NUMBER)}"
        if key not in st.session_state:  # a new canvas, or its visitor has come back
            st.session_state[session.CANVAS_START] = {key: visitor().kept.get(self._place)}
        start: Kept | None = st.session_state.get(session.CANVAS_START, {}).get(key)
        st.space("medium")  # room for the toolbar
        self._result = st_canvas(
            stroke_width=pen_width,
            stroke_color=PEN,
            background_color=GROUND,
            width=SIDE,
            height=SIDE,
            initial_drawing={"objects": start.objects} if start else None,
            return_image_data=True,
            key=key,
        )
        _styled_canvas()
        return self._drawn(start)

    def clear(self) -> None:
        """Empty it; for `on_click`."""
        visitor().kept.pop(self._place, None)
        session.count(session.CANVAS_NUMBER)

    def keep(self, drawn: Drawn) -> None:
        """Have the drawing still be there when its visitor comes back; called before it
        is answered, so that a reload right after the answer finds it."""
        if self._result is None or not drawn.was_touched:
            return
        if drawn.image is None:
            visitor().kept.pop(self._place, None)
            return
        strokes = (self._result.json_data or {}).get("objects") or []
        visitor().kept[self._place] = _kept(strokes, drawn.image)

    @property
    def _place(self) -> str:
        return f"drawing {self._name}"

    def _drawn(self, start: Kept | None) -> Drawn:
        assert self._result is not None
        try:
            png = self._result.image_bytes
        except ValueError:
            return Drawn(None, "The canvas sent no picture. Clear it and draw again.", True)
        if png is None:
            return Drawn(start.image, start.note) if start else Drawn(None)
        return session.remembered(f"drawn-{self._name}", png, lambda: _read(png))


def _read(png: bytes) -> Drawn:
    try:
        return Drawn(image_from_canvas(canvas_from_png(png)), was_touched=True)
    except EmptyDrawingError:
        return Drawn(None, was_touched=True)
    except UnreadableDrawingError as fault:
        return Drawn(None, str(fault), was_touched=True)


def _kept(strokes: list[Any], image: Tensor) -> Kept:
    if len(strokes) <= MOST_STROKES and len(json.dumps(strokes)) <= MOST_CHARACTERS:
        return Kept(strokes, image)
    note = (
        f"The {len(strokes):,} strokes of your drawing were too many to be kept on the canvas; "
        "what the network saw of it was kept."
    )
    return Kept([], image, note)
