// The Circuit page: one angle, and all that follows it. `data` is that of figures/circuit_stage.py.

const PLAY_SECONDS = 16; // from one end to the other
const MOST = 10_000; // shots
const FALL = 260, STAY = 650; // milliseconds of a single shot: the arrow falls, and stands again

export default staged((root, send) => {
  const find = (name) => root.querySelector(name);
  const [slider, typed, angle] = [find(".theta"), find(".typed input"), find(".angle")];
  const words = find(".words"), portions = find(".portions"), gates = find(".gates");
  const dice = new Dice(MOST), playNames = ["▶", "❚❚"];
  let data, scale, theta, isMoving = false, ball, line, heap, means, angleText, shownEvent, resting;

  const expectation = (at) => expectationAt(data.curve, at);
  const probability = () => (1 + expectation(theta)) / 2;

  // What has been measured here, or what the browser's dice say while the angle moves.
  const shots = () => {
    if (!isMoving) return data.shots;
    const n = data.shots.n, bits = dice.bits(n, probability());
    return { n, ones: total(bits), means: meansOf(bits) };
  };
  const meansOf = (bits) => {
    const points = [];
    let ones = 0, next = 1;
    bits.forEach((bit, i) => {
      ones += bit;
      if (i + 1 < next && i + 1 < bits.length) return;
      points.push([i + 1, 2 * ones / (i + 1) - 1]);
      next = Math.ceil((i + 1) * 1.03);
    });
    return points;
  };

  function follow() { // everything that depends on the angle
    const e = expectation(theta), p = probability(), found = shots();
    ball.turn(theta);
    place(line.guide, { d: `M${line.at.x(theta)} ${line.at.bottom}V${line.at.y(e)}` });
    for (const dot of [line.dot, line.touch, line.handle]) {
      place(dot, { cx: line.at.x(theta), cy: line.at.y(e) });
    }
    if (angleText) angleText.textContent = isMoving ? fixed(theta) : data.gateAngle;
    followBars(p, found);
    followMeans(e, found);
    slider.value = theta;
    if (root.getRootNode().activeElement !== typed || isMoving) typed.value = isMoving ? fixed(theta) : data.typed;
    angle.textContent = !isMoving && (data.fault || data.note) ||
      `rad = ${fixed(theta / Math.PI)} π = ${fixed(theta * 360 / TURN, 0)}°`;
    angle.classList.toggle("fault", !isMoving && Boolean(data.fault));
    if (isMoving) {
      const mean = found.n ? fixed(2 * found.ones / found.n - 1) : "";
      const said = found.n ? data.moving : data.movingUnmeasured;
      words.textContent = filled(said, { ones: whole(found.ones), mean, exact: fixed(e) });
    } else {
      words.textContent = data.words;
    }
  }

  function followBars(p, { n, ones }) {
    const { at, bars, ticks, counts } = heap, size = scale.letter;
    [n - ones, ones].forEach((count, bit) => {
      const share = n ? count / n : 0, exact = bit ? p : 1 - p;
      place(bars[bit], { width: Math.max(at.x(share) - at.left, 0) });
      place(ticks[bit], { d: `M${at.x(exact)} ${heap.top(bit) - 3}v${heap.thick + 6}` });
      counts[bit].textContent = n ? whole(count) : "–";
      place(counts[bit], { x: at.right + 3.6 * size });
    });
  }

  function followMeans(e, { n, means: points }) {
    const { at, last } = means;
    const deviation = Math.sqrt(Math.max(1 - e * e, 0));
    const ends = (sign) => Array.from({ length: 60 }, (_, i) => {
      const k = last ** (i / 59);
      return [k, clamp(e + sign * data.band * deviation / Math.sqrt(k), -1, 1)];
    });
    place(means.band, { d: `${at.line([...ends(1), ...ends(-1).reverse()])}Z` });
    place(means.exact, { d: at.line([[1, e], [last, e]]) });
    place(means.measured, { d: n ? at.line(points) : "" });
    const [k, mean] = n ? points.at(-1) : [1, 0];
    place(means.dot, { cx: at.x(k), cy: at.y(mean), r: n ? 5.5 : 0 });
    const isTypical = last * (1 - Math.abs(e)) / 2 >= 10; // else a band holds more, or fewer
    means.name.textContent = isTypical ? data.bandTypical : data.bandOnly;
    place(means.name, { y: at.y(e > 0 ? -0.9 : 0.7) });
  }

  // ---- The parts that stay while the angle moves.

  function drawBall() {
    const side = Math.min(330 * scale.unit, root.clientWidth);
    resized(find(".ball"), side, side, data.alt.state);
    ball = sphere(find(".ball"), side, data.start);
    draggable(ball.handle, (...at) => grab(turning(ball, () => theta, show, rest), at));
    const svg = new DOMParser().parseFromString(data.circuit, "image/svg+xml").documentElement;
    svg.setAttribute("aria-hidden", "true");
    gates.replaceChildren(svg);
    gates.setAttribute("aria-label", data.alt.gates);
    angleText = [...gates.querySelectorAll("text, tspan")]
      .findLast((node) => node.textContent.trim() === data.standIn);
  }

  function drawCurve() {
    const svg = find(".curve svg"), size = scale.letter;
    const width = find(".curve").clientWidth, height = root.clientWidth > 700 ? 425 * scale.unit : 300;
    resized(svg, width, height, data.alt.curve);
    const ends = { low: -LIMIT, high: LIMIT };
    const ticks = PI_TICKS.filter(([, text]) => !text.includes("/"));
    const at = plot(svg, width, height, size, { ...ends, ticks, title: data.axes.theta },
      { low: -1, high: 1, ticks: [[-1, "−1"], [0, "0"], [1, "1"]], title: data.axes.expectation });
    if (data.every) drawEvery(svg, at, data.every);
    const points = Array.from({ length: 161 }, (_, i) => -LIMIT + 2 * LIMIT * i / 160);
    mark(svg, "path", { class: "exact", d: at.line(points.map((x) => [x, expectation(x)])) });
    const guide = mark(svg, "path", { class: "guide" }), dot = mark(svg, "circle", { class: "dot", r: 8 });
    const touch = mark(svg, "circle", { class: "touch", r: 14 });
    const handle = mark(svg, "circle", { class: "handle", r: 24 });
    line = { at, guide, dot, touch, handle };
    draggable(handle, (...begin) => grab(sliding(at, () => theta, show, rest), begin));
  }

  function drawEvery(svg, at, { theta: angles, low, high, sampled }) {
    const edge = (values) => angles.map((x, i) => [x, values[i]]);
    mark(svg, "path", { class: "band", d: `${at.line([...edge(high), ...edge(low).reverse()])}Z` });
    for (const [x, e] of edge(sampled)) {
      mark(svg, "circle", { class: "measured-dot", cx: at.x(x), cy: at.y(e), r: 3 });
    }
  }

  function drawBars() {
    const svg = find(".bars"), size = scale.letter, width = find(".right").clientWidth;
    const thick = 1.6 * size, step = 2.3 * size, height = 2 * step + 2.9 * size;
    resized(svg, width, height, data.alt.bars);
    const [left, right] = [1.6 * size, width - 4.2 * size];
    const at = { left, right, x: (share) => left + share * (right - left) };
    const top = (bit) => bit * step + 0.3 * size;
    const bars = [0, 1].map((bit) => mark(svg, "rect",
      { x: left, y: top(bit), height: thick, style: `fill: var(--${bit ? "one" : "zero"})` }));
    const ticks = [0, 1].map(() => mark(svg, "path", { class: "exact" }));
    const counts = [0, 1].map((bit) => {
      const middle = top(bit) + thick / 2 + 0.35 * size;
      mark(svg, "text", { class: "bold", x: 0, y: middle }, `${bit}`);
      return mark(svg, "text", { class: "end", y: middle });
    });
    const bottom = 2 * step + 0.3 * size;
    mark(svg, "path", { class: "axis", d: `M${left} ${bottom}H${right}` });
    for (const [share, text] of [[0, "0"], [0.5, fixed(0.5, 1)], [1, "1"]]) {
      mark(svg, "text", { class: "middle", x: at.x(share), y: bottom + 1.15 * size }, text);
    }
    mark(svg, "text", { class: "middle", x: (left + right) / 2, y: bottom + 2.3 * size }, data.axes.share);
    heap = { at, bars, ticks, counts, top, thick };
  }

  function drawMeans() {
    const svg = find(".mean"), size = scale.letter, width = find(".right").clientWidth;
    const last = data.shots.n <= 1000 ? 1000 : MOST, height = 200 * scale.unit;
    resized(svg, width, height, data.alt.mean);
    const ticks = [1, 10, 100, 1000, 10_000].filter((n) => n <= last).map((n) => [n, whole(n)]);
    const at = plot(svg, width, height, size,
      { low: 1, high: last, isLog: true, ticks, title: data.axes.shots },
      { low: -1, high: 1, ticks: [[-1, "−1"], [0, "0"], [1, "1"]], title: data.axes.mean });
    means = { at, last };
    means.band = mark(svg, "path", { class: "band" });
    means.exact = mark(svg, "path", { class: "exact" });
    means.measured = mark(svg, "path", { class: "measured" });
    means.dot = mark(svg, "circle", { class: "measured-dot" });
    means.name = mark(svg, "text", { class: "end", x: at.right - 2 });
  }

  function drawButtons() {
    const sizes = [...data.portions, 0], row = portions.lastElementChild; // 0 clears
    if (!row.children.length) row.append(...sizes.map((n) => buttonOf("", () => send("more", n))));
    sizes.forEach((n, i) => { // the same buttons stay: a click on one that is replaced would be lost
      const button = row.children[i];
      button.textContent = n ? whole(n) : data.labels.clear;
      button.title = n ? data.labels.portions[n] : data.labels.clear;
      button.setAttribute("aria-label", button.title);
      button.disabled = n ? data.shots.n + n > MOST : data.shots.n === 0;
    });
  }

  // ---- Moving.

  const show = (value) => {
    isMoving = true;
    theta = clamp(value, -LIMIT, LIMIT);
    follow();
  };
  const rest = () => {
    theta = rounded(theta);
    if (Math.abs(theta - data.theta) < 5e-4) {
      theta = data.theta;
      isMoving = false;
      follow();
    } else {
      send("rested", { theta });
    }
  };
  const halt = () => {
    clearTimeout(resting);
    playing.halt();
  };
  const grab = (drag, at) => {
    halt();
    return drag(...at);
  };
  const playing = player(find(".play"), playNames, (seconds) => {
    const step = CALM.matches ? TURN / 8 : 2 * TURN * seconds / PLAY_SECONDS;
    show(theta + step > LIMIT ? theta + step - 2 * TURN : theta + step);
  }, rest);
  const restSoon = () => {
    clearTimeout(resting);
    resting = setTimeout(rest, QUIET);
  };
  slider.oninput = () => {
    halt();
    show(Number(slider.value));
  };
  slider.onkeydown = slider.onpointerdown = ({ type }) => { slider.onchange = type === "keydown" ? restSoon : rest; };
  typed.onchange = () => send("typed", typed.value);
  const unplug = keyboard((step) => {
    halt();
    show(rounded(theta + step));
    restSoon();
  }, () => !find(".play").hidden && find(".play").click());

  // A single shot: the arrow falls to its outcome, stays there, and stands again.
  function fall({ id, bit }) {
    shownEvent = id;
    const from = data.start + theta, turned = (from % TURN + TURN) % TURN;
    const pole = bit ? Math.PI : turned > Math.PI ? TURN : 0;
    const began = performance.now();
    const tick = (time) => {
      if (isMoving) return;
      const passed = time - began;
      const share = CALM.matches ? 1 : clamp(passed / FALL, 0, 1);
      if (passed > FALL + STAY) return ball.turn(theta);
      ball.point(turned + (pole - turned) * share * share);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  const draw = () => {
    if (!data || !root.clientWidth) return;
    scale = sizeOf(root, data.letters);
    drawBall();
    drawCurve();
    drawBars();
    drawMeans();
    follow();
  };

  return {
    update(newData) {
      if (!data) shownEvent = newData.event?.id;
      const isSame = data && JSON.stringify({ ...data, words: 0 }) === JSON.stringify({ ...newData, words: 0 });
      data = newData;
      find(".play").hidden = data.hidden.includes("play");
      slider.hidden = find(".typed").hidden = data.hidden.includes("theta");
      portions.hidden = data.hidden.includes("portions");
      drawButtons();
      Object.assign(playNames, data.labels.play);
      playing.show();
      if (!playing.isPlaying()) {
        if (!isMoving || Math.abs(data.theta - theta) < 5e-4) isMoving = false;
        if (!isMoving) theta = data.theta;
      }
      if (isSame && line) follow();
      else draw();
      if (data.event && data.event.id !== shownEvent) fall(data.event);
    },
    layout: draw,
    remove() {
      halt();
      unplug();
    },
  };
});
