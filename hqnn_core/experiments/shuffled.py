"""Shuffled labels: can a network learn nonsense by heart, and what does that say of its reading?

After E. Gil-Fuster, J. Eisert, C. Bravo-Prieto, Nat. Commun. 15, 2277 (2024), and before them C.
Zhang and others, "Understanding deep learning requires rethinking generalization", ICLR 2017.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from hqnn_core.comparison.contrasts import contrasts
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.config import Kind, ModelConfig, TrainConfig
from hqnn_core.experiments import Computed, recorded, recorded_note
from hqnn_core.figures.guess_stage import Axis, Guess, Mark, Truth
from hqnn_core.network import Digits, EpochDone, build_model, load_digits, train
from hqnn_core.quantum import Report, part_of, unreported
from hqnn_core.words.chance import contrasts_text
from hqnn_core.words.numbers import percent_spread
from hqnn_core.words.settings import value_text

NAMES: Mapping[Kind, str] = {"hybrid": "hybrid network", "classical": "classical twin"}
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
    network = build_model(
        ModelConfig(kind=kind, engine="statevector", shots=None, rule="exact", seed=seed)
    )
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
    ends = {NAMES[kind]: [run[-1] for run in runs] for kind, runs in found.known.items()}
    speeds = {NAMES[kind]: list(map(statistics.fmean, runs)) for kind, runs in found.known.items()}
    tests = [test for runs in found.tests.values() for test in runs]
    known = ", ".join(f"the {name} **{percent_spread(shares)} %**" for name, shares in ends.items())
    compared = contrasts(speeds, [(NAMES["hybrid"], NAMES["classical"])])
    return (
        f"After {EPOCHS} epochs, of {2 * N_PER_CLASS} shuffled labels, {known} (mean and spread of "
        f"{N_SEEDS} seeds). Of test images ({value_text('source', found.source)}), all read "
        f"**{percent_spread(tests)} %** correctly, little more than a coin. So a network that "
        "fits its training images has not shown yet that it reads. Averaged over the training: "
        f"{contrasts_text(compared, 'knows {} of 100 labels more than', 100)}"
    )


def guess() -> Guess:
    """The share of shuffled labels that the hybrid network knows, at three moments."""
    right = recorded("shuffled")["right labels"]
    return Guess(
        question=f"The labels of {2 * N_PER_CLASS} training images are shuffled. How many does the "
        "hybrid network give after 10, 30 and 100 epochs?",
        x=Axis("epochs", 0, EPOCHS, [(e, str(e)) for e in range(0, EPOCHS + 1, 20)]),
        y=Axis("training labels known (%)", 40, 100, [(p, str(p)) for p in range(40, 101, 20)],
               step=1, unit=" %"),
        places=[(epochs, f"{epochs} epochs") for epochs in PLACES],
        start=[50.0] * len(PLACES),
        joins="line",
        known=[
            Mark("line", _curve(right), "sampled", "with the right labels (recorded)"),
            Mark("line", [(0, 50), (EPOCHS, 50)], "faint", "a coin", is_dashed=True),
        ],
    )  # fmt: skip


def truth(found: Memorised) -> Truth:
    """The mean curve of both networks; the truth is that of the hybrid one."""
    at = [epochs // EVERY - 1 for epochs in PLACES]
    shares = [[100 * run[i] for run in found.known["hybrid"]] for i in at]
    return Truth(
        values=[statistics.fmean(each) for each in shares],
        errors=[statistics.stdev(each) / len(each) ** 0.5 for each in shares],
        marks=[
            Mark("line", _curve(found.mean_known("classical")), "second", NAMES["classical"]),
            Mark("line", _curve(found.mean_known("hybrid")), "first", NAMES["hybrid"]),
        ],
    )


def _curve(shares: Sequence[float]) -> list[tuple[float, float]]:
    return [(EVERY * (i + 1), 100 * share) for i, share in enumerate(shares)]


EXPERIMENT = Computed(
    intro="A network that gives all training labels back may have understood digits, or **learned "
    f"its images by heart**. The test: shuffle the labels. Then there is nothing to understand. "
    f"Five hybrid networks and five twins train on {2 * N_PER_CLASS} images of 0 and 1. "
    f"(Grey: {recorded_note()}.)",
    compute=memorised,
    guess=guess,
    truth=truth,
    text=text,
    source="Source: E. Gil-Fuster, J. Eisert, C. Bravo-Prieto, *Understanding quantum machine "
    "learning also requires rethinking generalization*, Nat. Commun. 15, 2277 (2024): quantum "
    "neural networks fit random labels, so bounds from the kind of model alone do not explain why "
    "they read new data. Shown here for one qubit behind a classical network, as C. Zhang and "
    "others (2017) did for classical ones.",
)
