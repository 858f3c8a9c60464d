// Parts of the pictures that move in the browser: marks, plots, the Bloch sphere, dice, dragging.
// Each stage (pages/*/stage.js) is joined to this file by pages/widgets/stage.py.

const TURN = 2 * Math.PI;
const LIMIT = 6.29; // of an angle: two turns, on the slider's grid
const LETTER = 14; // pixels, the smallest size of letters in a picture
const USUAL_WIDTH = 1110, USUAL_HEIGHT = 430, AROUND = 290; // pixels: a stage on 1280 x 720, and what is around it
let separators = { ".": ".", ",": "," }; // of the page's language
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const localized = (text) => text.replace(/[.,]/g, (mark) => separators[mark]);
const fixed = (value, places = 2) => localized(
  (Math.round(10 ** places * value) / 10 ** places || 0).toFixed(places).replace("-", "−"));
const whole = (n) => localized(Math.round(n).toLocaleString("en"));
const rounded = (value) => Math.round(1000 * value) / 1000;
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// E = P(1) - P(0) at an angle; a curve is the factors of its cosine and its sine, and a constant.
const expectationAt = ([cosine, sine, constant], theta) =>
  cosine * Math.cos(theta) + sine * Math.sin(theta) + constant;

// ---- Marks of SVG.

function mark(parent, name, attributes = {}, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  place(node, attributes);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

function place(node, attributes) {
  for (const name in attributes) node.setAttribute(name, attributes[name]);
}

function buttonOf(text, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.onclick = press;
  return button;
}

const path = (points) => points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`)
  .join("");

function resized(svg, width, height, label) {
  svg.replaceChildren();
  place(svg, { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  svg.setAttribute("aria-label", label);
}

// The growth of a picture with the window, as far as the window's height has room; sets the size of
// the letters too. Returns {unit, letter}; a picture of one column is not larger.
function sizeOf(root, letters, width = USUAL_WIDTH, height = USUAL_HEIGHT, around = AROUND) {
  const room = Math.min(root.clientWidth / width, (innerHeight - around) / height);
  const unit = clamp(room, 1, 1.9), letter = LETTER * letters * unit ** 0.6;
  root.style.setProperty("--unit", unit);
  root.style.setProperty("--letter", `${letter}px`);
  return { unit, letter };
}

// ---- A plot: `x` and `y` are {low, high, ticks: [[value, text]], title, isLog}.

function plot(svg, width, height, size, x, y) {
  const room = { left: 2.4 * size, right: 1.4 * size, top: 1.9 * size, bottom: 2.9 * size };
  const scale = ({ low, high, isLog }, from, to) => {
    const level = isLog ? Math.log : (value) => value;
    return (value) => from + (level(value) - level(low)) / (level(high) - level(low)) * (to - from);
  };
  const [left, right] = [room.left, width - room.right];
  const [top, bottom] = [room.top, height - room.bottom];
  const at = { x: scale(x, left, right), y: scale(y, bottom, top), left, right, top, bottom };
  at.line = (points) => path(points.map(([a, b]) => [at.x(a), at.y(b)]));
  at.perPixel = (x.high - x.low) / (right - left);
  for (const [value, text] of y.ticks) {
    mark(svg, "path", { class: "grid", d: `M${left} ${at.y(value)}H${right}` });
    mark(svg, "text", { class: "end", x: left - 0.4 * size, y: at.y(value) + 0.35 * size }, text);
  }
  mark(svg, "path", { class: "axis", d: `M${left} ${bottom}H${right}` });
  for (const [value, text] of x.ticks) {
    mark(svg, "path", { class: "axis", d: `M${at.x(value)} ${bottom}v5` });
    mark(svg, "text", { class: "middle", x: at.x(value), y: bottom + 1.35 * size }, text);
  }
  mark(svg, "text", { x: 0, y: 0.95 * size }, y.title);
  mark(svg, "text", { class: "end", x: width, y: bottom + 2.6 * size }, x.title);
  return at;
}

const PI_TICKS = [[-2, "−2π"], [-1.5, "−3π/2"], [-1, "−π"], [-0.5, "−π/2"], [0, "0"],
  [0.5, "π/2"], [1, "π"], [1.5, "3π/2"], [2, "2π"]].map(([k, text]) => [k * Math.PI, text]);

// ---- The Bloch sphere, seen from the side and from above, without perspective. x points right, y
// away, z up; RY turns the state from z to x. Lines on the far side are dashed.

const AZIMUTH = 24 * TURN / 360, ELEVATION = 18 * TURN / 360, REACH = 1.32; // radii to the edge

function sphere(svg, side, start) { // `start`: the angle of the state before RY, from z to x
  const middle = side / 2, radius = middle / REACH;
  const seen = (x, y, z) => {
    const away = -x * Math.sin(AZIMUTH) + y * Math.cos(AZIMUTH);
    const across = x * Math.cos(AZIMUTH) + y * Math.sin(AZIMUTH);
    const up = z * Math.cos(ELEVATION) + away * Math.sin(ELEVATION);
    return [middle + radius * across, middle - radius * up];
  };
  const around = (from, to, point) =>
    Array.from({ length: 61 }, (_, i) => point(from + (to - from) * i / 60));
  const inPlane = (angle, length = 1) => seen(length * Math.sin(angle), 0, length * Math.cos(angle));
  const equator = (angle) => seen(Math.cos(angle), Math.sin(angle), 0);
  const line = (name, points) => mark(svg, "path", { class: name, d: path(points) });
  mark(svg, "circle", { class: "thin", cx: middle, cy: middle, r: radius });
  line("thin", around(AZIMUTH - Math.PI, AZIMUTH, equator));
  line("thin dashed", around(AZIMUTH, AZIMUTH + Math.PI, equator));
  line("ring", around(0, TURN, (angle) => inPlane(angle)));
  line("thin dashed", [seen(0, 0, -1), seen(0, 0, 1)]);
  line("thin dashed", [seen(-1, 0, 0), seen(1, 0, 0)]);
  for (const [name, kind, x, z] of [["|0⟩", "zero", 0, 1.2], ["|1⟩", "one", 0, -1.2],
    ["|+⟩", "", 1.2, 0], ["|−⟩", "", -1.2, 0]]) {
    const [left, top] = seen(x, 0, z);
    mark(svg, "text", { class: `state ${kind}`, x: left, y: top + 5 }, name);
  }
  const swept = line("swept", []), shaft = line("shaft", []);
  const tip = mark(svg, "circle", { class: "tip", r: 8 });
  const handle = mark(svg, "path", { class: "handle", "stroke-width": 34 });
  const at = { handle };
  at.point = (angle) => { // the arrow, of a state in the plane of x and z
    const end = inPlane(angle);
    place(shaft, { d: path([[middle, middle], end]) });
    place(tip, { cx: end[0], cy: end[1] });
    place(handle, { d: path([inPlane(angle, 0.25), inPlane(angle, 1.1)]) });
  };
  at.turn = (theta) => {
    at.point(start + theta);
    const arc = around(start, start + theta % TURN, (angle) => inPlane(angle, 0.45));
    place(swept, { d: path(arc) });
  };
  at.angle = (left, top) => { // of a place in the picture; null in the middle, which has none
    const across = (left - middle) / radius, up = (middle - top) / radius;
    if (Math.hypot(across, up) < 0.08) return null;
    const x = across / Math.cos(AZIMUTH);
    const z = up / Math.cos(ELEVATION) + across * Math.tan(AZIMUTH) * Math.tan(ELEVATION);
    return Math.atan2(x, z);
  };
  return at;
}

// ---- A pointer that drags a handle. `begin` returns what follows it: {move(x, y), end()}, with
// places in the picture. Moves come once a frame.

function draggable(handle, begin) {
  const noScrolling = (event) => event.preventDefault(); // Chromium has no touch-action in SVG
  handle.addEventListener("touchstart", noScrolling, { passive: false });
  handle.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    const svg = handle.ownerSVGElement;
    const within = ({ clientX, clientY }) => {
      const box = svg.getBoundingClientRect();
      return [clientX - box.x, clientY - box.y];
    };
    const drag = begin(...within(event));
    let last = event, frame = null;
    const follow = () => {
      frame = null;
      drag.move(...within(last));
    };
    const move = (next) => {
      last = next;
      frame ??= requestAnimationFrame(follow);
    };
    const end = () => {
      cancelAnimationFrame(frame);
      handle.removeEventListener("pointermove", move);
      drag.move(...within(last));
      drag.end();
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  });
}

// A drag by which an angle turns with the pointer around the middle of the sphere.
function turning(ball, theta, show, end) {
  return (x, y) => {
    let before = ball.angle(x, y), now = theta();
    return {
      move(left, top) {
        const angle = ball.angle(left, top);
        if (angle === null) return;
        const turned = before === null ? 0 : angle - before;
        now += turned - TURN * Math.round(turned / TURN);
        if (Math.abs(now) > TURN) now -= Math.sign(now) * TURN; // it can be turned on and on
        before = angle;
        show(now);
      },
      end,
    };
  };
}

// A drag along the x axis of a plot, by which a value changes with the pointer.
function sliding(at, value, show, end, sign = 1) {
  return (x) => {
    const first = value();
    return { move: (left) => show(first + sign * (left - x) * at.perPixel), end };
  };
}

// ---- Chance. The same random numbers serve while an angle moves, so that the counts move with it
// instead of flickering.

class Dice {
  constructor(n) { this.numbers = Float64Array.from({ length: n }, Math.random); }
  bits(n, probability, from = 0) { return this.numbers.subarray(from, from + n).map((u) => u < probability); }
}

const total = (bits) => bits.reduce((sum, bit) => sum + bit, 0);

// ---- A button that plays: `advance(seconds)` is called once a frame, or once a second where the
// system asks for little motion. `labels` are what the button says, to play and to pause; a stage
// that changes them calls `show`.

function player(button, labels, advance, stopped) {
  let last = null;
  const show = () => { button.textContent = labels[last === null ? 0 : 1]; };
  const tick = (time) => {
    if (last === null) return;
    const passed = time - last;
    if (!CALM.matches || passed >= 1000) {
      last = time; // before `advance`, which may halt
      advance(CALM.matches ? 1 : Math.min(passed, 200) / 1000);
    }
    requestAnimationFrame(tick);
  };
  const halt = () => {
    last = null;
    show();
  };
  button.onclick = () => {
    if (last !== null) {
      halt();
      return stopped();
    }
    last = performance.now();
    show();
    requestAnimationFrame(tick);
  };
  return { halt, show, isPlaying: () => last !== null };
}

// ---- The arrow keys turn an angle, Space plays, unless a field or a button has them itself.

const OWN_KEYS = "input, button, select, textarea, canvas, summary, [contenteditable=true]," +
  "[role=slider], [role=grid], [role=listbox], [role=menu], [role=dialog]";
const KEY_STEP = 0.1; // radians
const QUIET = 300; // milliseconds without a key after which a value rests

function keyboard(turn, play) {
  const press = (event) => {
    const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
    if (!step && event.key !== " " || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.composedPath().some((part) => part.matches?.(OWN_KEYS))) return;
    event.preventDefault(); // the page would scroll
    if (step) turn(step);
    else if (!event.repeat) play();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

// ---- The stage itself: `build(root, send)` returns {update(data), layout(width), remove()}.

// Fills the static words of the HTML: `data-word`, `data-label` and `data-title` are keys of `labels`.
function worded(root, labels = {}) {
  for (const node of root.querySelectorAll("[data-word]")) node.textContent = labels[node.dataset.word];
  for (const node of root.querySelectorAll("[data-label]")) node.ariaLabel = labels[node.dataset.label];
  for (const node of root.querySelectorAll("[data-title]")) node.title = labels[node.dataset.title];
}

function staged(build) {
  const stages = new WeakMap();
  return ({ parentElement, data, setTriggerValue }) => {
    let stage = stages.get(parentElement);
    const root = parentElement.querySelector(".stage");
    separators = data.separators;
    for (const name in data.colours) root.style.setProperty(`--${name}`, data.colours[name]);
    worded(parentElement, data.labels);
    if (!stage) {
      let send = setTriggerValue;
      stage = build(root, (name, value) => send(name, value));
      stage.use = (newSend) => { send = newSend; };
      stages.set(parentElement, stage);
      let width = 0;
      stage.watcher = new ResizeObserver(() => {
        if (root.clientWidth === width || !root.clientWidth) return;
        width = root.clientWidth;
        stage.layout();
      });
      stage.update(data);
      stage.watcher.observe(root);
    } else {
      stage.use(setTriggerValue);
      stage.update(data);
    }
    return () => {
      stage.watcher.disconnect();
      stage.remove();
      stages.delete(parentElement);
    };
  };
}
