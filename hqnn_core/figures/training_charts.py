"""Charts of a training run. However long it grows, a redraw sends a few hundred points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hqnn_core.config import LossName
from hqnn_core.figures.charts import Spec, axis_of, frame_of, rimmed
from hqnn_core.figures.palette import Palette
from hqnn_core.training import BatchDone, EpochDone

MAX_BATCH_POINTS = 300
LOSS_TITLES = {"chapter": "loss: 1 − P(correct)", "nll": "loss: −log P(correct)"}
LABEL_OFFSETS = {"training": -16, "test": 16, "chapter's notebook": -16, "test images right": 18}
LOSS_TOPS = {"chapter": 0.6, "nll": 1.0}


def loss_chart(
    batches: Sequence[BatchDone],
    epochs: Sequence[EpochDone],
    n_epochs: int,
    recorded: Sequence[float],
    measure: LossName,
    palette: Palette,
) -> Spec:
    """Loss over epochs: each batch thin, each epoch bold, on test images, and the chapter's.

    `recorded` is the chapter's mean of -P(correct) after each epoch; it is drawn with the
    measure "chapter" only, the one that it was recorded in.
    """
    lines: dict[str, Sequence[tuple[float, float]]] = {"batch": _batch_points(batches, measure)}
    lines["training"] = [
        (e.epoch, _loss(e.train_nll, e.train_chapter_loss, measure)) for e in epochs
    ]
    lines["test"] = [(e.epoch, _loss(e.test_nll, e.test_chapter_loss, measure)) for e in epochs]
    if measure == "chapter":
        shown = recorded[:n_epochs]
        lines["chapter's notebook"] = [(i + 1, 1 + loss) for i, loss in enumerate(shown)]
    styles = {
        "batch": {"color": palette.sampled, "strokeWidth": 1, "opacity": 0.6},
        "training": {"color": palette.ink, "strokeWidth": 3},
        "test": {"color": palette.ink, "strokeWidth": 2, "strokeDash": [6, 4]},
        "chapter's notebook": {"color": palette.sampled, "strokeWidth": 1.5},
    }
    return _lines(lines, styles, n_epochs, LOSS_TITLES[measure], (0, LOSS_TOPS[measure]), palette)


def accuracy_chart(epochs: Sequence[EpochDone], n_epochs: int, palette: Palette) -> Spec:
    """Share of test images that the network gets right, after each epoch."""
    lines = {"test images right": [(e.epoch, e.test_accuracy) for e in epochs]}
    point = {"color": palette.ink, "filled": True, "size": 30}
    styles = {"test images right": {"color": palette.ink, "strokeWidth": 3, "point": point}}
    return _lines(lines, styles, n_epochs, "accuracy", (0.4, 1.02), palette, percent=True)


def _loss(nll: float, chapter_loss: float, measure: LossName) -> float:
    return nll if measure == "nll" else 1 + chapter_loss


def _batch_points(batches: Sequence[BatchDone], measure: LossName) -> list[tuple[float, float]]:
    """(epochs passed, loss) of the batches, means of neighbours where there are many."""
    if not batches:
        return []
    per_epoch = max(b.batch for b in batches)
    group = -(-len(batches) // MAX_BATCH_POINTS)
    points = []
    for i in range(0, len(batches) - group + 1, group):
        part = batches[i : i + group]
        mean = sum(_loss(b.nll, b.chapter_loss, measure) for b in part) / group
        points.append((part[-1].step / per_epoch, mean))
    return points


def _lines(
    lines: Mapping[str, Sequence[tuple[float, float]]],
    styles: dict[str, Spec],
    n_epochs: int,
    title: str,
    domain: tuple[float, float],
    palette: Palette,
    percent: bool = False,
) -> Spec:
    """Labelled lines over epochs; the axes do not move while the lines grow."""
    x = axis_of("epoch", {"title": "epoch", "grid": False, "tickMinStep": 1}, 0, n_epochs * 1.001)
    form = {"format": "%"} if percent else {}
    y = axis_of("value", {"title": title, "grid": True, "tickCount": 6, **form}, *domain)
    layers: list[Spec] = []
    labels: list[Spec] = []
    for name, points in lines.items():
        rows = [{"epoch": e, "value": v, "name": name} for e, v in points]
        mark = {"type": "line", "clip": True, **styles[name]}
        layers.append({"data": {"values": rows}, "mark": mark, "encoding": {"x": x, "y": y}})
        if rows and name in LABEL_OFFSETS:
            labels += _label(rows[-1], LABEL_OFFSETS[name], x, y, palette)
    return {**frame_of(320), "layer": layers + labels}


def _label(row: Spec, dy: int, x: Spec, y: Spec, palette: Palette) -> list[Spec]:
    """A line's name at its end, with a rim of the page's colour to keep it readable."""
    encoding = {"x": x, "y": y, "text": {"field": "name"}}
    data = {"values": [row]}
    return [
        {"data": data, "mark": mark, "encoding": encoding}
        for mark in rimmed(palette, align="right", dy=dy)
    ]
