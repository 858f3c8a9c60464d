"""Dressed quantum circuits, many of one form trained side by side.

The model of Mari et al., Quantum 4, 340 (2020), in the form and with the training of Bowles, Ahmed,
Schuld, arXiv:2403.07059: a matrix of the features, tanh times pi/2, a circuit of H and RY(angle) on
each qubit and layers of RY(weight) and a CX ring, <Z> of each qubit, a matrix to two logits.

Shapes: M models, N samples, B samples of a batch, F features and qubits, P parameters of a model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from hqnn_core import Ansatz, QuantumLayer, StatevectorEngine, entangled_circuit
from hqnn_core.quantum.circuit import Entangler

BATCH = 32
INTERVAL = 200
"""A model has converged where the mean losses of two neighbouring intervals of steps are alike."""
MAX_STEPS = 100_000


class DressedCircuits:
    """What all models of one form share; their parameters (M, P) are given to each call."""

    def __init__(self, n_features: int, layers: int, entangler: Entangler) -> None:
        ansatz = entangled_circuit(n_features, layers, entangler)
        # Each model has circuit weights of its own: the layer gets them with a sample's features.
        ansatz = Ansatz(ansatz.circuit, ansatz.parameters)
        self.layer = QuantumLayer(ansatz, StatevectorEngine(), rule="exact")
        self.n_features = n_features
        self.sizes = [n_features**2, layers * n_features, 2 * n_features]

    def initial(self, seed: int) -> Tensor:
        """A model's parameters (P,): normal matrices divided by F, uniform circuit weights."""
        generator = torch.Generator().manual_seed(seed)
        n_in, n_circuit, n_out = self.sizes
        weights = 2 * math.pi * torch.rand(n_circuit, generator=generator)
        matrices = torch.randn(n_in + n_out, generator=generator) / self.n_features
        return torch.cat((matrices[:n_in], weights, matrices[n_in:]))

    def logits(self, parameters: Tensor, samples: Tensor) -> Tensor:
        """Of both classes, (M, B, 2), for the samples (M, B, F) of each model."""
        n_models, n_samples, _ = samples.shape
        into, weights, out = parameters.split(self.sizes, dim=1)
        angles = torch.tanh(samples @ into.unflatten(1, (self.n_features, -1)).mT) * math.pi / 2
        weights = weights[:, None].expand(-1, n_samples, -1)
        rows = torch.cat((angles, weights), dim=2).flatten(0, 1)
        expectations = self.layer(rows).unflatten(0, (n_models, n_samples))
        return expectations @ out.unflatten(1, (2, -1)).mT

    def losses(self, parameters: Tensor, samples: Tensor, labels: Tensor) -> Tensor:
        """Each model's mean cross-entropy, (M,), on its samples (M, B, F) and labels (M, B)."""
        logits = self.logits(parameters, samples).flatten(0, 1)
        each = nn.functional.cross_entropy(logits, labels.flatten(), reduction="none")
        return each.unflatten(0, labels.shape).mean(1)

    @torch.no_grad()
    def accuracy(self, parameters: Tensor, samples: Tensor, labels: Tensor) -> float:
        """Of one model (P,) on the samples (N, F)."""
        found = self.logits(parameters[None], samples[None])[0].argmax(1)
        return float((found == labels).double().mean())


@dataclass(frozen=True)
class Fit:
    """One model to be trained: its samples (N, F), their labels (N,), and how."""

    samples: Tensor
    labels: Tensor
    learning_rate: float
    seed: int


def trained(circuits: DressedCircuits, fits: Sequence[Fit]) -> Tensor:
    """The parameters (M, P) of each fit, trained by Adam until it has converged.

    Each fit draws its start and its batches, with replacement, from its own seed, so that it ends
    as it would alone. Raises `RuntimeError` where a fit needs more than `MAX_STEPS` steps.
    """
    parameters = torch.stack([circuits.initial(fit.seed) for fit in fits])
    result = parameters.clone()
    generators = [torch.Generator().manual_seed(1_000_000 + fit.seed) for fit in fits]
    rates = torch.tensor([[fit.learning_rate] for fit in fits])
    first, second = torch.zeros_like(parameters), torch.zeros_like(parameters)  # Adam's moments
    recent = torch.zeros(2 * INTERVAL, len(fits))  # losses of the last steps
    running = torch.arange(len(fits))
    for step in range(1, MAX_STEPS + 1):
        batches = [_batch(fits[i], generators[i]) for i in running.tolist()]
        samples, labels = map(torch.stack, zip(*batches, strict=True))
        losses = circuits.losses(parameters.requires_grad_(), samples, labels)
        (slopes,) = torch.autograd.grad(losses.sum(), parameters)
        first = 0.9 * first + 0.1 * slopes
        second = 0.999 * second + 0.001 * slopes**2
        scale = (second / (1 - 0.999**step)).sqrt() + 1e-8
        parameters = (parameters - rates[running] * first / (1 - 0.9**step) / scale).detach()
        recent = torch.cat((recent[1:], losses.detach()[None]))
        goes_on = ~is_flat(recent) if step > 2 * INTERVAL + 1 else torch.ones_like(running).bool()
        result[running] = parameters
        running, parameters, recent = running[goes_on], parameters[goes_on], recent[:, goes_on]
        first, second = first[goes_on], second[goes_on]
        if not len(running):
            return result
    raise RuntimeError(f"{len(running)} of {len(fits)} models need more than {MAX_STEPS} steps.")


def _batch(fit: Fit, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    rows = torch.randint(len(fit.labels), (BATCH,), generator=generator)
    return fit.samples[rows], fit.labels[rows]


def is_flat(losses: Tensor) -> Tensor:
    """Whether each model's mean loss has stopped changing beyond its noise, of (2 INTERVAL, M)."""
    before, after = losses[:INTERVAL], losses[INTERVAL:]
    noise = after.std(0, correction=0) / math.sqrt(INTERVAL)
    return (before.mean(0) - after.mean(0)).abs() <= noise / 2
