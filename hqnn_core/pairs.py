"""A hybrid network beside its classical twin, with one seed or several."""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hqnn_core.checkpoint import load_checkpoint
from hqnn_core.events import Finished
from hqnn_core.model import ClassicalPart
from hqnn_core.numbers import number_text, plural, with_spread
from hqnn_core.run import Run

Pair = tuple[Run, Run]
"""A hybrid network's run and its twin's."""

N_SEEDS = 5
"""So many pairs are trained before anything is said of a winner."""

T_95 = {5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}
"""By the number of values: so many standard errors hold their mean with 95 % (Student's t)."""

_Measure = Callable[[Finished], float]
MEASURES: dict[str, _Measure] = {
    "test images right": lambda end: round(end.test_accuracy * end.n_test),
    "−log P(correct)": lambda end: end.test_nll,
    "1 − P(correct)": lambda end: 1 + end.test_chapter_loss,
}


def is_pair(hybrid: Run, twin: Run) -> bool:
    """Whether two runs start from the same weights and see the same batches of the same images.

    Where one of them has not read its images yet, they are taken to be the same.
    """
    return (
        (hybrid.model.kind, twin.model.kind) == ("hybrid", "classical")
        and (hybrid.training, hybrid.model.digits) == (twin.training, twin.model.digits)
        and hybrid.model.seed == twin.model.seed  # of the dropout too
        and hybrid.drawings == twin.drawings
        and (hybrid.source is None or twin.source is None or hybrid.source == twin.source)
        and _start(hybrid.weights, hybrid.model.seed) == _start(twin.weights, twin.model.seed)
    )


def series_of(shown: Run, runs: Sequence[Run]) -> list[Pair]:
    """The pair that a run belongs to, and those that differ from it in the seed alone, by seed.

    Of several pairs with a seed it is the newest one, but for that of the run itself. Empty where
    the run has no partner.
    """
    pairs = [(one, other) for one in runs for other in runs if is_pair(one, other)]
    own = [pair for pair in pairs if shown in pair]
    if not own:
        return []
    found = {one.model.seed: (one, other) for one, other in pairs if _are_kin(one, own[-1][0])}
    found[shown.model.seed] = own[-1]
    return [found[seed] for seed in sorted(found)]


def missing_seeds(series: Sequence[Pair], first: int) -> list[int]:
    """The seeds that a series lacks until it has `N_SEEDS`, counted up from `first`."""
    there = {hybrid.model.seed for hybrid, _ in series}
    wanted = [(first + i) % 2**31 for i in range(N_SEEDS + len(there))]
    return [seed for seed in wanted if seed not in there][: max(N_SEEDS - len(there), 0)]


def series_text(series: Sequence[Pair]) -> str:
    """What the runs of a series say, Markdown; empty before both runs of a pair have ended."""
    ended = [pair for pair in series if all(run.finished for run in pair)]
    whole = [pair for pair in ended if all(run.state == "completed" for run in pair)]
    parts = [_one_pair(*map(_end, whole[0]))] if len(whole) == 1 else []
    if len(whole) > 1:
        parts = [_table(whole), _verdict(whole)]
    parts += [f"Left out, since it diverged: {name}." for name in _diverged(ended)]
    return "\n\n".join(parts)


def _one_pair(ours: Finished, theirs: Finished) -> str:
    right, nll, chapter = ((measure(ours), measure(theirs)) for measure in MEASURES.values())
    apart = abs(round(right[0] - right[1]))
    return (
        "From the same weights on the same batches: of "
        f"{plural(ours.n_test, 'test image')} the hybrid network reads **{right[0]:,.0f}** right, "
        f"its classical twin **{right[1]:,.0f}**, {plural(apart, 'image')} apart. Mean −log "
        f"P(correct): {number_text(nll[0])} and {number_text(nll[1])}; mean 1 − P(correct): "
        f"{number_text(chapter[0])} and {number_text(chapter[1])}. This is one seed: another one "
        "gives other figures, so it names no winner."
    )


def _table(pairs: Sequence[Pair]) -> str:
    """Mean and spread of each measure, and their differences pair by pair, a Markdown table."""
    n_test = _end(pairs[0][0]).n_test
    found = [_differences(pairs, measure) for measure in MEASURES.values()]
    rows = [
        (f"{len(pairs)} seeds", f"of {n_test:,} {next(iter(MEASURES))}", *list(MEASURES)[1:]),
        ("---", *("---:" for _ in MEASURES)),
        ("hybrid network", *(_mean_text(pairs, 0, measure) for measure in MEASURES.values())),
        ("classical twin", *(_mean_text(pairs, 1, measure) for measure in MEASURES.values())),
        ("hybrid higher, equal, lower", *(", ".join(map(str, _signs(each))) for each in found)),
    ]
    if len(pairs) >= N_SEEDS:
        rows.append(("hybrid − twin, 95 % interval", *(with_spread(*_mean(d)) for d in found)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _mean_text(pairs: Sequence[Pair], place: int, measure: _Measure) -> str:
    values = [measure(_end(pair[place])) for pair in pairs]
    return with_spread(statistics.fmean(values), statistics.stdev(values))


def _verdict(pairs: Sequence[Pair]) -> str:
    """What the seeds cannot have made by chance, and what they can."""
    if len(pairs) < N_SEEDS:
        return f"{len(pairs)} seeds are too few to name a winner; {N_SEEDS} would do."
    apart, alike = [], []
    for name, measure in MEASURES.items():
        mean, error = _mean(_differences(pairs, measure))
        if abs(mean) > error:
            apart.append(f"{name}, {'higher' if mean > 0 else 'lower'} for the hybrid network")
        else:
            alike.append(name)
    sentences = ["± is the spread from seed to seed, in the last line the uncertainty of the mean."]
    sentences += [f"More than chance: **{'; '.join(apart)}**."] if apart else []
    sentences += [f"Within chance, so no winner: {'; '.join(alike)}."] if alike else []
    return " ".join(sentences)


def _differences(pairs: Sequence[Pair], measure: _Measure) -> list[float]:
    """Hybrid less twin, pair by pair."""
    return [measure(_end(hybrid)) - measure(_end(twin)) for hybrid, twin in pairs]


def _signs(differences: Sequence[float]) -> tuple[int, int, int]:
    """How many are above, at and below 0."""
    above, below = (sum(sign * d > 0 for d in differences) for sign in (1, -1))
    return above, len(differences) - above - below, below


def _mean(differences: Sequence[float]) -> tuple[float, float]:
    """The mean, and half of its 95 % interval (Student's t)."""
    n = len(differences)
    error = statistics.stdev(differences) / math.sqrt(n) * T_95[min(n, max(T_95))]
    return statistics.fmean(differences), error


def _diverged(pairs: Sequence[Pair]) -> list[str]:
    return [
        f"the {name} with seed {run.model.seed}"
        for pair in pairs
        for name, run in zip(("hybrid network", "classical twin"), pair, strict=True)
        if run.state == "diverged"
    ]


def _end(run: Run) -> Finished:
    assert run.finished is not None
    return run.finished


def _are_kin(one: Run, other: Run) -> bool:
    """Whether two runs differ in nothing but the seed."""
    return _without_seed(one) == _without_seed(other)


def _without_seed(run: Run) -> tuple[Any, ...]:
    settings = replace(run.model, seed=0), replace(run.training, seed=0)
    return (*settings, run.weights, run.drawings)


@lru_cache(maxsize=128)
def _start(weights: bytes | None, seed: int) -> str:
    """A fingerprint of the weights that the classical part of a run starts from."""
    part = ClassicalPart(1, seed) if weights is None else load_checkpoint(weights).classical
    content = b"".join(value.numpy().tobytes() for value in part.state_dict().values())
    return hashlib.sha256(content).hexdigest()
