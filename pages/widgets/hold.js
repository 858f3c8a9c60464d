// Moves the charts that follow theta, the shift or the moment of a replay: by their slider, by a
// finger that drags a mark of a chart, by the arrow keys, or by a play button; the last three move
// the sliders too. See pages/widgets/hold.py and figures/grips.py.

const TURN = 2 * Math.PI;
const SECONDS = 16; // to play from one end to the other
const NEAR = 8; // pixels about the middle of a sphere in which a pointer has no direction
const CHART = "[data-testid=stVegaLiteChart]", MARK = "[class*=drag_]";
const DONE = "[data-testid=stApp][data-test-script-state=notRunning]"; // the server's answer is here
const DRAGGED = "[data-testid=stSlider] [data-dragging=true]";
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const QUIET = 300; // milliseconds without an arrow key after which theta rests
const ARROWS = { ArrowLeft: -0.1, ArrowRight: 0.1 }; // radians
const OWN_KEYS = "input, button, select, textarea, canvas, summary, [contenteditable=true]," +
  "[role=slider], [role=grid], [role=listbox], [role=menu], [role=dialog]";

// Only where charts can be dragged do they look like it.
const style = new CSSStyleSheet();
style.replaceSync(`
  ${MARK}, ${MARK} * { cursor: grab; }
  :root[data-dragging], :root[data-dragging] * { cursor: grabbing !important; user-select: none; }`);

const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);
const rounded = (value) => Math.round(1000 * value) / 1000;
const fixed = (value) => (Math.round(100 * value) / 100 || 0).toFixed(2); // no −0.00

function inputs(name) { // of the charts that can be seen
  const all = [...document.querySelectorAll(`.vega-bind input[name=${name}]`)];
  return all.filter((input) => !input.closest("details:not([open])"));
}

function moveCharts(name, value) {
  for (const input of inputs(name)) {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function moveSlider(label, value) {
  const input = document.querySelector(`input[type=range][aria-label="${label}"]`);
  if (!input) return;
  const thumb = input.closest("[style*=left]"), text = thumb.querySelector("p");
  const low = Number(input.min), share = (value - low) / (Number(input.max) - low);
  thumb.style.left = `${100 * share}%`;
  if (text) text.firstChild.nodeValue = fixed(value);
  const bar = thumb.parentElement.firstElementChild;
  let stops = 0; // of its gradient: from the third on they are at the thumb
  bar.style.backgroundImage = getComputedStyle(bar).backgroundImage
    .replace(/ [\d.]+%/g, (stop) => (stops++ < 2 ? stop : ` ${100 * share}%`));
}

function releaseSliders() { // Streamlit draws them again
  document.querySelectorAll('[data-testid=stSlider] [style*="background-image"]')
    .forEach((bar) => { bar.style.backgroundImage = ""; });
}

function faint(isFaint) {
  for (const box of document.querySelectorAll("[class*=st-key-still], .st-key-typing")) {
    box.style.opacity = isFaint ? 0.25 : 1;
  }
}

// How a chart reads a pointer's way: along its axis of angles, or about the middle of its sphere.
function reader(chart) {
  const reads = JSON.parse(chart.querySelector("input[name=grip]").value);
  const box = chart.querySelector("svg .role-frame path.background").getBoundingClientRect();
  if (reads.across) return (from, to) => [(to.x - from.x) * reads.across / box.width, to];
  const [[xx, xy], [zx, zy]] = reads.turn;
  const angle = ({ x, y }) => {
    const u = x - box.x - box.width / 2, v = box.y + box.height / 2 - y;
    return Math.hypot(u, v) < NEAR ? null : Math.atan2(xx * u + xy * v, zx * u + zy * v);
  };
  const read = (from, to) => {
    const [a, b] = [angle(from), angle(to)];
    if (b === null) return [0, from];
    const turned = a === null ? 0 : b - a;
    return [turned - TURN * Math.round(turned / TURN), to];
  };
  return Object.assign(read, { turns: true });
}

function mounted(root) {
  const button = root.querySelector("button"), output = root.querySelector("output");
  let data, send, now = {}, drag = null, playedAt = null, turning = null, settling;

  const label = () => { button.textContent = playedAt === null ? "▶ Play θ" : "❚❚ Pause"; };
  const say = (more = "") => {
    if (!("theta" in now)) return;
    const text = `θ = ${fixed(now.theta)} rad = ${fixed(now.theta / Math.PI)} π`;
    output.textContent = text.replaceAll("-", "−") + more;
  };
  const show = (name, value) => {
    now[name] = value;
    moveCharts(name, value);
    moveSlider(data.sliders[name], value);
    say(playedAt !== null && CALM.matches ? ", in steps: your system asks for little motion" : "");
  };
  const begin = () => {
    if (playedAt === null && turning === null) now = { ...data.values };
    clearTimeout(turning);
    turning = null;
    faint(true);
  };
  const rest = () => {
    for (const name in now) show(name, rounded(now[name]));
    if (Object.keys(now).some((name) => now[name] !== rounded(data.values[name]))) {
      data = { ...data, values: { ...now } }; // should it be taken again before the answer is here
      send("rested", now);
    } else {
      settle();
    }
  };
  const settle = () => {
    output.textContent = data.hint;
    releaseSliders();
    faint(false);
  };
  const settleAtLast = () => { // once all words are new, so that none of the old ones flashes up
    if (drag || playedAt !== null || turning !== null) return;
    if (document.querySelector(DONE)) settle();
    else settling = setTimeout(settleAtLast, 20);
  };

  const play = (time) => {
    if (playedAt === null) return;
    if (time - playedAt >= (CALM.matches ? 1000 : 30)) {
      const passed = Math.min(time - playedAt, CALM.matches ? 1000 : 200) / 1000;
      const theta = now.theta + 2 * TURN * passed / SECONDS;
      playedAt = time;
      show("theta", theta > TURN ? theta - 2 * TURN : theta);
    }
    requestAnimationFrame(play);
  };
  const stop = () => {
    playedAt = null;
    label();
  };
  button.onclick = () => {
    if (playedAt !== null) {
      stop();
      rest();
    } else {
      begin();
      playedAt = performance.now();
      label();
      requestAnimationFrame(play);
    }
  };

  const turn = (step) => {
    begin();
    stop();
    show("theta", clamp(rounded(now.theta + step), data.limits.theta));
    turning = setTimeout(() => {
      turning = null;
      rest();
    }, QUIET);
  };
  const key = (event) => {
    const step = ARROWS[event.key], toggles = event.key === " " && button.checkVisibility();
    if (!step && !toggles || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.composedPath().some((part) => part.matches?.(OWN_KEYS))) return;
    if (event.defaultPrevented || drag || !("theta" in data.values)) return;
    event.preventDefault(); // the page would scroll
    if (step) turn(step);
    else if (!event.repeat) button.click();
  };

  const down = (event) => {
    const mark = event.button === 0 && !drag && event.target.closest?.(MARK);
    const chart = mark && mark.closest(CHART);
    if (!chart?.querySelector("input[name=grip]")) return;
    const [, name, minus] = mark.getAttribute("class").match(/drag_([a-z]+)(_minus)?/);
    if (!(name in data.values)) return;
    event.preventDefault();
    document.documentElement.setPointerCapture(event.pointerId);
    document.documentElement.dataset.dragging = name;
    begin();
    stop();
    const at = { x: event.clientX, y: event.clientY };
    drag = {
      finger: event.pointerId, name, sign: minus ? -1 : 1, value: now[name],
      read: reader(chart), from: at, to: at,
    };
  };
  const follow = () => {
    drag.frame = null;
    const [step, from] = drag.read(drag.from, drag.to);
    drag.value += drag.sign * step;
    drag.from = from;
    show(drag.name, kept());
  };
  const kept = () => { // a sphere can be turned on and on: whole turns are taken off
    const limits = data.limits[drag.name];
    if (drag.name === "shift") return clamp(Math.abs(drag.value), limits);
    if (drag.read.turns && Math.abs(drag.value) > TURN) drag.value -= Math.sign(drag.value) * TURN;
    return clamp(drag.value, limits);
  };
  const move = (event) => {
    if (drag?.finger !== event.pointerId) return;
    drag.to = { x: event.clientX, y: event.clientY };
    drag.frame ??= requestAnimationFrame(follow);
  };
  const up = (event) => {
    if (drag?.finger !== event.pointerId) return;
    cancelAnimationFrame(drag.frame);
    follow();
    drag = null;
    delete document.documentElement.dataset.dragging;
    rest();
  };
  // Streamlit sends a slider's value when it is let go; until then the charts follow it here.
  const slid = (records) => {
    const input = records.map((record) => record.target).findLast((it) => it.closest(DRAGGED));
    const label = input?.getAttribute("aria-label");
    const name = Object.keys(data.sliders).find((name) => data.sliders[name] === label);
    if (!name || drag || playedAt !== null || turning !== null) return;
    now = { ...data.values, [name]: Number(input.value) };
    moveCharts(name, now[name]);
    say();
    if (Math.abs(now[name] - data.values[name]) < input.step / 2) settleAtLast(); // nothing is sent
    else faint(true);
  };
  const sliders = new MutationObserver(slid);
  sliders.observe(document.body, { subtree: true, attributeFilter: ["value"] });
  const noScrolling = (event) => { // under a finger that drags; Chromium has no touch-action in SVG
    if (event.target.closest?.(MARK)) event.preventDefault();
  };
  const listeners = {
    pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, touchstart: noScrolling,
    keydown: key,
  };
  for (const kind in listeners) {
    document.addEventListener(kind, listeners[kind], { passive: false });
  }
  document.adoptedStyleSheets.push(style);

  return {
    update(newData, setTriggerValue) {
      data = newData;
      send = setTriggerValue;
      button.hidden = !data.plays;
      label();
      clearTimeout(settling);
      settleAtLast();
    },
    remove() {
      sliders.disconnect();
      if (drag) cancelAnimationFrame(drag.frame);
      clearTimeout(turning);
      drag = playedAt = turning = null;
      clearTimeout(settling);
      settle();
      for (const kind in listeners) document.removeEventListener(kind, listeners[kind]);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== style);
      delete document.documentElement.dataset.dragging;
    },
  };
}

const pieces = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const piece = pieces.get(parentElement) ?? mounted(parentElement);
  pieces.set(parentElement, piece);
  piece.update(data, setTriggerValue);
  return () => {
    piece.remove();
    pieces.delete(parentElement);
  };
}
