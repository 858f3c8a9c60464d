"""Barren plateaus: the variance of a circuit's gradient over random angles.

Source: McClean, Boixo, Smelyanskiy, Babbush, Neven, "Barren plateaus in quantum neural network
training landscapes", Nat. Commun. 9, 4812 (2018). Shapes: S draws, P parameters of the ansatz.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from qiskit.circuit import Parameter

from hqnn_core.errors import check_whole
from hqnn_core.quantum.analysis.fourier import column_of
from hqnn_core.quantum.analysis.random_states import MAX_DRAWS, random_angles, rows_at_once
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.statevector import StatevectorEngine
from hqnn_core.quantum.layer import QuantumLayer
from hqnn_core.quantum.observables import Observable
from hqnn_core.quantum.progress import Report, unreported

MIN_DRAWS = 100
LEAST_REPORTS = 10


def gradient_variance(
    ansatz: Ansatz,
    observable: Observable,
    parameter: int | str | Parameter | None = None,
    draws: int = 1_000,
    seed: int = 0,
) -> float:
    """The variance of an expectation's slope along one parameter, over random angles.

    A circuit deep enough to scramble its qubits on both sides of that parameter has, for a Pauli
    string and a rotation, d**2 / (2 (d**2 - 1) (d + 1)) with d = 2**n: about half for each
    qubit more. That is a barren plateau.

    Args:
        observable: a Pauli string, its last letter is qubit 0's, or a `SparsePauliOp`.
        parameter: itself, its name or its number (features first); None for the middle one of
            the weights, or of the features where there are no weights.
        draws: of all angles from [0, 2 pi); 1,000 leave about 5 % of error.

    Raises `ConfigError` for too few draws, `ValueError` for a parameter that is not there, an
    observable that does not fit, and what `random_angles` refuses.
    """
    check_whole("draws", draws, MIN_DRAWS, MAX_DRAWS)
    column = _middle(ansatz) if parameter is None else column_of(ansatz, parameter)
    return float(random_gradients(ansatz, observable, draws, seed)[:, column].var(ddof=1))


def random_gradients(
    ansatz: Ansatz,
    observable: Observable,
    draws: int = 1_000,
    seed: int = 0,
    report: Report = unreported,
) -> NDArray[np.floating]:
    """The gradient of the expectation at each of `random_angles`, (S, P). Reports draws."""
    values = torch.from_numpy(random_angles(ansatz, draws, seed))
    as_features = Ansatz(ansatz.circuit, ansatz.parameters)
    layer = QuantumLayer(as_features, StatevectorEngine(), rule="exact", observables=[observable])
    rows = min(rows_at_once(ansatz), -(-draws // LEAST_REPORTS))
    gradients: list[torch.Tensor] = []
    for piece in values.requires_grad_().split(rows):  # type: ignore[no-untyped-call]
        report(len(gradients) * rows, draws)
        gradients.append(torch.autograd.grad(layer(piece).sum(), piece)[0])
    report(draws, draws)
    return torch.cat(gradients).numpy()


def _middle(ansatz: Ansatz) -> int:
    n_features, n_weights = len(ansatz.features), len(ansatz.weights)
    return n_features + n_weights // 2 if n_weights else n_features // 2
