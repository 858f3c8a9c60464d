"""Only what is exactly 0 or 100 % is called so, wherever a share is written."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.board.entries import RunSent
from hqnn_core.board.view import dots_of
from hqnn_core.comparison.rankings import Summary
from hqnn_core.drawing import Attempt
from hqnn_core.experiments import arms, device
from hqnn_core.figures.class_charts import board_runs_chart
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.sweep_charts import sweep_chart
from hqnn_core.lesson.facts import FACTS
from hqnn_core.network import BatchDone, EpochDone, Mistake, evaluation
from hqnn_core.network.explain import OneProbability
from hqnn_core.quantum import RunningMean, Sent
from hqnn_core.runs import Outcome, Run, Sweep
from hqnn_core.words.board import content_text
from hqnn_core.words.circuit import expectation_text
from hqnn_core.words.computation import one_text
from hqnn_core.words.drawing import attempt_text
from hqnn_core.words.numbers import (
    percent_range_text,
    percent_text,
    share_text,
    with_spread,
)
from hqnn_core.words.sweeps import summary_text
from hqnn_core.words.training import mistake_text, training_text

INK = PALETTES["light"]
TEN = ModelConfig(digits=tuple(range(10)), qubits=4)


@st.composite
def counted(draw) -> tuple[int, int]:
    """A count and n; half of the counts are near an end."""
    n = draw(st.integers(1, 100_000))
    count = draw(st.integers(0, n) | st.integers(0, min(3, n)))
    return (n - count if draw(st.booleans()) else count), n


def of_a_job(share: float, n: int) -> str:
    done = SimpleNamespace(id="id", device="d", status="DONE", p_one=lambda: share, ideal=0.3)
    return device.job_text(cast(Sent, done))


def of_a_run(share: float, n: int) -> str:
    run = Run(ModelConfig(), TrainConfig())
    run.batches.append(BatchDone(1, 1, 1, 0.3, -0.7, 0, 1.0))
    run.epochs.append(EpochDone(1, 1, 0.3, -0.7, 0.3, -0.7, share, n, (), 0, 1.0))
    return training_text(run, (0, 0), "nll").split(" · ")[2]


def of_a_mistake(share: float, n: int) -> str:
    text = mistake_text(Mistake(0, 3, 5, share), TEN)
    return text.partition("= ")[2]


def of_an_attempt(share: float, n: int) -> str:
    attempt = Attempt(3, 5, share, None, share, 0.0, TEN, False, bytes(784))
    return re.sub(r"of 3|Number 1: a 3|answered 5", "", attempt_text(1, attempt))


def of_a_board(share: float, n: int) -> str:
    dots = dots_of([("Ada", RunSent(100, None, share))])
    [row] = board_runs_chart(dots, INK)["layer"][0]["data"]["values"]
    return row["correct"]


def summary(share: float, spread: float | None = None) -> Summary:
    return Summary({"shots": 1}, share, spread, 5, 0)


PERCENT: dict[str, Callable[[float, int], str]] = {
    "percent": lambda share, n: percent_text(share),
    "range": lambda share, n: percent_range_text([share]),
    "one run of a sweep": lambda share, n: summary_text(summary(share), "test_accuracy"),
    "runs of a sweep": lambda share, n: summary_text(summary(share, 0.003), "test_accuracy"),
    "tile of a sweep": lambda share, n: sweep_chart(
        [summary(share)], "shots", None, "test_accuracy", INK
    )["data"]["values"][0]["text"],
    "board's list": lambda share, n: content_text(RunSent(None, None, share, True)),
    "board's chart": of_a_board,
    "job on a device": of_a_job,
    "lesson": lambda share, n: FACTS["test_accuracy"].shown(share),
    "run": of_a_run,
    "end of a run": lambda share, n: (
        evaluation.correct_text(round(share * n), n) if n <= 10_000 else ""
    ),
    "mistake": of_a_mistake,
    "attempt": of_an_attempt,
}
"""What writes a share as a percentage, from the share and n."""

DECIMAL: dict[str, Callable[[float, int], str]] = {
    "share": lambda share, n: share_text(share),
    "share to two digits": lambda share, n: share_text(share, 2),
    "loss of a sweep": lambda share, n: summary_text(summary(share, 0.01), "test_chapter_loss"),
    "formula": lambda share, n: one_text(
        OneProbability(float(np.arcsin(2 * share - 1)), "sin")
    ).rpartition("=")[2],
}
"""What writes a share or a probability as a number in [0, 1]."""


def numbers_in(text: str) -> list[float]:
    """The numbers of a text, but for counts, spreads, 95 % intervals, and what is "nearly"."""
    other = r"[\d,]+ of [\d,]+|of [\d,]+|± [\d.,]+|95 %\u00a0interval|P\(\d\)|nearly [\d−]+"
    text = re.sub(other, "", text)
    return [float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


@pytest.mark.parametrize("name", PERCENT)
@given(counted())
@example((2114, 2115))
@example((9996, 10_000))
@example((1, 10_000))
@settings(max_examples=25)
def test_only_none_and_all_are_0_and_100_percent(name, given):
    count, n = given
    said = numbers_in(PERCENT[name](count / n, n))
    assert 0 not in said or count == 0
    assert all(each < 100 for each in said) or count == n


@pytest.mark.parametrize("name", DECIMAL)
@given(counted())
@example((9996, 10_000))
@settings(max_examples=25)
def test_only_what_is_certain_has_the_probability_0_or_1(name, given):
    count, n = given
    said = numbers_in(DECIMAL[name](count / n, n))
    assert 0 not in said or count == 0
    assert all(each < 1 for each in said) or count == n


@given(counted())
@example((10_000, 10_000))
@example((0, 1))
def test_expectation_of_shots_is_certain_only_as_one_end_of_its_interval(given):
    count, n = min(given[0], given[0] * 10_000 // given[1]), min(given[1], 10_000)
    bits = np.arange(n) < count
    said = expectation_text(RunningMean(bits.astype(int), -0.9999997))
    value, low, high = (
        float(each.replace("−", "-"))
        for each in re.findall(r"(?:E = |interval: |to )(−?[\d.]+)", said.replace("nearly ", ""))
    )
    count = int(bits.sum())
    assert low <= value <= high
    assert low < high, "equal shots have an uncertainty too"
    assert (high == 1) == (count == n)
    assert (low == -1) == (count == 0)
    assert said.endswith("The exact value is nearly 1.")


@given(st.integers(1, 20_000), st.lists(st.floats(0, 1), min_size=2, max_size=10))
@example(2115, [1.0, 1.0])
@example(2115, [1.0, 0.9999])
@example(120, [1.0, 1.0, 1.0, 1.0, 0.81])
def test_mean_is_never_above_all_images_and_is_all_only_where_each_run_has_all(n, shares):
    counts = [round(share * n) for share in shares]
    mean, spread = statistics.fmean(counts), statistics.stdev(counts)
    value = float(with_spread(mean, spread, (0, n)).split(" ± ")[0].replace(",", ""))
    assert value < n or (value == n == mean)
    assert value > 0 or (value == 0 == mean)


def test_spread_of_accuracies_is_not_drawn_beyond_all_images():
    found = [summary(0.999, 0.01), summary(0.001, 0.01)]
    rows = sweep_chart(found, "shots", None, "test_accuracy", INK)["data"]["values"]
    assert (rows[0]["high"], rows[1]["low"]) == (100, 0)


@given(st.lists(st.integers(0, 3), min_size=15, max_size=15))
@settings(max_examples=30)
def test_means_of_the_arms_are_100_only_where_each_network_reads_all(missed):
    outcomes = [
        Outcome(i, "completed", 1 - n / 4000, 0.1, 0.1, 0, 1.0) for i, n in enumerate(missed)
    ]
    sweep = Sweep(arms.arms_grid(), outcomes=outcomes)
    words = arms.text(sweep, arms.arm_contrasts(sweep)).partition("seeds: ")[2].partition("%**.")[0]
    is_all = [min(shares) == 1 for shares in arms.shares_of(sweep).values()]
    said = [float(each) == 100 for each in re.findall(r"\*\*([\d.]+) ±", words)]
    assert sorted(said) == sorted(is_all)
