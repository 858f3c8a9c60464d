"""Where a drawing is on its network's curve."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.config import ModelConfig
from hqnn_core.figures.charts import Spec, layer
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.result_charts import angles_chart
from hqnn_core.network import class_probability


def drawing_chart(
    theta: float, config: ModelConfig, palette: Palette, cloud: Sequence[tuple[float, int]]
) -> Spec:
    """A drawing's angle (radians) on the P(class 1) curve, ringed in ink, with a guide to the axis.

    `cloud` is (theta, class) of digits to compare it with.
    """
    p_one = float(class_probability(config, [theta])[0])
    spec = angles_chart([theta], [int(p_one > 0.5)], config, palette, cloud, height=190)
    x, y = (spec["layer"][0]["encoding"][axis] for axis in ("x", "y"))
    here = [{"theta": theta, "p": p_one}]
    guide = {"type": "rule", "color": palette.sampled, "strokeDash": [4, 4]}
    ring = {"type": "point", "size": 320, "color": palette.ink, "strokeWidth": 3, "opacity": 1}
    marks = [layer(here, guide, {"x": x}), layer(here, ring, {"x": x, "y": y})]
    return {**spec, "layer": [*spec["layer"], *marks]}
