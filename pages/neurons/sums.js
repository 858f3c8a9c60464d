// The sum of the chosen neuron: inputs times weights, and the bias. Its weights can be changed.

const N_INPUTS = { hidden: 5, theta: 7 }; // whose weights are shown
const FACTOR = 2; // all weights can be multiplied by up to this, and by its negative
const REACH_OF_WEIGHT = 10; // a weight can be changed to this multiple of the neuron's largest
const LIGHT = 118; // black on a grey of this and lighter, white on a darker one: contrast of 4.5 and more

const signed = (text) => text.startsWith("−") ? text : `+${text}`;
const bracketed = (text) => text.startsWith("−") ? `(${text})` : text;

function strongest(values, weights, n) { // the inputs with the largest products
  const size = (i) => Math.abs(values[i] * weights[i]);
  return [...values.keys()].sort((a, b) => size(b) - size(a)).slice(0, n);
}

function sumsOf(panel, view) {
  const find = (name) => panel.querySelector(name), sum = find(".sum");
  let fresh = []; // what follows the numbers: functions

  function element(parent, name, kind = "", text = "") {
    const node = document.createElement(name);
    node.className = kind;
    node.textContent = text;
    parent.append(node);
    return node;
  }
  const live = (node, text) => fresh.push(() => { node.textContent = text(); });
  const word = (name, values = {}) => filled(view.data.labels[name], values);

  function draw() {
    fresh = [];
    sum.replaceChildren();
    const { layer, index } = view.chosen;
    find(".name").textContent = view.nameOf(layer, index);
    ({ image: drawPixel, conv1: drawPixelSum, conv2: drawPixelSum, hidden: drawHidden, theta: drawTheta,
      qubit: drawQubit, answer: drawAnswer })[layer]();
    live(find(".value"), valueText);
    find(".result").hidden = layer === "qubit" || layer === "answer"; // their sums end with it
    live(find(".result"), () => word("result",
      { theta: short(view.network.theta), p: percent(view.network.probability(1)) }));
  }

  function valueText() {
    const { layer, index } = view.chosen, { network } = view;
    if (layer === "hidden") return short(network.hidden[index]);
    if (layer === "answer") return percent(network.probability(index));
    if (!(layer in SIDES)) return `${short(network.theta)} rad`;
    const [row, column] = view.place(), value = network[layer][index][row * SIDES[layer] + column];
    return word("pixel", { row: row + 1, column: column + 1, value: short(value) });
  }

  // ---- Terms: the name of an input, its value, weight (a slider) and product.

  function drawTerms(heads = []) {
    const terms = element(sum, "div", "terms");
    heads.forEach((text, i) => element(terms, "span", `head ${i ? "number" : ""}`, text));
    return terms;
  }

  function drawWeight(terms, name, value, input, colour = () => "") {
    const { layer, index } = view.chosen, own = view.network.layers[WEIGHTS[layer]];
    const weight = () => own.weight(index, input), reach = REACH_OF_WEIGHT * most(own.trainedWeights(index));
    element(terms, "span", "", name);
    live(element(terms, "span", "number"), () => `${fixed(value())} ×`);
    drawSlider(terms, word("weightOf", { name }), reach, weight,
      (now) => own.setWeight(index, input, now), () => own.factors[index] === 0);
    live(element(terms, "span", "number"), () => short(weight()));
    drawProduct(terms, () => value() * weight(), colour);
  }

  function drawRest(terms, n, value) {
    element(terms, "span", "widest", word("others", { n }));
    live(element(terms, "span", "number"), () => signed(short(value())));
  }

  function drawProduct(terms, value, colour) {
    const cell = element(terms, "span", "number product");
    const text = element(cell, "span"), bar = element(cell, "i");
    terms.reach ??= 2 * Math.max(Math.abs(value()), 0.01); // the first term is the largest
    fresh.push(() => {
      text.textContent = signed(short(value()));
      bar.className = colour();
      bar.style.width = `${100 * clamp(Math.abs(value()) / terms.reach, 0, 1)}%`;
    });
  }

  function drawEnd(terms, total, biasReach, result, colour = () => "") { // all weights, bias, sum
    const { layer, index } = view.chosen, own = view.network.layers[WEIGHTS[layer]];
    element(terms, "span", "wide", word("allWeights"));
    drawSlider(terms, word("allWeights"), FACTOR,
      () => own.factors[index], (now) => { own.factors[index] = now; });
    live(element(terms, "span", "number"), () => `× ${fixed(own.factors[index])}`);
    element(terms, "span");
    element(terms, "span", "wide", word("biasOf"));
    drawSlider(terms, word("biasOf"), biasReach, () => own.biases[index], (now) => { own.biases[index] = now; });
    element(terms, "span");
    drawProduct(terms, () => own.biases[index], () => colour(own.biases[index]));
    live(element(terms, "span", "widest whole"), result);
    live(element(terms, "span", "number whole"), () => short(total()));
  }
  const rectified = (total) => () => word(total() > 0 ? "kept" : "cut");

  function drawSlider(parent, label, reach, value, set, isStuck = () => false) {
    const slider = element(parent, "input");
    place(slider, { type: "range", min: -reach, max: reach, step: reach / 200, "aria-label": label });
    slider.oninput = () => {
      set(Number(slider.value));
      view.changed();
    };
    fresh.push(() => {
      if (slider.getRootNode().activeElement !== slider || !view.network.isChanged()) slider.value = value();
      slider.disabled = isStuck();
    });
  }

  // ---- The last neurons.

  function drawHidden() {
    const { network, chosen: { index } } = view, { dense1, dense2 } = network.layers;
    const inputs = strongest(network.flat, dense1.trainedWeights(index), N_INPUTS.hidden);
    const part = (i) => network.flat[i] * dense1.weight(index, i), sumBefore = () => network.before[index];
    const terms = drawTerms(view.data.labels.columns);
    for (const i of inputs) {
      const name = word("input", { n: Math.floor(i / 16) + 1, row: Math.floor(i % 16 / 4) + 1, column: i % 4 + 1 });
      drawWeight(terms, name, () => network.flat[i], i, () => towards(part(i) * dense2.weight(0, index)));
    }
    drawRest(terms, dense1.fan - inputs.length,
      () => sumBefore() - dense1.biases[index] - total(inputs.map(part)));
    drawEnd(terms, sumBefore, Math.max(1, 3 * most(network.hidden)), rectified(sumBefore));
  }

  function drawTheta() {
    const { network } = view, { dense2 } = network.layers;
    const inputs = strongest(network.hidden, dense2.trainedWeights(0), N_INPUTS.theta);
    const part = (i) => network.hidden[i] * dense2.weight(0, i), terms = drawTerms(view.data.labels.columns);
    for (const i of inputs) {
      drawWeight(terms, word("neuron", { n: i + 1 }), () => network.hidden[i], i, () => towards(part(i)));
    }
    drawRest(terms, dense2.fan - inputs.length,
      () => network.theta - dense2.biases[0] - total(inputs.map(part)));
    drawEnd(terms, () => network.theta, Math.PI, () => word("sum"), towards);
  }

  function drawQubit() {
    const { network, data } = view, gates = element(sum, "div", "gates");
    place(gates, { role: "img", "aria-label": view.describe("qubit", 0) });
    const svg = new DOMParser().parseFromString(data.circuit, "image/svg+xml").documentElement;
    svg.setAttribute("aria-hidden", "true");
    gates.append(svg);
    const angle = [...svg.querySelectorAll("text, tspan")]
      .findLast((node) => node.textContent.trim() === data.standIn);
    if (angle) live(angle, () => fixed(network.theta));
    const amplitude = (wave) => wave((data.start + network.theta) / 2);
    live(element(sum, "p"), () => word("state", { zero: short(amplitude(Math.cos)), one: bracketed(short(amplitude(Math.sin))) }));
    [Math.cos, Math.sin].forEach((wave, bit) => live(element(sum, "p"), () => word("squared",
      { bit, amplitude: bracketed(short(amplitude(wave))), p: percent(amplitude(wave) ** 2) })));
  }

  function drawAnswer() {
    const { network } = view;
    live(element(sum, "p"), () => word("formula",
      { sine: bracketed(short(Math.sin(network.theta))), p: percent(network.probability(1)) }));
    for (const bit of [0, 1]) {
      live(element(sum, "div"), () => {
        const counts = view.counts();
        return word("shots", { bit, count: whole(counts[bit]), shots: whole(total(counts)),
          p: percent(network.probability(bit)) });
      });
      const share = element(sum, "div", "share"), bar = element(share, "i"), exact = element(share, "b");
      bar.className = towards(bit);
      fresh.push(() => {
        bar.style.width = `${100 * view.counts()[bit] / total(view.counts())}%`;
        exact.style.left = `calc(${100 * network.probability(bit)}% - 1.5px)`;
      });
    }
  }

  // ---- Pixels and maps.

  function drawPixel() {
    drawPicker(sum).classList.add("alone");
    live(element(sum, "p"), () => word("lit", { n: view.network.image[0].filter((value) => value > 0).length }));
  }

  function drawPicker(parent) { // a map, large: a pixel of it is chosen by pointer or by arrow keys
    const { layer, index } = view.chosen, side = SIDES[layer], picker = element(parent, "div", "picker");
    const picture = element(picker, "img"), spot = element(picker, "i");
    const name = view.nameOf(layer, index);
    picture.alt = "";
    place(picker, { tabindex: 0, role: "group", "aria-label": word("pick", { name }) });
    fresh.push((hasNewMaps) => {
      if (hasNewMaps || !picture.src) picture.src = pictureOf(view.network[layer][index], side);
      const [top, left] = view.place().map((i) => `${100 * i / side}%`), size = `${100 / side}%`;
      Object.assign(spot.style, { left, top, width: size, height: size });
    });
    const pick = (...at) => view.choose(layer, index, { place: at.map((i) => clamp(i, 0, side - 1)) });
    picker.onclick = ({ clientX, clientY }) => {
      const { x, y, width, height } = picker.getBoundingClientRect();
      pick(Math.floor((clientY - y) / height * side), Math.floor((clientX - x) / width * side));
    };
    picker.onkeydown = (event) => {
      const arrow = ARROWS[event.key], [row, column] = view.place();
      if (!arrow) return;
      event.preventDefault();
      pick(row + arrow[1], column + arrow[0]);
      find(".picker").focus(); // a new one
    };
    return picker;
  }

  function drawPixelSum() {
    const { network, chosen } = view, { layer, index } = chosen, own = network.layers[layer];
    const { parts, windows } = view.pixelSum(), channel = chosen.channel ?? largest(parts.map(Math.abs));
    const weights = own.trainedWeights(index).subarray(25 * channel);
    const cell = chosen.cell ?? strongest(windows[channel], weights, 1)[0], input = 25 * channel + cell;
    if (layer === "conv2") drawChannels(parts.length, channel);
    else element(sum, "div", "", word("window"));
    const maker = element(sum, "div", "maker"), left = element(maker, "div");
    drawPicker(left);
    live(element(left, "p"), () => word("pooled", { sums: view.pixelSum().sums.map((value) => fixed(value)).join("; ") }));
    const grid = element(maker, "div", "window");
    for (let i = 0; i < 25; i++) drawCell(grid, channel, i, i === cell);
    const terms = drawTerms(), value = () => view.pixelSum().windows[channel][cell];
    drawWeight(terms, `(${Math.floor(cell / 5) + 1}, ${cell % 5 + 1})`, value, input);
    drawRest(terms, own.fan - 1,
      () => total(view.pixelSum().parts) - value() * own.weight(index, input));
    const sumOf = () => view.pixelSum().total;
    drawEnd(terms, sumOf, Math.max(1, 3 * most(network[layer].map((map) => most(map)))), rectified(sumOf));
  }

  function drawChannels(n, channel) {
    const row = element(sum, "div", "channels"), { index, place: at } = view.chosen;
    place(row, { role: "group", "aria-label": word("channels") });
    for (let i = 0; i < n; i++) {
      const button = buttonOf("", () => {
        view.choose("conv2", index, { place: at, channel: i });
        find(".channels").children[i].focus();
      });
      button.setAttribute("aria-pressed", String(i === channel));
      row.append(button);
      fresh.push(() => {
        button.textContent = signed(fixed(view.pixelSum().parts[i]));
        button.setAttribute("aria-label", word("channel", { n: i + 1, value: button.textContent }));
      });
    }
  }

  function drawCell(grid, channel, i, isChosen) {
    const { layer, index, place: at } = view.chosen, own = view.network.layers[layer];
    const button = buttonOf("", () => {
      view.choose(layer, index, { place: at, channel, cell: i });
      find(".window").children[i].focus();
    });
    button.setAttribute("aria-pressed", String(isChosen));
    const value = element(button, "div"), weight = element(button, "div");
    grid.append(button);
    fresh.push(() => {
      const { windows, below } = view.pixelSum(), pixel = windows[channel][i];
      const grey = Math.round(255 * pixel / most(view.network[below][channel]));
      button.style.background = `rgb(${grey}, ${grey}, ${grey})`;
      button.style.color = grey >= LIGHT ? "#000" : "#fff";
      value.textContent = fixed(pixel);
      weight.textContent = `×${fixed(own.weight(index, 25 * channel + i))}`;
    });
  }

  return { draw, follow: (hasNewMaps) => fresh.forEach((renew) => renew(hasNewMaps)) };
}
