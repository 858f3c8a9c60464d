"""Each sum, computed anew from weights, is the network's own value."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from hqnn_core import HybridNet, ModelConfig, load_pretrained
from hqnn_core.network.classical_part import Activations
from hqnn_core.network.explain import (
    Network,
    Pixel,
    angle_sum,
    hidden_sum,
    input_place,
    maps_of,
    one_probability,
    pixel_sum,
)
from hqnn_core.network.model import ClassicalTwin
from hqnn_core.quantum import exact_engine

N = 6


NETWORKS = {
    "pretrained": load_pretrained(),
    "ten digits": load_pretrained("ten-digits"),
    "without H": HybridNet(ModelConfig(hadamard=False, engine="statevector", shots=None, seed=3)),
    "twin": ClassicalTwin(ModelConfig(kind="classical", seed=4)),
}
WITH_ONE_ANGLE = [name for name, network in NETWORKS.items() if network.config.has_one_angle]


@pytest.fixture(scope="module", params=NETWORKS)
def network(request: pytest.FixtureRequest) -> Network:
    return NETWORKS[request.param]


def random_passes(
    network: Network, digits: Tensor, seed: int
) -> Iterator[tuple[Tensor, Activations, torch.Generator]]:
    """Real digits and images of noise, in turns."""
    random = torch.Generator().manual_seed(seed)
    for i in range(N):
        chosen = int(torch.randint(len(digits), (), generator=random))
        image = digits[[chosen]] if i % 2 else torch.rand(1, 1, 28, 28, generator=random)
        yield image[0], network.activations(image), random


def drawn(random: torch.Generator, *sizes: int) -> list[int]:
    return [int(torch.randint(size, (), generator=random)) for size in sizes]


@pytest.mark.parametrize("layer", [0, 1])
def test_pixel_is_the_sum_of_its_windows(network, small_digits, layer):
    for image, inside, random in random_passes(network, small_digits.test_images, layer):
        maps = maps_of(inside, layer)
        pixel = Pixel(layer, *drawn(random, *maps.shape))
        found = pixel_sum(network, image, inside, pixel)
        own = float(maps[pixel.map, pixel.row, pixel.column])
        assert found.value == pytest.approx(own, abs=1e-5)
        assert found.total == pytest.approx(float(found.neighbours[found.kept]), abs=1e-9)
        assert found.total == pytest.approx(float(found.neighbours.max()), abs=1e-9)
        assert math.fsum(found.parts[i] for i in found.order) + found.bias == pytest.approx(
            found.total, abs=1e-9
        )
        sizes = [abs(found.parts[i]) for i in found.order]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("layer", ["hidden", "theta"])
def test_neuron_is_the_sum_of_its_strongest_inputs_the_rest_and_the_bias(
    network, small_digits, layer
):
    for _, inside, random in random_passes(network, small_digits.test_images, 2):
        own = getattr(inside, layer)[0].tolist()
        [place] = drawn(random, len(own))
        found = (hidden_sum if layer == "hidden" else angle_sum)(network, inside, place)
        shown = [float(found.products[i]) for i in found.strongest(6)]
        total = math.fsum(shown) + found.rest(6) + found.bias
        assert (max(total, 0) if layer == "hidden" else total) == pytest.approx(
            own[place], abs=1e-5
        )
        assert found.value == pytest.approx(own[place], abs=1e-5)
        if layer == "hidden":
            for i in found.strongest(6):
                assert found.values[i] == inside.conv2[0][input_place(inside, i)]


@pytest.mark.parametrize("name", WITH_ONE_ANGLE)
def test_formula_gives_the_exact_probability_of_the_circuit(name, small_digits):
    network = NETWORKS[name]
    for image, inside, _ in random_passes(network, small_digits.test_images, 4):
        found = one_probability(network.config, float(inside.theta))
        exact = network.classify(image[None], exact_engine()).probabilities[0, 1]
        assert found.value == pytest.approx(float(exact), abs=1e-5)


def test_formula_of_a_twin_bears_any_logit():
    config = NETWORKS["twin"].config
    assert one_probability(config, -1e4).value == pytest.approx(0, abs=1e-9)
    assert one_probability(config, 1e4).value == 1
