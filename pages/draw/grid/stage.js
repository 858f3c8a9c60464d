// A digit of 28 x 28 pixels whose pixels can be changed, its reading, and the sensitivity map over
// it. `data` is that of figures/grid_stage.py. The browser has the changed pixels; the server reads.

const SIDE = 28, WHITE = 128; // from this grey on a pixel is ink
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export default staged((root, send) => {
  const find = (name) => root.querySelector(name);
  const svg = find(".grid-of-pixels"), again = find(".again");
  let data, changed = new Set(), cells, marks, cursor, at = [14, 14], painting = null;

  const grey = (i) => (changed.has(i) ? (data.image[i] < WHITE ? 255 : 0) : data.image[i]);

  // White ink and black paper; with the map, a tint of the class whose probability more ink raises.
  function colour(i) {
    const level = grey(i);
    if (!data.map) return `rgb(${level}, ${level}, ${level})`;
    const slope = data.map[i], share = Math.round(100 * Math.abs(slope));
    const ground = 60 + 0.55 * level;
    return `color-mix(in srgb, var(--${slope > 0 ? "one" : "zero"}) ${share}%, rgb(${ground}, ${ground}, ${ground}))`;
  }

  function build() {
    svg.replaceChildren();
    place(svg, { viewBox: `0 0 ${SIDE} ${SIDE}` });
    cells = Array.from({ length: SIDE * SIDE }, (_, i) =>
      mark(svg, "rect", { x: i % SIDE, y: Math.floor(i / SIDE), width: 1.02, height: 1.02 }));
    const lines = Array.from({ length: SIDE + 1 }, (_, i) => `M${i} 0V${SIDE}M0 ${i}H${SIDE}`).join("");
    if (!data.isFixed) mark(svg, "path", { class: "lines", d: lines });
    marks = mark(svg, "g");
    cursor = mark(svg, "rect", { class: "cursor", width: 1, height: 1 });
  }

  function show() {
    cells.forEach((cell, i) => { cell.style.fill = colour(i); });
    marks.replaceChildren();
    for (const i of changed) {
      const x = i % SIDE + 0.14, y = Math.floor(i / SIDE) + 0.14;
      const isBright = grey(i) >= WHITE;
      mark(marks, "rect", { class: isBright ? "mark mark-on-white" : "mark", x, y, width: 0.72, height: 0.72 });
    }
    place(cursor, { x: at[1], y: at[0] });
    find(".count").textContent = data.isFixed ? "" : filled(data.count, { n: changed.size });
    again.disabled = !changed.size;
  }

  function read() { // what the server says of the pixels that it had last
    find(".letter").textContent = data.letter;
    find(".letter").style.borderColor = data.letter === "?" ? "" : `var(--${data.p < 0.5 ? "zero" : "one"})`;
    find(".share-zero").style.width = `${100 * (1 - data.p)}%`;
    find(".p-zero").textContent = data.texts[0];
    find(".p-one").textContent = data.texts[1];
    find(".words").textContent = data.words;
    find(".legend").textContent = data.legend;
  }

  const report = () => send("changed", { digit: data.digit, pixels: [...changed] });

  function change(i, isChanged) {
    if (isChanged) changed.add(i);
    else changed.delete(i);
    data.map = null; // it was of the pixels before
    show();
  }

  const pixelAt = ({ clientX, clientY }) => {
    const box = svg.getBoundingClientRect();
    const column = Math.floor((clientX - box.x) / box.width * SIDE);
    const row = Math.floor((clientY - box.y) / box.height * SIDE);
    return row < 0 || row >= SIDE || column < 0 || column >= SIDE ? null : SIDE * row + column;
  };

  svg.onpointerdown = (event) => {
    const i = pixelAt(event);
    if (data.isFixed || event.button || i === null) return;
    painting = { isChanged: !changed.has(i) };
    svg.setPointerCapture(event.pointerId);
    at = [Math.floor(i / SIDE), i % SIDE];
    change(i, painting.isChanged);
  };
  svg.onpointermove = (event) => {
    const i = painting && pixelAt(event);
    if (painting && i !== null && changed.has(i) !== painting.isChanged) change(i, painting.isChanged);
  };
  svg.onlostpointercapture = () => {
    if (painting) report();
    painting = null;
  };
  svg.onkeydown = (event) => {
    const step = STEPS[event.key];
    if (data.isFixed || event.ctrlKey || event.altKey || event.metaKey) return;
    if (step) {
      at = at.map((value, k) => clamp(value + step[k], 0, SIDE - 1));
      show();
    } else if (event.key === " " || event.key === "Enter") {
      const i = SIDE * at[0] + at[1];
      change(i, !changed.has(i));
      report();
    } else return;
    event.preventDefault();
  };
  again.onclick = () => {
    changed = new Set();
    data.map = null;
    show();
    report();
  };

  return {
    update(newData) {
      const isNew = !data || newData.puzzle !== data.puzzle;
      const isOurs = !isNew && newData.changed.length === changed.size && newData.changed.every((i) => changed.has(i));
      data = newData;
      if (isNew) changed = new Set(data.changed);
      if (!isNew && !isOurs) data.map = null; // an answer to an earlier pixel; the next one comes
      root.classList.toggle("fixed", data.isFixed);
      find(".letter").dataset.testid = "answer";
      again.hidden = data.isFixed;
      if (data.isFixed) svg.removeAttribute("tabindex");
      svg.setAttribute("role", data.isFixed ? "img" : "application");
      if (isNew) build();
      read();
      show();
    },
    layout() {},
    remove() {},
  };
});
