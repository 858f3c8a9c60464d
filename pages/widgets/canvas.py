"""Drawing canvas that restores the visitor's drawing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st
import streamlit.components.v2 as components
from streamlit_drawable_canvas import CanvasResult, st_canvas
from torch import Tensor

from hqnn_core.drawing import (
    CanvasDrawing,
    EmptyDrawingError,
    TooLittleInkError,
    UnreadableDrawingError,
    canvas_from_png,
    image_from_drawing,
    is_alike,
)
from hqnn_core.language import gettext, language, said
from pages.frame import session
from pages.visit.visitors import visitor

SIDE = 400  # pixels of the drawing; a phone shows it smaller, see below
PEN, BACKGROUND = "#FFFFFF", "#000000"

Strokes = Sequence[Sequence[Sequence[float]]]  # of (x, y) points, pixels

PLACE = "canvas"  # the key of the container that a canvas stands in

# The component's own toolbar is invisible until a mouse comes near, and covers the upper edge of
# the drawing, where a finger could not draw. So it stands below the canvas, always visible. Only
# Undo and Redo stay: after Edit the next stroke would move the digit, the page's Clear replaces
# Reset, and each stroke is sent when it ends, so Update is not needed.
# On a phone the canvas is shown smaller, so that the answer fits on the screen with it.
_DRESS_CANVAS = """
const style = new CSSStyleSheet();
style.replaceSync(`
  .dc-toolbar {
    top: calc(100% + 0.5rem) !important; opacity: 1 !important; padding: 0 !important;
  }
  .dc-toolbar-card { box-shadow: none !important; }
  .dc-icon-button { padding: 0.6rem !important; }
  .dc-icon-button:not([aria-label="Undo"], [aria-label="Redo"]),
  .dc-toolbar-separator, .dc-toolbar-contextual { display: none !important; }
  @media (max-width: 640px) {
    .dc-container, .dc-container .canvas-container, .dc-container canvas {
      width: 280px !important; height: 280px !important;
    }
  }`);
const dress = (host) => {
  const root = host.shadowRoot;
  if (!root) {  // Streamlit gives it to a new host a moment later
    if (host.isConnected) requestAnimationFrame(() => dress(host));
  } else if (!root.adoptedStyleSheets.includes(style)) {
    root.adoptedStyleSheets.push(style);
    host.dataset.dressed = "yes";
  }
};

// While the canvas is empty: a hint, and an example that draws itself once. It goes as a pen comes.
const SPEED = 0.75;  // pixels a millisecond
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
let played = "";
function ghost(place, { ghost, side }) {
  place.querySelector(".ghost")?.remove();
  if (!ghost) return;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ghost");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("aria-hidden", "true");
  const mark = (name, attributes) => {
    const node = document.createElementNS(svg.namespaceURI, name);
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    svg.append(node);
    return node;
  };
  mark("text", { x: side / 2, y: side - 18, "text-anchor": "middle", fill: "#FFFFFF",
    "font-size": 24 }).textContent = ghost.hint;
  const isNew = played !== JSON.stringify(ghost.strokes) && !CALM.matches;
  let after = 0;
  for (const stroke of ghost.strokes) {
    const d = stroke.map(([x, y], i) => `${i ? "L" : "M"}${x} ${y}`).join("");
    const path = mark("path", { d, fill: "none", stroke: "#9AA5B1", "stroke-width": ghost.pen,
      "stroke-linecap": "round", "stroke-linejoin": "round" });
    if (!isNew) continue;
    const length = path.getTotalLength(), duration = length / SPEED;
    path.style.strokeDasharray = `${length} ${2 * length}`;
    path.animate([{ strokeDashoffset: length, opacity: 0 }, { opacity: 1, offset: 0.02 },
      { strokeDashoffset: 0, opacity: 1 }],
      { duration, delay: after, fill: "backwards" });
    after += duration;
  }
  played = JSON.stringify(ghost.strokes);
  place.append(svg);
  const away = (event) => {
    if (event.buttons && Math.hypot(event.movementX, event.movementY) > 0) svg.remove();
  };
  place.addEventListener("pointermove", away);
}

export default function ({ data }) {
  const place = document.querySelector(".st-key-canvas");
  ghost(place, data);
  const dressAll = () => {
    place.querySelectorAll('[data-testid="stBidiComponentIsolated"]').forEach(dress);
  };
  dressAll();
  const newHost = new MutationObserver(dressAll);  // Clear makes a new canvas
  newHost.observe(place, { childList: true, subtree: true });
  return () => newHost.disconnect();
}
"""
_dressed_canvas = components.component("dressed_canvas", js=_DRESS_CANVAS)


@dataclass(frozen=True)
class Drawn:
    """What is on a canvas: an image (1, 1, 28, 28), or None and perhaps a `fault` that says why.

    `was_touched` is true once the canvas has sent a picture, even an empty one; a tap does not
    count.
    """

    image: Tensor | None
    fault: str = ""
    was_touched: bool = False


def _no_picture() -> Drawn:
    return Drawn(None, gettext("The canvas sent no picture. Clear it and draw again."), True)


class Canvas:
    """A black square to draw on in white; `name` tells a page's canvases apart."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._result: CanvasResult | None = None

    def show(self, pen_width: int, hint: str = "", ghost: Strokes = ()) -> Drawn:
        """Show the canvas and return what is on it.

        While it is empty, the hint stands in it, and the ghost's strokes draw themselves.
        """
        key = f"canvas-{self._name}-{session.counter(session.CANVAS_NUMBER)}"
        if key not in st.session_state:  # a new canvas, or its visitor has come back
            st.session_state[session.CANVAS_START] = {
                key: visitor().studio.canvases.get(self._name)
            }
        start: CanvasDrawing | None = st.session_state.get(session.CANVAS_START, {}).get(key)
        self._result = None
        place = st.container(key=PLACE, gap=None)
        with place, suppress(AttributeError, TypeError, KeyError):  # it was sent something else
            self._result = st_canvas(
                stroke_width=pen_width,
                stroke_color=PEN,
                background_color=BACKGROUND,
                width=SIDE,
                height=SIDE,
                initial_drawing={"objects": start.objects} if start else None,
                return_image_data=True,
                key=key,
            )
        drawn = self._drawn(start)
        is_empty = drawn.image is None and not drawn.fault
        words = {"hint": hint, "strokes": ghost, "pen": pen_width} if is_empty else None
        with place:
            _dressed_canvas(key="dressed", data={"ghost": words, "side": SIDE})
        return drawn

    def clear(self) -> None:
        """Replace it with an empty canvas; for `on_click`."""
        visitor().keep_canvas(self._name, None)
        session.count(session.CANVAS_NUMBER)

    def keep(self, drawn: Drawn) -> None:
        """Store the drawing.

        Call it before the answer is shown: a reload right after the answer then finds it.
        """
        if self._result is None or not drawn.was_touched:
            return
        if drawn.image is None:
            visitor().keep_canvas(self._name, None)
            return
        sent = self._result.json_data
        strokes = sent.get("objects") if isinstance(sent, dict) else None
        kept = CanvasDrawing.of(strokes if isinstance(strokes, list) else [], drawn.image)
        visitor().keep_canvas(self._name, kept)

    def _drawn(self, start: CanvasDrawing | None) -> Drawn:
        if self._result is None:
            return _no_picture()
        try:
            png = self._result.image_bytes
        except (ValueError, AttributeError, TypeError):
            return _no_picture()
        if png is None:
            return Drawn(start.image, said(start.note)) if start else Drawn(None)
        drawn = session.cached(f"drawn-{self._name}", (png, language()), lambda: _read(png))
        if start is not None and drawn.image is not None and is_alike(drawn.image, start.image):
            return replace(drawn, was_touched=False)  # the canvas has drawn what it began with
        return drawn


def _read(png: bytes) -> Drawn:
    try:
        return Drawn(image_from_drawing(canvas_from_png(png)), was_touched=True)
    except TooLittleInkError as fault:  # a tap: what was shown stays
        return Drawn(None, str(fault))
    except EmptyDrawingError:
        return Drawn(None, was_touched=True)
    except UnreadableDrawingError as fault:
        return Drawn(None, str(fault), was_touched=True)
