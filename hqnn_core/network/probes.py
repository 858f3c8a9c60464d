"""The probe images: test images that are looked at while a network trains."""

from __future__ import annotations

import torch
from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.network.data import Digits
from hqnn_core.network.model import (
    ClassicalTwin,
    HybridNet,
    build_model,
)
from hqnn_core.quantum import exact_engine

N_PROBES_PER_CLASS = 10

SHARE_DIGITS = 4
"""Decimal places of the probes' shares."""


def probe_classes(n: int) -> list[int]:
    """The class indices of `n` probe images of two classes, in the order of `probe_images`."""
    return [2 * i // n for i in range(n)]


def probe_images(data: Digits) -> tuple[Tensor, Tensor]:
    """The images that training reports of, the first few test images of each class; labels too."""
    return first_of_each(data.test_images, data.test_labels, N_PROBES_PER_CLASS)


def probe_report(
    model: HybridNet | ClassicalTwin, probes: Tensor, labels: Tensor
) -> dict[str, tuple[float, ...]]:
    """What the probe images give now, see `events`: no dropout, no random number.

    Empty if an angle is infinite or not a number; training is about to end because of it.
    """
    thetas = model.activations(probes).theta
    is_one = model.config.has_one_angle
    if not thetas.isfinite().all():
        found: tuple[float, ...] = ()
    elif is_one:
        found = tuple(thetas[:, 0].tolist())
    else:
        shares = model.measure(thetas, exact_engine()).probabilities
        rows = [shares[labels == k].mean(0) for k in range(model.config.n_classes)]
        found = tuple(round(share, SHARE_DIGITS) for share in torch.cat(rows).tolist())
    return {"probe_thetas": found if is_one else (), "probe_shares": () if is_one else found}


def untrained_report(config: ModelConfig, data: Digits) -> dict[str, tuple[float, ...]]:
    """What the probe images give before any training, as `Started` reports it."""
    # The classical twin has the same angle, and needs no circuit.
    model = ClassicalTwin(config) if config.has_one_angle else build_model(config.simulated())
    return probe_report(model, *probe_images(data))


def first_of_each(images: Tensor, labels: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """The first `n` images of each class, or all if there are fewer."""
    rows = torch.cat([torch.nonzero(labels == k)[:n, 0] for k in labels.unique().tolist()])
    return images[rows], labels[rows]
