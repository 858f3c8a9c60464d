// The graph: from left to right, or on a phone from top to bottom. Each neuron is a button.

const N_EDGES = 160; // of 1,000 between the small maps and the hidden neurons
const SPHERE = 0.5 / REACH; // the radius of the qubit's sphere, in widths of its picture
const NARROW = 560, TALL = 560; // pixels: a graph is tall below this width; how high it is then
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const towards = (push) => push > 0 ? "one" : "zero";
const canvas = document.createElement("canvas");

function pictureOf(values, side) { // white is the largest value
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const pixels = context.createImageData(side, side), top = most(values);
  values.forEach((value, i) => pixels.data.set([...Array(3).fill(Math.round(255 * value / top)), 255], 4 * i));
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
}

// ---- Where the neurons are: {places: {layer: [{x, y, size}]}, heads, border, height, isTall}.

const inTens = (n, at) => Array.from({ length: n }, (_, i) => at(Math.floor(i / 10), i % 10));

function tallLayout(width, letter) {
  const top = 1.5 * letter, last = top + 470, pitch = width / 10;
  const rows = (n, y, step, size) => inTens(n, (k, i) => ({ x: (i + 0.5) * pitch, y: top + y + k * step, size }));
  const at = (x, y, size) => ({ x, y, size });
  return {
    isTall: true, height: TALL + 1.5 * letter, border: last - 82,
    heads: [26, 74, 136, 216].map((y) => [0, top + y]),
    places: {
      image: [at(width / 2, top + 22, 60)], conv1: rows(10, 98, 0, pitch - 4),
      conv2: rows(20, 158, 31, 27), hidden: rows(50, 234, 29, 21),
      theta: [at(34, last, 60)], qubit: [at(width / 2, last, 140)],
      answer: [at(width - 34, last - 42, 48), at(width - 34, last + 42, 48)],
    },
  };
}

function wideLayout(width, letter) {
  const height = clamp(innerHeight - AROUND, USUAL_HEIGHT, Math.max(0.72 * width, USUAL_HEIGHT));
  const top = 1.5 * letter, middle = (height + top) / 2, pitch = (height - top - 4) / 10;
  const columns = (n, x, step, size) =>
    inTens(n, (k, i) => ({ x: (x + k * step) * width, y: top + (i + 0.5) * pitch, size }));
  const at = (x, size, y = middle) => ({ x: x * width, y, size: size * width });
  return {
    isTall: false, height, border: 0.713 * width,
    heads: [0.062, 0.2, 0.331, 0.511, 0.66, 0.835, 0.955].map((x) => [x * width, 0.9 * letter]),
    places: {
      image: [at(0.062, 0.118)], conv1: columns(10, 0.2, 0, pitch - 4),
      conv2: columns(20, 0.305, 0.052, Math.min(pitch - 8, 0.047 * width)),
      hidden: columns(50, 0.447, 0.032, Math.min(0.027 * width, 0.84 * pitch)),
      theta: [at(0.66, 0.08)], qubit: [at(0.835, 0.24)],
      answer: [at(0.955, 0.07, middle - 2.6 * pitch), at(0.955, 0.07, middle + 2.6 * pitch)],
    },
  };
}

// ---- The picture of a `view` (stage.js): drawn once for a size, then it follows the numbers.

function graphOf(svg, view) {
  let layout, nodes, edges, marks;

  function draw(width) {
    const { labels } = view.data, { letter } = view.scale;
    layout = (width < NARROW ? tallLayout : wideLayout)(width, letter);
    const { border, isTall, height, heads } = layout;
    resized(svg, width, height, labels.graph);
    svg.setAttribute("role", "group");
    const [classical, quantum] = isTall
      ? [{ width, height: border }, { y: border, width, height: height - border }]
      : [{ width: border, height }, { x: border, width: width - border, height }];
    mark(svg, "rect", { class: "tint classical", rx: 10, ...classical });
    mark(svg, "rect", { class: "tint quantum", rx: 10, ...quantum });
    edges = mark(svg, "g", { class: "edges" });
    heads.forEach(([x, y], i) => mark(svg, "text", { class: isTall ? "" : "middle", x, y }, labels.heads[i]));
    nodes = Object.fromEntries(Object.entries(layout.places).map(([layer, places]) =>
      [layer, places.map((place, index) => nodeOf(layer, index, place))]));
    marks = mark(svg, "g", { class: "edges" });
    enterAt(view.chosen.layer, view.chosen.index);
  }

  function nodeOf(layer, index, { x, y, size }) {
    const group = mark(svg, "g",
      { class: "node", role: "button", "data-node": `${layer}-${index}`, tabindex: -1 });
    const half = size / 2, square = { x: x - half, y: y - half, width: size, height: size };
    const node = { group, x, y, size, layer, index }, { letter } = view.scale;
    const circle = { cx: x, cy: y, r: layer === "qubit" ? SPHERE * size : half };
    if (layer in SIDES) node.picture = mark(group, "image", square);
    else if (layer === "qubit") {
      mark(group, "circle", { ...circle, "fill-opacity": 0 });
      const inner = mark(group, "g", { transform: `translate(${square.x} ${square.y})` });
      node.ball = sphere(inner, size, view.data.start);
      node.ball.handle.remove();
    } else {
      node.disc = mark(group, "circle", { ...circle, class: "neuron" });
      if (layer !== "hidden") node.text = mark(group, "text", { class: "middle bold", x, y: y + 0.35 * letter });
      if (layer === "answer") node.share = mark(group, "text", { class: "middle", x, y: y + half + 1.2 * letter });
    }
    const around = { ...circle, r: circle.r + (layer === "answer" ? 5 : 0) }; // its rim is its share
    const [shape, place] = layer in SIDES ? ["rect", { ...square, rx: 3 }] : ["circle", around];
    const rim = mark(group, shape, { ...place, class: "rim" });
    if (layer === "qubit") group.prepend(rim); // behind the names of the states
    group.onclick = () => view.choose(layer, index);
    return node;
  }

  function follow(hasNewMaps) {
    const { network, chosen } = view;
    for (const { group, layer, index, picture } of Object.values(nodes).flat()) {
      group.setAttribute("aria-label", view.describe(layer, index));
      group.setAttribute("aria-pressed", String(layer === chosen.layer && index === chosen.index));
      if (picture && hasNewMaps) picture.setAttribute("href", pictureOf(network[layer][index], SIDES[layer]));
    }
    const brightest = most(network.hidden);
    nodes.hidden.forEach(({ disc }, j) => {
      const ink = (100 * network.hidden[j] / brightest).toFixed(0);
      disc.style.fill = `color-mix(in srgb, var(--ink) ${ink}%, var(--paper))`;
    });
    nodes.theta[0].text.textContent = fixed(network.theta);
    nodes.qubit[0].ball.turn(network.theta);
    nodes.answer.forEach(({ disc, text, share }, bit) => {
      const p = network.probability(bit);
      place(disc, { style: `stroke: var(--${bit ? "one" : "zero"}); stroke-width: ${1.5 + 6 * p}` });
      text.textContent = bit;
      share.textContent = percent(p);
    });
    edges.replaceChildren();
    const all = [...toMaps(), ...betweenMaps(), ...toHidden(), ...toTheta(), ...toAnswers()];
    for (const each of all.sort((a, b) => a.isLit - b.isLit)) drawEdge(each);
    drawMarks();
  }

  // ---- Edges. Those into the chosen neuron are lit, and show what each adds to its sum.

  const edge = (from, to, width, colour, isDashed = false) =>
    ({ from, to, width, colour, isDashed, isLit: isLit(to.layer, to.index) });
  const isLit = (layer, index) => view.chosen.layer === layer && view.chosen.index === index;

  function toMaps() {
    const means = view.network.conv1.map((map) => total(map)), top = most(means);
    return means.map((mean, i) => edge(nodes.image[0], nodes.conv1[i], Math.max(2.5 * mean / top, 0.6), "sampled"));
  }

  function* betweenMaps() { // the norm of the filter, times the mean of the map below
    const { network, chosen } = view, { conv2 } = network.layers;
    const norm = (j, i) => Math.hypot(...Array.from({ length: 25 }, (_, k) => conv2.weight(j, 25 * i + k)));
    const sizes = network.conv1.map((map, i) => nodes.conv2.map((_, j) => total(map) * norm(j, i)));
    const top = most(sizes.flat()), parts = chosen.layer === "conv2" ? view.pixelSum().parts : [];
    for (const [i, from] of nodes.conv1.entries()) {
      for (const [j, to] of nodes.conv2.entries()) {
        if (isLit("conv2", j)) yield edge(from, to, 5 * Math.abs(parts[i]) / most(parts), "ink", parts[i] < 0);
        else if (sizes[i][j] >= 0.25 * top) yield edge(from, to, 1.6 * sizes[i][j] / top, "sampled");
      }
    }
  }

  function* toHidden() {
    const { network } = view, carried = network.carried(), { dense2 } = network.layers;
    const size = (i, j) => network.hidden[j] > 0 ? Math.abs(carried[i][j]) : 0;
    const sizes = carried.flatMap((row, i) => row.map((_, j) => size(i, j))).sort((a, b) => b - a);
    const least = Math.max(sizes[N_EDGES - 1], 1e-9);
    for (const [i, from] of nodes.conv2.entries()) {
      for (const [j, to] of nodes.hidden.entries()) {
        const part = carried[i][j];
        if (isLit("hidden", j)) {
          const top = most(carried.map((row) => row[j]));
          yield edge(from, to, 5 * Math.abs(part) / top, towards(part * dense2.weight(0, j)));
        } else if (size(i, j) >= least) yield edge(from, to, 1.8 * size(i, j) / sizes[0], "sampled");
      }
    }
  }

  function* toTheta() {
    const pushes = view.network.pushes(), top = most(pushes);
    for (const [j, push] of pushes.entries()) {
      const width = 6 * Math.abs(push) / top;
      if (width > 0.06) yield edge(nodes.hidden[j], nodes.theta[0], width, towards(push));
    }
  }

  function* toAnswers() {
    const [qubit] = nodes.qubit;
    yield edge(nodes.theta[0], qubit, 3, "ink");
    for (const to of nodes.answer) {
      yield edge(qubit, to, 9 * view.network.probability(to.index), towards(to.index));
    }
  }

  function endsOf(from, to) { // those of the answers start at the poles of the sphere
    if (from.layer === "qubit") {
      const pole = SPHERE * from.size + 8;
      return [from.x + 18, from.y + (to.index ? pole : -pole), to.x - to.size / 2, to.y];
    }
    const reach = to.layer === "qubit" ? SPHERE * to.size : to.size / 2;
    if (layout.isTall && from.layer !== "theta") return [from.x, from.y + from.size / 2, to.x, to.y - reach];
    return [from.x + from.size / 2, from.y, to.x - reach, to.y];
  }

  function drawEdge({ from, to, width, colour, isLit, isDashed }) {
    const [x1, y1, x2, y2] = endsOf(from, to).map((value) => value.toFixed(1));
    const line = mark(edges, "path", { d: `M${x1} ${y1}L${x2} ${y2}` });
    Object.assign(line.style, {
      stroke: `var(--${colour})`, strokeWidth: Math.max(width, isLit ? 0.8 : 0.3),
      strokeOpacity: isLit || view.chosen.layer === "image" ? 0.85 : 0.45,
      strokeDasharray: isDashed ? "6 5" : "none",
    });
  }

  function drawMarks() { // on the maps: the chosen pixel, and what its filter sees
    const { layer, index } = view.chosen;
    marks.replaceChildren();
    if (!(layer in SIDES)) return;
    const square = (name, i, row, column, n) => {
      const { x, y, size } = nodes[name][i], one = size / SIDES[name];
      const corner = { x: x - size / 2 + column * one, y: y - size / 2 + row * one };
      mark(marks, "rect", { class: "field", ...corner, width: n * one, height: n * one });
    };
    square(layer, index, ...view.place(), 1);
    if (layer === "image") return;
    const { below, top, left } = view.pixelSum();
    nodes[below].forEach((_, i) => square(below, i, top, left, 5));
  }

  // ---- The keyboard: Tab enters at one neuron, the arrow keys go on, Enter chooses.

  function enterAt(layer, index, isFocused = false) {
    svg.querySelectorAll("[tabindex='0']").forEach((each) => each.setAttribute("tabindex", -1));
    const { group } = nodes[layer][index];
    group.setAttribute("tabindex", 0);
    if (isFocused) group.focus();
  }

  function nearest(from, [right, down]) {
    const cost = ({ x, y }) => {
      const [dx, dy] = [x - from.x, y - from.y], ahead = dx * right + dy * down;
      return ahead < 3 ? Infinity : ahead + 3 * Math.abs(dx * down) + 3 * Math.abs(dy * right);
    };
    const best = Object.values(nodes).flat().reduce((a, b) => cost(b) < cost(a) ? b : a);
    return cost(best) === Infinity ? from : best;
  }

  svg.onkeydown = (event) => {
    const group = event.target.closest(".node"), arrow = ARROWS[event.key];
    if (!group || event.altKey || event.ctrlKey || event.metaKey) return;
    const [layer, number] = group.dataset.node.split("-"), index = Number(number);
    if (event.key === "Enter" || event.key === " ") view.choose(layer, index);
    else if (arrow) {
      const to = nearest(nodes[layer][index], arrow);
      enterAt(to.layer, to.index, true);
    } else return;
    event.preventDefault();
  };

  return { draw, follow, enterAt };
}

// ---- A picture as a file: its colours and letters are written into each mark.

const SAVED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "font",
  "text-anchor", "paint-order", "image-rendering"];

function saveSvg(svg, name) {
  const copy = svg.cloneNode(true), copies = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((node, i) => {
    const look = getComputedStyle(node);
    copies[i].setAttribute("style", SAVED.map((each) => `${each}:${look.getPropertyValue(each)}`).join(";"));
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  link.download = `${name}.svg`;
  link.click();
  URL.revokeObjectURL(link.href);
}
