"""The cost of a training on a device, computed before it starts."""

from __future__ import annotations

from dataclasses import dataclass

from hqnn_core.errors import check_whole
from hqnn_core.quantum.engines.primitive import CALIBRATION_SHOTS, PrimitiveEngine
from hqnn_core.quantum.layer import QuantumLayer


@dataclass(frozen=True)
class Cost:
    """Circuits, the shots of all of them, and jobs, as `PrimitiveEngine` sends them."""

    circuits: int
    shots: int
    jobs: int


def cost(
    layer: QuantumLayer, n_samples: int, batch_size: int | None = None, epochs: int = 1
) -> Cost:
    """The cost of training with so many samples in the layer; it runs nothing.

    Args:
        layer: an exact engine takes no shots.
        n_samples: an epoch's.
        batch_size: None for all samples in one pass.

    A readout that is still to be measured is included. Raises `ConfigError` for numbers below 1.
    """
    n_samples = check_whole("n_samples", n_samples, 1, 10**12)
    epochs = check_whole("epochs", epochs, 1, 10**9)
    size = check_whole("batch_size", n_samples if batch_size is None else batch_size, 1, 10**12)
    backward = _backward_circuits(layer)
    a_sample = len(layer.measurements) * (1 + backward)
    circuits, passes = epochs * n_samples * a_sample, epochs * -(-n_samples // size)
    once = _calibration_circuits(layer)
    return Cost(
        circuits + once,
        circuits * (layer.engine.shots or 0) + once * CALIBRATION_SHOTS,
        passes * (2 if backward else 1) + (1 if once else 0),
    )


def _backward_circuits(layer: QuantumLayer) -> int:
    """Shifted circuits a sample."""
    n_angles = len(layer.ansatz.parameters)
    if not n_angles or layer.rule == "exact":
        return 0
    return (
        2 * layer.directions if layer.plan is None else len(layer.plan.within(0, n_angles).offsets)
    )


def _calibration_circuits(layer: QuantumLayer) -> int:
    if not isinstance(layer.engine, PrimitiveEngine):
        return 0
    return 2 * len(layer.engine.to_calibrate([m.ansatz for m in layer.measurements]))
