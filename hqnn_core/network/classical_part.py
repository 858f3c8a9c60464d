"""The chapter's convolutions and dense layers, which turn an image into angles.

Shapes: B images, n angles. Images are float tensors (B, 1, 28, 28) in [0, 1]; `check_images` says
what else is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from hqnn_core.network.mnist_images import check_images

DROPOUT = 0.5


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
        check_images(images)
        conv1 = F.relu(F.max_pool2d(self.conv1(images), 2))  # (B, 10, 12, 12)
        conv2 = F.relu(F.max_pool2d(self.drop_maps(self.conv2(conv1)), 2))  # (B, 20, 4, 4)
        hidden = F.relu(self.dense1(conv2.flatten(1)))  # (B, 320) -> (B, 50)
        theta = self.dense2(self.drop_hidden(hidden))  # (B, n)
        return Activations(conv1, conv2, hidden, theta)
