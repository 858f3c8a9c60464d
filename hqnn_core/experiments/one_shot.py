"""One shot at the end: networks that are asked once, trained with and without a variance penalty.

A measured outcome has the variance 1 - E². Adding it to the loss is the variance regularisation of
D. Kreplin, M. Roth, Quantum 8, 1385 (2024), arXiv:2306.01639.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from hqnn_core.comparison.contrasts import contrasts
from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.experiments import Computed, recorded, recorded_day
from hqnn_core.figures.guess_stage import (
    Axis,
    Guess,
    Mark,
    Truth,
    mean_truth,
    named_dots,
    named_guess,
    named_places,
)
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import Digits, HybridNet, load_digits, negative_log_likelihood
from hqnn_core.quantum import Report, StatevectorEngine, exact_engine, unreported
from hqnn_core.words.beyond import differences_text
from hqnn_core.words.numbers import number_text, percent_spread, whole_text
from hqnn_core.words.settings import value_text

SHOTS = (1, 10, 1_000)
N_SEEDS = 10
PENALTY = 0.5
"""Times 1 - E², added to -log P(correct)."""
TRAINING = TrainConfig(epochs=5)
Shares = tuple[tuple[float, ...], ...]
"""Test images misread, for each of `SHOTS` and each seed."""


@dataclass(frozen=True)
class OneShot:
    """Networks trained with some shots.

    Attributes:
        plain, penalised: the share of test images that one shot reads wrongly, trained without and
            with the penalty.
        exact: the same, asked without shot noise; trained without the penalty.
        source: of the digits, see `Digits`.
    """

    plain: Shares
    penalised: Shares
    exact: Shares
    source: str


def one_shot(report: Report = unreported) -> OneShot:
    """Train with each of `SHOTS`, both ways, from `N_SEEDS` seeds. Reports networks."""
    data = load_digits((0, 1), TRAINING.n_per_class, "auto")
    cells = [(shots, penalty) for penalty in (0.0, PENALTY) for shots in SHOTS]
    found: list[list[tuple[float, float]]] = []
    for i, (shots, penalty) in enumerate(cells):
        found.append([])
        for seed in range(N_SEEDS):
            report(i * N_SEEDS + seed, len(cells) * N_SEEDS)
            network = _trained(data, shots, penalty, seed)
            found[-1].append(_misread(network, data, seed))
    once = [tuple(one for one, _ in cell) for cell in found]
    exact = [tuple(exact for _, exact in cell) for cell in found]
    n = len(SHOTS)
    return OneShot(tuple(once[:n]), tuple(once[n:]), tuple(exact[:n]), data.source)


def _trained(data: Digits, shots: int, penalty: float, seed: int) -> HybridNet:
    network = HybridNet(ModelConfig(engine="statevector", shots=shots, seed=seed))
    optimiser = torch.optim.Adam(network.parameters(), TRAINING.learning_rate, fused=True)
    order = torch.Generator().manual_seed(seed)
    for _ in range(TRAINING.epochs):
        for rows in torch.randperm(len(data.train_labels), generator=order).split(8):
            measured = network.quantum(network.classical(data.train_images[rows]))
            loss = negative_log_likelihood(network.probabilities(measured), data.train_labels[rows])
            # One shot measures E = -1 or 1, so this is 0; its slope -2 E dE/dθ is not, as dE/dθ
            # comes from shots of its own.
            loss = loss + penalty * (1 - measured.square()).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return network


def _misread(network: HybridNet, data: Digits, seed: int) -> tuple[float, float]:
    """The share of test images misread with one shot each, and without shot noise."""
    engines = StatevectorEngine(1, seed), exact_engine()
    theta = network.activations(data.test_images).theta
    once, exact = (
        (network.measure(theta, engine).labels != data.test_labels).double().mean().item()
        for engine in engines
    )
    return once, exact


def text(found: OneShot) -> str:
    """What one shot misreads, and whether the penalty helps, Markdown."""
    names, plain, penalised = _names(), gettext("without penalty"), gettext("with penalty")
    series = {
        f"{name}, {how}": shares
        for how, each in ((plain, found.plain), (penalised, found.penalised))
        for name, shares in zip(names, each, strict=True)
    }
    pairs = [(f"{name}, {plain}", f"{name}, {penalised}") for name in names]
    rows = [
        f"| {name} | {' | '.join(percent_spread(series[key]) for key in pair)} |"
        for name, pair in zip(names, pairs, strict=True)
    ]
    above = gettext(
        "Of 100 test images ({source}), one shot misreads these. Mean and spread of {seeds} seeds.",
        source=value_text("source", found.source), seeds=N_SEEDS,
    )  # fmt: skip
    exact = percent_spread([share for shares in found.exact for share in shares])
    compared = differences_text(
        contrasts(series, pairs),
        N_("“{higher}” misreads {number} of 100 images more than “{lower}” ({chance})."), 100,
    )  # fmt: skip
    return "\n".join([
        f"{above}\n",
        "| " + gettext("trained with") + f" | {plain} | {penalised} |",
        "| --- | --- | --- |", *rows,
        "\n" + gettext('Misread without shot noise: {share} %.', share=exact) + f" {compared}",
    ])  # fmt: skip


def _names() -> list[str]:
    return [ngettext("{n} shot", "{n} shots", shots) for shots in SHOTS]


def guess() -> Guess:
    """What one shot misreads after each training, without the penalty."""
    exact = [
        (x, 100 * share)
        for (x, _), share in zip(named_places(_names()), recorded("one_shot")["exact"], strict=True)
    ]
    return named_guess(
        gettext(
            "The network trains with 1, 10 or {most} shots. Then each test image gets a single "
            "shot. How many are misread?",
            most=whole_text(SHOTS[-1]),
        ),
        Axis(gettext("test images misread (%)"), 0, 15, [(p, str(p)) for p in (0, 5, 10, 15)],
             step=0.1, unit=" %"),
        _names(),
        10.0,
        "line",
        known=[Mark("line", exact, "sampled", gettext("without shot noise (recorded)"))],
    )  # fmt: skip


def truth(found: OneShot) -> Truth:
    """A dot for each network; the truth is the mean of those without the penalty."""
    plain, penalised = (
        [[100 * share for share in shares] for shares in each]
        for each in (found.plain, found.penalised)
    )
    marks = [
        Mark("dots", named_dots(plain, 0.08, -0.06), "first", gettext("without penalty")),
        Mark("dots", named_dots(penalised, 0.08, 0.06), "second", gettext("with penalty")),
    ]
    return mean_truth(plain, marks)


EXPERIMENT = Computed(
    intro=lambda: gettext(
        "A measured qubit says 0 or 1, and we ask the network **only once**. Where E = P(1) − P(0) "
        "is 0, the answer is a coin toss. Where E is −1 or 1, it is certain. Training can punish "
        "unsure answers with a penalty, 1 − E². Grey: recorded in this app on {day}.",
        day=recorded_day(),
    ),
    compute=one_shot,
    guess=guess,
    truth=truth,
    text=text,
    source=lambda: gettext(
        "Source: D. Kreplin, M. Roth, *Reduction of finite sampling noise in quantum neural "
        "networks*, Quantum 8, 1385 (2024), arXiv:2306.01639. In their regressions, the penalty "
        "lowers the variance about ten times. Here the loss −log P(correct) asks for sure answers "
        "already. The penalty is {factor} (1 − E²), the variance of one shot.",
        factor=number_text(PENALTY),
    ),
)
