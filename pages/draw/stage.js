// The Draw page: ink becomes an angle, the angle turns the arrow, shots fall into two bins. `data`
// is that of figures/draw_stage.py.

const MOST_DROPS = 40, FALL_SECONDS = 1; // shots that are seen to fall, and how long all of them take
const TURN_SECONDS = 0.35;

export default staged((root, send) => {
  const find = (name) => root.querySelector(name);
  const letter = find(".letter"), words = find(".words"), back = find(".back");
  let data, scale, ball, bins, dice = new Dice(10_000), own = null, frame = null, turnedTo = 0;

  const probability = (theta) => (1 + expectationAt(data.curve, theta)) / 2;
  const theta = () => own ?? data.theta;

  // What is measured at the network's angle, or what the browser's dice say at one's own.
  const counted = () => {
    if (own === null) return data.counts;
    const ones = total(dice.bits(data.shots, probability(own)));
    return [data.shots - ones, ones];
  };

  function follow(share = 1) { // `share`: how many of the shots have fallen
    const counts = counted(), n = data.shots;
    if (data.isEmpty) ball.turn(0);
    else ball.turn(own ?? turnedTo);
    find(".theta").textContent = data.isEmpty ? "θ" : `θ = ${fixed(theta())} rad = ${fixed(theta() / Math.PI)} π`;
    const p = probability(theta());
    [1 - p, p].forEach((exact, bit) => {
      const level = data.isEmpty ? 0 : share * counts[bit] / n;
      const { top, bottom, levels, ticks, texts } = bins, height = bottom - top;
      place(levels[bit], { y: bottom - level * height, height: level * height });
      place(ticks[bit], { y1: bottom - exact * height, y2: bottom - exact * height,
        visibility: data.isEmpty ? "hidden" : "visible" });
      texts[bit].textContent = data.isEmpty ? "" : whole(share * counts[bit]);
    });
    const winner = counts[1] > counts[0] ? 1 : 0;
    const said = data.isEmpty ? "?" : own === null ? data.letter : data.digits[winner];
    letter.textContent = said;
    letter.style.borderColor = said === "?" ? "" : `var(--${winner ? "one" : "zero"})`;
    words.textContent = own === null ? data.words : filled(data.moving,
      { count: whole(counts[winner]), answer: data.digits[winner] });
    back.hidden = own === null;
  }

  // The ink flows, the arrow turns from where it was, the shots fall; then all stands.
  function play(after) {
    cancelAnimationFrame(frame);
    const from = turnedTo, began = performance.now() + after;
    const few = Math.min(data.shots, MOST_DROPS), drops = dropped(few);
    const tick = (now) => {
      const passed = (now - began) / 1000;
      if (passed < 0) return void (frame = requestAnimationFrame(tick));
      root.classList.add("flowing");
      const turned = CALM.matches ? 1 : clamp(passed / TURN_SECONDS, 0, 1);
      turnedTo = from + (data.theta - from) * (1 - (1 - turned) ** 3);
      const fallen = CALM.matches ? 1 : clamp((passed - TURN_SECONDS) / FALL_SECONDS, 0, 1);
      if (own === null) follow(fallen);
      drops.show(fallen * few);
      if (fallen < 1) return void (frame = requestAnimationFrame(tick));
      root.classList.remove("flowing");
      drops.remove();
    };
    frame = requestAnimationFrame(tick);
  }

  function dropped(n) { // dots, in the order in which the shots came
    const share = data.counts[1] / data.shots;
    const dots = Array.from({ length: n }, (_, i) => {
      const bit = Math.floor((i + 1) * share + 0.5) > Math.floor(i * share + 0.5) ? 1 : 0;
      return { bit, node: mark(find(".bins"), "circle", { r: 5 * scale.unit, cx: bins.middles[bit], cy: -20,
        style: `fill: var(--${bit ? "one" : "zero"})` }) };
    });
    return {
      show(fallen) {
        dots.forEach(({ bit, node }, i) => {
          const part = clamp((fallen - i) / 4 + 1, 0, 1), end = bins.bottom - 6;
          place(node, { cy: part * part * end, visibility: part > 0 && part < 1 ? "visible" : "hidden" });
        });
      },
      remove() { dots.forEach(({ node }) => node.remove()); },
    };
  }

  function drawBall() {
    const side = Math.min(find(".turn").clientWidth, 260 * scale.unit);
    resized(find(".ball"), side, side, data.alt.state);
    ball = sphere(find(".ball"), side, data.start);
    if (data.isEmpty) place(ball.handle, { display: "none" });
    draggable(ball.handle, turning(ball, theta, (value) => {
      cancelAnimationFrame(frame);
      own = value;
      follow();
    }, () => {}));
  }

  function drawThread() {
    const svg = find(".thread"), width = 30 * scale.unit, height = 200 * scale.unit;
    svg.replaceChildren();
    place(svg, { width, height, viewBox: `0 0 ${width} ${height}` });
    for (const y of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const from = y * height, to = height / 2;
      mark(svg, "path", { class: "ink", d: `M0 ${from}C${width / 2} ${from} ${width / 2} ${to} ${width} ${to}` });
    }
  }

  function drawBins() {
    const size = scale.letter, width = find(".fall").clientWidth - 6, height = 250 * scale.unit;
    resized(find(".bins"), width, height, data.alt.bins);
    const svg = find(".bins"), top = 1.6 * size, bottom = height - 2.8 * size, gap = 0.5 * size;
    const wide = (width - gap) / 2, middles = [wide / 2, wide * 1.5 + gap];
    const box = (bit, attributes) => mark(svg, "rect",
      { x: middles[bit] - wide / 2 + 3, width: wide - 6, y: top, height: bottom - top, ...attributes });
    const levels = [0, 1].map((bit) => box(bit, { style: `fill: var(--${bit ? "one" : "zero"})` }));
    [0, 1].forEach((bit) => box(bit, { class: "bin" }));
    const ticks = [0, 1].map((bit) => mark(svg, "line", { class: "exact", style: "stroke: var(--ink); stroke-width: 3",
      x1: middles[bit] - wide / 2, x2: middles[bit] + wide / 2 }));
    [0, 1].forEach((bit) => mark(svg, "text", { class: "middle bold", x: middles[bit], y: bottom + 1.2 * size }, data.digits[bit]));
    const texts = [0, 1].map((bit) => mark(svg, "text", { class: "middle", x: middles[bit], y: bottom + 2.4 * size }));
    bins = { top, bottom, middles, levels, ticks, texts };
  }

  const draw = () => {
    if (!data || !root.clientWidth) return;
    scale = sizeOf(root, data.letters, 650, 300, 420);
    drawThread();
    drawBall();
    drawBins();
    follow();
  };

  back.onclick = () => {
    own = null;
    follow();
  };
  for (const station of root.querySelectorAll(".station")) {
    station.onclick = () => send("open", station.dataset.opens);
  }

  return {
    update(newData) {
      const isNew = !data || newData.drawing !== data.drawing;
      const isMeasured = isNew || newData.measured !== data.measured;
      const isFirst = !data;
      data = newData;
      if (isNew) own = null;
      root.classList.toggle("empty", data.isEmpty);
      for (const name of ["seen", "first", "second"]) {
        const image = find(`.${name} img`);
        if (data.pictures) image.src = data.pictures[name];
        image.alt = data.alt[name];
      }
      for (const station of root.querySelectorAll(".station")) station.disabled = data.isEmpty;
      letter.dataset.testid = data.name;
      find(".what").textContent = data.what;
      find(".reader").textContent = data.reader;
      if (!isMeasured && bins) return draw();
      if (!isNew) turnedTo = data.theta;
      draw();
      if (!data.isEmpty && bins) play(isFirst ? data.wait : 0);
      else if (!data.isEmpty) turnedTo = data.theta;
    },
    layout: draw,
    remove() { cancelAnimationFrame(frame); },
  };
});
