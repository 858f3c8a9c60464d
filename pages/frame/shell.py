"""CSS and scripts of all pages.

Streamlit's theme (.streamlit/config.toml) does the rest. No rule here may move the first words of
a page: a style reaches the browser after them, and they would jump.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
import streamlit.components.v2 as components

from hqnn_core.language import tag
from pages.frame import projector
from pages.frame.hidden import hidden_style
from pages.frame.language import language_cookie

_STYLE = """<style>
  /* Captions can be read from the last row too. */
  [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { opacity: 1; }
  [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit; }
  /* White words on the theme's colour can be read; words in that colour could not. */
  [data-testid="stButtonGroup"] button[data-selected], [data-testid="stSliderThumbValue"],
  label[data-testid="stWidgetLabel"][disabled] { color: inherit !important; }
  /* The keyboard's focus is visible, also on the buttons of a chart, which show under a mouse
     only. Buttons that only programmers need are hidden. */
  a:focus-visible, button:focus-visible, summary:focus-visible, [role="slider"]:focus-visible,
  [role="tab"]:focus-visible, label:has(input:focus-visible) {
    outline: 3px solid currentColor !important; outline-offset: 2px; border-radius: 0.25rem;
  }
  [data-testid="stElementToolbar"]:focus-within { opacity: 1 !important; }
  [data-testid="stElementToolbarButton"]:has([aria-label^="Copy Vega-Lite spec"]),
  [data-testid="stElementToolbarButton"]:has([aria-label^="Show data"]) { display: none; }
  /* The Bloch sphere is never cut: if the columns are too narrow, the last one moves below. */
  [data-testid="stColumn"]:has(.st-key-state) { min-width: 230px; }
  .st-key-look { background: var(--st-secondary-background-color); font-size: 1.25rem;
    padding: 0.25rem 0.75rem; border-radius: 0.5rem; }
  .st-key-train-pause > :not(:first-child) { display: none; }
  .st-key-train-head { min-height: 2.5rem; }  /* also of the part without a button */
  /* The line below the controls keeps its height: a longer sentence covers what follows. */
  [data-testid="stLayoutWrapper"]:has(> .st-key-typing) {
    height: 1.6rem; flex: none; z-index: 2; pointer-events: none; }
  .st-key-class-line [data-stale] { opacity: 1 !important; }  /* it comes last, and stays true */
  [data-testid="stBottomBlockContainer"]:has(.st-key-class-line) { padding-block: 0.25rem; }
  .st-key-class-line { gap: 0.25rem; }
  .st-key-class-line p { font-size: 0.9rem; line-height: 1.25; }
  @media (max-width: 640px) {  /* lesson and class take a fifth of the screen together */
    .st-key-class-line { flex: none; max-height: 4.2rem; overflow-y: auto; }
    .st-key-class-line [class*="stHorizontalBlock"] { row-gap: 0.75rem; }
  }
  /* On a phone the controls stay visible beside all that they change. */
  @media (max-width: 640px) {
    [data-testid="stLayoutWrapper"]:has(> .st-key-controls, > .st-key-knobs) {
      position: sticky; top: 3.75rem; z-index: 10;
      background: light-dark(#FFFFFF, #12181F);  /* the theme's */ }
    .st-key-controls { row-gap: 0.25rem; padding-bottom: 0.25rem; }
    .st-key-typing p { background: light-dark(#FFFFFF, #12181F); }
  }
  .st-key-train-watch { min-height: 3rem; }  /* two lines: what is below stays where it is */
  /* The table of runs: it scrolls sideways where it is wider than the page. */
  .st-key-runs { overflow: auto hidden; padding-bottom: 0.75rem; }
  .st-key-runs [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
  .st-key-runs [data-testid="stColumn"] { min-width: 5.5rem; }
  .st-key-runs [data-testid="stColumn"]:first-child { min-width: 2.5rem; }
  .st-key-runs [data-testid="stColumn"]:nth-child(-n+3):not(:first-child) { min-width: 10rem; }
  .st-key-own_drawings img { height: 3.5rem; max-height: none; }  /* on Draw and Class */
  .st-key-own_drawings button { height: auto; }
  .st-key-cookie, .st-key-pause { position: absolute; }  /* without any room */
  .vega-bind { display: none !important; }  /* what moves charts: pages/train/stage.js */
  /* The tools stand in the row of the menu, and nothing of Streamlit's below them. */
  .st-key-tools { position: fixed; top: 0.6rem; right: 1rem; z-index: 999991; width: auto; }
  [data-testid="stToolbar"] { padding-right: 7rem; }
  @media (max-width: 768px) {  /* the open menu has its own button there */
    body:has([data-testid="stSidebar"][data-collapsed="false"]) .st-key-tools { display: none; }
  }
  .st-key-tools-pages { display: grid; grid-template-columns: 1fr 1fr; gap: 0.25rem; }
  .st-key-qr img { height: min(52vh, 75vw) !important; width: auto !important; }
  /* The graph of the network fits the height of the window, except on a phone. */
  @media (min-width: 641px) { .st-key-graph img { max-height: calc(100vh - 15.75rem); } }
  /* There, many controls stand two in a row. */
  @media (max-width: 640px) {
    .st-key-knobs { display: grid; grid-template-columns: 1fr 1fr; gap: 0.25rem 1rem; }
    .st-key-knobs > * { width: auto !important; min-width: 0; }
    .st-key-part button, .st-key-training button, .st-key-layer button {
      padding-inline: 0.4rem; }  /* all fit */
    /* The title and the button beside it stand in one line, the choice of the part below. */
    .st-key-train-head { column-gap: 0.4rem; }
    .st-key-train-head h1 { font-size: 1.3rem; }
    .st-key-train-head > :first-child { width: auto !important; flex: 1 1 auto; min-width: 0; }
    .st-key-train-head > :nth-child(2) { order: 3; }
    .st-key-train-head [data-testid="stButton"] * { white-space: normal !important; }
    .st-key-train-head [data-testid="stButton"] button { padding-inline: 0.4rem; }
    .st-key-train-head [data-testid="stButton"] span:has(> [data-testid="stIconMaterial"]) {
      display: none; }
    .st-key-train-words { min-height: 6.5rem; }  /* four lines: the pictures stay where they are */
  }
</style>"""

# On a phone the menu lies over the page, and Streamlit leaves it open when a page is chosen.
# The browser's Back goes to the page before: a setting that changes in the address is no step.
_BROWSER = """
const PHONE = "(max-width: 768px)";
const push = history.pushState;
function pushPage(state, title, url) {
  const isSamePage = new URL(url, location.href).pathname === location.pathname;
  (isSamePage ? history.replaceState : push).call(history, state, title, url);
}
export default function ({ data }) {
  document.documentElement.lang = data.lang;
  if (data.cookie) document.cookie = data.cookie;
  history.pushState = pushPage;
  const close = (event) => {
    if (!event.target.closest?.('[data-testid="stSidebarNavLink"]')) return;
    if (!window.matchMedia(PHONE).matches) return;
    document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  };
  document.addEventListener("click", close);
  return () => document.removeEventListener("click", close);
}
"""
_TRANSLATION = Path(__file__).with_name("translation.js").read_text(encoding="utf-8")
_scripts = components.component("shell", js=_TRANSLATION + _BROWSER)


def apply_style() -> None:
    """Add the CSS; call it before the page."""
    more = projector.STYLE if projector.is_projected() else ""
    st.html(_STYLE + more + hidden_style())


def run_scripts() -> None:
    """Scripts: language, closed menu on a phone, a working Back, survive browser translation.

    Call it after the page, where its place disturbs nothing.
    """
    _scripts(key="shell", data={"lang": tag(), "cookie": language_cookie()})
