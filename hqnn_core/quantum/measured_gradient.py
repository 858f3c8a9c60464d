"""Gradients from measured circuits, as torch functions: shift rules and SPSA.

Shapes: as in `layer`; C columns to differentiate, V samples of `torch.vmap`.
"""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

if TYPE_CHECKING:
    from hqnn_core.quantum.circuit import Ansatz
    from hqnn_core.quantum.layer import QuantumLayer

Array = NDArray[np.floating]
WAY_OUT = "make the layer with it, on a StatevectorEngine without shots."


def measured_with_gradient(features: Tensor, weights: Tensor, layer: QuantumLayer) -> Tensor:
    """The layer's output (B, M) for the angles (B, F') and (W',) of its linear ansatz."""
    rows: Any = weights.expand(len(features), -1)
    return _Measured.apply(features, rows, layer)  # type: ignore[return-value]


def joined(features: Tensor, weights: Tensor, ansatz: Ansatz) -> Array:
    """The engine's values (B, Q): features, weights, and 0 for angles that are only shifted."""
    rows = torch.cat((features, weights.expand(len(features), -1)), dim=1).detach().cpu()
    extra = len(ansatz.parameters) - rows.shape[1]
    return nn.functional.pad(rows, (0, extra)).numpy() if extra else rows.numpy()


class _ByRows(torch.autograd.Function):
    """A function of rows: `torch.vmap` gives it the rows of all samples at once."""

    def __init_subclass__(cls) -> None:
        # Torch reads it at every call; computed once, a call takes 20 microseconds less.
        cast(Any, cls.forward).__signature__ = inspect.signature(cls.forward)

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        raise RuntimeError(f"only rule='exact' has forward-mode derivatives: {WAY_OUT}")

    @classmethod
    def over_samples(
        cls, info: Any, in_dims: tuple[int | None, ...], tensors: tuple[Tensor, ...], *rest: Any
    ) -> Any:
        """The results for `tensors`, each with a dimension of V samples or the same for all."""
        n = info.batch_size
        stacked = [
            tensor.expand(n, *tensor.shape) if dim is None else tensor.movedim(dim, 0)
            for tensor, dim in zip(tensors, in_dims, strict=False)
        ]
        found = cls.apply(*(tensor.flatten(0, 1) for tensor in stacked), *rest)
        several = found if isinstance(found, tuple) else (found,)
        split = tuple(None if f is None else f.unflatten(0, (n, -1)) for f in several)
        dims = tuple(None if f is None else 0 for f in several)
        return (split, dims) if isinstance(found, tuple) else (split[0], 0)


class _Measured(_ByRows):
    """The layer's output (B, M) for features (B, F') and weights (B, W')."""

    @staticmethod
    def forward(features: Tensor, weights: Tensor, layer: QuantumLayer) -> Tensor:
        values = joined(features, weights, layer.measurements[0].ansatz)
        return torch.from_numpy(layer.measured(values)).to(features)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        features, weights, ctx.layer = inputs
        ctx.save_for_backward(features, weights)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        wanted = tuple(ctx.needs_input_grad[:2])
        slopes: Any = _Slopes.apply(*ctx.saved_tensors, grad_outputs[0], ctx.layer, wanted)
        return *slopes, None

    @staticmethod
    def vmap(info: Any, in_dims: Any, features: Tensor, weights: Tensor, layer: Any) -> Any:
        return _Measured.over_samples(info, in_dims, (features, weights), layer)


class _Slopes(_ByRows):
    """The gradients of a sum of the output times `upstream` (B, M), one for each kind wanted."""

    @staticmethod
    def forward(
        features: Tensor, weights: Tensor, upstream: Tensor, layer: QuantumLayer,
        wanted: tuple[bool, bool],
    ) -> tuple[Tensor | None, Tensor | None]:  # fmt: skip
        values = joined(features, weights, layer.measurements[0].ansatz)
        n_features, n = features.shape[1], features.shape[1] + weights.shape[1]
        first, last = 0 if wanted[0] else n_features, n if wanted[1] else n_features
        chain = _by_spsa if layer.rule == "spsa" else _by_shifts
        found = chain(layer, values, upstream.to("cpu", torch.float64).numpy(), first, last)
        chained = torch.from_numpy(found).to(features)  # (B, C)
        n_first = n_features - first
        return (
            chained[:, :n_first] if wanted[0] else None,
            chained[:, n_first:] if wanted[1] else None,
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        pass

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        raise RuntimeError(f"only rule='exact' has second derivatives: {WAY_OUT}")

    @staticmethod
    def vmap(
        info: Any, in_dims: Any, features: Tensor, weights: Tensor, upstream: Tensor, *rest: Any
    ) -> Any:
        return _Slopes.over_samples(info, in_dims, (features, weights, upstream), *rest)


def _by_shifts(layer: QuantumLayer, values: Array, upstream: Array, first: int, last: int) -> Array:
    """The gradient with respect to the columns from `first` to before `last`, (B, C)."""
    assert layer.plan is not None
    plan = layer.plan.within(first, last)
    return plan.gradient(layer.measured(plan.shifted(values)), upstream)


def _by_spsa(layer: QuantumLayer, values: Array, upstream: Array, first: int, last: int) -> Array:
    """An estimate of that gradient from random directions, drawn for each sample, (B, C)."""
    signs = layer.engine.random_signs(layer.directions, len(values), last - first)  # (D, B, C)
    both = np.tile(values, (2, layer.directions, 1, 1))  # (2, D, B, P)
    both[0, ..., first:last] += layer.shift * signs
    both[1, ..., first:last] -= layer.shift * signs
    measured = layer.measured(both.reshape(-1, values.shape[1]))
    upper, lower = measured.reshape(2, layer.directions, *upstream.shape)
    along = ((upper - lower) * upstream).sum(axis=2) / (2 * math.sin(layer.shift))  # (D, B)
    return (along[:, :, None] * signs).mean(axis=0)
