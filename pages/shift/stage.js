// The Shift page: the slope at theta from two circuits. `data` is that of figures/shift_stage.py.

const LOW = 0.01, HIGH = 3.13; // of the shift
const REACH_OF_LINE = 1.5; // radians to either side, of a line of slope 0
const EDGE = 1.3; // lines end at this height and depth
const STEP_SECONDS = 0.9;
const EXACT_SHOTS = 1_000; // with more, the dice draw from a normal distribution

export default staged((root, send) => {
  const find = (name) => root.querySelector(name);
  const sliders = { shift: find(".shift"), shots: find(".shots"), theta: find(".theta") };
  const typed = find(".typed input"), words = find(".words"), svg = find(".curve");
  let data, now, isMoving = false, scale, at, parts, dice, resting;
  let step = 3, target = 3; // of the movement: 0 circuits, 1 secant, 2 stretched, 3 moved to theta

  const expectation = (theta) => expectationAt(data.curve, theta);
  const trueSlope = (theta) => {
    const [cosine, sine] = data.curve;
    return sine * Math.cos(theta) - cosine * Math.sin(theta);
  };

  // The two circuits of the rule, and what it makes of their expectations.
  function ruled() {
    const { theta, shift } = now, { lower, divisor } = data.rule;
    const ends = [theta + shift, theta - lower * shift], values = ends.map(expectation);
    const divided = { "2 sin s": 2 * Math.sin(shift), "2s": 2 * shift, "": 1 }[divisor];
    const difference = values[0] - values[1];
    return { ends, values, divided, estimate: difference / divided,
      secant: difference / (ends[0] - ends[1]), middle: [(ends[0] + ends[1]) / 2, (values[0] + values[1]) / 2] };
  }

  // What was measured here, or what the browser's dice say while something moves.
  function measured({ values, divided }) {
    if (!isMoving) return data.measured;
    const [upper, lower] = values.map((e, k) => dice.slice(k * data.fan, (k + 1) * data.fan)
      .map((throws) => measuredBy(throws, (1 + e) / 2)));
    return { upper, lower, slopes: upper.map((value, i) => (value - lower[i]) / divided) };
  }
  function measuredBy({ uniforms, normal }, p) {
    const n = data.steps[now.shots];
    if (n > EXACT_SHOTS) return clamp(2 * p - 1 + normal * 2 * Math.sqrt(p * (1 - p) / n), -1, 1);
    let ones = 0;
    for (let i = 0; i < n; i++) ones += uniforms[i] < p;
    return 2 * ones / n - 1;
  }
  function thrown() {
    const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(TURN * Math.random());
    return Array.from({ length: 2 * data.fan }, () => ({
      uniforms: Float64Array.from({ length: EXACT_SHOTS }, Math.random), normal: normal(),
    }));
  }

  function lineAt([x, y], slope) { // of equal length for every slope, cut at the edges
    const run = REACH_OF_LINE / Math.hypot(1, 1.2 * slope);
    return [-run, run].map((side) => {
      const rise = side * slope, room = EDGE - Math.sign(rise) * y;
      const kept = Math.min(1, Math.abs(rise) < 1e-9 ? 1 : Math.max(room, 0) / Math.abs(rise));
      return [x + kept * side, y + kept * rise];
    });
  }

  function follow() {
    const { theta, shift } = now, here = expectation(theta), found = ruled(), seen = measured(found);
    const point = (k, x, y) => {
      for (const each of parts.points[k]) place(each, { cx: at.x(x), cy: at.y(y) });
    };
    found.ends.forEach((x, k) => {
      point(k, x, found.values[k]);
      place(parts.guides[k], { d: `M${at.x(x)} ${at.bottom}V${at.y(found.values[k])}` });
      const [left, top] = nameAt(k, found);
      place(parts.names[k], { x: left, y: top });
    });
    point(2, theta, here);
    place(parts.thetaName, { x: at.x(theta), y: at.bottom - 6 });
    place(parts.true, { d: at.line(lineAt([theta, here], trueSlope(theta))) });
    place(parts.secant, { d: step < 1 ? "" : at.line([0, 1].map((k) => [found.ends[k], found.values[k]])) });
    const stretched = clamp(step - 1, 0, 1), moved = clamp(step - 2, 0, 1);
    const slope = found.secant + stretched * (found.estimate - found.secant);
    const centre = [found.middle[0] + moved * (theta - found.middle[0]),
      found.middle[1] + moved * (here - found.middle[1])];
    place(parts.mover, { d: step < 1 ? "" : at.line(lineAt(centre, slope)) });
    const isThere = step === 3;
    parts.fan.forEach((line, i) => place(line, { d: isThere ? at.line(lineAt([theta, here], seen.slopes[i])) : "" }));
    ["upper", "lower"].forEach((name, k) => parts.shots[k].forEach((dot, i) =>
      place(dot, { cx: at.x(found.ends[k]), cy: at.y(seen[name][i]) })));
    find(".line-mover").textContent = step < 1 ? "" : data.lines[Math.ceil(step)];
    find(".line-fan").textContent = isThere ? data.lines.fan : "";
    followFormula(found);
    followControls();
    words.textContent = isMoving ? movingWords(found, seen) : data.words;
  }

  const nameAt = (k, { ends, values }) => {
    const above = values[k] <= 0 ? -1.1 : 1.9;
    return [at.x(ends[k]), at.y(values[k]) - above * scale.letter * (values[k] <= 0 ? -1.7 : 1)];
  };

  function movingWords(found, { slopes }) {
    const mean = total(slopes) / slopes.length;
    const spread = Math.sqrt(total(slopes.map((x) => (x - mean) ** 2)) / (slopes.length - 1));
    return filled(data.moving, { mean: fixed(mean), spread: fixed(spread), true: fixed(trueSlope(now.theta)) });
  }

  function followFormula({ values, divided, estimate }) {
    const by = data.rule.divisor;
    const numbers = { up: values[0], down: values[1] };
    for (const kind in numbers) find(`.number.${kind}`).textContent = signed(numbers[kind], kind === "down");
    if (by) find(".number.by").textContent = fixed(divided);
    find(".result").textContent = fixed(estimate);
    const stretch = find(".steps .stretch");
    if (stretch) stretch.textContent = filled(data.stepNames[2], { factor: fixed(stretchOf()) });
  }
  const signed = (value, isSubtracted) => isSubtracted && fixed(value).startsWith("−") ? `(${fixed(value)})` : fixed(value);
  const stretchOf = () => {
    const { secant, estimate, divided, ends } = ruled();
    return Math.abs(secant) > 1e-12 ? estimate / secant : (ends[0] - ends[1]) / divided;
  };

  function followControls() {
    sliders.theta.value = now.theta;
    sliders.shift.value = now.shift;
    sliders.shots.value = now.shots;
    find(".shift-value").textContent = `${fixed(now.shift)} = ${fixed(now.shift / Math.PI)} π`;
    find(".shots-value").textContent = whole(data.steps[now.shots]);
    if (root.getRootNode().activeElement !== typed || isMoving) typed.value = isMoving ? fixed(now.theta) : data.typed;
  }

  // ---- The parts that stay while something moves.

  function drawFormula() {
    const span = (kind, ...content) => {
      const node = document.createElement("span");
      node.className = kind;
      node.append(...content);
      return node;
    };
    const fraction = (kind, up, down, by) => {
      const difference = span("", span(`${kind} up`, up), " − ", span(`${kind} down`, down));
      return span("fraction", difference, ...(by ? [span(`${kind} by`, by)] : []));
    };
    const { lower, divisor } = data.rule;
    find(".formula").replaceChildren(
      fraction("symbol", "E(θ + s)", lower ? "E(θ − s)" : "E(θ)", divisor), span("", "="),
      fraction("number", "", "", divisor && " "), span("", "="), span("result"));
    const steps = find(".steps"); // the same buttons stay: a click on one that is replaced would be lost
    if (!steps.children.length) steps.append(...data.stepNames.map((_, i) => buttonOf("", () => goTo(i))));
    data.stepNames.forEach((name, i) => {
      steps.children[i].textContent = name;
      steps.children[i].classList.toggle("stretch", i === 2);
    });
    markStep();
  }
  const markStep = () => [...find(".steps").children]
    .forEach((button, i) => button.setAttribute("aria-pressed", String(i === target)));

  function drawCurve() {
    const width = root.clientWidth, height = root.clientWidth > 700 ? 400 * scale.unit : 330;
    resized(svg, width, height, data.alt);
    const turns = Math.abs(now.theta) > Math.PI + 0.01 ? 3 : 2;
    const ticks = Array.from({ length: 2 * turns + 1 }, (_, i) => i - turns)
      .map((k) => [k * Math.PI, k ? `${Math.abs(k) === 1 ? (k < 0 ? "−" : "") : String(k).replace("-", "−")}π` : "0"]);
    at = plot(svg, width, height, scale.letter,
      { low: -turns * Math.PI, high: turns * Math.PI, ticks, title: data.axes.theta },
      { low: -EDGE, high: EDGE, ticks: [[-1, "−1"], [0, "0"], [1, "1"]], title: data.axes.expectation });
    at.turns = turns;
    const curve = Array.from({ length: 241 }, (_, i) => (-1 + i / 120) * turns * Math.PI);
    mark(svg, "path", { class: "measured", d: at.line(curve.map((x) => [x, expectation(x)])) });
    const many = (name, attributes) => Array.from({ length: data.fan }, () => mark(svg, name, attributes));
    parts = {
      shots: [0, 1].map(() => many("circle", { class: "shot", r: 3.5 })),
      guides: ["up", "down"].map((kind) => mark(svg, "path", { class: "guide", style: `stroke: var(--${kind})` })),
      secant: mark(svg, "path", { class: "secant" }),
      fan: many("path", { class: "fan" }),
      true: mark(svg, "path", { class: "true" }),
      mover: mark(svg, "path", { class: "mover" }),
    };
    parts.points = [["shift", "var(--up)", 1], ["shift", "var(--down)", -1], ["theta", "var(--ink)", 1]]
      .map(([name, colour, sign]) => pointOf(name, colour, sign));
    parts.names = ["up", "down"].map((kind, k) =>
      mark(svg, "text", { class: kind }, k ? (data.rule.lower ? "θ − s" : "") : "θ + s"));
    parts.thetaName = mark(svg, "text", { class: "middle bold" }, "θ");
    find(".line-true").textContent = data.lines.true;
  }

  function pointOf(name, colour, sign) {
    const dot = mark(svg, "circle", { r: 8, style: `fill: ${colour}` });
    const touch = mark(svg, "circle", { class: "touch", r: 14 });
    const handle = mark(svg, "circle", { class: "handle", r: 24, "data-drags": sign < 0 ? "shift-minus" : name });
    if (sign < 0 && !data.rule.lower) [touch, handle].forEach((each) => place(each, { display: "none" }));
    draggable(handle, (x) => {
      halt();
      return sliding(at, () => now[name], (value) => show(name, value), rest, sign)(x);
    });
    return [dot, touch, handle];
  }

  // ---- Moving.

  const limits = { theta: [-LIMIT, LIMIT], shift: [LOW, HIGH], shots: [0, Infinity] };
  const show = (name, value) => {
    isMoving = true;
    now[name] = clamp(name === "shift" ? Math.abs(value) : value, ...limits[name]);
    if (Math.abs(now.theta) > Math.PI + 0.01 && at.turns === 2) drawCurve();
    follow();
  };
  const rest = () => {
    const changed = ["theta", "shift"].filter((name) => Math.abs(now[name] - data[name]) >= 5e-4);
    const values = Object.fromEntries(changed.map((name) => [name, now[name] = rounded(now[name])]));
    if (now.shots !== data.shots) values.shots = data.steps[now.shots];
    if (Object.keys(values).length) send("rested", values);
    else settle();
  };
  const isSettled = () => now.shots === data.shots &&
    ["theta", "shift"].every((name) => Math.abs(now[name] - data[name]) < 5e-4);
  const settle = () => {
    isMoving = false;
    now = { theta: data.theta, shift: data.shift, shots: data.shots };
    if (parts) follow();
  };
  const halt = () => clearTimeout(resting);
  const restSoon = () => {
    halt();
    resting = setTimeout(rest, QUIET);
  };
  for (const name in sliders) {
    const slider = sliders[name];
    slider.oninput = () => {
      halt();
      show(name, Number(slider.value));
    };
    slider.onkeydown = slider.onpointerdown = ({ type }) => { slider.onchange = type === "keydown" ? restSoon : rest; };
  }
  typed.onchange = () => send("typed", typed.value);
  find(".again").onclick = () => send("again", 1);
  const unplug = keyboard((turned) => {
    halt();
    show("theta", rounded(now.theta + turned));
    restSoon();
  }, () => {});

  // The line moves from one step to the next; a click on the step that is shown starts anew.
  let last = null;
  function goTo(wanted) {
    if (wanted === target && wanted > 0) step = wanted - 1;
    else if (wanted < step) step = wanted;
    target = wanted;
    markStep();
    if (CALM.matches) step = target;
    last ??= requestAnimationFrame(begin);
  }
  const begin = (time) => advance(time, time);
  const advance = (before, time) => {
    step = Math.min(step + (time - before) / 1000 / STEP_SECONDS, target);
    follow();
    last = step < target ? requestAnimationFrame((next) => advance(time, next)) : null;
  };

  const draw = () => {
    if (!data || !root.clientWidth) return;
    scale = sizeOf(root, data.letters);
    drawCurve();
    follow();
  };

  return {
    update(newData) {
      data = newData;
      dice ??= thrown();
      place(sliders.theta, { min: -LIMIT, max: LIMIT });
      place(sliders.shift, { min: LOW, max: HIGH });
      place(sliders.shots, { max: data.steps.length - 1 });
      for (const name in sliders) sliders[name].parentElement.hidden = data.hidden.includes(name);
      typed.parentElement.hidden = data.hidden.includes("theta");
      find(".again").hidden = data.hidden.includes("measure_again");
      if (!now || !isMoving || isSettled()) {
        isMoving = false;
        now = { theta: data.theta, shift: data.shift, shots: data.shots };
      }
      drawFormula();
      draw();
    },
    layout: draw,
    remove() {
      halt();
      cancelAnimationFrame(last);
      unplug();
    },
  };
});
