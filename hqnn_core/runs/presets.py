"""Runs worth watching, each with a sentence that says what to look for."""

from __future__ import annotations

from dataclasses import dataclass

from hqnn_core.config import ModelConfig, TrainConfig

DEFAULT_MODEL, DEFAULT_TRAINING = ModelConfig(), TrainConfig()


@dataclass(frozen=True)
class Preset:
    """A named configuration of a run."""

    name: str
    watch_for: str
    model: ModelConfig = DEFAULT_MODEL
    training: TrainConfig = DEFAULT_TRAINING


PRESETS = (
    Preset(
        "as it should be",
        "The chapter's network and settings with the exact rule, in batches of 8. Watch the two "
        "colours of dots move apart on the curve.",
    ),
    Preset(
        "as the chapter wrote it",
        "Its own loss, one image a step, 30 epochs, and its code's slope, E(θ+s) − E(θ), which is "
        "not the slope: watch the training curve follow the notebook's of 2020, which was made "
        "this way.",
        ModelConfig(rule="chapter-aliased"),
        TrainConfig(epochs=30, batch_size=1, loss="chapter"),
    ),
    Preset(
        "one shot",
        "A circuit is run once, so every answer is 0 or 1, as chance will have it. Watch how noisy "
        "the batches are, and that their mean still falls.",
        ModelConfig(shots=1),
    ),
    Preset(
        "tiny shift",
        "The two circuits of a slope are 0.02 apart. The rule is still exact on average, but 100 "
        "shots cannot tell the two apart: watch the loss stumble, often to the end.",
        ModelConfig(shift=0.01),
    ),
    Preset(
        "without H",
        "RY(θ) alone: P(1) is almost 0 for the whole heap, so each image is read as a 0. After an "
        "epoch far more images are read wrong than with H; watch one colour stay near 0 while the "
        "other leaves for π or −π. With some seeds it is not done after 20 epochs.",
        ModelConfig(hadamard=False),
    ),
    Preset(
        "classical twin",
        "The same layers from the same weights with a sigmoid where the circuit was. Watch that "
        "about as many test images are read right, and that 1 − P(correct) ends lower.",
        ModelConfig(kind="classical"),
    ),
    Preset(
        "quick look",
        "Five epochs on 50 images of each digit: all of it in about a second.",
        ModelConfig(engine="statevector"),
        TrainConfig(epochs=5, n_per_class=50),
    ),
)
