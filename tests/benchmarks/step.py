"""Milliseconds a training step takes, by what runs the circuit. python -m tests.benchmarks.step

The classical twin has no circuit and is the limit. "chapter's way" runs one circuit at a time and
transpiles it each time, as the chapter's code does. All variants take turns in one process, so
that the noise of the machine meets them alike; medians, one torch thread.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

import torch

from hqnn_core import HybridNet, ModelConfig
from hqnn_core.network.chapter_way import ChapterEngine
from hqnn_core.network.losses import negative_log_likelihood
from hqnn_core.network.model import build_model
from hqnn_core.quantum.engines.base import Engine
from tests.benchmarks.measures import seconds

ROUNDS = 60
CHAPTER_ROUNDS = 2


def stepper(config: ModelConfig, batch_size: int, engine: Engine | None = None) -> Callable:
    """A function that does one training step."""
    model = build_model(config).train()
    if engine is not None and isinstance(model, HybridNet):
        model.quantum.engine = engine
    optimiser = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
    images = torch.rand(batch_size, 1, 28, 28)
    labels = torch.arange(batch_size) % 2

    def step() -> None:
        optimiser.zero_grad()
        negative_log_likelihood(model(images), labels).backward()
        optimiser.step()

    return step


def main() -> None:
    torch.set_num_threads(1)
    print(f"{'batch':>5} {'engine':22} {'ms a step':>10} {'ms a sample':>12} {'x twin':>7}")
    for batch_size in (1, 8, 32):
        variants = {
            "classical twin": stepper(ModelConfig(kind="classical"), batch_size),
            "statevector, exact": stepper(
                ModelConfig(engine="statevector", shots=None), batch_size
            ),
            "statevector, rule exact": stepper(
                ModelConfig(engine="statevector", shots=None, rule="exact"), batch_size
            ),
            "statevector, 100 shots": stepper(ModelConfig(engine="statevector"), batch_size),
            "aer, 100 shots": stepper(ModelConfig(engine="aer"), batch_size),
        }
        times: dict[str, list[float]] = {name: [] for name in variants}
        for _ in range(ROUNDS):
            for name, step in variants.items():
                times[name].append(1000 * seconds(step))
        slow = stepper(ModelConfig(), batch_size, ChapterEngine(100))
        times["chapter's way"] = [1000 * seconds(slow) for _ in range(CHAPTER_ROUNDS)]
        medians = {name: statistics.median(each) for name, each in times.items()}
        for name, median in medians.items():
            ratio = median / medians["classical twin"]
            per_sample = median / batch_size
            print(f"{batch_size:5} {name:22} {median:10.2f} {per_sample:12.3f} {ratio:7.2f}")


if __name__ == "__main__":
    main()
