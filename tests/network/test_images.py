"""What the networks read: pixels in [0, 1], and nothing that only looks like them."""

from dataclasses import replace

import pytest
import torch

from hqnn_core import HybridNet, Trainer, load_digits, load_novelty_detector, load_pretrained
from hqnn_core.quantum import exact_engine

IMAGES = load_digits((0, 1), 1, "offline").test_images
OF_ANOTHER_RANGE = {
    "bytes": (IMAGES * 255).byte(),
    "bytes as numbers": (IMAGES * 255).round(),
    "whole numbers": (IMAGES * 255).long(),
    "grey levels of scikit-learn": IMAGES * 16,
    "centred bytes": IMAGES * 255 - 33,
}


@pytest.mark.parametrize("images", OF_ANOTHER_RANGE.values(), ids=OF_ANOTHER_RANGE)
def test_images_of_another_range_are_refused_with_what_is_expected(images):
    network = load_pretrained()
    for read in (network, network.classify, network.activations, load_novelty_detector().is_digit):
        for part in (images, images[:1]):
            with pytest.raises(
                ValueError, match=r"pixels in \[0, 1\]; got .*[dD]ivide bytes by 255"
            ):
                read(part)


def test_images_to_train_on_are_checked_too(small_digits):
    digits = replace(small_digits, train_images=small_digits.train_images * 255)
    with pytest.raises(ValueError, match="Divide bytes by 255"):
        list(Trainer(HybridNet(), digits).events())


def normalised(images: torch.Tensor) -> dict[str, torch.Tensor]:
    deviation, mean = torch.std_mean(images)
    deviations, means = torch.std_mean(images, 0, keepdim=True)
    return {
        "MNIST's": (images - 0.1307) / 0.3081,
        "their own": (images - mean) / deviation,
        "to [-1, 1]": 2 * images - 1,
        "each pixel": (images - means) / deviations.clamp(min=1e-3),
    }


@pytest.mark.parametrize("kind", normalised(IMAGES))
def test_normalised_images_pass_as_they_are(kind):
    images = normalised(IMAGES)[kind]
    network = load_pretrained()
    found = network.classify(images, exact_engine())
    conv1 = torch.relu(torch.max_pool2d(network.classical.conv1(images), 2))
    torch.testing.assert_close(network.activations(images).conv1, conv1)
    assert found.labels.shape == (len(images),)
