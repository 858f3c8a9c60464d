"""Presets of the Train page, each with a note on what to watch for."""

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
        "exact slope",
        "The chapter's network and its 100 shots, but with a slope that is exact on average, "
        "another loss, batches of 8 and 20 epochs. Watch the dots of the two colours move apart on "
        "the curve.",
    ),
    Preset(
        "as the chapter wrote it",
        "The chapter's loss, one image per step, 30 epochs, and E(θ+s) − E(θ) from its code of "
        "2020, which is not the true slope. The notebook of 2020 was made this way: watch the "
        "training curve follow the notebook's grey curve.",
        ModelConfig(rule="chapter-aliased"),
        TrainConfig(epochs=30, batch_size=1, loss="chapter"),
    ),
    Preset(
        "one shot",
        "Each circuit runs only once, so every measured P(1) is 0 or 1, at random. Watch how noisy "
        "the loss of each batch is, while the mean still falls.",
        ModelConfig(shots=1),
    ),
    Preset(
        "tiny shift",
        "The two circuits of a slope are only 0.02 rad apart. The rule is still exact on average, "
        "but 100 shots cannot tell the two circuits apart. Watch the loss jump, often to the end.",
        ModelConfig(shift=0.01),
    ),
    Preset(
        "without H",
        "Only RY(θ): P(1) starts near 0 for all images, so each image is read as a 0. After one "
        "epoch, many more images are misread than with H. Watch one colour stay near 0 while the "
        "other moves to π or −π. With some seeds, 20 epochs are not enough.",
        ModelConfig(hadamard=False),
    ),
    Preset(
        "classical twin",
        "The same layers and start weights, with a sigmoid in place of the circuit. Compare: about "
        "as many test images are read correctly, and 1 − P(correct) ends lower.",
        ModelConfig(kind="classical"),
    ),
    Preset(
        "ten digits",
        "All ten digits: six angles, an entangled circuit with two layers of its own weights, a "
        "dense layer. Watch the colour gather on the diagonal. It needs no shots: the slope is "
        "computed exactly, by backpropagation through the simulated circuit.",
        ModelConfig(
            digits=tuple(range(10)),
            qubits=6,
            layers=2,
            engine="statevector",
            shots=None,
            rule="exact",
        ),
        TrainConfig(epochs=20, batch_size=16, learning_rate=3e-3),
    ),
    Preset(
        "quick run",
        "Five epochs on 50 images of each digit. It takes about a second.",
        ModelConfig(engine="statevector"),
        TrainConfig(epochs=5, n_per_class=50),
    ),
)
