import base64
import json

import pytest
import torch

from hqnn_core.drawing.drawings import DrawingSet
from hqnn_core.network.labelled_images import (
    MAX_IMAGES,
    LabelledImages,
    LabelledImagesError,
    pixels_of,
)

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


def test_images_survive_the_way_to_a_process():
    images = LabelledImages((bytes([1]) * 784, bytes([255]) * 784), (1, 0))
    sent = json.dumps(images.as_dict())
    assert LabelledImages.from_dict(json.loads(sent)) == images
    assert base64.b64decode(json.loads(sent)["images"]) == b"".join(images.images)


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
