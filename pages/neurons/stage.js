// The Neurons page: the network as a graph, and the sum of the neuron that was chosen in it. `data`
// is that of figures/neurons_stage.py.

const STEP_OF = { image: "image", conv1: "maps", conv2: "maps", hidden: "hidden", theta: "θ",
  qubit: "qubit", answer: "answer" };

const short = (value) => fixed(value, Math.abs(value) < 0.9995 ? 3 : 2);
const percent = (share) => `${fixed(100 * share, 1)} %`;

export default staged((root, send) => {
  const find = (name) => root.querySelector(name);
  const svg = find(".graph"), panel = find(".panel"), words = find(".words"), back = find(".back");
  const dice = new Dice(10_000);
  let frame = null, awaited = null; // a step that the server has been told

  // What the graph and the sums show. Of a map, `chosen` may have a pixel's `place` (else it is the
  // brightest), the `channel` (a map below) and the `cell` of its filter (else the strongest).
  const view = {
    data: null, network: null, scale: null, chosen: { layer: "image", index: 0 },
    place() {
      const { layer, index, place } = view.chosen;
      return place ?? view.network.brightest(layer, index);
    },
    pixelSum: () => view.network.pixelSum(view.chosen.layer, view.chosen.index, view.place()),
    counts() { // as measured, or what the browser's dice say with other weights
      const { network, data: { counts } } = view, shots = total(counts);
      if (!network.isChanged()) return counts;
      const ones = total(dice.bits(shots, network.probability(1)));
      return [shots - ones, ones];
    },
    nameOf: (layer, index) => filled(view.data.labels.names[layer], { n: layer === "answer" ? index : index + 1 }),
    describe(layer, index) {
      const { network, data } = view, name = view.nameOf(layer, index);
      const value = layer === "answer" ? percent(network.probability(index)) : layer === "hidden"
        ? short(network.hidden[index]) : layer in SIDES ? short(Math.max(...network[layer][index])) : short(network.theta);
      return filled(data.labels[layer], { name, value });
    },
    choose(layer, index, rest = {}) {
      view.chosen = { layer, index, ...rest };
      graph.enterAt(layer, index);
      sums.draw();
      follow(false);
      if (STEP_OF[layer] === (awaited ?? view.data.step)) return;
      awaited = STEP_OF[layer];
      send("step", awaited);
    },
    changed() { // a weight
      const hasNewMaps = view.chosen.layer in SIDES;
      frame ??= requestAnimationFrame(() => {
        frame = null;
        view.network.compute(hasNewMaps);
        follow(hasNewMaps);
      });
    },
  };
  const graph = graphOf(svg, view), sums = sumsOf(panel, view);

  const FIRST = { // the neuron that a step chooses
    image: () => ["image", 0], maps: ({ conv1 }) => ["conv1", largest(conv1.map(total))],
    hidden: ({ hidden }) => ["hidden", largest(hidden)], "θ": () => ["theta", 0], qubit: () => ["qubit", 0],
    answer: (network) => ["answer", network.probability(1) > 0.5 ? 1 : 0],
  };

  function follow(hasNewMaps) {
    const isChanged = view.network.isChanged(), { data, chosen } = view;
    graph.follow(hasNewMaps);
    sums.follow(hasNewMaps);
    back.disabled = !isChanged;
    words.textContent = isChanged ? data.labels.changed : data.texts[chosen.layer];
  }

  function draw() {
    if (!view.data || !root.clientWidth) return;
    view.scale = sizeOf(root, view.data.letters);
    const isBeside = panel.offsetTop < svg.parentElement.offsetTop + 10;
    graph.draw(isBeside ? panel.offsetLeft - svg.parentElement.offsetLeft - 20 : root.clientWidth);
    sums.draw();
    follow(true);
  }

  back.onclick = () => {
    view.network.putBack();
    view.network.compute(true);
    sums.draw();
    follow(true);
  };
  find(".save").onclick = () => saveSvg(svg, "network");

  return {
    update(data) {
      const isNewStep = !view.data || data.step !== view.data.step && data.step !== awaited;
      view.data = data;
      view.network ??= new Network(data.layers);
      view.network.read(data.image, data.curve);
      if (data.step === awaited) awaited = null;
      if (isNewStep && !awaited) {
        const [layer, index] = FIRST[data.step](view.network);
        view.chosen = { layer, index };
      }
      draw();
    },
    layout: draw,
    remove() { cancelAnimationFrame(frame); },
  };
});
