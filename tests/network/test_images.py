"""What the networks read: pixels in [0, 1], and nothing that only looks like them."""

import numpy as np
import pytest
import torch

from hqnn_core import HybridNet, Trainer, load_digits, load_novelty_detector, load_pretrained
from hqnn_core.network import LabelledImagesError, pixels_of
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
@pytest.mark.parametrize("n", [1, len(IMAGES)])
def test_images_of_another_range_are_refused_with_what_is_expected(images, n):
    network = load_pretrained()
    for read in (network, network.classify, network.activations, load_novelty_detector().is_digit):
        for part in images.split(n)[:10]:
            with pytest.raises(ValueError, match=r"pixels in \[0, 1\]; got .*divide bytes by 255|"
                               r"pixels in \[0, 1\]; got .*Divide bytes by 255"):  # fmt: skip
                read(part)


def test_images_to_train_on_are_checked_too(small_digits):
    import dataclasses

    digits = dataclasses.replace(small_digits, train_images=small_digits.train_images * 255)
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


@pytest.mark.parametrize(
    "image", [torch.full((1, 1, 28, 28), 255.0), torch.full((1, 1, 28, 28), -0.1)]
)
def test_image_of_another_range_has_no_bytes(image):
    with pytest.raises(LabelledImagesError, match="from 0 to 1; these are from"):
        pixels_of(image)


def test_bytes_of_an_image_give_it_back():
    assert np.allclose(np.frombuffer(pixels_of(IMAGES[:1]), np.uint8) / 255, IMAGES[:1].flatten(),
                       atol=1 / 500)  # fmt: skip
