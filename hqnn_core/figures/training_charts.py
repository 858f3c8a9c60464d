"""Charts of a training run: loss and accuracy, with a few hundred points however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hqnn_core.comparison.recorded import RecordedRun
from hqnn_core.config import LossName
from hqnn_core.figures.charts import MOMENT, Spec, axis_of, frame_of, label_size, layer, replaying
from hqnn_core.figures.end_labels import Line, end_labels, height_for, whole_ticks, with_strip
from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext
from hqnn_core.network import BatchDone, EpochDone
from hqnn_core.words.settings import LOSS_NAMES

MAX_BATCH_POINTS = 300
MAX_EPOCH_POINTS = 150
LOSS_TOPS = {"chapter": 1.0, "nll": 7.0}
"""Upper bounds of the losses: 1, and 6.9 with `PSEUDO_PROBABILITY` added to each P."""

LOSS_TICKS = {"chapter": [0, 0.25, 0.5, 0.75, 1], "nll": [0, 0.1, 0.5, 1, 2, 4, 7]}
DASHES = ([1, 0], [8, 3], [2, 2], [10, 3, 2, 3])
"""Of other runs; with the colours, 20 lines differ."""


@dataclass(frozen=True)
class Overlay:
    """Another run, drawn for comparison."""

    name: str
    epochs: Sequence[EpochDone]


@dataclass(frozen=True)
class Replay:
    """The moments of training that a slider goes through; `shown` is the present one.

    `at` are their positions in epochs, `names` their labels in the chart.
    """

    shown: int
    at: Sequence[float]
    names: Sequence[str]


def loss_chart(
    batches: Sequence[BatchDone],
    epochs: Sequence[EpochDone],
    n_epochs: int,
    recorded: Sequence[RecordedRun],
    measure: LossName,
    palette: Palette,
    overlays: Sequence[Overlay] = (),
    smooth: bool = False,
    height: int = 300,
    replay: Replay | None = None,
) -> Spec:
    """Loss over epochs: each batch (thin), each epoch (bold), test images, and the chapter's curve.

    `recorded` is drawn only with the measure "chapter", in which it was recorded. With `smooth`,
    the batches are a running mean over an epoch. For `overlays`, the test loss is drawn. The chart
    is `height` pixels high, or more if many labels need it. A marker shows the moment of a
    `replay`: a line, and a dot on the test loss; it is a parameter, which follows in the browser.
    """
    points = _batch_points(batches, measure)
    training = [(e.epoch, e.train_loss(measure)) for e in _thinned(epochs)]
    thin = {"color": palette.sampled, "strokeWidth": 2 if smooth else 1, "opacity": 0.6}
    dashed = {"color": palette.ink, "strokeWidth": 2, "strokeDash": [6, 4]}
    lines = [
        Line(o.name, _test_losses(o.epochs, measure), s) for o, s in _styled(overlays, palette)
    ]
    test = Line(gettext("test"), _test_losses(epochs, measure), dashed)
    lines += [
        Line("", _smoothed(points) if smooth else points, thin),
        Line(gettext("training"), training, {"color": palette.ink, "strokeWidth": 3}),
        test,
    ]
    if measure == "chapter":
        lines += _recorded_lines(recorded, n_epochs, palette)
    spec = _chart(lines, n_epochs, _loss_axis(measure), height, palette)
    return _with_marker(spec, test, replay, palette) if replay and replay.at else spec


def _with_marker(spec: Spec, line: Line, replay: Replay, palette: Palette) -> Spec:
    """A chart with a marker at the moment of the replay: where it is, and its value on a line."""
    x, y = (spec["layer"][0]["encoding"][axis] for axis in ("x", "y"))
    row = {"xs": list(replay.at), "ys": _values_at(replay.at, line), "names": list(replay.names)}
    now = [{"calculate": f"datum.{name}s[{MOMENT}]", "as": name} for name in ("x", "y", "name")]
    top = {"value": 0}
    rule = {"type": "rule", "color": palette.ink, "strokeWidth": 1.5, "strokeDash": [2, 3]}
    text = {"type": "text", "align": "left", "baseline": "top", "dx": 6,
            "fontSize": label_size(), "color": palette.ink}  # fmt: skip
    dot = {"type": "point", "filled": True, "size": 130, "opacity": 1, "color": palette.ink}
    marks = [
        layer([row], rule, {"x": x}),
        layer([row], text, {"x": x, "y": top, "text": {"field": "name"}}),
        layer([row], dot, {"x": x, "y": y}),
    ]
    marks = [{**mark, "transform": now} for mark in marks]
    marks[-1]["transform"] = [*now, {"filter": "isValid(datum.y)"}]
    return {**spec, **replaying(replay.shown, len(replay.at)), "layer": [*spec["layer"], *marks]}


def _values_at(places: Sequence[float], line: Line) -> list[float | None]:
    """A line's height at each place; None before it begins."""
    if not line.points:
        return [None for _ in places]
    xs, ys = zip(*line.points, strict=True)
    values = np.interp(places, xs, ys).round(4).tolist()
    return [value if x >= xs[0] else None for x, value in zip(places, values, strict=True)]


def accuracy_chart(
    epochs: Sequence[EpochDone],
    n_epochs: int,
    palette: Palette,
    overlays: Sequence[Overlay] = (),
    height: int = 300,
) -> Spec:
    """Test accuracy after each epoch."""
    point = {"color": palette.ink, "filled": True, "size": 30}
    style = {"color": palette.ink, "strokeWidth": 3, "point": point}
    lines = [Line(o.name, _accuracies(o.epochs), s) for o, s in _styled(overlays, palette)]
    lines.append(Line(gettext("this run") if overlays else "", _accuracies(epochs), style))
    axis = {"title": gettext("accuracy"), "grid": True, "values": [0, 0.5, 1], "format": "%"}
    return _chart(lines, n_epochs, axis_of("y", axis, 0.0, 1.0), height, palette)


def _loss_axis(measure: LossName) -> Spec:
    """The same axis for every run, so that runs can be compared.

    −log P has a square-root axis: its maximum is 200 times the value of a good network.
    """
    title = gettext(LOSS_NAMES[measure])
    if measure == "chapter":
        title = gettext("error: {loss}", loss=title)
    axis = {"title": title, "grid": True, "values": LOSS_TICKS[measure]}
    y = axis_of("y", {**axis, "format": ".2~f"}, 0.0, LOSS_TOPS[measure])
    if measure == "nll":
        y["scale"]["type"] = "sqrt"
    return y


def _test_losses(epochs: Sequence[EpochDone], measure: LossName) -> list[tuple[float, float]]:
    return [(e.epoch, e.test_loss(measure)) for e in _thinned(epochs)]


def _accuracies(epochs: Sequence[EpochDone]) -> list[tuple[float, float]]:
    return [(e.epoch, e.test_accuracy) for e in _thinned(epochs)]


def _recorded_lines(recorded: Sequence[RecordedRun], n_epochs: int, palette: Palette) -> list[Line]:
    """1 - P(correct) of published curves, up to the last epoch of the chart."""
    dashes = ([1, 0], [3, 3])
    return [
        Line(
            curve.name,
            list(enumerate(curve.shown_losses[:n_epochs], start=1)),
            {"color": palette.sampled, "strokeWidth": 2, "strokeDash": dashes[i % len(dashes)]},
        )
        for i, curve in enumerate(recorded)
    ]


def _styled(overlays: Sequence[Overlay], palette: Palette) -> list[tuple[Overlay, Spec]]:
    """Each overlay with its own colour and dashes."""
    return [
        (overlay, {"color": palette.others[i % len(palette.others)],
               "strokeDash": DASHES[i % len(DASHES)], "strokeWidth": 2})
        for i, overlay in enumerate(overlays)
    ]  # fmt: skip


def _thinned(epochs: Sequence[EpochDone]) -> Sequence[EpochDone]:
    """At most `MAX_EPOCH_POINTS` of them, the last one included."""
    every = -(-len(epochs) // MAX_EPOCH_POINTS) or 1
    return epochs[(len(epochs) - 1) % every :: every]


def _batch_points(batches: Sequence[BatchDone], measure: LossName) -> list[tuple[float, float]]:
    """(epochs passed, loss) of the batches; means of neighbours, if there are many."""
    if not batches:
        return []
    first = next((b for b in batches if b.epoch > batches[0].epoch), None)
    per_epoch = (first.step - batches[0].step) if first else max(b.batch for b in batches)
    group = -(-len(batches) // MAX_BATCH_POINTS)
    points = []
    for i in range(0, len(batches) - group + 1, group):
        part = batches[i : i + group]
        mean = sum(batch.loss(measure) for batch in part) / group
        points.append((part[-1].epoch - 1 + part[-1].batch / per_epoch, mean))
    return points


def _smoothed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Replace each value by the mean over the epoch before it."""
    smooth = []
    start, total = 0, 0.0
    for i, (epoch, value) in enumerate(points):
        total += value
        while points[start][0] <= epoch - 1:
            total -= points[start][1]
            start += 1
        smooth.append((epoch, total / (i + 1 - start)))
    return smooth


def _chart(lines: Sequence[Line], n_epochs: int, y: Spec, least: int, palette: Palette) -> Spec:
    """Lines over epochs, labelled at their ends; the axes stay the same while the lines grow."""
    ticks = {"title": gettext("epoch"), "grid": False, "values": whole_ticks(n_epochs)}
    x = with_strip(axis_of("x", ticks, 0, n_epochs), n_epochs)
    height = height_for(lines, least)
    layers = [
        layer(_rows(line), {"type": "line", **line.style}, {"x": x, "y": y}) for line in lines
    ]
    layers += end_labels(lines, x, y, n_epochs, height, palette)
    return {**frame_of(height, palette), "layer": layers}


def _rows(line: Line) -> list[Spec]:
    return [{"x": round(x, 4), "y": round(y, 5)} for x, y in line.points]
