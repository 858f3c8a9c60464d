"""The chapter's training run: seconds, loss, accuracy. python -m tests.benchmarks.run

100 images a class, 20 epochs, Adam 0.001, 100 shots, the exact rule and -log P(correct); then the
preset 'as the chapter wrote it', beside what its first notebook recorded. Three seeds; needs MNIST.
"""

from __future__ import annotations

import dataclasses
import time

import torch

from hqnn_core import EpochDone, Finished, HybridNet, ModelConfig, TrainConfig, load_digits, train
from hqnn_core.network.data import Digits
from hqnn_core.runs.presets import PRESETS

CHAPTER = next(preset for preset in PRESETS if preset.name == "as the chapter wrote it")
RUNS: dict[str, tuple[ModelConfig, TrainConfig]] = {
    "Aer, 8": (ModelConfig(), TrainConfig()),
    "statevector, 8": (ModelConfig(engine="statevector"), TrainConfig()),
    "statevector, 1": (ModelConfig(engine="statevector"), TrainConfig(batch_size=1)),
    CHAPTER.name: (CHAPTER.model, dataclasses.replace(CHAPTER.training, epochs=30)),
}
SEEDS = (0, 1, 2)
EPOCHS_SHOWN = (20, 30)


def main() -> None:
    torch.set_num_threads(1)
    data = load_digits((0, 1), 100, "mnist")
    columns = ("seed", "seconds", *(f"train, {epoch}" for epoch in EPOCHS_SHOWN))
    print(f"{'run':26}" + ("{:>12}" * 6).format(*columns, "test loss", "accuracy"))
    for name, (model, training) in RUNS.items():
        for seed in SEEDS:
            numbers = measured(
                dataclasses.replace(model, seed=seed),
                dataclasses.replace(training, seed=seed),
                data,
            )
            print(f"{name:26}{seed:12}" + "".join(f"{number:>12}" for number in numbers))


def measured(model: ModelConfig, training: TrainConfig, data: Digits) -> list[str]:
    """Seconds, the training loss (mean of -P(correct)) of some epochs, and the test's figures."""
    began = time.perf_counter()
    events = list(train(HybridNet(model), data, training))
    seconds = time.perf_counter() - began
    losses = {e.epoch: e.train_chapter_loss for e in events if isinstance(e, EpochDone)}
    end = events[-1]
    assert isinstance(end, Finished)
    shown = [f"{losses[epoch]:.4f}" if epoch in losses else "" for epoch in EPOCHS_SHOWN]
    return [f"{seconds:.1f}", *shown, f"{end.test_chapter_loss:.4f}", f"{end.test_accuracy:.4%}"]


if __name__ == "__main__":
    main()
