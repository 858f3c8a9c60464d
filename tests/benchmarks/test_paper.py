from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from tests.benchmarks.dressed import INTERVAL, DressedCircuits, Fit, is_flat, trained
from tests.benchmarks.paper import (
    ENTANGLERS,
    Model,
    Run,
    Samples,
    Settings,
    principal_components,
    searched,
)

CIRCUITS = list(ENTANGLERS)


def paper_logits(
    into: NDArray, weights: NDArray, out: NDArray, sample: NDArray, is_joined: bool
) -> NDArray:
    """The paper's model written out with matrices of the whole register, qubit 0 first."""
    n = len(sample)
    hadamard = np.array([[1, 1], [1, -1]]) / np.sqrt(2)

    def on(gates: dict[int, NDArray]) -> NDArray:
        whole = np.eye(1)
        for qubit in range(n):
            whole = np.kron(whole, gates.get(qubit, np.eye(2)))
        return whole

    def ry(angle: float) -> NDArray:
        c, s = np.cos(angle / 2), np.sin(angle / 2)
        return np.array([[c, -s], [s, c]])

    def cx(control: int, target: int) -> NDArray:
        zero, one, flip = np.diag([1, 0]), np.diag([0, 1]), np.array([[0, 1], [1, 0]])
        return on({control: zero}) + on({control: one, target: flip})

    angles = np.tanh(into @ sample) * np.pi / 2
    state = on({i: ry(angles[i]) @ hadamard for i in range(n)})[:, 0]
    ring = [(0, 1)] if n == 2 else [(i, (i + 1) % n) for i in range(n)]
    for layer in weights.reshape(-1, n):
        state = on({i: ry(layer[i]) for i in range(n)}) @ state
        for pair in ring if is_joined else []:
            state = cx(*pair) @ state
    return out @ [state @ on({i: np.diag([1, -1])}) @ state for i in range(n)]


@pytest.mark.parametrize("model", CIRCUITS)
def test_models_are_those_of_the_paper(model: Model) -> None:
    for n_features in (2, 3):
        circuits = DressedCircuits(n_features, 2, ENTANGLERS[model])
        parameters = torch.stack([circuits.initial(seed) for seed in (0, 1)])
        samples = torch.randn(2, 4, n_features, generator=torch.Generator().manual_seed(0))
        ours = circuits.logits(parameters, samples).numpy()
        for row, mine, logits in zip(parameters.double(), samples.double(), ours, strict=True):
            into, weights, out = (part.numpy() for part in row.split(circuits.sizes))
            into, out = into.reshape(n_features, -1), out.reshape(2, -1)
            is_joined = model == CIRCUITS[0]
            expected = [paper_logits(into, weights, out, x, is_joined) for x in mine.numpy()]
            np.testing.assert_allclose(logits, expected, atol=1e-5)


def test_components_are_uncorrelated_and_found_in_the_training_set_alone() -> None:
    train = images(200, 0)
    found, same = principal_components(train, train[:5], 3)
    covariance = found.T @ found / len(found)
    np.testing.assert_allclose(covariance, np.diag(np.diag(covariance)), atol=1e-8)
    np.testing.assert_allclose(same, found[:5], atol=1e-10)
    again, _ = principal_components(train, 100 * images(50, 1), 3)
    np.testing.assert_array_equal(again, found)


def images(n: int, seed: int) -> NDArray[np.float64]:
    """Correlated pixels (n, 6), the last of which never changes."""
    rng = np.random.default_rng(seed)
    pixels = rng.normal(size=(n, 6)) @ np.triu(np.ones((6, 6)))
    pixels[:, -1] = 7
    return pixels


def test_a_loss_is_flat_within_its_noise_only() -> None:
    noise = torch.randn(2 * INTERVAL, 1, generator=torch.Generator().manual_seed(0))
    noise = torch.cat((noise[:INTERVAL], noise[:INTERVAL]))
    falling = noise - torch.linspace(0, 1, 2 * INTERVAL)[:, None]
    rising = noise + torch.linspace(0, 1, 2 * INTERVAL)[:, None]
    assert is_flat(torch.cat((noise, falling, rising), dim=1)).tolist() == [True, False, False]


def halves(n: int = 200) -> Samples:
    """Two features whose first tells the class."""
    features = np.random.default_rng(0).normal(size=(n, 2)) * [1, 100] + [5, 0]
    return Samples(features, (features[:, 0] > 5).astype(np.int64))


def test_models_trained_together_end_as_they_would_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.benchmarks.dressed.INTERVAL", 20)
    samples = torch.from_numpy(halves().features - [5, 0]).float() / torch.tensor([1.0, 100.0])
    labels = torch.from_numpy(halves().labels)
    circuits = DressedCircuits(2, 1, "ring")
    fits = [Fit(samples, labels, rate, seed) for rate, seed in ((0.1, 0), (0.01, 1))]
    together = trained(circuits, fits)
    for fit, found in zip(fits, together, strict=True):
        torch.testing.assert_close(trained(circuits, [fit])[0], found, atol=1e-4, rtol=0)


def test_settings_are_judged_by_samples_that_were_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Run] = []

    def watched(model: Model, runs: list[Run]) -> list[float]:
        seen.extend(runs)
        return [float(i) for i in range(len(runs))]

    monkeypatch.setattr("tests.benchmarks.paper.accuracies", watched)
    tried = [Settings(0.1, 1), Settings(0.01, 1)]
    assert searched("dressed circuit", tried, halves()) == [2.0, 7.0]
    for run in seen:
        train, left_out = set(run.train.features[:, 0]), set(run.test.features[:, 0])
        assert not train & left_out
        assert len(train) + len(left_out) == 200
    assert [run.settings for run in seen] == [tried[0]] * 5 + [tried[1]] * 5
