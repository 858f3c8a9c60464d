"""Charts of the computation of one value: a filter's window, and a waterfall chart of a sum."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from hqnn_core.figures.charts import FIXED_SIZE, Spec, axis_of, frame_of, layer, name_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext
from hqnn_core.words.numbers import decimal_text

CELL, LINE = 55, 19  # pixels, with letters of the usual size: of a cell, and of a line of text
STEP = 26  # pixels from one bar of a sum to the next
NUMBERS = 66  # pixels on the right that no bar reaches, for the numbers
LIGHT = 118  # black on a grey of this and lighter, white on a darker one: contrast of 4.5 and more


def window_chart(values: Tensor, weights: Tensor, brightest: float, palette: Palette) -> Spec:
    """A filter's window, (5, 5): each cell has the value, in its grey, and the weight below it.

    White is `brightest`.
    """
    pairs = zip(values.flatten().tolist(), weights.flatten().tolist(), strict=True)
    texts = [[decimal_text(v), f"× {decimal_text(w, signed=True)}"] for v, w in pairs]
    return _numbers_chart(values / max(brightest, 1e-9), texts, palette)


def neighbours_chart(sums: Tensor, kept: tuple[int, int], palette: Palette) -> Spec:
    """The sums of four neighbours, (2, 2), and the word "kept" in the one that pooling keeps."""
    texts = [
        [decimal_text(value), *([gettext("kept")] if divmod(i, 2) == kept else [])]
        for i, value in enumerate(sums.flatten().tolist())
    ]
    return _numbers_chart(sums / max(float(sums.max()), 1e-9), texts, palette)


def terms_chart(
    terms: Sequence[tuple[str, float]], total: str, palette: Palette, by_class: bool = False
) -> Spec:
    """A waterfall chart of a sum: each named term starts at the end of the one before it.

    The last bar, `total`, is the whole sum. With `by_class`, a term has the colour of the class
    that it favours.
    """
    rows, end = [], 0.0
    for name, value in terms:
        rows.append({"name": name, "start": end, "end": end + value,
                     "text": decimal_text(value, 3, signed=True)})  # fmt: skip
        end += value
    rows.append({"name": total, "start": 0.0, "end": end, "text": decimal_text(end, 3)})
    ends = [0.0, *(row["end"] for row in rows)]
    reach = {"range": [0, {"expr": f"max(width - {NUMBERS}, 20)"}], "nice": False}
    x = {**axis_of("start", {}, 0, 1), "axis": None,
         "scale": {"domain": [min(ends), max(*ends, min(ends) + 1e-6)], **reach}}  # fmt: skip
    fonts = {"labelFontSize": FIXED_SIZE, "labelColor": palette.ink}
    y = name_axis("name", labelLimit=230, labelPadding=8, **fonts)
    less, more = palette.classes if by_class else (palette.ink, palette.ink)
    is_total = {"test": {"field": "name", "equal": total}, "value": palette.ink}
    colour = {
        "condition": [is_total, {"test": "datum.end > datum.start", "value": more}],
        "value": less,
    }
    number = {"type": "text", "align": "right", "fontSize": FIXED_SIZE, "color": palette.ink}
    at_right = {"x": {"value": "width"}, "y": y, "text": {"field": "text"}}
    bars = {"x": x, "x2": {"field": "end"}, "y": y, "color": colour}
    zero = {"type": "rule", "color": palette.ink, "strokeWidth": 1}
    return {
        **frame_of({"step": STEP}, palette),
        "layer": [
            layer(rows, {"type": "bar", "height": STEP - 10}, bars),
            layer([{"start": 0}], zero, {"x": x}),
            layer(rows, number, at_right),
        ],
    }


def _numbers_chart(shares: Tensor, texts: Sequence[Sequence[str]], palette: Palette) -> Spec:
    """Cells of grey, from 0, black, to 1, white, with one or two lines of text in each."""
    n_rows, n_columns = shares.shape
    line, high = LINE * palette.letters, 2 * LINE * palette.letters + 4
    cells, lines = [], []
    for i, share in enumerate(shares.flatten().clamp(0, 1).tolist()):
        (top, left), grey = divmod(i, n_columns), round(255 * share)
        fill, ink = f"rgb({grey},{grey},{grey})", "#000" if grey >= LIGHT else "#fff"
        cells.append({"x": left, "right": left + 1, "y": top, "bottom": top + 1, "colour": fill})
        for k, text in enumerate(texts[i]):
            y = top + 0.5 + (k - (len(texts[i]) - 1) / 2) * line / high
            lines.append({"x": left + 0.5, "y": y, "text": text, "colour": ink})
    x = {**axis_of("x", {}, 0, n_columns), "axis": None}
    y = {**axis_of("y", {}, n_rows, 0), "axis": None}
    colour = {"color": {"field": "colour", "type": "nominal", "scale": None, "legend": None}}
    rect = {"type": "rect", "stroke": palette.sampled, "strokeWidth": 0.5}
    text = {"type": "text", "fontSize": FIXED_SIZE, "baseline": "middle"}
    box = {"x": x, "x2": {"field": "right"}, "y": y, "y2": {"field": "bottom"}}
    return {
        **frame_of(round(high * n_rows), palette),
        "width": round(CELL * palette.letters * n_columns),
        "layer": [
            layer(cells, rect, {**box, **colour}),
            layer(lines, text, {"x": x, "y": y, "text": {"field": "text"}, **colour}),
        ],
    }
