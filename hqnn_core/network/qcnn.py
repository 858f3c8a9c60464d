"""Networks of a published comparison: a QCNN, a small CNN, and logistic regression.

All read zeros and ones from eight principal components. Source: T. Hur, L. Kim, D. K. Park, Quantum
Mach. Intell. 4, 3 (2022), arXiv:2108.00661; protocol as in the authors' repository, takh04/QCNN:
200 steps with batches of 25, Nesterov's with 0.01 for the QCNN, Adam's with 0.01 for the CNN.

Shapes: N images, P weights of a QCNN, S = `SEEDS` QCNNs that train side by side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from hqnn_core.network.data import load_digits
from hqnn_core.quantum import (
    Ansatz,
    QuantumLayer,
    Report,
    StatevectorEngine,
    convolutional_circuit,
    unreported,
)

SEEDS, CNN_RUNS = 5, 20
"""A seed fixes the batches: one QCNN and four CNNs, with other first weights, have the same."""
STEPS, BATCH, N_FEATURES, RATE, MOMENTUM = 200, 25, 8, 0.01, 0.9


@dataclass(frozen=True)
class Samples:
    """Principal components (N, 8) in [0, pi], and classes (N,)."""

    train: Tensor
    train_labels: Tensor
    test: Tensor
    test_labels: Tensor
    source: str


def samples(is_whole: bool) -> Samples:
    """The first principal components of all zeros and ones.

    The authors resize an image to 784 × 1, bilinearly: that leaves the mean of its two middle
    columns. `is_whole` takes all its pixels. They scale both sets by their own ends, as here.
    """
    digits = load_digits((0, 1), None, "auto")
    both = [_pixels(images, is_whole) for images in (digits.train_images, digits.test_images)]
    mean = both[0].mean(0)
    axes = torch.linalg.eigh(torch.cov(both[0].T)).eigenvectors[:, -N_FEATURES:].flip(1)
    axes = axes * axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()
    found = [(pixels - mean) @ axes for pixels in both]
    train, test = (((f - f.min()) * math.pi / (f.max() - f.min())).float() for f in found)
    return Samples(train, digits.train_labels, test, digits.test_labels, digits.source)


def _pixels(images: Tensor, is_whole: bool) -> Tensor:
    if not is_whole:
        images = nn.functional.interpolate(images, size=(784, 1), mode="bilinear")
    return images.flatten(1).double()


def _qcnn_layer() -> QuantumLayer:
    """<Z> of the pooled qubit; the weights are features too, as each network has its own."""
    ansatz, measured = convolutional_circuit(N_FEATURES)
    observable = "".join("Z" if q == measured else "I" for q in reversed(range(N_FEATURES)))
    together = Ansatz(ansatz.circuit, ansatz.parameters)
    return QuantumLayer(together, StatevectorEngine(), rule="exact", observables=observable)


def _batches(seed: int, n: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randint(n, (BATCH,), generator=generator) for _ in range(STEPS)]


def trained_qcnns(data: Samples, report: Report = unreported) -> Tensor:
    """The weights (S, P) after Nesterov's steps on the summed cross-entropy."""
    layer = _qcnn_layer()
    starts = [torch.Generator().manual_seed(1_000 + seed) for seed in range(SEEDS)]
    n_weights = layer.n_features - N_FEATURES
    weights = torch.stack([torch.randn(n_weights, generator=start) for start in starts])
    speed = torch.zeros_like(weights)
    orders = [_batches(seed, len(data.train)) for seed in range(SEEDS)]
    for step in range(STEPS):
        report(step, STEPS)
        rows = torch.stack([order[step] for order in orders])  # (S, B)
        ahead = (weights - MOMENTUM * speed).requires_grad_()
        inputs = torch.cat((data.train[rows], ahead[:, None].expand(-1, BATCH, -1)), 2)
        signs = 1 - 2 * data.train_labels[rows]  # class 1 is a measured 1, <Z> = -1
        right = (1 + signs * layer(inputs)[..., 0]) / 2
        (slopes,) = torch.autograd.grad(-right.clamp_min(1e-9).log().sum(), ahead)
        speed = MOMENTUM * speed + RATE * slopes
        weights = weights - speed
    return weights


def qcnn_answers(data: Samples, weights: Tensor, shots: int | None = None) -> Tensor:
    """The classes (S, N) that the trained circuits give the test images."""
    layer = _qcnn_layer()

    def answered(seed: int) -> Tensor:
        inputs = torch.cat((data.test, weights[seed].expand(len(data.test), -1)), 1)
        engine = StatevectorEngine(shots, seed)
        return torch.cat([layer.measure(part, engine)[:, 0] for part in inputs.split(256)]) < 0

    return torch.stack([answered(seed).long() for seed in range(len(weights))])


def cnn_answers(
    data: Samples, channels: tuple[int, int], report: Report = unreported
) -> tuple[Tensor, int]:
    """The classes (`CNN_RUNS`, N) by trained CNNs, and the number of parameters of each.

    `channels` are those of the two convolutions.
    """
    answers, n_parameters = [], 0
    for run in range(CNN_RUNS):
        report(run, CNN_RUNS)
        network = _trained_cnn(data, channels, run)
        n_parameters = sum(p.numel() for p in network.parameters())
        with torch.no_grad():
            answers.append(network(data.test[:, None]).argmax(1))
    return torch.stack(answers), n_parameters


def _trained_cnn(data: Samples, channels: tuple[int, int], run: int) -> nn.Sequential:
    first, second = channels
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(run)
        network = nn.Sequential(
            nn.Conv1d(1, first, 2, padding=1), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(first, second, 2, padding=1), nn.ReLU(), nn.MaxPool1d(2),
            nn.Flatten(), nn.Linear(2 * second, 2),
        )  # fmt: skip
    for rows in _batches(run % SEEDS, len(data.train)):
        optimiser = torch.optim.Adam(network.parameters(), RATE)  # a new one: the authors' code
        loss = nn.functional.cross_entropy(
            network(data.train[rows][:, None]), data.train_labels[rows]
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return network


def logistic_answers(data: Samples) -> Tensor:
    """The classes (1, N) by scikit-learn's logistic regression on all training images."""
    from sklearn.linear_model import LogisticRegression  # takes over a second

    model = LogisticRegression().fit(data.train.numpy(), data.train_labels.numpy())
    return torch.from_numpy(model.predict(data.test.numpy()))[None]
