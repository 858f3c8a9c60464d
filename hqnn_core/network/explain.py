"""Explanation of a prediction: every number on an image's way through the network.

`pixel_sum`, `hidden_sum` and `angle_sum` compute one value of the network term by term, in double
precision: it equals the network's own value (`activations`) up to single-precision rounding.
`passage_of` measures the circuit at an image's angle. Shapes: C input maps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from hqnn_core.config import ModelConfig
from hqnn_core.network.classical_part import Activations
from hqnn_core.network.model import ClassicalTwin, HybridNet
from hqnn_core.quantum import Engine

Network = HybridNet | ClassicalTwin
LARGEST_EXPONENT = 700  # of a float


class Pixel(NamedTuple):
    """A pixel of a feature map; `layer` is 0 for the first convolution, 1 for the second."""

    layer: int
    map: int
    row: int
    column: int


@dataclass(frozen=True)
class PixelSum:
    """The computation of one pixel of a feature map: 5 x 5 filters, then max pooling.

    Attributes:
        windows: the input pixels under the filters, (C, 5, 5), for the neighbour that pooling
            keeps.
        weights: of the filters, (C, 5, 5).
        bias: of the map.
        neighbours: the four values that are pooled, bias included, (2, 2).
        kept: row and column, each 0 or 1, of the largest of them.
    """

    windows: Tensor
    weights: Tensor
    bias: float
    neighbours: Tensor
    kept: tuple[int, int]

    @property
    def parts(self) -> list[float]:
        """The contribution of each input map, (C,)."""
        return (self.windows * self.weights).sum(dim=(1, 2)).tolist()

    @property
    def order(self) -> list[int]:
        """The input maps whose contribution is not 0, largest absolute value first."""
        parts = self.parts
        by_size = sorted(range(len(parts)), key=lambda i: -abs(parts[i]))
        return [i for i in by_size if parts[i]]

    @property
    def total(self) -> float:
        return math.fsum(self.parts) + self.bias

    @property
    def value(self) -> float:
        """The pixel, after ReLU."""
        return max(self.total, 0.0)


@dataclass(frozen=True)
class NeuronSum:
    """The computation of one neuron: the sum of inputs times weights, and the bias.

    Attributes:
        values, weights: of its n inputs, (n,).
        bias: added to the sum.
        rectified: whether ReLU follows.
    """

    values: Tensor
    weights: Tensor
    bias: float
    rectified: bool

    @property
    def products(self) -> Tensor:
        return self.values * self.weights

    def strongest(self, n: int) -> list[int]:
        """At most n inputs whose products are largest in size, and not 0, largest first."""
        products = self.products
        return [i for i in products.abs().argsort(descending=True).tolist()[:n] if products[i]]

    def rest(self, n: int) -> float:
        """The sum of the products of all inputs but the n strongest."""
        products = self.products.clone()
        products[self.strongest(n)] = 0
        return float(products.sum())

    @property
    def total(self) -> float:
        return float(self.products.sum()) + self.bias

    @property
    def value(self) -> float:
        return max(self.total, 0.0) if self.rectified else self.total


@dataclass(frozen=True)
class OneProbability:
    """P(1) of a network with one angle, by its formula.

    Attributes:
        theta: the angle, or a twin's logit.
        function: "sin": (1 + sin θ)/2, with H; "cos": (1 − cos θ)/2, without H; "exp": a twin's
            1/(1 + exp(−logit)).
    """

    theta: float
    function: str

    @property
    def inner(self) -> float:
        """sin θ, cos θ or exp(−logit)."""
        if self.function == "exp":
            return math.exp(min(-self.theta, LARGEST_EXPONENT))
        return math.sin(self.theta) if self.function == "sin" else math.cos(self.theta)

    @property
    def value(self) -> float:
        if self.function == "exp":
            return 1 / (1 + self.inner)
        return (1 + self.inner) / 2 if self.function == "sin" else (1 - self.inner) / 2


@torch.no_grad()
def pixel_sum(network: Network, image: Tensor, inside: Activations, pixel: Pixel) -> PixelSum:
    """The computation of a pixel, for an image (1, 28, 28) and its activations (1, ...)."""
    conv = (network.classical.conv1, network.classical.conv2)[pixel.layer]
    inputs = (image, inside.conv1[0])[pixel.layer].double()
    weights, bias = conv.weight[pixel.map].double(), float(_bias_of(conv)[pixel.map])
    top, left = 2 * pixel.row, 2 * pixel.column
    seen = inputs[:, top : top + 6, left : left + 6].unfold(1, 5, 1).unfold(2, 5, 1)
    sums = (seen * weights[:, None, None]).sum(dim=(0, 3, 4)) + bias  # (C, 2, 2, 5, 5) -> (2, 2)
    row, column = divmod(int(sums.argmax()), 2)
    return PixelSum(seen[:, row, column], weights, bias, sums, (row, column))


@torch.no_grad()
def hidden_sum(network: Network, inside: Activations, neuron: int) -> NeuronSum:
    """The computation of a hidden neuron; its 320 inputs are the second maps, row by row."""
    return _neuron_sum(network.classical.dense1, inside.conv2[0].flatten(), neuron, True)


@torch.no_grad()
def angle_sum(network: Network, inside: Activations, qubit: int = 0) -> NeuronSum:
    """The computation of a qubit's angle, or of a twin's value in its place."""
    return _neuron_sum(network.classical.dense2, inside.hidden[0], qubit, False)


def one_probability(config: ModelConfig, theta: float) -> OneProbability:
    """P(1) at `theta`, for a network with one angle."""
    if config.kind == "classical":
        return OneProbability(theta, "exp")
    return OneProbability(theta, "sin" if config.hadamard else "cos")


def brightest_map(inside: Activations, layer: int) -> int:
    """The map with the largest sum."""
    return int(maps_of(inside, layer).sum(dim=(1, 2)).argmax())


def brightest_pixel(inside: Activations, layer: int, of_map: int) -> Pixel:
    """The brightest pixel of a map."""
    pixels = maps_of(inside, layer)[of_map]
    return Pixel(layer, of_map, *divmod(int(pixels.argmax()), pixels.shape[1]))


def maps_of(inside: Activations, layer: int) -> Tensor:
    """The feature maps (C, H, W) of a convolution."""
    return (inside.conv1, inside.conv2)[layer][0]


def input_place(inside: Activations, number: int) -> tuple[int, int, int]:
    """Input `number` of the hidden neurons as map, row and column in the second feature maps."""
    _, height, width = inside.conv2[0].shape
    in_map, place = divmod(number, height * width)
    return in_map, *divmod(place, width)


def _neuron_sum(dense: nn.Linear, values: Tensor, neuron: int, rectified: bool) -> NeuronSum:
    weights = dense.weight[neuron].double()
    return NeuronSum(values.double(), weights, float(dense.bias[neuron]), rectified)


def _bias_of(conv: nn.Conv2d) -> Tensor:
    assert conv.bias is not None
    return conv.bias


@dataclass(frozen=True)
class Passage:
    """An image's way through the network: its angle, and one measurement of the circuit there.

    Attributes:
        image: (1, 28, 28).
        theta: the angle that the network gives, radians.
        counts: the number of shots with outcome 0, and with outcome 1.
    """

    image: Tensor
    theta: float
    counts: tuple[int, int]


def passage_of(image: Tensor, network: HybridNet, engine: Engine) -> Passage:
    """The passage of an image (1, 1, 28, 28) through a network with one angle."""
    theta = float(network.activations(image).theta)
    zeros, ones = engine.counts(network.quantum.ansatz, [[theta]])[0].tolist()
    return Passage(image[0], theta, (zeros, ones))
