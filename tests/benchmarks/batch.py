"""Seconds of a batch of 8 images, as estimated and as measured. python -m tests.benchmarks.batch"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from hqnn_core.config import ModelConfig
from hqnn_core.network import build_model
from hqnn_core.runs.pace import batch_seconds
from tests.benchmarks.measures import seconds

BATCH = 8
NOISY = {"noise": "simple", "gate_error": 0.01}
SETTINGS: list[dict[str, Any]] = [
    *({"qubits": n, "shots": shots} for n in (1, 2, 4, 8) for shots in (100, 20_000)),
    *({"qubits": n, "shots": 20_000, "noise": "device"} for n in (1, 3, 5)),
    *({"qubits": n, **NOISY} for n in (1, 4, 6, 8)),
    {"qubits": 4, "layers": 12, **NOISY},
    {"qubits": 8, "layers": 12},
    *({"qubits": n, "layers": 12, "engine": "statevector"} for n in (2, 8)),
]


def step(network: torch.nn.Module, images: torch.Tensor) -> None:
    network(images).sum().backward()


def main() -> None:
    torch.set_num_threads(1)
    print("estimated  measured")
    for settings in SETTINGS:
        config = ModelConfig(**settings)
        network, images = build_model(config), torch.rand(BATCH, 1, 28, 28)
        step(network, images[:1])  # the circuits are prepared
        measured = seconds(partial(step, network, images))
        print(f"{batch_seconds(config, BATCH):9.3f} {measured:9.3f}  {settings}", flush=True)


if __name__ == "__main__":
    main()
