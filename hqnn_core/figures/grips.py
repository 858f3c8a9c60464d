"""Chart parameters that change in the browser, and draggable marks.

A chart computes its marks from parameters. Each is bound to an input element, which the pages hide;
a script that changes the input moves the chart many times a second, without the server. Another
hidden input tells the script how to read a pointer's position on the chart.
"""

from __future__ import annotations

import json
import math
from typing import Any

from hqnn_core.figures.palette import Palette

THETA, SHIFT, MOMENT = "theta", "shift", "moment"  # the parameters

_RING, _TOUCHED = 560, 1520  # pixels squared: a ring around a point, and the touch target


def following(theta: float, shift: float | None = None, grip: dict[str, Any] | None = None) -> Any:
    """The parameters of a chart that follows theta; `grip` is by `across` or `turning`."""
    params = [_bound(THETA, theta, -2 * math.pi, 2 * math.pi)]
    if shift is not None:
        params.append(_bound(SHIFT, shift, 0, math.pi))
    if grip is not None:
        hidden = {"input": "hidden"}
        params.append({"name": "grip", "value": json.dumps(grip), "bind": hidden})
    return {"params": params}


def replaying(shown: int, n_moments: int) -> Any:
    """The parameter of a chart that follows a slider over moments, numbered from 0."""
    return {"params": [_bound(MOMENT, shown, 0, max(n_moments - 1, 0), 1)]}


def _bound(name: str, value: float, low: float, high: float, step: float = 1e-6) -> dict[str, Any]:
    bind = {"input": "range", "min": low, "max": high, "step": step}
    return {"name": name, "value": value, "bind": bind}


def at_rest(opacity: float, values: dict[str, float], moving: float = 0) -> dict[str, str]:
    """The opacity of a mark at these values of the parameters; `moving` at other values."""
    is_here = " && ".join(f"abs({name} - {value}) < 1e-4" for name, value in values.items())
    return {"expr": f"{is_here} ? {opacity} : {moving}"}


def across(low: float, high: float) -> dict[str, Any]:
    """A pointer's position is read along the x axis, from `low` to `high`, radians."""
    return {"across": high - low}


def turning(to_x: tuple[float, float], to_z: tuple[float, float]) -> dict[str, Any]:
    """A pointer's position is read as an angle about the middle, from z towards x.

    `to_x` and `to_z` are linear in its position right of the middle and above it.
    """
    return {"turn": [to_x, to_z]}


def handle(name: str, place: dict[str, Any], encoding: dict[str, Any], palette: Palette) -> Any:
    """Layers of a draggable point: a ring, and a transparent touch target.

    `name` is the parameter that it moves, with "_minus" for the opposite direction. `place` is the
    data and the transform of the point.
    """
    ring = {"type": "point", "size": _RING, "color": palette.ink, "strokeWidth": 1.5,
            "opacity": 0.55}  # fmt: skip
    room = {"type": "point", "filled": True, "size": _TOUCHED, "color": "transparent", "opacity": 1}
    return [
        {**place, "mark": ring, "encoding": encoding},
        {**place, "name": f"drag_{name}", "mark": room, "encoding": encoding},
    ]
