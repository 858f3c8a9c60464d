// The picture of an experiment: points to drag as a guess, then the truth over them. `data` is that
// of figures/guess_stage.py.

const HEIGHT = 300; // pixels, on 1280 x 720
const AROUND_PICTURE = 400; // pixels of the window above and below it
const FINE = 40; // steps of the arrow keys from end to end of a logarithmic axis
const LARGE = 5; // steps of PageUp and PageDown
const CROSS = 5; // pixels, half of a cross

export default staged((root, send) => {
  const find = (name) => root.querySelector(name), svg = find(".picture");
  let data, now, size, at, parts, dragged = null, resting;

  // ---- The vertical axis.

  const kept = (y) => {
    const { low, high, isLog, step } = data.y;
    const value = isLog ? Number(y.toPrecision(2)) : Math.round(y / step) * step;
    return clamp(Number(value.toFixed(6)), low, high);
  };
  const stepped = (y, n) => {
    const { low, high, isLog, step } = data.y;
    return clamp(isLog ? y * (high / low) ** (n / FINE) : y + n * step, low, high);
  };
  const valueAt = (top) => {
    const { low, high, isLog } = data.y, share = clamp((at.bottom - top) / (at.bottom - at.top), 0, 1);
    return kept(isLog ? low * (high / low) ** share : low + share * (high - low));
  };

  // ---- What is drawn once.

  function draw() {
    if (!data || !root.clientWidth) return;
    const focused = svg.getRootNode().activeElement?.dataset?.point;
    size = sizeOf(root, data.letters, 620, HEIGHT, AROUND_PICTURE);
    resized(svg, root.clientWidth, Math.round(HEIGHT * size.unit), data.alt);
    place(svg, { role: "group" }); // its handles are controls
    at = plot(svg, root.clientWidth, Math.round(HEIGHT * size.unit), size.letter, data.x, data.y);
    const inside = mark(mark(svg, "clipPath", { id: "inside" }), "rect",
      { x: at.left - 12, y: at.top - 12, width: at.right - at.left + 24, height: at.bottom - at.top + 12 });
    const marks = mark(svg, "g", { "clip-path": `url(#${inside.parentNode.id})` });
    for (const each of data.marks) drawMark(marks, each);
    if (!data.x.title) data.places.forEach(drawName);
    drawGuess();
    drawTruth();
    drawLegend();
    follow();
    if (focused !== undefined) parts.handles[focused]?.focus();
  }

  const draws = {
    line(group, { points, isDashed }, style) {
      mark(group, "path", { class: isDashed ? "line dashed" : "line", style, d: at.line(points) });
    },
    dots(group, { points, spreads }, style) {
      points.forEach(([x, y], i) => {
        if (spreads.length) spread(group, x, y, spreads[i], "spread", style);
        mark(group, "circle", { class: "dots", style, r: 5, cx: at.x(x), cy: at.y(y) });
      });
    },
    bars(group, { points, base, width }, style) {
      const bars = points.map(([x, height]) => {
        const [left, right] = [at.x(x - width / 2), at.x(x + width / 2)];
        return `M${left} ${at.y(base)}V${at.y(base + height)}H${right}V${at.y(base)}Z`;
      });
      mark(group, "path", { class: "bars", style, d: bars.join("") });
    },
    crosses(group, { points }, style) {
      const crosses = points.map(([x, y]) => {
        const [left, top] = [at.x(x) - CROSS, at.y(y) - CROSS];
        return `M${left} ${top}l${2 * CROSS} ${2 * CROSS}m0 ${-2 * CROSS}l${-2 * CROSS} ${2 * CROSS}`;
      });
      mark(group, "path", { class: "crosses", style, d: crosses.join("") });
    },
  };
  const drawMark = (group, each) => draws[each.kind](group, each, `--colour: var(--${each.colour})`);

  function spread(group, x, y, error, name, style = "") {
    const ends = [y - error, y + error].map((end) => at.y(Math.max(end, data.y.isLog ? data.y.low : end)));
    mark(group, "path", { class: name, style, d: `M${at.x(x)} ${ends[0]}V${ends[1]}` });
  }

  function drawName([x, name]) { // of a place on an axis without numbers
    name.split("\n").forEach((text, i) =>
      mark(svg, "text", { class: "middle", x: at.x(x), y: at.bottom + (1.3 + 1.2 * i) * size.letter }, text));
  }

  function drawGuess() {
    const many = (name, attributes) => data.guess.map(() => mark(svg, name, attributes));
    parts = {
      line: mark(svg, "path", { class: "guessed" }),
      grips: data.isOpen ? many("circle", { class: "grip", r: 15 }) : [],
      points: many("circle", { class: "point", r: 8 }),
      handles: [],
    };
    if (data.isOpen) parts.handles = data.guess.map((_, i) => handleOf(i));
  }

  function drawTruth() {
    data.truth.forEach(([value, error], i) => {
      const [x] = data.places[i];
      if (error) spread(svg, x, value, 2 * error, "truth");
      mark(svg, "circle", { class: "truth-dot", r: 6, cx: at.x(x), cy: at.y(value) });
    });
  }

  function drawLegend() {
    const named = data.marks.filter(({ name }) => name).map(({ name, kind, colour, isDashed }) =>
      [name, isDashed ? "dashed" : kind, colour]);
    if (data.guess.length) named.push([data.labels.guess, "guess", "guess"]);
    if (data.truth.length) named.push([data.labels.truth, "dots", "ink"]);
    find(".legend").replaceChildren(...named.map(([name, kind, colour]) => {
      const entry = document.createElement("span");
      entry.className = kind;
      entry.style.setProperty("--colour", `var(--${colour})`);
      entry.textContent = name;
      return entry;
    }));
  }

  // ---- What moves.

  function handleOf(i) {
    const handle = mark(svg, "circle", { class: "handle", r: 24, tabindex: 0, role: "slider", "data-point": i,
      "aria-label": data.places[i][1].replaceAll("\n", " "), "aria-orientation": "vertical",
      "aria-valuemin": data.y.low, "aria-valuemax": data.y.high });
    draggable(handle, (_, top) => {
      const lag = at.y(now[i]) - top;
      dragged = i;
      return {
        move: (_, next) => show(i, valueAt(next + lag)),
        end() {
          dragged = null;
          rest();
        },
      };
    });
    handle.addEventListener("keydown", (event) => press(event, i));
    return handle;
  }

  function press(event, i) {
    const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: LARGE, PageDown: -LARGE,
      Home: -Infinity, End: Infinity }[event.key];
    if (!steps) return;
    event.preventDefault();
    show(i, Number.isFinite(steps) ? kept(stepped(now[i], steps)) : data.y[steps < 0 ? "low" : "high"]);
    clearTimeout(resting);
    resting = setTimeout(rest, QUIET);
  }

  function show(i, y) {
    now[i] = y;
    follow();
  }
  const rest = () => {
    clearTimeout(resting);
    resting = null;
    send("rested", now);
  };

  function follow() {
    const places = now.map((y, i) => [at.x(data.places[i][0]), at.y(y)]);
    places.forEach(([cx, cy], i) => {
      for (const each of [parts.grips[i], parts.points[i], parts.handles[i]]) if (each) place(each, { cx, cy });
    });
    now.forEach((y, i) => parts.handles[i] && place(parts.handles[i],
      { "aria-valuenow": y, "aria-valuetext": localized(`${Number(y.toPrecision(3))}`) + data.y.unit }));
    place(parts.line, { d: data.joins === "curve" ? curved(places) : data.joins ? path(places) : "" });
  }

  function curved(places) { // a smooth curve through all places, with level ends at peaks
    const slope = places.map(([x, y], i) => {
      if (!i || i === places.length - 1) return 0;
      const [[left, before], [right, after]] = [places[i - 1], places[i + 1]];
      return (y - before) * (after - y) > 0 ? (after - before) / (right - left) : 0;
    });
    return places.map(([x, y], i) => {
      if (!i) return `M${x} ${y}`;
      const [left, before] = places[i - 1], third = (x - left) / 3;
      return `C${left + third} ${before + third * slope[i - 1]} ${x - third} ${y - third * slope[i]} ${x} ${y}`;
    }).join("");
  }

  return {
    update(newData) {
      data = newData;
      find(".question").textContent = data.question;
      find(".words").textContent = data.words;
      if (dragged !== null || resting) return; // the server is told when it comes to rest
      now = [...data.guess];
      draw();
    },
    layout: draw,
    remove: () => clearTimeout(resting),
  };
});
