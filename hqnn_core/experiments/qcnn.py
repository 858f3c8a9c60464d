"""A published comparison computed anew: a quantum convolutional network beside a small CNN.

Source: T. Hur, L. Kim, D. K. Park, Quantum Mach. Intell. 4, 3 (2022), arXiv:2108.00661; protocol
and recorded accuracies as in the authors' repository, takh04/QCNN.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from hqnn_core.comparison.race import CNN, NAMES, QCNN, QUESTIONS, Race, asked, race
from hqnn_core.experiments import Computed
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
from hqnn_core.words.beyond import differences_text
from hqnn_core.words.numbers import percent_spread, percent_text, whole_text
from hqnn_core.words.settings import value_text

QUICK = ("dead",)
"""Questions whose answer takes milliseconds."""

RECORDED = {
    QCNN: (0.98345, 0.97967, 0.97967, 0.98061, 0.98487),
    CNN: (0.92151, 0.89409, 0.98109, 0.95887, 0.94232, 0.98014, 0.95414, 0.53664, 0.97683, 0.95887),
}
"""Test accuracies in the authors' repository, PCA to 8, cross-entropy, CNN with 26 parameters: its
files 1D_MNIST_cross_entropy_SU4.txt, and result_CNN_MNIST_2L.txt with ..._2L_DATA2.txt."""

DEAD_BELOW = 0.55
"""All ones of MNIST's test images are 0.5366 of them."""
MORE = N_("“{higher}” reads {number} of 100 images more than “{lower}” ({chance}).")
ENDS = (0.2, 60.0)
"""Of the axis of misread images, percent."""


def text(found: Race) -> str:
    """Means, dead runs and what the seeds tell apart, Markdown."""
    return f"{means_text(found)}\n\n{comparison_text(found)}"


def means_text(found: Race) -> str:
    """The share of test images that each kind reads, and the dead runs, Markdown."""
    means = ", ".join(
        f"{gettext(row.name)} **{percent_spread(row.counted(found.with_dead))} %**"
        for row in found.rows
    )
    read = gettext(
        "Test images: {n} ({source}). Read correctly, mean and spread of the runs: {means}.",
        n=whole_text(found.n_test), source=value_text("source", found.source), means=means,
    )  # fmt: skip
    return f"{read} {_dead_text(found)}"


def _dead_text(found: Race) -> str:
    cnn = found.row(CNN)
    dead = [a for a, is_dead in zip(cnn.accuracies, cnn.is_dead, strict=True) if is_dead]
    said = gettext(
        "**Dead CNNs: {dead} of {runs}.** A dead one gives all images the same answer.",
        dead=len(dead), runs=len(cnn.is_dead),
    )  # fmt: skip
    if dead:
        right = ", ".join(map(percent_text, sorted(set(dead))))
        said += " " + gettext("It is right for {share} of them.", share=right)
    return said if found.with_dead else f"{said} " + gettext("We leave them out here.")


def comparison_text(found: Race) -> str:
    """What the seeds tell apart, Markdown."""
    told = differences_text(found.contrasts(), MORE, 100, gettext)
    if found.question == "shots":
        return told
    sizes = ", ".join(f"{gettext(row.name)} {row.n_parameters}" for row in found.rows)
    return f"{told} " + gettext("Numbers to learn: {sizes}.", sizes=sizes)


def recorded_text() -> str:
    """What the authors recorded, Markdown."""
    n_dead = sum(a < DEAD_BELOW for a in RECORDED[CNN])
    told = ", ".join(
        ngettext(
            "{network} {share} % ({n} run)",
            "{network} {share} % ({n} runs)",
            len(values),
            network=gettext(name),
            share=percent_spread(values),
        )
        for name, values in RECORDED.items()
    )
    return gettext(
        "The authors' repository records: {told}. CNNs that always say 1: {dead}.",
        told=told, dead=n_dead,
    )  # fmt: skip


def guess(found: Race | None = None) -> Guess:
    """The misread images of the three kinds, or of those in a race; the authors' runs are known."""
    ticks = [(0.5, "0.5"), (1.0, "1"), (2.0, "2"), (5.0, "5"), (10.0, "10"), (50.0, "50")]
    names = [row.name for row in found.rows] if found else NAMES
    rows, room = [_errors(RECORDED.get(name, ())) for name in names], 1 / len(names)
    known = named_dots(rows, 0.24 * room, -0.3 * room)
    return named_guess(
        gettext("How many of 100 test images does each misread?"),
        Axis(gettext("test images misread (%)"), *ENDS, ticks, is_log=True, unit=" %"),
        list(map(gettext, names)),
        5.0,
        known=[Mark("dots", known, "sampled", gettext("recorded by the authors"))],
    )


def truth(found: Race) -> Truth:
    """A dot for each run and a cross for each dead one; the truth is the mean of what counts."""
    rows, room = [_errors(row.accuracies) for row in found.rows], 1 / len(found.rows)
    is_dead = [dead for row in found.rows for dead in row.is_dead]
    dots = list(zip(named_dots(rows, 0.44 * room, 0.2 * room), is_dead, strict=True))
    ours, dead = ([dot for dot, dead in dots if dead == wanted] for wanted in (False, True))
    counted = [row.counted(found.with_dead) or row.accuracies for row in found.rows]
    marks = [
        Mark("dots", ours, "first", gettext("a run of ours")),
        Mark("crosses", dead, "ink", gettext("dead: always the same answer")),
    ]
    return mean_truth([[100 * (1 - a) for a in each] for each in counted], marks)


def _errors(accuracies: Sequence[float]) -> list[float]:
    """The misread images of each run in percent, within the axis."""
    return [max(100 * (1 - a), ENDS[0]) for a in accuracies]


ABSTRACT = (
    "The QCNN models performed noticeably better than CNN models under the similar training "
    "conditions."
)
"""What the paper claims, word for word, in its abstract."""

EXPERIMENT = Computed(
    intro=lambda: gettext(
        "A paper of 2022 reads zeros and ones with a **quantum convolutional network** (QCNN) of 8 "
        "qubits, and with a small classical CNN. It says on page 1: “{abstract}” Both see 8 "
        "numbers of each image. {recorded} Here all run again. So does the simplest reader, "
        "logistic regression on the same 8 numbers.",
        abstract=ABSTRACT,
        recorded=recorded_text(),
    ),
    compute=race,
    further={label: partial(asked, question) for question, label in QUESTIONS.items()},
    guess=guess,
    truth=truth,
    text=text,
    source=lambda: gettext(
        "Source: T. Hur, L. Kim, D. K. Park, *Quantum convolutional neural network for classical "
        "data classification*, Quantum Mach. Intell. 4, 3 (2022), arXiv:2108.00661. Grey: the runs "
        "in the authors' repository (takh04/QCNN). Their code resizes an image to 784 × 1, which "
        "leaves its two middle columns. It makes a new Adam in every step of the CNN; so does ours."
    ),
)
