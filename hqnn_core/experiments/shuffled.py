"""Shuffled labels: can a network learn nonsense by heart, and what does that say of its reading?

After E. Gil-Fuster, J. Eisert, C. Bravo-Prieto, Nat. Commun. 15, 2277 (2024), and before them C.
Zhang and others, "Understanding deep learning requires rethinking generalization", ICLR 2017.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch

from hqnn_core.comparison.contrasts import contrasts
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.config import Kind, TrainConfig
from hqnn_core.experiments import Computed, recorded, recorded_day
from hqnn_core.experiments.attack import NAMES, exact_network
from hqnn_core.figures.guess_stage import Axis, Guess, Mark, Truth, mean_truth
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import Digits, EpochDone, load_digits, train
from hqnn_core.quantum import Report, part_of, unreported
from hqnn_core.words.beyond import differences_text
from hqnn_core.words.numbers import percent_spread
from hqnn_core.words.settings import value_text

N_PER_CLASS = 20
EPOCHS, EVERY = 100, 5
TRAINING = TrainConfig(
    n_per_class=N_PER_CLASS, n_test_per_class=1, epochs=EPOCHS, learning_rate=3e-3
)
PLACES = (10, 30, 100)
"""Epochs at which the share of known labels is guessed."""


@dataclass(frozen=True)
class Memorised:
    """Networks after training on labels that say nothing.

    Attributes:
        known: the share of training labels that a network gives, after every `EVERY` epochs, for
            each kind and seed.
        tests: the share of test images read correctly afterwards, likewise.
        source: of the digits, see `Digits`.
    """

    known: dict[Kind, tuple[tuple[float, ...], ...]]
    tests: dict[Kind, tuple[float, ...]]
    source: str

    def mean_known(self, kind: Kind) -> list[float]:
        """Over the seeds."""
        return [statistics.fmean(shares) for shares in zip(*self.known[kind], strict=True)]


def memorised(is_shuffled: bool = True, report: Report = unreported) -> Memorised:
    """Train both kinds from `N_SEEDS` seeds; a seed shuffles the labels of both alike.

    Reports epochs.
    """
    data, total = load_digits((0, 1), N_PER_CLASS, "auto"), 2 * N_SEEDS * EPOCHS
    found = Memorised({}, {}, data.source)
    for k, kind in enumerate(NAMES):
        runs = [
            _run(
                kind, seed, data, is_shuffled, part_of(report, (k * N_SEEDS + seed) * EPOCHS, total)
            )
            for seed in range(N_SEEDS)
        ]
        found.known[kind] = tuple(known for known, _ in runs)
        found.tests[kind] = tuple(test for _, test in runs)
    return found


def _run(
    kind: Kind, seed: int, data: Digits, is_shuffled: bool, report: Report
) -> tuple[tuple[float, ...], float]:
    order = torch.randperm(len(data.train_labels), generator=torch.Generator().manual_seed(seed))
    labels = data.train_labels[order] if is_shuffled else data.train_labels
    network = exact_network(kind, seed)
    known: list[float] = []
    for event in train(network, replace(data, train_labels=labels), replace(TRAINING, seed=seed)):
        if isinstance(event, EpochDone):
            report(event.epoch, EPOCHS)
            if event.epoch % EVERY == 0:
                answers = network.classify(data.train_images).labels
                known.append((answers == labels).double().mean().item())
    answers = network.classify(data.test_images).labels
    return tuple(known), (answers == data.test_labels).double().mean().item()


def text(found: Memorised) -> str:
    """What the networks know by heart, what it is worth, and how they compare, Markdown."""
    runs = {gettext(NAMES[kind]): runs for kind, runs in found.known.items()}
    speeds = {name: list(map(statistics.fmean, each)) for name, each in runs.items()}
    known = ", ".join(
        f"{name} **{percent_spread([run[-1] for run in each])} %**" for name, each in runs.items()
    )
    hybrid, twin = speeds
    compared = differences_text(
        contrasts(speeds, [(hybrid, twin)]),
        N_("“{higher}” knows {number} of 100 labels more than “{lower}” ({chance})."), 100,
    )  # fmt: skip
    said = gettext(
        "Shuffled labels known after {epochs} epochs, mean and spread of {seeds} seeds: {known}. "
        "Test images read ({source}): **{tests} %**, little more than a coin. A network that knows "
        "its training images by heart need not be able to read. Averaged over the training:",
        epochs=EPOCHS, seeds=N_SEEDS, known=known, source=value_text("source", found.source),
        tests=percent_spread([test for tests in found.tests.values() for test in tests]),
    )  # fmt: skip
    return f"{said} {compared}"


def guess() -> Guess:
    """The share of shuffled labels that the hybrid network knows, at three moments."""
    right = recorded("shuffled")["right labels"]
    return Guess(
        question=gettext(
            "We shuffle the labels of {images} training images. How many does the hybrid network "
            "know after 10, 30 and 100 epochs?",
            images=2 * N_PER_CLASS,
        ),
        x=Axis(gettext("epochs"), 0, EPOCHS, [(e, str(e)) for e in range(0, EPOCHS + 1, 20)]),
        y=Axis(gettext("training labels known (%)"), 40, 100,
               [(p, str(p)) for p in range(40, 101, 20)], step=1, unit=" %"),
        places=[(epochs, ngettext("{n} epoch", "{n} epochs", epochs)) for epochs in PLACES],
        start=[50.0] * len(PLACES),
        joins="line",
        known=[
            Mark("line", _curve(right), "sampled", gettext("with the right labels (recorded)")),
            Mark("line", [(0, 50), (EPOCHS, 50)], "faint", gettext("a coin"), is_dashed=True),
        ],
    )  # fmt: skip


def truth(found: Memorised) -> Truth:
    """The mean curve of both networks; the truth is that of the hybrid one."""
    at = [epochs // EVERY - 1 for epochs in PLACES]
    shares = [[100 * run[i] for run in found.known["hybrid"]] for i in at]
    return mean_truth(
        shares, [_mean_curve(found, "classical", "second"), _mean_curve(found, "hybrid", "first")]
    )


def _mean_curve(found: Memorised, kind: Kind, colour: Literal["first", "second"]) -> Mark:
    return Mark("line", _curve(found.mean_known(kind)), colour, gettext(NAMES[kind]))


def _curve(shares: Sequence[float]) -> list[tuple[float, float]]:
    return [(EVERY * (i + 1), 100 * share) for i, share in enumerate(shares)]


EXPERIMENT = Computed(
    intro=lambda: gettext(
        "A network knows all its training labels. Does it understand digits, or did it **learn its "
        "images by heart**? The test: shuffle the labels, so that there is nothing to understand. "
        "Five hybrid networks and five twins train on {images} images of 0 and 1. Grey: recorded "
        "in this app on {day}.",
        images=2 * N_PER_CLASS,
        day=recorded_day(),
    ),
    compute=memorised,
    guess=guess,
    truth=truth,
    text=text,
    source=lambda: gettext(
        "Source: E. Gil-Fuster, J. Eisert, C. Bravo-Prieto, *Understanding quantum machine "
        "learning also requires rethinking generalization*, Nat. Commun. 15, 2277 (2024). Quantum "
        "neural networks fit random labels too. So the kind of model alone does not explain why "
        "they read new data. Here: one qubit behind a classical network. C. Zhang and others "
        "(2017) did the same with classical networks."
    ),
)
