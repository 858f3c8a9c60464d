"""What the networks read: pixels in [0, 1], and nothing that only looks like them."""

from dataclasses import replace

import pytest
import torch

from hqnn_core import HybridNet, Trainer, load_digits, load_novelty_detector, load_pretrained
from hqnn_core.drawing.drawings import DrawingSet
from hqnn_core.network.labelled_images import (
    MAX_IMAGES,
    LabelledImages,
    LabelledImagesError,
    pixels_of,
)
from hqnn_core.quantum import exact_engine

IMAGES = load_digits((0, 1), 1, "offline").test_images
OF_ANOTHER_RANGE = {
    "bytes": (IMAGES * 255).byte(),
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
    deviations, means = torch.std_mean(images, 0, keepdim=True)
    return {
        "MNIST's": (images - 0.1307) / 0.3081,
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


BLACK = bytes(784)


def test_image_comes_back_to_half_a_grey_step():
    image = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    labelled = LabelledImages((pixels_of(image),), (1,))
    assert float((labelled.tensor() - image).abs().max()) <= 0.5 / 255 + 1e-6
    assert pixels_of(labelled.tensor()) == labelled.images[0]
    assert LabelledImages().tensor().shape == (0, 1, 28, 28)


@pytest.mark.parametrize("kind", [LabelledImages, DrawingSet])
def test_images_can_be_taken_out_and_chosen_by_label(kind):
    images = tuple(bytes([i]) * 784 for i in range(4))
    four = kind(images, (0, 1, 7, 1))
    assert four.without({0, 2}) == kind((images[1], images[3]), (1, 1))
    assert four.of((0, 1)) == kind((images[0], images[1], images[3]), (0, 1, 1))


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        ((BLACK,) * (MAX_IMAGES + 1), (0,) * (MAX_IMAGES + 1), "at most 500 images; these are 501"),
        ((BLACK,), (), "Each image needs a label; there are 1 images and 0 labels"),
        ((bytes(783),), (0,), "An image has 784 pixels, 28 × 28; one has 783"),
        ((BLACK,), (10,), "digit from 0 to 9; one is 10"),
        ((BLACK,), (True,), "digit from 0 to 9; one is True"),
    ],
)
def test_images_out_of_bounds_are_refused(images, labels, sentence):
    with pytest.raises(LabelledImagesError, match=sentence):
        LabelledImages(images, labels)
