"""Grid of cells that can be chosen by mouse, touch or arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NotRequired, TypedDict

import streamlit as st
import streamlit.components.v2 as components


class Cell(TypedDict):
    """A cell with a label and a value.

    Attributes:
        label: its name and number, for those who do not see it; also its tooltip.
        shade: from 0, black, to 255, white.
        picture: in the place of a shade, the address of an image.
        text: a short number, in a shade or below a picture.
    """

    label: str
    shade: NotRequired[int]
    picture: NotRequired[str]
    text: NotRequired[str]


_HTML = '<div role="grid"></div>'
_CSS = """
:host { display: block; container-type: inline-size; }
[role=grid] { display: flex; flex-direction: column; gap: 2px; max-width: var(--most);
  font: 14px/1.1 var(--st-font); font-variant-numeric: tabular-nums;
  color: var(--st-text-color); }
[role=row] { display: grid; gap: 2px; grid-template-columns: repeat(var(--n), 1fr); }
[role=gridcell] { aspect-ratio: var(--shape); display: flex; align-items: center;
  justify-content: center; cursor: pointer; box-sizing: border-box; min-width: 0;
  border: 1px solid var(--st-border-color);
  -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
[role=gridcell].framed { aspect-ratio: auto; border: none; flex-direction: column; gap: 4px; }
.picture { width: 100%; aspect-ratio: 1; background-size: 100% 100%; image-rendering: pixelated; }
[role=gridcell]:hover { outline: 2px solid var(--st-text-color); outline-offset: -2px; }
[aria-selected=true] { outline: 3px solid var(--st-primary-color) !important;
  outline-offset: 0 !important; box-shadow: 0 0 0 5px var(--st-background-color); z-index: 1;
  position: relative; }
[role=gridcell]:focus-visible { outline: 3px dashed var(--st-text-color) !important;
  outline-offset: 2px !important; z-index: 2; position: relative; }
@container (max-width: 480px) {
  .folds [role=row] { grid-template-columns: repeat(10, 1fr); }
  [role=gridcell] { aspect-ratio: 1; }  /* a finger finds it */
  .framed { font-size: 13px; }
}
"""
_JS = """
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
  Home: [0, -99], End: [0, 99] };
const LIGHT = 118;  // black on this and lighter, white on darker: contrast of 4.5 and more
const within = (i, n) => Math.min(Math.max(i, 0), n - 1);

function build(grid, rows) {
  grid.replaceChildren(...rows.map((row, r) => {
    const line = document.createElement("div");
    line.setAttribute("role", "row");
    line.style.setProperty("--n", row.length);
    line.append(...row.map((_, c) => {
      const cell = document.createElement("div");
      cell.setAttribute("role", "gridcell");
      cell.dataset.row = r;
      cell.dataset.column = c;
      return cell;
    }));
    return line;
  }));
}

function fill(cell, { label, shade, picture, text }) {
  const parts = [];
  cell.setAttribute("aria-label", label);
  cell.title = label;
  if (picture) {
    const image = document.createElement("div");  // no img: the cell has the words
    image.className = "picture";
    image.style.backgroundImage = `url("${picture}")`;
    parts.push(image);
  }
  if (text) {
    const words = document.createElement("span");
    words.textContent = text;
    parts.push(words);
  }
  cell.classList.toggle("framed", Boolean(picture));
  cell.style.background = picture ? "" : `rgb(${shade}, ${shade}, ${shade})`;
  cell.style.color = picture ? "" : shade >= LIGHT ? "#000" : "#fff";
  cell.replaceChildren(...parts);
}

export default function ({ parentElement, data, setTriggerValue }) {
  const grid = parentElement.querySelector("[role=grid]");
  const { name, rows, chosen, width, shape } = data;
  const cellAt = (r, c) => grid.children[r].children[c];
  grid.setAttribute("aria-label", name);
  grid.classList.toggle("folds", rows.length === 1 && rows[0].length > 10);
  grid.style.setProperty("--most", width ? `${width}px` : "none");
  grid.style.setProperty("--shape", shape);
  const is_built = grid.children.length === rows.length &&
    grid.children[0].children.length === rows[0].length;
  if (!is_built) build(grid, rows);
  const entry = chosen || [0, 0];  // where Tab enters the picture
  rows.forEach((row, r) => row.forEach((content, c) => {
    const cell = cellAt(r, c);
    fill(cell, content);
    cell.setAttribute("aria-selected", Boolean(chosen) && chosen[0] === r && chosen[1] === c);
    cell.tabIndex = entry[0] === r && entry[1] === c ? 0 : -1;
  }));
  const placeOf = (event) => {
    const cell = event.target.closest("[role=gridcell]");
    return cell && [Number(cell.dataset.row), Number(cell.dataset.column)];
  };
  const choose = ([row, column]) => setTriggerValue("cell", { row, column });
  grid.onclick = (event) => {
    const place = placeOf(event);
    if (place) choose(place);
  };
  grid.onkeydown = (event) => {
    const place = placeOf(event), step = STEPS[event.key];
    if (!place || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") choose(place);
    else if (!step) return;
    else {
      const from = cellAt(...place);
      const to = cellAt(within(place[0] + step[0], rows.length),
                        within(place[1] + step[1], rows[0].length));
      from.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    }
    event.preventDefault();
  };
}
"""
_cells = components.component("cells", html=_HTML, css=_CSS, js=_JS)


def show_cells(
    key: str,
    name: str,
    rows: Sequence[Sequence[Cell]],
    chosen: tuple[int, int] | None,
    on_choose: Callable[[int, int], None],
    width: int | None = None,
    shape: str = "1",
) -> None:
    """Show the grid with the `chosen` cell outlined; `on_choose` gets the new row and column.

    A single row of more than 10 cells folds where there is little room. `width` is the most that
    the picture takes, pixels, and `shape` a cell's width over its height.
    """

    def pass_on() -> None:
        sent = st.session_state[key].cell  # by a browser, which may send anything
        places = ((r, c) for r, row in enumerate(rows) for c in range(len(row)))
        for row, column in places:
            if sent == {"row": row, "column": column}:
                on_choose(row, column)

    data = {"name": name, "rows": rows, "chosen": chosen, "width": width, "shape": shape}
    _cells(key=key, data=data, on_cell_change=pass_on)
