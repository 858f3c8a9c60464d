"""The torch layer: features in, expectations of a circuit out, with a gradient of choice.

Shapes: B samples, F features, W weights of the circuit, n qubits, K = 2**n outcomes, M columns of
the output. With F' >= F and W' >= W, the columns of `ansatz.linear`; Q >= F' + W' angles of the
circuit that is run (see `shift_plan`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, Literal, get_args
from weakref import WeakValueDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from hqnn_core.errors import ConfigError, check_choice, check_whole
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine
from hqnn_core.quantum.engines.statevector import StatevectorEngine, check_finite
from hqnn_core.quantum.measured_gradient import joined, measured_with_gradient
from hqnn_core.quantum.observables import Observable, marginals, measurements
from hqnn_core.quantum.settings import MAX_SEED, GradientRule, check_shift, default_shift
from hqnn_core.quantum.shift_plan import shift_plan

Output = Literal["expectations", "probabilities", "counts"]
Encoding = Literal["angles", "amplitudes"]

LAYERS: WeakValueDictionary[int, QuantumLayer] = WeakValueDictionary()
"""All layers of this process, by the numbers that compiled code knows them by."""
_NUMBERS = itertools.count()


class QuantumLayer(nn.Module):
    """Map features (..., F) to expectations (..., M) of the ansatz, differentiable.

    Args:
        ansatz: the circuit, its features and its weights.
        engine: what runs the circuits, all those of a backward pass in one call.
        shift: s of the rule, in radians; None for pi/2, or 0.2 with "spsa".
        rule: how the gradient is found.
            - "parameter-shift" and its mistaken relatives, see `parameter_shift.shift_terms`;
            - "exact": by backpropagation through the simulator, for a `StatevectorEngine` without
              shots. The one rule that can be differentiated again.
            - "spsa": all angles are shifted at once, by +s or -s at random: two circuits a sample,
              whatever the number of angles. Spall, IEEE Trans. Autom. Control 37, 332 (1992), but
              divided by 2 sin(s): with one angle it is parameter shift.
        seed: of the initial weights, uniform in [0, 2 pi).
        observables: one for each column of the output: a Pauli string (its last letter is qubit
            0's), `Pauli`, `SparsePauliOp`, or Hermitian `Operator` of up to 6 qubits; or a
            `PauliList`. None for Z of each qubit.
        directions: that "spsa" averages over.
        output: "expectations"; "probabilities" of the outcomes of `qubits`, (..., 2**k); or their
            "counts", whole numbers without a gradient, from an engine with shots.
        qubits: whose outcomes are given; the first one is the lowest bit. None for all.
        encoding: "angles", or "amplitudes": the features (..., 2**n), divided by their length, are
            the state that the circuit, which has weights only, starts in. For the rule "exact".

    Features may have any leading dimensions. The circuit is computed in float32, or in float64 for
    float64 features, also under autocast; output and gradients have the dtype and device of the
    features. Raises `ValueError` where the ansatz, the rule, the engine and the observables do not
    fit, and for features of another width or type.
    """

    weights: nn.Parameter | None

    def __init__(
        self,
        ansatz: Ansatz,
        engine: Engine,
        shift: float | None = None,
        rule: GradientRule = "parameter-shift",
        seed: int = 0,
        observables: Sequence[Observable] | Observable | None = None,
        directions: int = 1,
        output: Output = "expectations",
        qubits: Sequence[int] | None = None,
        encoding: Encoding = "angles",
    ) -> None:
        super().__init__()
        engine.check_size(ansatz.n_qubits)
        check_choice("rule", rule, get_args(GradientRule))
        check_choice("output", output, get_args(Output))
        check_choice("encoding", encoding, get_args(Encoding))
        self.ansatz, self.engine, self.rule = ansatz, engine, rule
        self.output, self.encoding = output, encoding
        self.directions = check_whole("directions", directions, 1, 10_000)
        self.shift = check_shift(default_shift(rule) if shift is None else shift, rule)
        if rule == "exact":
            _check_exact(engine)
        if encoding == "amplitudes":
            _check_amplitudes(ansatz, rule)
        if output == "expectations" and qubits is not None:
            raise ValueError("qubits are for the output 'probabilities' or 'counts'.")
        if output != "expectations" and observables is not None:
            raise ValueError(f"observables are for 'expectations'; the output is {output!r}.")
        is_shifted = rule not in ("exact", "spsa")
        self.plan = shift_plan(ansatz.linear, rule, self.shift) if is_shifted else None
        run = self.plan.ansatz if self.plan else ansatz.linear
        self.measurements = (
            measurements(run, observables) if output == "expectations" else [marginals(run, qubits)]
        )
        self.register_parameter("weights", _initial_weights(len(ansatz.weights), seed))
        self._enter()

    @property
    def n_features(self) -> int:
        """F, the width of the input."""
        is_state = self.encoding == "amplitudes"
        return 2**self.ansatz.n_qubits if is_state else len(self.ansatz.features)

    def forward(self, features: Tensor) -> Tensor:
        self._check(features)
        if self.output == "counts":
            return self._counts(features)
        if self.rule == "exact" and torch.compiler.is_compiling():
            from hqnn_core.quantum.compiled import traced

            return traced(self._number, features, self.weights)
        return self.differentiable(features, self.weights)

    def differentiable(self, features: Tensor, weights: Tensor | None) -> Tensor:
        """The output (..., M) for features (..., F) and weights (W,), without checks."""
        if self.rule == "exact":
            out = self._exact(features, weights)
        else:
            measured = measured_with_gradient
            if torch.compiler.is_compiling():
                from hqnn_core.quantum.compiled import measured_apart as measured
            out = measured(*self._angles(features, weights), self)  # type: ignore
        return out.to(features.dtype).reshape(*features.shape[:-1], out.shape[-1])

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._enter()

    def _enter(self) -> None:
        """Register the layer under a number, by which `torch.compile` finds it."""
        self._number = next(_NUMBERS)
        LAYERS[self._number] = self

    def measure(self, features: Tensor, engine: Engine | None = None) -> Tensor:
        """The output for features (..., F), measured by another `engine`, if given; no gradient."""
        self._check(features)
        out = torch.from_numpy(self.measured(self._values(features), engine)).to(features)
        return out.reshape(*features.shape[:-1], out.shape[-1])

    def measured(
        self, values: NDArray[np.floating], engine: Engine | None = None
    ) -> NDArray[np.floating]:
        """The output (B, M) at `values` (B, Q), a column for each angle of `measurements`."""
        runs = engine or self.engine
        return runs.total([(m.ansatz, m.columns) for m in self.measurements], values)

    def _check(self, features: Tensor) -> None:
        if not isinstance(features, Tensor):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"features must be a torch tensor; got {type(features).__name__}: give "
                "torch.as_tensor(...) of it."
            )
        if not features.ndim or features.shape[-1] != self.n_features:
            raise ValueError(
                f"features must have the shape (..., {self.n_features}); got "
                f"{tuple(features.shape)}."
            )
        if not features.is_floating_point():
            raise ValueError(f"features must be of a floating type; got {features.dtype}.")

    def _rows(self, features: Tensor) -> Tensor:
        """The features (B, F), in the engine's precision."""
        rows = features.reshape(math.prod(features.shape[:-1]), self.n_features)
        return rows.to(_engine_dtype(features))

    def _angles(self, features: Tensor, weights: Tensor | None) -> tuple[Tensor, Tensor]:
        """The features (B, F') and weights (W') of the linear ansatz."""
        angles = self._rows(features)
        weights = angles.new_empty(0) if weights is None else weights.to(angles)
        if self.encoding == "amplitudes":
            angles = angles[:, :0]
        return self.ansatz.expanded(angles, weights)

    def _values(self, features: Tensor) -> NDArray[np.floating]:
        """The angles (B, Q) of `measurements`."""
        return joined(*self._angles(features.detach(), self.weights), self.measurements[0].ansatz)

    def _exact(self, features: Tensor, weights: Tensor | None) -> Tensor:
        """The output (B, M) by an engine that torch differentiates."""
        engine = _check_exact(self.engine)
        angles, weights = self._angles(features, weights)
        states = _normalised(self._rows(features)) if self.encoding == "amplitudes" else None
        parts = [
            engine.differentiable(m.ansatz, angles, weights, m.columns_like(angles), states)
            for m in self.measurements
        ]
        return torch.stack(parts).sum(0) if len(parts) > 1 else parts[0]

    def _counts(self, features: Tensor) -> Tensor:
        [measurement] = self.measurements
        counts = self.engine.counts(measurement.ansatz, self._values(features))
        out = torch.from_numpy(counts @ measurement.columns).to(features.device)
        return out.reshape(*features.shape[:-1], out.shape[-1])


def _check_exact(engine: Engine) -> StatevectorEngine:
    if isinstance(engine, StatevectorEngine) and engine.shots is None:
        return engine
    raise ConfigError(
        "rule",
        "cannot be exact where shots are measured: only a simulation without shots can be "
        "differentiated; use a StatevectorEngine with shots=None, or parameter-shift",
    )


def _check_amplitudes(ansatz: Ansatz, rule: GradientRule) -> None:
    if rule != "exact":
        raise ValueError(
            "amplitudes as features need rule='exact', on a StatevectorEngine without shots: a "
            "shift rule moves angles."
        )
    if ansatz.features:
        raise ValueError(
            "with encoding='amplitudes' the features are the state, so the circuit takes none: "
            f"name its {len(ansatz.features)} features as weights."
        )


def _normalised(states: Tensor) -> Tensor:
    """The states (B, K) with length 1. Raises `NonFiniteAngleError` for one without a direction."""
    return check_finite(
        states / states.norm(dim=-1, keepdim=True),
        "features are amplitudes: they must be finite, and not all of them 0.",
    )


def _engine_dtype(features: Tensor) -> torch.dtype:
    """float32 for features of up to 32 bits, else float64; autocast leaves only float64 alone."""
    is_double = features.dtype == torch.float64
    is_double = is_double or torch.is_autocast_enabled(features.device.type)
    return torch.float64 if is_double else torch.float32


def _initial_weights(n_weights: int, seed: int) -> nn.Parameter | None:
    if n_weights == 0:
        return None
    generator = torch.Generator().manual_seed(check_whole("seed", seed, 0, MAX_SEED))
    return nn.Parameter(torch.rand(n_weights, generator=generator) * 2 * math.pi)
