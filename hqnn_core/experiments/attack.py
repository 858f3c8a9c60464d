"""Attack on a digit: how many pixels turn an answer, of the hybrid network and of its twin."""

from __future__ import annotations

import base64
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import torch
from torch import Tensor

from hqnn_core.comparison.contrasts import contrasts
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.config import Kind, ModelConfig, TrainConfig
from hqnn_core.experiments import Computed, recorded
from hqnn_core.figures.guess_stage import (
    Axis,
    Guess,
    Mark,
    Truth,
    mean_truth,
    named_dots,
    named_guess,
)
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import (
    IMAGE_SIDE,
    MOST,
    ClassicalTwin,
    Digits,
    HybridNet,
    Way,
    build_model,
    first_of_each,
    load_digits,
    pixels_of,
    train,
    turned,
)
from hqnn_core.quantum import Report, unreported
from hqnn_core.words.beyond import differences_text
from hqnn_core.words.numbers import with_spread
from hqnn_core.words.settings import value_text

NAMES: dict[Kind, str] = {"hybrid": N_("Hybrid network"), "classical": N_("Classical twin")}
Network = HybridNet | ClassicalTwin
PER_CLASS = 10
TRAINING = TrainConfig(epochs=5, n_test_per_class=1)


@dataclass(frozen=True)
class Tally:
    """Attacks on the test images of one network.

    Attributes:
        pixels: the mean number of changed pixels, `MOST` where an image was not turned.
        unturned: images that were not turned.
        over_the_top: those of them whose angle is beyond pi/2.
    """

    pixels: float
    unturned: int
    over_the_top: int


@dataclass(frozen=True)
class Attack:
    """Attacks on test images and on one image of the visitor.

    Attributes:
        tallies: of each seed, by kind and way.
        n_images: attacked test images of each network.
        image: the visitor's, 784 bytes.
        own: for each kind, that image after the attack on the first seed's network, along the slope
            of the angle, and the number of changed pixels, None where it was not turned.
        source: of the digits, see `Digits`.
    """

    tallies: dict[tuple[Kind, Way], tuple[Tally, ...]]
    n_images: int
    image: bytes
    own: dict[Kind, tuple[bytes, int | None]]
    source: str

    def pixels(self, kind: Kind, way: Way) -> list[float]:
        """Of each seed."""
        return [tally.pixels for tally in self.tallies[kind, way]]


def example_image() -> bytes:
    """The first zero of the test images, 784 bytes."""
    return pixels_of(load_digits((0,), 1, "auto").test_images[:1])


def attack(image: bytes, report: Report = unreported) -> Attack:
    """Train both kinds from `N_SEEDS` seeds, and attack test images and `image` (784 bytes).

    Reports networks.
    """
    data = load_digits((0, 1), TRAINING.n_per_class, "auto")
    images, _ = first_of_each(data.test_images, data.test_labels, PER_CLASS)
    found = Attack({}, len(images), image, {}, data.source)
    for k, kind in enumerate(NAMES):
        networks: list[Network] = []
        for seed in range(N_SEEDS):
            report(k * N_SEEDS + seed, len(NAMES) * N_SEEDS)
            networks.append(_trained(kind, seed, data))
        for way in get_args(Way):
            found.tallies[kind, way] = tuple(_tally(each, images, way) for each in networks)
        found.own[kind] = _own(networks[0], image)
    return found


def _tally(network: Network, images: Tensor, way: Way) -> Tally:
    _, counts = turned(network, images, way)
    is_left = counts < 0
    is_over = network.activations(images).theta[:, 0].abs() > math.pi / 2
    pixels = counts.double().masked_fill(is_left, MOST).mean().item()
    return Tally(pixels, int(is_left.sum()), int((is_left & is_over).sum()))


def _own(network: Network, image: bytes) -> tuple[bytes, int | None]:
    pixels = torch.frombuffer(bytearray(image), dtype=torch.uint8).float() / 255
    after, [count] = turned(network, pixels.reshape(1, 1, IMAGE_SIDE, IMAGE_SIDE), "angle")
    return pixels_of(after[0]), int(count) if count >= 0 else None


def exact_network(kind: Kind, seed: int) -> Network:
    """An untrained network without shots."""
    return build_model(
        ModelConfig(kind=kind, engine="statevector", shots=None, rule="exact", seed=seed)
    )


def _trained(kind: Kind, seed: int, data: Digits) -> Network:
    network = exact_network(kind, seed)
    for _ in train(network, data, replace(TRAINING, seed=seed)):
        pass
    return network


def text(found: Attack) -> str:
    """How many pixels turn an image, and what the sine has to do with it, Markdown."""
    by_angle = {gettext(name): found.pixels(kind, "angle") for kind, name in NAMES.items()}
    means = ", ".join(
        f"{name} **{with_spread(statistics.fmean(each), statistics.stdev(each), (0, MOST))}**"
        for name, each in by_angle.items()
    )
    tests = gettext(
        "Attacked too: {images} test images ({source}). Pixels changed until they turn, mean and "
        "spread of {seeds} seeds: {means}.",
        images=found.n_images, source=value_text("source", found.source), seeds=N_SEEDS,
        means=means,
    )  # fmt: skip
    hybrid, twin = by_angle
    compared = differences_text(
        contrasts(by_angle, [(hybrid, twin)]),
        N_("“{higher}” needs {number} pixels more than “{lower}” ({chance})."),
    )
    own = [_own_text(kind, n) for kind, (_, n) in found.own.items()]
    return " ".join([*own, tests, compared, _sine_text(found)])


def _own_text(kind: Kind, n: int | None) -> str:
    name = gettext(NAMES[kind])
    if n is None:
        return gettext("{network}: {most} pixels do not turn this image.", network=name, most=MOST)
    return ngettext(
        "{network}: **{n} pixel** turns this image.",
        "{network}: **{n} pixels** turn this image.", n, network=name,
    )  # fmt: skip


def _sine_text(found: Attack) -> str:
    hybrid, twin = (found.tallies[kind, "answer"] for kind in NAMES)
    return gettext(
        "Now along the slope of P(1) itself, through the qubit. Attacks that fail: {failed} of "
        "{total}. Images among them with an angle beyond π/2: {over}. There the sine falls again, "
        "and its slope points away from the other digit. Through the twin's sigmoid, {twin} of "
        "{total} fail: far out its slope is rounded to 0. Neither network is safer. The slope in "
        "front of the qubit, or of the sigmoid, still finds the pixels.",
        failed=_sum(hybrid), twin=_sum(twin), total=found.n_images * len(hybrid),
        over=sum(each.over_the_top for each in hybrid),
    )  # fmt: skip


def _sum(tallies: Sequence[Tally]) -> int:
    return sum(each.unturned for each in tallies)


PICTURES_TEXT = N_("The attack on this image, on the networks of the first seed.")


def pictures(found: Attack | None) -> dict[str, bytes]:
    """The attacked image before and after, by names; a recorded one without a result."""
    if found is None:
        images = [base64.b64decode(each) for each in recorded("attack")["images"]]
        names = [gettext("before"), *map(gettext, NAMES.values())]
        return dict(zip(names, images, strict=True))
    after = {_caption(kind, n): image for kind, (image, n) in found.own.items()}
    return {gettext("before"): found.image, **after}


def _caption(kind: Kind, n: int | None) -> str:
    name = gettext(NAMES[kind])
    if n is None:
        return gettext("{network}: not turned", network=name)
    return ngettext("{network}: {n} pixel", "{network}: {n} pixels", n, network=name)


def guess(image: bytes) -> Guess:
    """How many pixels turn a test image, for both networks."""
    del image
    question = gettext(
        "How many of {pixels} pixels must an attacker change to turn the answer?",
        pixels=IMAGE_SIDE**2,
    )
    ticks = [(n, str(n)) for n in range(0, MOST + 1, 10)]
    y = Axis(gettext("changed pixels"), 0, MOST, ticks, step=1)
    return named_guess(question, y, list(map(gettext, NAMES.values())), 45.0)


def truth(found: Attack) -> Truth:
    """A dot for each network and way; the truth is the mean along the slope of the angle."""
    angle, answer = ([found.pixels(kind, way) for kind in NAMES] for way in ("angle", "answer"))
    along_angle = gettext("along the slope of θ, or of the twin's logit")
    marks = [
        Mark("dots", named_dots(angle, 0.08, -0.06), "first", along_angle),
        Mark("dots", named_dots(answer, 0.08, 0.06), "second", gettext("along the slope of P(1)")),
    ]
    return mean_truth(angle, marks)


EXPERIMENT = Computed(
    intro=lambda: gettext(
        "A network's slopes tell an attacker: **which pixel moves the answer most?** The attack "
        "makes that pixel black or white, then the next. It stops when a 0 is read as a 1, or a 1 "
        "as a 0. In the hybrid network, the slope passes through the qubit, so through a sine."
    ),
    compute=attack,
    example=lambda: (example_image(),),
    guess=guess,
    truth=truth,
    text=text,
    source=lambda: gettext(
        "A greedy search after N. Papernot and others, *The limitations of deep learning in "
        "adversarial settings* (2016); other searches may find fewer pixels. An image that {most} "
        "pixels do not turn counts as {most}. For quantum classifiers: S. Lu, L.-M. Duan, D.-L. "
        "Deng, *Quantum adversarial machine learning*, Phys. Rev. Research 2, 033212 (2020).",
        most=MOST,
    ),
)
