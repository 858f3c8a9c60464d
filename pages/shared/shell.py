"""What all pages share around their content: a few rules of style, and a menu that closes.

Streamlit's theme (.streamlit/config.toml) does the rest. No rule here may move the first words of
a page: a style reaches the browser after them, and they would jump.
"""

from __future__ import annotations

import streamlit as st
import streamlit.components.v2 as components

_STYLE = """<style>
  /* Captions are read from the last row too. */
  [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { opacity: 1; }
  [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit; }
  /* The theme's colour is dark enough for white words on it, and so too dark to be words itself. */
  [data-testid="stButtonGroup"] button[data-selected], [data-testid="stSliderThumbValue"],
  label[data-testid="stWidgetLabel"][disabled] { color: inherit !important; }
  /* Who comes by keyboard sees where they are, and is led past what only programmers want. */
  a:focus-visible, button:focus-visible, summary:focus-visible, [role="slider"]:focus-visible,
  [role="tab"]:focus-visible, label:has(input:focus-visible) {
    outline: 3px solid currentColor !important; outline-offset: 2px; border-radius: 0.25rem;
  }
  [data-testid="stElementToolbarButton"]:has([aria-label^="Copy Vega-Lite spec"]),
  [data-testid="stElementToolbarButton"]:has([aria-label^="Show data"]) { display: none; }
  /* The Bloch sphere is never cut: where the columns are narrower, the last one goes below. */
  [data-testid="stColumn"]:has(.st-key-state) { min-width: 230px; }
  /* The line below the controls keeps its height: a longer sentence lies over what follows. */
  [data-testid="stLayoutWrapper"]:has(> .st-key-typing) {
    height: 1.6rem; flex: none; z-index: 2; pointer-events: none; }
  /* On a phone the controls stay in sight of all that they change. */
  @media (max-width: 640px) {
    [data-testid="stLayoutWrapper"]:has(> .st-key-controls, > .st-key-knobs) {
      position: sticky; top: 3.75rem; z-index: 10;
      background: light-dark(#FFFFFF, #12181F);  /* the theme's */ }
    .st-key-controls { row-gap: 0.25rem; padding-bottom: 0.25rem; }
    .st-key-typing p { background: light-dark(#FFFFFF, #12181F); }
  }
  .vega-bind { display: none !important; }  /* what moves charts: pages/shared/player.py */
  /* The graph of the network is as high as the window leaves room for, but on a phone. */
  @media (min-width: 641px) { .st-key-graph img { max-height: calc(100vh - 15.75rem); } }
  /* Many controls stand two in a row there. */
  @media (max-width: 640px) {
    .st-key-knobs { display: grid; grid-template-columns: 1fr 1fr; gap: 0.25rem 1rem; }
    .st-key-knobs > * { width: auto !important; min-width: 0; }
    .st-key-train-words { min-height: 8.5rem; }  /* five lines: the pictures stay where they are */
  }
</style>"""

# On a phone the menu lies over the page, and Streamlit leaves it open when a page is chosen.
_CLOSE_MENU = """
const PHONE = "(max-width: 768px)";
export default function () {
  const close = (event) => {
    if (!event.target.closest?.('[data-testid="stSidebarNavLink"]')) return;
    if (!window.matchMedia(PHONE).matches) return;
    document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  };
  document.addEventListener("click", close);
  return () => document.removeEventListener("click", close);
}
"""
_menu = components.component("menu_closes", js=_CLOSE_MENU)


def apply_style() -> None:
    """Called before the page; a body of style alone takes no room on it."""
    st.html(_STYLE)


def close_menu_on_phones() -> None:
    """Called after the page, since it takes a place there until the browser has loaded it."""
    _menu(key="menu")
