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
    layer: QuantumLayer,
    n_samples: int,
    batch_size: int | None = None,
    epochs: int = 1,
    is_trained: bool = True,
    features_need_gradient: bool = True,
) -> Cost:
    """The cost of so many samples in the layer; it runs nothing.

    Args:
        layer: an exact engine takes no shots.
        n_samples: an epoch's.
        batch_size: None for all samples in one pass.
        epochs: of a training.
        is_trained: with the backward passes.
        features_need_gradient: whether anything in front of the layer is trained.

    A readout that is still to be measured is included. Raises `ConfigError` for numbers below 1.
    """
    n_samples = check_whole("n_samples", n_samples, 1, 10**12)
    epochs = check_whole("epochs", epochs, 1, 10**9)
    size = check_whole("batch_size", n_samples if batch_size is None else batch_size, 1, 10**12)
    backward = _backward_circuits(layer, features_need_gradient) if is_trained else 0
    a_sample = len(layer.measurements) * (1 + backward)
    circuits, passes = epochs * n_samples * a_sample, epochs * -(-n_samples // size)
    once = _calibration_circuits(layer)
    return Cost(
        circuits + once,
        circuits * (layer.engine.shots or 0) + once * CALIBRATION_SHOTS,
        passes * (2 if backward else 1) + (1 if once else 0),
    )


def _backward_circuits(layer: QuantumLayer, features_need_gradient: bool) -> int:
    """Shifted circuits a sample."""
    first = 0 if features_need_gradient else len(layer.ansatz.features)
    last = len(layer.ansatz.parameters)
    if first == last or layer.rule == "exact":
        return 0
    if layer.plan is None:
        return 2 * layer.directions
    return len(layer.plan.within(first, last).offsets)


def _calibration_circuits(layer: QuantumLayer) -> int:
    if not isinstance(layer.engine, PrimitiveEngine):
        return 0
    return 2 * len(layer.engine.to_calibrate([m.ansatz for m in layer.measurements]))
