"""The hybrid network, the chapter's or with more qubits and classes, and its classical twin.

Shapes: B images, C classes, n qubits. Images are float tensors (B, 1, 28, 28) in [0, 1].
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from hqnn_core.config import ModelConfig
from hqnn_core.network.classical_part import Activations, ClassicalPart
from hqnn_core.quantum import (
    Ansatz,
    Engine,
    NonFiniteAngleError,
    QuantumLayer,
    entangled_circuit,
    expectation_curve,
    make_engine,
    outcome_probabilities,
    ry_circuit,
)

FIRST_WEIGHTS = 0.1
"""The bound of a circuit's initial weights, radians, so that at first each measured bit depends on
its own angle. From weights in [0, 2 pi), one of three networks for ten digits learned much less."""


@dataclass(frozen=True)
class Classification:
    """A network's answers for B images, and the values that they come from.

    Attributes:
        labels: class indices (B,), the largest probability of each row.
        probabilities: (B, C); from the same measurement as `expectations`.
        theta: the angles that reach the circuit (B, n), in radians.
        expectations: measured <Z> (B, n) in [-1, 1].
    """

    labels: Tensor
    probabilities: Tensor
    theta: Tensor
    expectations: Tensor


class _Network(nn.Module):
    """The part that both networks share: images to angles, and classification without dropout."""

    config: ModelConfig
    classical: ClassicalPart

    @torch.no_grad()
    def activations(self, images: Tensor) -> Activations:
        """The intermediate values of the classical part, without dropout."""
        was_training = self.training
        self.eval()
        inside = self.classical.activations(images)
        self.train(was_training)
        return inside

    @torch.no_grad()
    def classify(self, images: Tensor, engine: Engine | None = None) -> Classification:
        """Classify each image, with theta and the measured <Z>; see `Classification`.

        Dropout is off during the call. If `engine` is given, it measures instead of the network's
        engine, and the network does not change.
        """
        return self.measure(self.activations(images).theta, engine)

    def measure(self, theta: Tensor, engine: Engine | None = None) -> Classification:
        """Classify angles (B, n) that the classical part has already computed."""
        raise NotImplementedError


class HybridNet(_Network):
    """The hybrid network: convolutions and dense layers give theta, the measured circuit the class.

    `forward` maps images to class probabilities (B, C). With one qubit, a class's probability is
    that of measuring its bit. With more, the circuit is entangled and has weights of its own, and
    a dense layer (`head`) and a softmax turn its expectations into the probabilities.
    """

    def __init__(self, config: ModelConfig | None = None) -> None:
        super().__init__()
        self.config = replace(config or ModelConfig(), kind="hybrid")
        ansatz, engine = circuit_of(self.config), _configured_engine(self.config)
        self.classical = ClassicalPart(len(ansatz.features), self.config.seed)
        self.quantum = QuantumLayer(
            ansatz, engine, self.config.shift, self.config.rule, self.config.seed
        )
        if self.quantum.weights is not None:
            with torch.no_grad():  # from [0, 2 pi)
                self.quantum.weights.div_(math.pi).sub_(1).mul_(FIRST_WEIGHTS)
        self.head = _head(self.config)

    def forward(self, images: Tensor) -> Tensor:
        return self.probabilities(self.quantum(self.classical(images)))

    def probabilities(self, expectations: Tensor) -> Tensor:
        """The class probabilities (B, C) that measured expectations (B, n) give."""
        if self.head is None:
            return torch.cat(outcome_probabilities(expectations), dim=1)
        return self.head(expectations).softmax(dim=1)

    @torch.no_grad()
    def measure(self, theta: Tensor, engine: Engine | None = None) -> Classification:
        """Classify angles (B, n) that the classical part has already computed."""
        expectations = self.quantum.measure(theta, engine)
        probabilities = self.probabilities(expectations)
        return Classification(probabilities.argmax(1), probabilities, theta, expectations)

    @property
    def circuits_run(self) -> int:
        return self.quantum.engine.circuits_run


class ClassicalTwin(_Network):
    """The same network without the circuit: P(class 1) = sigmoid(theta).

    A circuit of n > 1 qubits is replaced by a dense layer n -> n and tanh, which at first pass
    each value on, as the circuit does; a circuit of n + 1 layers has as many weights. The classical
    part and the head start from the same weights as in a `HybridNet` of equal seed.
    """

    circuits_run = 0

    def __init__(self, config: ModelConfig | None = None) -> None:
        super().__init__()
        self.config = replace(config or ModelConfig(), kind="classical")
        n = self.config.qubits
        self.classical = ClassicalPart(n, self.config.seed)
        self.middle = None if self.config.has_one_angle else _middle(n, self.config.seed)
        self.head = _head(self.config)

    def forward(self, images: Tensor) -> Tensor:
        return self._answers(self.classical(images))[1]

    @torch.no_grad()
    def measure(self, theta: Tensor, engine: Engine | None = None) -> Classification:
        """As `HybridNet.measure`, without a measurement: an `engine` changes nothing.

        The expectations are P(0) - P(1) of the sigmoid, or the values of the tanh, (B, n).
        """
        expectations, probabilities = self._answers(theta)
        return Classification(probabilities.argmax(1), probabilities, theta, expectations)

    def _answers(self, theta: Tensor) -> tuple[Tensor, Tensor]:
        """The values in place of the expectations (B, n), and the probabilities (B, C)."""
        if not theta.isfinite().all():
            raise NonFiniteAngleError("a last hidden value is infinite or not a number.")
        if self.middle is None or self.head is None:
            p_one = torch.sigmoid(theta)
            return 1 - 2 * p_one, torch.cat((1 - p_one, p_one), dim=1)
        values = torch.tanh(self.middle(theta))
        return values, self.head(values).softmax(dim=1)


def build_model(config: ModelConfig) -> HybridNet | ClassicalTwin:
    """The network that `config.kind` names, with its initial weights."""
    return HybridNet(config) if config.kind == "hybrid" else ClassicalTwin(config)


def circuit_of(config: ModelConfig) -> Ansatz:
    """The circuit of a network: the chapter's for one qubit, else an entangled one.

    Its gates are CZ: after the last rotations they change no measurement in the Z basis, so that
    a layer with weights near 0 passes its angles on. CX mixes the qubits at once and trains worse.
    """
    if config.has_one_angle:
        return ry_circuit(config.hadamard)
    entangler = "ring" if config.entangled else "none"
    return entangled_circuit(config.qubits, config.layers, entangler, gate="cz")


def _head(config: ModelConfig) -> nn.Linear | None:
    """The dense layer from n expectations to the classes; None for a single qubit."""
    if config.has_one_angle:
        return None
    return _seeded_linear(config.qubits, config.n_classes, config.seed + 1)


def _middle(n: int, seed: int) -> nn.Linear:
    """A dense layer n -> n: the identity, plus weights within a circuit's initial bound."""
    layer = _seeded_linear(n, n, seed)  # within 1 / sqrt(n)
    with torch.no_grad():
        layer.weight.mul_(FIRST_WEIGHTS * math.sqrt(n)).add_(torch.eye(n))
        layer.bias.mul_(FIRST_WEIGHTS * math.sqrt(n))
    return layer


def _seeded_linear(n_in: int, n_out: int, seed: int) -> nn.Linear:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Linear(n_in, n_out)


def _configured_engine(config: ModelConfig) -> Engine:
    noise = None
    if config.noise != "none":
        from hqnn_core.quantum import Noise

        noise = Noise(config.noise, config.gate_error, config.readout_error)
    return make_engine(config.engine, config.shots, config.seed, noise)


def class_probability(config: ModelConfig, theta: ArrayLike) -> NDArray[np.floating]:
    """Exact P(class 1) at angles `theta` (N,), (N,), for a network with one angle."""
    angles = np.asarray(theta, np.float64)
    if config.kind == "classical":
        return 1 / (1 + np.exp(-angles))
    return outcome_probabilities(expectation_curve(ry_circuit(config.hadamard), angles).exact)[1]
