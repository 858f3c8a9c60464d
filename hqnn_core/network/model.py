"""The chapter's hybrid network, and its classical twin.

Shapes: B images, C classes, n qubits. Images are float tensors (B, 1, 28, 28) in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from hqnn_core.config import ModelConfig
from hqnn_core.quantum import (
    Engine,
    NonFiniteAngleError,
    QuantumLayer,
    expectation_curve,
    make_engine,
    outcome_probabilities,
    ry_circuit,
)

DROPOUT = 0.5


@dataclass(frozen=True)
class Classification:
    """The classes that a network measures for B images, and from what.

    Attributes:
        labels: class indices (B,), the larger probability of each row.
        probabilities: (B, C); from the same measurement as `expectations`.
        theta: the angle that reaches the circuit (B, n), in radians.
        expectations: measured <Z> (B, n) in [-1, 1].
    """

    labels: Tensor
    probabilities: Tensor
    theta: Tensor
    expectations: Tensor


@dataclass(frozen=True)
class Activations:
    """Every intermediate value of the classical part, for one pass of B images.

    Attributes:
        conv1: feature maps after the first convolution, ReLU and pooling, (B, 10, 12, 12).
        conv2: after the second, (B, 20, 4, 4).
        hidden: the dense layer (B, 50), after ReLU.
        theta: (B, n), in radians.
    """

    conv1: Tensor
    conv2: Tensor
    hidden: Tensor
    theta: Tensor


class SeededDropout(nn.Module):
    """Dropout with its own random stream, so that a training run can be repeated.

    With `whole_channels`, whole feature maps are dropped, as `nn.Dropout2d` does.
    """

    def __init__(self, probability: float, seed: int, whole_channels: bool = False) -> None:
        super().__init__()
        self.probability = probability
        self.whole_channels = whole_channels
        self.generator = torch.Generator().manual_seed(seed)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        shape = x.shape[:2] + (1,) * (x.ndim - 2) if self.whole_channels else x.shape
        kept = torch.rand(shape, generator=self.generator) >= self.probability
        return x * (kept / (1 - self.probability)).to(x)


class ClassicalPart(nn.Module):
    """The chapter's convolutions and dense layers: image -> theta."""

    def __init__(self, n_angles: int, seed: int) -> None:
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
            self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
            self.dense1 = nn.Linear(320, 50)
            self.dense2 = nn.Linear(50, n_angles)
        self.drop_maps = SeededDropout(DROPOUT, seed, whole_channels=True)
        self.drop_hidden = SeededDropout(DROPOUT, seed + 1)

    def forward(self, images: Tensor) -> Tensor:
        return self.activations(images).theta

    def activations(self, images: Tensor) -> Activations:
        if images.ndim != 4 or images.shape[1:] != (1, 28, 28):
            raise ValueError(f"images must have the shape (B, 1, 28, 28); got {images.shape}.")
        conv1 = F.relu(F.max_pool2d(self.conv1(images), 2))  # (B, 10, 12, 12)
        conv2 = F.relu(F.max_pool2d(self.drop_maps(self.conv2(conv1)), 2))  # (B, 20, 4, 4)
        hidden = F.relu(self.dense1(conv2.flatten(1)))  # (B, 320) -> (B, 50)
        theta = self.dense2(self.drop_hidden(hidden))  # (B, n)
        return Activations(conv1, conv2, hidden, theta)


class HybridNet(nn.Module):
    """The hybrid network: convolutions and dense layers give theta, the measured circuit the class.

    `forward` maps images to class probabilities (B, 2): a class's probability is that of
    measuring its bit.
    """

    def __init__(self, config: ModelConfig | None = None) -> None:
        super().__init__()
        self.config = replace(config or ModelConfig(), kind="hybrid")
        ansatz = ry_circuit(self.config.hadamard)
        engine = _configured_engine(self.config)
        self.classical = ClassicalPart(len(ansatz.features), self.config.seed)
        self.quantum = QuantumLayer(ansatz, engine, self.config.shift, self.config.rule)

    def forward(self, images: Tensor) -> Tensor:
        return torch.cat(outcome_probabilities(self.quantum(self.classical(images))), dim=1)

    @torch.no_grad()
    def activations(self, images: Tensor) -> Activations:
        """The intermediate values of the classical part, without dropout."""
        return _without_dropout(self, images)

    @torch.no_grad()
    def classify(self, images: Tensor, engine: Engine | None = None) -> Classification:
        """Classify each image, with theta and the measured <Z>; see `Classification`.

        Dropout is off during the call. If `engine` is given, it measures instead of the network's
        engine, and the network does not change.
        """
        return self.measure(_without_dropout(self, images).theta, engine)

    @torch.no_grad()
    def measure(self, theta: Tensor, engine: Engine | None = None) -> Classification:
        """Classify angles (B, n) that the classical part has already computed."""
        runs = engine or self.quantum.engine
        measured = runs.expectations(self.quantum.ansatz, theta.numpy(force=True))
        expectations = torch.from_numpy(measured).to(theta)
        probabilities = torch.cat(outcome_probabilities(expectations), dim=1)
        return Classification(probabilities.argmax(1), probabilities, theta, expectations)

    @property
    def circuits_run(self) -> int:
        return self.quantum.engine.circuits_run


class ClassicalTwin(nn.Module):
    """The same network without the circuit: P(class 1) = sigmoid(theta).

    Its classical part starts from the same weights as that of a `HybridNet` of equal seed.
    """

    circuits_run = 0

    def __init__(self, config: ModelConfig | None = None) -> None:
        super().__init__()
        self.config = replace(config or ModelConfig(), kind="classical")
        self.classical = ClassicalPart(1, self.config.seed)

    def forward(self, images: Tensor) -> Tensor:
        return self._probabilities(self.classical(images))

    @torch.no_grad()
    def activations(self, images: Tensor) -> Activations:
        """The intermediate values, without dropout."""
        return _without_dropout(self, images)

    @torch.no_grad()
    def classify(self, images: Tensor) -> Classification:
        """As `HybridNet.classify`; the expectations are P(0) - P(1) of the sigmoid."""
        theta = _without_dropout(self, images).theta
        probabilities = self._probabilities(theta)
        expectations = probabilities[:, :1] - probabilities[:, 1:]
        return Classification(probabilities.argmax(1), probabilities, theta, expectations)

    @staticmethod
    def _probabilities(theta: Tensor) -> Tensor:
        if not theta.isfinite().all():
            raise NonFiniteAngleError("the last hidden value is infinite or not a number.")
        p_one = torch.sigmoid(theta)
        return torch.cat((1 - p_one, p_one), dim=1)


def build_model(config: ModelConfig) -> HybridNet | ClassicalTwin:
    """The network that `config.kind` names, with its initial weights."""
    return HybridNet(config) if config.kind == "hybrid" else ClassicalTwin(config)


def _configured_engine(config: ModelConfig) -> Engine:
    noise = None
    if config.noise != "none":
        from hqnn_core.quantum import Noise

        noise = Noise(config.noise, config.gate_error, config.readout_error)
    return make_engine(config.engine, config.shots, config.seed, noise)


def _without_dropout(model: HybridNet | ClassicalTwin, images: Tensor) -> Activations:
    was_training = model.training
    model.eval()
    inside = model.classical.activations(images)
    model.train(was_training)
    return inside


def class_probability(config: ModelConfig, theta: ArrayLike) -> NDArray[np.floating]:
    """Exact P(class 1) at angles `theta` (N,), (N,), for a network of this configuration."""
    angles = np.asarray(theta, np.float64)
    if config.kind == "classical":
        return 1 / (1 + np.exp(-angles))
    return outcome_probabilities(expectation_curve(ry_circuit(config.hadamard), angles).exact)[1]
