"""Three networks with several seeds each: a dot for each run, a line at each mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hqnn_core.figures.charts import Spec, frame_of, label_size, layer, share_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.runs import Arm

HEIGHT = 190


def arms_chart(
    found: Sequence[tuple[Arm, float]], names: Mapping[Arm, str], palette: Palette
) -> Spec:
    """Dots of (arm, accuracy) in the row of their arm, and a line at the mean of each row.

    `names` are those of all arms, in their order; arms without a run keep their row.
    """
    shares: dict[Arm, list[float]] = {arm: [] for arm in names}
    for arm, share in found:
        shares[arm].append(share)
    dots = [{"arm": names[each], "share": 100 * share} for each, share in found]
    means = [
        {"arm": names[arm], "share": 100 * sum(each) / len(each)}
        for arm, each in shares.items()
        if each
    ]
    x = share_axis("share", "test images correct (%)", [100 * share for _, share in found])
    fonts = {"labelFontSize": label_size(1), "labelLimit": 0}
    y = {
        "field": "arm",
        "type": "nominal",
        "sort": list(names.values()),
        "scale": {"domain": list(names.values())},
        "axis": {**fonts, "title": None, "ticks": False, "domain": False},
    }
    dot = {"type": "point", "filled": True, "size": 130, "color": palette.ink, "opacity": 0.55}
    line = {"type": "tick", "thickness": 3, "size": 40, "color": palette.others[0]}
    return {
        **frame_of(HEIGHT, palette),
        "layer": [layer(means, line, {"x": x, "y": y}), layer(dots, dot, {"x": x, "y": y})],
    }
