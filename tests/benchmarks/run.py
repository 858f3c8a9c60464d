"""The chapter's training run: seconds, loss, accuracy. python -m tests.benchmarks.run

100 images a class, 20 epochs, Adam 0.001, 100 shots; three seeds. Needs MNIST.
"""

from __future__ import annotations

import time

import torch

from hqnn_core import HybridNet, ModelConfig, TrainConfig, load_digits, train
from hqnn_core.config import EngineName
from hqnn_core.training import EpochDone, Finished

RUNS: list[tuple[EngineName, int]] = [("aer", 8), ("statevector", 8), ("statevector", 1)]


def main() -> None:
    torch.set_num_threads(1)
    data = load_digits((0, 1), 100, "mnist")
    columns = ("engine", "batch", "seed", "seconds", "train loss", "test loss", "accuracy")
    print(("{:>12}" * len(columns)).format(*columns))
    for engine, batch_size in RUNS:
        for seed in (0, 1, 2):
            model = HybridNet(ModelConfig(engine=engine, seed=seed))
            began = time.perf_counter()
            *_, epoch, last = train(model, data, TrainConfig(batch_size=batch_size, seed=seed))
            seconds = time.perf_counter() - began
            assert isinstance(epoch, EpochDone)
            assert isinstance(last, Finished)
            print(
                f"{engine:>12}{batch_size:12}{seed:12}{seconds:12.2f}"
                f"{epoch.train_chapter_loss:12.4f}{last.test_chapter_loss:12.4f}"
                f"{last.test_accuracy:12.4%}"
            )


if __name__ == "__main__":
    main()
