"""Charts of a training run. However long it grows, a redraw sends a few hundred points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hqnn_core.config import LossName
from hqnn_core.events import BatchDone, EpochDone
from hqnn_core.figures.charts import LEGEND, Spec, axis_of, frame_of, layer, rimmed
from hqnn_core.figures.palette import Palette

MAX_BATCH_POINTS = 300
MAX_EPOCH_POINTS = 150
LOSS_TITLES = {"chapter": "loss: 1 − P(correct)", "nll": "loss: −log P(correct)"}
LABEL_OFFSETS = {"training": -16, "test": 16, "chapter's notebook": -16, "test images right": 18}
LOSS_TOPS = {"chapter": 0.6, "nll": 1.0}


@dataclass(frozen=True)
class Overlay:
    """Another run, drawn for comparison."""

    name: str
    epochs: Sequence[EpochDone]


def loss_chart(
    batches: Sequence[BatchDone],
    epochs: Sequence[EpochDone],
    n_epochs: int,
    recorded: Sequence[float],
    measure: LossName,
    palette: Palette,
    overlays: Sequence[Overlay] = (),
    smooth: bool = False,
) -> Spec:
    """Loss over epochs: each batch thin, each epoch bold, on test images, and the chapter's.

    `recorded` is the chapter's mean of -P(correct) after each epoch; it is drawn with the
    measure "chapter" only, the one that it was recorded in. With `smooth`, the batches are a
    running mean over an epoch. Of `overlays`, the test loss is drawn.
    """
    points = (
        _smoothed(_batch_points(batches, measure)) if smooth else _batch_points(batches, measure)
    )
    lines: dict[str, Sequence[tuple[float, float]]] = {"batch": points}
    lines["training"] = [
        (e.epoch, _loss(e.train_nll, e.train_chapter_loss, measure)) for e in _thinned(epochs)
    ]
    lines["test"] = [
        (e.epoch, _loss(e.test_nll, e.test_chapter_loss, measure)) for e in _thinned(epochs)
    ]
    if measure == "chapter":
        shown = recorded[:n_epochs]
        lines["chapter's notebook"] = [(i + 1, 1 + loss) for i, loss in enumerate(shown)]
    styles = {
        "batch": {"color": palette.sampled, "strokeWidth": 2 if smooth else 1, "opacity": 0.6},
        "training": {"color": palette.ink, "strokeWidth": 3},
        "test": {"color": palette.ink, "strokeWidth": 2, "strokeDash": [6, 4]},
        "chapter's notebook": {"color": palette.sampled, "strokeWidth": 1.5},
    }
    others = {
        other.name: [
            (e.epoch, _loss(e.test_nll, e.test_chapter_loss, measure))
            for e in _thinned(other.epochs)
        ]
        for other in overlays
    }
    frame = (LOSS_TITLES[measure], (0.0, LOSS_TOPS[measure]))
    return _lines(lines, styles, others, n_epochs, frame, palette)


def accuracy_chart(
    epochs: Sequence[EpochDone],
    n_epochs: int,
    palette: Palette,
    overlays: Sequence[Overlay] = (),
) -> Spec:
    """Share of test images that the network gets right, after each epoch."""
    lines = {"test images right": [(e.epoch, e.test_accuracy) for e in _thinned(epochs)]}
    point = {"color": palette.ink, "filled": True, "size": 30}
    styles = {"test images right": {"color": palette.ink, "strokeWidth": 3, "point": point}}
    others = {o.name: [(e.epoch, e.test_accuracy) for e in _thinned(o.epochs)] for o in overlays}
    return _lines(lines, styles, others, n_epochs, ("accuracy", (0.4, 1.02)), palette, percent=True)


def _loss(nll: float, chapter_loss: float, measure: LossName) -> float:
    return nll if measure == "nll" else 1 + chapter_loss


def _thinned(epochs: Sequence[EpochDone]) -> Sequence[EpochDone]:
    """Not more than `MAX_EPOCH_POINTS` of them, the last one included."""
    every = -(-len(epochs) // MAX_EPOCH_POINTS) or 1
    return epochs[(len(epochs) - 1) % every :: every]


def _batch_points(batches: Sequence[BatchDone], measure: LossName) -> list[tuple[float, float]]:
    """(epochs passed, loss) of the batches, means of neighbours where there are many."""
    if not batches:
        return []
    first = next((b for b in batches if b.epoch > batches[0].epoch), None)
    per_epoch = (first.step - batches[0].step) if first else max(b.batch for b in batches)
    group = -(-len(batches) // MAX_BATCH_POINTS)
    points = []
    for i in range(0, len(batches) - group + 1, group):
        part = batches[i : i + group]
        mean = sum(_loss(b.nll, b.chapter_loss, measure) for b in part) / group
        points.append((part[-1].epoch - 1 + part[-1].batch / per_epoch, mean))
    return points


def _smoothed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Each value the mean of those of the epoch before it."""
    smooth = []
    start, total = 0, 0.0
    for i, (epoch, value) in enumerate(points):
        total += value
        while points[start][0] <= epoch - 1:
            total -= points[start][1]
            start += 1
        smooth.append((epoch, total / (i + 1 - start)))
    return smooth


def _lines(
    lines: Mapping[str, Sequence[tuple[float, float]]],
    styles: dict[str, Spec],
    others: Mapping[str, Sequence[tuple[float, float]]],
    n_epochs: int,
    frame: tuple[str, tuple[float, float]],
    palette: Palette,
    percent: bool = False,
) -> Spec:
    """Labelled lines over epochs; the axes do not move while the lines grow."""
    title, domain = frame
    x = axis_of("epoch", {"title": "epoch", "grid": False, "tickMinStep": 1}, 0, n_epochs * 1.001)
    form = {"format": "%"} if percent else {}
    y = axis_of("value", {"title": title, "grid": True, "tickCount": 6, **form}, *domain)
    layers: list[Spec] = []
    labels: list[Spec] = []
    if others:
        layers.append(_others(others, x, y, palette))
    for name, points in lines.items():
        rows = _rows(name, points)
        mark = {"type": "line", "clip": True, **styles[name]}
        layers.append(layer(rows, mark, {"x": x, "y": y}))
        if rows and name in LABEL_OFFSETS:
            encoding = {"x": x, "y": y, "text": {"field": "name"}}
            rim = rimmed(palette, align="right", dy=LABEL_OFFSETS[name])
            labels += [layer([rows[-1]], mark, encoding) for mark in rim]
    return {**frame_of(300, palette), "layer": layers + labels}


def _others(
    others: Mapping[str, Sequence[tuple[float, float]]], x: Spec, y: Spec, palette: Palette
) -> Spec:
    rows = [row for name, points in others.items() for row in _rows(name, points)]
    colours = [palette.others[i % len(palette.others)] for i in range(len(others))]
    colour = {
        "field": "name",
        "type": "nominal",
        "scale": {"domain": list(others), "range": colours},
        "legend": LEGEND,
    }
    mark = {"type": "line", "clip": True, "strokeWidth": 2}
    return layer(rows, mark, {"x": x, "y": y, "color": colour})


def _rows(name: str, points: Sequence[tuple[float, float]]) -> list[Spec]:
    return [{"epoch": round(e, 4), "value": round(v, 5), "name": name} for e, v in points]
