// The network, computed in the browser: the sums of hqnn_core/network/classical_part.py, with
// weights that can be changed by hand.

const SIDES = { image: 28, conv1: 12, conv2: 4 };
const WEIGHTS = { conv1: "conv1", conv2: "conv2", hidden: "dense1", theta: "dense2" }; // names of the weights

const largest = (values) => values.reduce((best, value, i) => value > values[best] ? i : best, 0);
const most = (values) => values.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9);
const decoded = ({ scale, values }) => Float64Array.from(
  new Int16Array(Uint8Array.from(atob(values), (c) => c.charCodeAt(0)).buffer), (n) => n * scale);

class Layer { // of neurons (or maps) that have `fan` weights each
  constructor({ weights, biases }) {
    this.trained = { weights: decoded(weights), biases: decoded(biases) };
    this.fan = this.trained.weights.length / this.trained.biases.length;
    this.putBack();
  }
  putBack() {
    this.own = this.trained.weights.slice();
    this.biases = this.trained.biases.slice();
    this.factors = this.biases.map(() => 1); // of all weights of a neuron
  }
  weight(neuron, input) { return this.own[neuron * this.fan + input] * this.factors[neuron]; }
  setWeight(neuron, input, value) { this.own[neuron * this.fan + input] = value / this.factors[neuron]; }
  trainedWeights(neuron) { return this.trained.weights.subarray(neuron * this.fan, (neuron + 1) * this.fan); }
  sum(neuron, inputs) {
    return inputs.reduce((sum, value, i) => sum + value * this.weight(neuron, i), this.biases[neuron]);
  }
  isChanged() {
    const { weights, biases } = this.trained;
    return this.factors.some((factor) => factor !== 1) || this.biases.some((bias, i) => bias !== biases[i]) ||
      this.own.some((weight, i) => weight !== weights[i]);
  }
}

// Sums of 5 x 5 filters over maps of `side` x `side`, before pooling: one array for each new map.
function convolved(maps, side, layer) {
  const wide = side - 4;
  return Array.from(layer.biases, (bias, neuron) => {
    const sums = new Float64Array(wide * wide).fill(bias);
    for (let input = 0; input < layer.fan; input++) {
      const map = maps[Math.floor(input / 25)], weight = layer.weight(neuron, input);
      const from = Math.floor(input % 25 / 5) * side + input % 5;
      for (let row = 0; row < wide; row++) {
        for (let column = 0; column < wide; column++) {
          sums[row * wide + column] += weight * map[from + row * side + column];
        }
      }
    }
    return sums;
  });
}

const four = (sums, wide, row, column) => [0, 1, wide, wide + 1]
  .map((step) => sums[2 * row * wide + 2 * column + step]);

function pooled(all) { // max-pooling and ReLU
  return all.map((sums) => {
    const wide = Math.sqrt(sums.length), half = wide / 2;
    return Float64Array.from({ length: half * half }, (_, i) =>
      Math.max(0, ...four(sums, wide, Math.floor(i / half), i % half)));
  });
}

class Network {
  constructor(layers) {
    this.layers = Object.fromEntries(Object.entries(layers).map(([name, each]) => [name, new Layer(each)]));
  }
  read(image, curve) {
    this.image = [decoded(image)];
    this.curve = curve;
    this.compute(true);
  }
  compute(hasNewMaps) {
    const { conv1, conv2, dense1, dense2 } = this.layers;
    if (hasNewMaps) {
      this.sums = { conv1: convolved(this.image, SIDES.image, conv1) };
      this.conv1 = pooled(this.sums.conv1);
      this.sums.conv2 = convolved(this.conv1, SIDES.conv1, conv2);
      this.conv2 = pooled(this.sums.conv2);
      this.flat = this.conv2.flatMap((map) => [...map]);
    }
    this.before = Array.from(dense1.biases, (_, j) => dense1.sum(j, this.flat)); // ReLU
    this.hidden = this.before.map((sum) => Math.max(sum, 0));
    this.theta = dense2.sum(0, this.hidden);
  }
  putBack() { Object.values(this.layers).forEach((layer) => layer.putBack()); }
  isChanged() { return Object.values(this.layers).some((layer) => layer.isChanged()); }

  probability(bit) {
    const one = (1 + expectationAt(this.curve, this.theta)) / 2;
    return bit ? one : 1 - one;
  }
  // What the hidden neurons add to theta, and what each small map adds to each of them.
  pushes() { return this.hidden.map((value, j) => value * this.layers.dense2.weight(0, j)); }
  carried() {
    return this.conv2.map((map, i) => this.hidden.map((_, j) =>
      total(map.map((pixel, k) => pixel * this.layers.dense1.weight(j, 16 * i + k)))));
  }
  brightest(layer, index) {
    const best = largest(this[layer][index]);
    return [Math.floor(best / SIDES[layer]), best % SIDES[layer]];
  }
  // The sum of a pixel of a map: what the filter sees in each map below it, for the one of four
  // neighbours that max-pooling keeps.
  pixelSum(layer, index, [row, column]) {
    const below = layer === "conv1" ? "image" : "conv1", side = SIDES[below];
    const sums = four(this.sums[layer][index], side - 4, row, column), kept = largest(sums);
    const [top, left] = [2 * row + (kept >> 1), 2 * column + kept % 2];
    const windows = this[below].map((map) => Array.from({ length: 25 }, (_, i) =>
      map[(top + Math.floor(i / 5)) * side + left + i % 5]));
    const parts = windows.map((pixels, c) => total(pixels.map((value, i) =>
      value * this.layers[layer].weight(index, 25 * c + i))));
    return { below, top, left, windows, parts, sums, total: sums[kept] };
  }
}
