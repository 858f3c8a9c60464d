"""Charts that follow theta and the shift in the browser, and their marks that can be dragged.

A chart computes its marks from parameters. Each is bound to an input element, which the pages hide:
whatever moves that input moves the chart, many times a second, without the server. A third hidden
input says how a pointer's way over the chart is read.
"""

from __future__ import annotations

import json
import math
from typing import Any

from hqnn_core.figures.palette import Palette

THETA, SHIFT, MOMENT = "theta", "shift", "moment"  # the parameters

_RING, _TOUCHED = 560, 1520  # pixels squared: a ring about a point, and what a finger can meet


def following(theta: float, shift: float | None = None, grip: dict[str, Any] | None = None) -> Any:
    """The parameters of a chart that follows; `grip` is what `across` or `turning` give."""
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
    """The opacity of a mark that belongs to some values of the parameters, and to no others."""
    is_here = " && ".join(f"abs({name} - {value}) < 1e-4" for name, value in values.items())
    return {"expr": f"{is_here} ? {opacity} : {moving}"}


def across(low: float, high: float) -> dict[str, Any]:
    """A pointer is read along the x axis, from `low` to `high`, radians."""
    return {"across": high - low}


def turning(to_x: tuple[float, float], to_z: tuple[float, float]) -> dict[str, Any]:
    """A pointer is read as an angle about the middle, from z towards x.

    `to_x` and `to_z` are linear: from its place to the right of the middle and above it.
    """
    return {"turn": [to_x, to_z]}


def handle(name: str, place: dict[str, Any], encoding: dict[str, Any], palette: Palette) -> Any:
    """Layers that show that a point can be dragged: a ring, and room for a finger.

    `name` is the parameter that it moves, with "_minus" if it moves it the other way. `place` is
    the data and the transform that give the point.
    """
    ring = {"type": "point", "size": _RING, "color": palette.ink, "strokeWidth": 1.5,
            "opacity": 0.55}  # fmt: skip
    room = {"type": "point", "filled": True, "size": _TOUCHED, "color": "transparent", "opacity": 1}
    return [
        {**place, "mark": ring, "encoding": encoding},
        {**place, "name": f"drag_{name}", "mark": room, "encoding": encoding},
    ]
