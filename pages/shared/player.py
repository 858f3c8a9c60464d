"""A play button that sweeps theta in the browser, through all charts that follow it.

Nothing is asked of the server while it plays: the charts hold what they need. Where it is
stopped, the angle becomes the page's theta.
"""

from __future__ import annotations

import streamlit as st
import streamlit.components.v2 as components

from pages.shared.controls import set_theta

KEY = "player"
STILL = "still"
"""Key of containers that do not follow theta while it plays; they are shown faint."""

_HTML = """
<div class="player">
  <button type="button"></button><output aria-live="off"></output>
</div>
"""
_CSS = """
.player { display: flex; align-items: center; gap: 0.8rem; font-family: var(--st-font);
  font-size: var(--st-base-font-size); color: var(--st-text-color); }
button { font: inherit; color: inherit; background: transparent; cursor: pointer;
  min-width: 7.4rem; min-height: 2.5rem; border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); padding: 0.25rem 0.75rem; }
button:hover { border-color: currentColor; }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
output { min-width: 12rem; font-variant-numeric: tabular-nums; }
@media (max-width: 640px) { output { display: none; } }
"""
_JS = """
const TURN = 2 * Math.PI, SECONDS = 16, FRAME = 30;
const players = new WeakMap();

function inputs() {  // of the charts that can be seen
  const all = [...document.querySelectorAll(".vega-bind input[name=theta]")];
  return all.filter((input) => !input.closest("details:not([open])"));
}

function show(theta) {
  for (const input of inputs()) {
    input.value = theta;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function fixed(value) { return (Math.round(100 * value) / 100 || 0).toFixed(2); }  // no −0.00

function faint(isFaint) {
  for (const box of document.querySelectorAll("[class*=st-key-still], .st-key-typing")) {
    box.style.opacity = isFaint ? 0.25 : 1;
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  const output = parentElement.querySelector("output");
  const player = players.get(parentElement) || { playing: false };
  players.set(parentElement, player);
  const label = () => { button.textContent = player.playing ? "❚❚ Pause" : "▶ Play θ"; };
  const step = (now) => {
    if (!player.playing) return;
    if (now - player.last >= FRAME) {
      const passed = Math.min(now - player.last, 200) / 1000;
      player.theta += 2 * TURN * passed / SECONDS;
      if (player.theta > TURN) player.theta -= 2 * TURN;
      player.last = now;
      show(player.theta);
      const text = `θ = ${fixed(player.theta)} rad = ${fixed(player.theta / Math.PI)} π`;
      output.textContent = text.replaceAll("-", "−");
    }
    requestAnimationFrame(step);
  };
  label();
  faint(player.playing);
  button.onclick = () => {
    player.playing = !player.playing;
    label();
    faint(player.playing);
    if (player.playing) {
      player.theta = data.theta;
      player.last = performance.now();
      requestAnimationFrame(step);
    } else {
      output.textContent = "";
      setTriggerValue("stopped", player.theta);
    }
  };
  return () => { player.playing = false; faint(false); };
}
"""
_player = components.component("theta_player", html=_HTML, css=_CSS, js=_JS)


def play_button(theta: float) -> None:
    """The button; it starts at the page's theta."""
    _player(key=KEY, data={"theta": theta}, on_stopped_change=_hold_theta)


def _hold_theta() -> None:
    stopped = st.session_state[KEY].stopped
    if stopped is not None:
        set_theta(round(float(stopped), 3))
