"""The probe images: test images whose angles are reported while a network trains."""

from __future__ import annotations

import torch
from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.network.data import Digits
from hqnn_core.network.model import ClassicalTwin, HybridNet

N_PROBES_PER_CLASS = 10


def probe_classes(n: int) -> list[int]:
    """The class indices of `n` probe images of two classes, in the order of `probe_images`."""
    return [2 * i // n for i in range(n)]


def probe_images(data: Digits) -> tuple[Tensor, Tensor]:
    """The images whose angles training reports, the first few test images of each class."""
    return first_of_each(data.test_images, data.test_labels, N_PROBES_PER_CLASS)


def probe_angles(model: HybridNet | ClassicalTwin, probes: Tensor) -> tuple[float, ...]:
    """The angle of each probe image: no dropout, no circuit, no random number.

    Empty if one is infinite or not a number; training is about to end because of it.
    """
    thetas = model.activations(probes).theta[:, 0]
    return tuple(thetas.tolist()) if thetas.isfinite().all() else ()


def untrained_angles(config: ModelConfig, data: Digits) -> tuple[float, ...]:
    """The probe images' angles before any training, as `Started` reports them.

    A network and its twin have the same classical part, so the twin, without an engine, is enough.
    """
    return probe_angles(ClassicalTwin(config), probe_images(data)[0])


def first_of_each(images: Tensor, labels: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """The first `n` images of each class, or all if there are fewer."""
    rows = torch.cat([torch.nonzero(labels == k)[:n, 0] for k in labels.unique().tolist()])
    return images[rows], labels[rows]
