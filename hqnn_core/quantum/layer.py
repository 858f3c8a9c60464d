"""A quantum circuit as a torch layer: features in, expectations out, with a gradient of choice.

Shapes: B samples, F features, W weights of the circuit, P = F + W, Q >= P angles of the circuit
that is run (see `shift_plan`), n qubits, M observables, C columns to differentiate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from qiskit.quantum_info import SparsePauliOp
from torch import Tensor, nn

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine
from hqnn_core.quantum.engines.statevector import StatevectorEngine
from hqnn_core.quantum.observables import Observable, measurements
from hqnn_core.quantum.settings import (
    GradientRule,
    check_choice,
    check_exact,
    check_shift,
    check_whole,
)
from hqnn_core.quantum.shift_plan import shift_plan

SPSA_SHIFT = 0.2
"""Small, because the slope along a direction has as many frequencies as the circuit has gates."""


class QuantumLayer(nn.Module):
    """Map features (B, F) to expectations (B, M) of the ansatz, differentiable.

    Args:
        ansatz: angles linear in its parameters, which may stand in several gates.
        engine: what runs the circuits, all those of a backward pass in one call.
        shift: s of the rule, in radians; None for pi/2, or `SPSA_SHIFT` with "spsa".
        rule: how the gradient is found.
            - "parameter-shift" and its mistaken relatives, see `parameter_shift.shift_terms`;
            - "exact": by backpropagation through the simulator, for a `StatevectorEngine` without
              shots. The one rule that can be differentiated again.
            - "spsa": all angles are shifted at once, by +s or -s at random: two circuits a sample,
              whatever the number of angles. Spall, IEEE Trans. Autom. Control 37, 332 (1992), but
              divided by 2 sin(s): with one angle it is parameter shift.
        seed: of the initial weights, uniform in [0, 2 pi).
        observables: a Pauli string (its last letter is qubit 0's) or `SparsePauliOp` for each
            column of the output; None for Z of each qubit.
        directions: that "spsa" averages over.

    Output and gradients have the dtype and device of the features. Raises `ValueError` where the
    ansatz, the rule, the engine and the observables do not fit, and for features of another width.
    """

    weights: nn.Parameter | None

    def __init__(
        self,
        ansatz: Ansatz,
        engine: Engine,
        shift: float | None = None,
        rule: GradientRule = "parameter-shift",
        seed: int = 0,
        observables: Sequence[Observable] | SparsePauliOp | None = None,
        directions: int = 1,
    ) -> None:
        super().__init__()
        engine.check_size(ansatz.n_qubits)
        check_choice("rule", rule, get_args(GradientRule))
        check_whole("directions", directions, 1, 10_000)
        self.ansatz, self.engine, self.rule, self.directions = ansatz, engine, rule, directions
        self.shift = shift if shift is not None else SPSA_SHIFT if rule == "spsa" else math.pi / 2
        check_shift(self.shift, rule)
        if rule == "exact":
            _check_exact(engine)
        is_shifted = rule not in ("exact", "spsa")
        self.plan = shift_plan(ansatz, rule, self.shift) if is_shifted else None
        self.measurements = measurements(self.plan.ansatz if self.plan else ansatz, observables)
        self.register_parameter("weights", _initial_weights(len(ansatz.weights), seed))

    def forward(self, features: Tensor) -> Tensor:
        n_features = len(self.ansatz.features)
        if features.ndim != 2 or features.shape[1] != n_features:
            raise ValueError(
                f"features must have the shape (B, {n_features}); got {tuple(features.shape)}."
            )
        if not features.is_floating_point():
            raise ValueError(f"features must be of a floating type; got {features.dtype}.")
        if self.rule == "exact":
            return self._exact(features)
        return _Expectations.apply(features, self.weights, self)

    def _exact(self, features: Tensor) -> Tensor:
        engine = _check_exact(self.engine)
        angles = features.to(_engine_dtype(features))
        weights = angles.new_empty(0) if self.weights is None else self.weights.to(angles)
        parts = [
            engine.differentiable(m.ansatz, angles, weights, m.columns_like(angles))
            for m in self.measurements
        ]
        return torch.stack(parts).sum(0).to(features) if len(parts) > 1 else parts[0].to(features)

    @torch.no_grad()
    def measure(self, features: Tensor, engine: Engine | None = None) -> Tensor:
        """The output for features (B, F), measured by another `engine`, if given; no gradient."""
        values = _joined(features, self.weights, self.measurements[0].ansatz)
        return torch.from_numpy(self.measured(values, engine)).to(features)

    def measured(
        self, values: NDArray[np.floating], engine: Engine | None = None
    ) -> NDArray[np.floating]:
        """The observables (B, M) at `values` (B, Q), a column for each angle of `measurements`."""
        runs = engine or self.engine
        return runs.total([(m.ansatz, m.columns) for m in self.measurements], values)


class _Expectations(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, weights: Tensor | None, layer: QuantumLayer) -> Tensor:
        ctx.layer = layer
        ctx.values = _joined(features, weights, layer.measurements[0].ansatz)
        ctx.features_like = features.new_empty(0)
        ctx.weights_like = None if weights is None else weights.new_empty(0)
        return torch.from_numpy(layer.measured(ctx.values)).to(features)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        upstream = grad_outputs[0].detach().to("cpu", torch.float64).numpy()  # (B, M)
        features_wanted, weights_wanted, _ = ctx.needs_input_grad
        n_features, n = len(ctx.layer.ansatz.features), len(ctx.layer.ansatz.parameters)
        first, last = 0 if features_wanted else n_features, n if weights_wanted else n_features
        chain = _along_directions if ctx.layer.rule == "spsa" else _by_shifts
        chained = torch.from_numpy(chain(ctx.layer, ctx.values, upstream, first, last))  # (B, C)
        n_first = n_features - first
        to_features = chained[:, :n_first].to(ctx.features_like) if features_wanted else None
        to_weights = chained[:, n_first:].sum(0).to(ctx.weights_like) if weights_wanted else None
        if torch.is_grad_enabled():  # with create_graph=True
            watched = torch.zeros((), requires_grad=True)
            to_features, to_weights = _Once.apply(watched, to_features, to_weights)
        return to_features, to_weights, None


class _Once(torch.autograd.Function):
    """Gradients that cannot be differentiated again."""

    @staticmethod
    def forward(ctx: Any, watched: Tensor, *gradients: Tensor | None) -> Any:
        return gradients

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        raise RuntimeError(
            "only rule='exact' has second derivatives: make the layer with it, on a "
            "StatevectorEngine without shots."
        )


def _by_shifts(
    layer: QuantumLayer,
    values: NDArray[np.floating],
    upstream: NDArray[np.floating],
    first: int,
    last: int,
) -> NDArray[np.floating]:
    """The gradient with respect to the columns from `first` to before `last`, (B, C)."""
    assert layer.plan is not None
    plan = layer.plan.within(first, last)
    return plan.gradient(layer.measured(plan.shifted(values)), upstream)


def _along_directions(
    layer: QuantumLayer,
    values: NDArray[np.floating],
    upstream: NDArray[np.floating],
    first: int,
    last: int,
) -> NDArray[np.floating]:
    """An estimate of that gradient from random directions, drawn for each sample, (B, C)."""
    signs = layer.engine.random_signs(layer.directions, len(values), last - first)  # (D, B, C)
    both = np.tile(values, (2, layer.directions, 1, 1))  # (2, D, B, P)
    both[0, ..., first:last] += layer.shift * signs
    both[1, ..., first:last] -= layer.shift * signs
    upper, lower = layer.measured(both.reshape(-1, values.shape[1])).reshape(
        2, layer.directions, *upstream.shape
    )
    along = ((upper - lower) * upstream).sum(axis=2) / (2 * math.sin(layer.shift))  # (D, B)
    return (along[:, :, None] * signs).mean(axis=0)


def _check_exact(engine: Engine) -> StatevectorEngine:
    is_statevector = isinstance(engine, StatevectorEngine)
    check_exact("exact", "statevector" if is_statevector else "aer", engine.shots)
    assert is_statevector
    return engine


def _joined(features: Tensor, weights: Tensor | None, ansatz: Ansatz) -> NDArray[np.floating]:
    """The engine's values (B, Q): features, weights, and 0 for what is only ever shifted."""
    columns = features.detach().to("cpu", _engine_dtype(features))
    if weights is not None:
        rows = weights.detach().to("cpu", columns.dtype).expand(len(columns), -1)
        columns = torch.cat((columns, rows), dim=1)
    extra = len(ansatz.parameters) - columns.shape[1]
    return nn.functional.pad(columns, (0, extra)).numpy() if extra else columns.numpy()


def _engine_dtype(features: Tensor) -> torch.dtype:
    """float32 for features of up to 32 bits, else float64."""
    return torch.float64 if features.dtype == torch.float64 else torch.float32


def _initial_weights(n_weights: int, seed: int) -> nn.Parameter | None:
    if n_weights == 0:
        return None
    generator = torch.Generator().manual_seed(seed)
    return nn.Parameter(torch.rand(n_weights, generator=generator) * 2 * math.pi)
