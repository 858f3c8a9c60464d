"""Non-linear angles of a circuit as expressions that torch differentiates.

Shapes: P parameters of the ansatz.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterExpression
from torch import Tensor

from hqnn_core.quantum.canonical import UnsupportedGateError, is_parametric

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Add": lambda *terms: sum(terms),
    "Mul": lambda *factors: math.prod(factors),
    "Pow": torch.pow,
    "Abs": torch.abs,
    "conjugate": torch.real,  # angles are real
    **{name: getattr(torch, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan")},
    **{name: getattr(torch, name) for name in ("exp", "log")},
}
"""By the names of sympy."""


@dataclass(frozen=True)
class Expression:
    """A function of an ansatz' parameters.

    Attributes:
        text: as Qiskit prints it.
        tree: a number, the column of a parameter ("column", i), or (function, arguments ...).
    """

    text: str
    tree: Any

    def __call__(self, values: Tensor) -> Tensor:
        """Its value for each row of `values` (..., P), (...)."""
        return _evaluated(self.tree, values)

    @property
    def columns(self) -> frozenset[int]:
        """Of the parameters in it."""
        return frozenset(_columns(self.tree))


def slopes_of(angle: ParameterExpression) -> dict[Parameter, float] | None:
    """The slope of a linear angle in each of its parameters; None where it is not linear."""
    slopes: dict[Parameter, float] = {}
    for parameter in angle.parameters:
        try:
            slope = angle.gradient(parameter)
        except RuntimeError:  # Qiskit knows no derivative
            return None
        if isinstance(slope, ParameterExpression):
            if slope.parameters:
                return None
            slope = slope.numeric()
        slopes[parameter] = float(slope.real)
    return slopes


def with_linear_angles(
    circuit: QuantumCircuit, parameters: Sequence[Parameter]
) -> tuple[QuantumCircuit, dict[Parameter, Expression]]:
    """A canonical circuit with a parameter of its own in place of each angle that is not linear.

    Raises `UnsupportedGateError` for a function that has no slope, such as sign.
    """
    own: dict[Expression, Parameter] = {}
    for i, instruction in enumerate(circuit.data):
        gate = instruction.operation
        if not is_parametric(gate) or slopes_of(gate.params[0]) is not None:
            continue
        factor, expression = expression_of(gate.params[0], parameters)
        angle = own.setdefault(expression, Parameter(f"angle {len(own)}: {expression.text}"))
        changed = gate.to_mutable()
        changed.params = [factor * angle]
        circuit.data[i] = instruction.replace(operation=changed)
    return circuit, {angle: expression for expression, angle in own.items()}


def expression_of(
    angle: ParameterExpression, parameters: Sequence[Parameter]
) -> tuple[float, Expression]:
    """A factor and an expression whose product is the angle."""
    columns = {parameter.name: i for i, parameter in enumerate(parameters)}
    factor, rest = angle.sympify().as_coeff_Mul()  # Qiskit's own expressions show no parts
    return float(factor), Expression(str(rest), _tree(rest, columns, str(angle)))


def _tree(node: Any, columns: dict[str, int], text: str) -> Any:
    if node.is_Symbol:
        return "column", columns[node.name]
    if node.is_number and node.is_real:
        return float(node)
    name = type(node).__name__
    if name not in _FUNCTIONS:
        raise UnsupportedGateError(
            f"the angle {text} cannot be differentiated: torch knows no slope of {name}. Compute "
            "it before the layer, and give it to the circuit as a feature."
        )
    return name, *(_tree(child, columns, text) for child in node.args)


def _evaluated(tree: Any, values: Tensor) -> Any:
    if isinstance(tree, float):
        return tree
    name, *arguments = tree
    if name == "column":
        return values[..., arguments[0]]
    return _FUNCTIONS[name](*(_evaluated(argument, values) for argument in arguments))


def _columns(tree: Any) -> list[int]:
    if isinstance(tree, float):
        return []
    name, *arguments = tree
    return arguments if name == "column" else [i for a in arguments for i in _columns(a)]
