"""A quantum circuit as a torch layer: features in, expectations out, gradient by the shift rule.

Shapes: B samples, F features, W weights of the circuit, n qubits.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine
from hqnn_core.quantum.parameter_shift import jacobian, shift_terms, shifted_values
from hqnn_core.quantum.settings import Rule

TWO_TERM_GATES = frozenset(("rx", "ry", "rz", "rxx", "ryy", "rzz", "rzx", "p", "u1"))
"""Gates whose expectation is a sine of their angle: two shifts give its slope."""


class QuantumLayer(nn.Module):
    """Map features (B, F) to expectations (B, n) of the ansatz, with a shift rule's gradient.

    Args:
        ansatz: each parameter of it must be the whole angle of exactly one two-term gate.
        engine: what runs the circuits, the shifted ones of a backward pass in one call.
        shift: s of the rule, in radians.
        rule: see `hqnn_core.quantum.parameter_shift.shift_terms`.
        seed: of the initial weights, uniform in [0, 2 pi).

    Output and gradients have the dtype and device of the features. Raises `ValueError` for an
    ansatz to which the two-term rule does not apply, for a shift with sin(s) = 0, and for
    features of another width.
    """

    weights: nn.Parameter | None

    def __init__(
        self,
        ansatz: Ansatz,
        engine: Engine,
        shift: float = math.pi / 2,
        rule: Rule = "parameter-shift",
        seed: int = 0,
    ) -> None:
        super().__init__()
        _check_two_term(ansatz)
        self.ansatz = ansatz
        self.engine = engine
        self.terms = shift_terms(rule, shift)
        self.register_parameter("weights", _initial_weights(len(ansatz.weights), seed))

    def forward(self, features: Tensor) -> Tensor:
        n_features = len(self.ansatz.features)
        if features.ndim != 2 or features.shape[1] != n_features:
            raise ValueError(
                f"features must have the shape (B, {n_features}); got {tuple(features.shape)}."
            )
        return _Expectations.apply(features, self.weights, self)


class _Expectations(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, weights: Tensor | None, layer: QuantumLayer) -> Tensor:
        ctx.layer = layer
        ctx.values = _joined(features, weights)
        ctx.features_like = features.new_empty(0)
        ctx.weights_like = None if weights is None else weights.new_empty(0)
        expectations = layer.engine.expectations(layer.ansatz, ctx.values)
        return torch.from_numpy(expectations).to(features)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        upstream = grad_outputs[0].detach().to("cpu", torch.float64).numpy()  # (B, n)
        features_wanted, weights_wanted, _ = ctx.needs_input_grad
        n_features = len(ctx.layer.ansatz.features) if features_wanted else 0
        first = len(ctx.layer.ansatz.features) - n_features
        last = ctx.values.shape[1] if weights_wanted else first + n_features
        slopes = _slopes(ctx.layer, ctx.values, range(first, last))  # (C, B, n)
        chained = torch.from_numpy((slopes * upstream).sum(axis=2).T)  # (B, C)
        to_features = chained[:, :n_features].to(ctx.features_like) if features_wanted else None
        to_weights = chained[:, n_features:].sum(0).to(ctx.weights_like) if weights_wanted else None
        return to_features, to_weights, None


def _slopes(
    layer: QuantumLayer, values: NDArray[np.floating], columns: range
) -> NDArray[np.floating]:
    """d expectations / d values for some columns, (C, B, n), from one engine call."""
    shifted = shifted_values(values, columns, layer.terms)
    expectations = layer.engine.expectations(layer.ansatz, shifted)
    return jacobian(expectations, len(columns), layer.terms)


def _joined(features: Tensor, weights: Tensor | None) -> NDArray[np.floating]:
    """The engine's values (B, F + W): float32 for features of up to 32 bits, else float64."""
    dtype = torch.float64 if features.dtype == torch.float64 else torch.float32
    columns = features.detach().to("cpu", dtype)
    if weights is None:
        return columns.numpy()
    rows = weights.detach().to("cpu", dtype).expand(len(columns), -1)
    return torch.cat((columns, rows), dim=1).numpy()


def _initial_weights(n_weights: int, seed: int) -> nn.Parameter | None:
    if n_weights == 0:
        return None
    generator = torch.Generator().manual_seed(seed)
    return nn.Parameter(torch.rand(n_weights, generator=generator) * 2 * math.pi)


def _check_two_term(ansatz: Ansatz) -> None:
    uses = dict.fromkeys(ansatz.parameters, 0)
    for instruction in ansatz.circuit.data:
        gate = instruction.operation
        for angle in gate.params:
            for parameter in getattr(angle, "parameters", ()):
                uses[parameter] += 1
                if gate.name not in TWO_TERM_GATES or angle != parameter:
                    raise ValueError(
                        f"the shift rule of two circuits needs {parameter.name} as the whole "
                        f"angle of one of {', '.join(sorted(TWO_TERM_GATES))}; "
                        f"it stands in {gate.name}({angle})."
                    )
    if repeated := [p.name for p, n in uses.items() if n > 1]:
        raise ValueError(
            f"the shift rule of two circuits needs each parameter in one gate only; "
            f"{', '.join(repeated)} stands in several."
        )
