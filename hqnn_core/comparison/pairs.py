"""A hybrid network compared with its classical twin, with one seed or several."""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from hqnn_core.comparison.significance import LEVEL, N_SEEDS, paired_chances, smallest_step
from hqnn_core.language import N_
from hqnn_core.network import ClassicalPart, Finished, load_checkpoint
from hqnn_core.runs import Run

Pair = tuple[Run, Run]
"""A hybrid network's run and its twin's."""

Measure = Callable[[Finished], float]
MEASURES: dict[str, Measure] = {
    N_("test images correct"): lambda end: end.n_right,
    N_("−log P(correct)"): lambda end: end.test_nll,
    N_("1 − P(correct)"): lambda end: end.test_loss("chapter"),
}


def is_pair(hybrid: Run, twin: Run) -> bool:
    """Whether two runs start from the same weights and see the same batches of the same images.

    If one of them has not read its images yet, they count as the same.
    """
    return (
        (hybrid.model.kind, twin.model.kind) == ("hybrid", "classical")
        and hybrid.training == twin.training
        and (hybrid.model.digits, hybrid.model.qubits) == (twin.model.digits, twin.model.qubits)
        and hybrid.model.seed == twin.model.seed  # of the dropout too
        and hybrid.drawings == twin.drawings
        and (hybrid.source is None or twin.source is None or hybrid.source == twin.source)
        and _start_of(hybrid) == _start_of(twin)
    )


def series_of(shown: Run, runs: Sequence[Run]) -> list[Pair]:
    """The pair of a run, and the pairs that differ from it only in the seed, ordered by seed.

    For each seed it is the newest pair, except that the run's own pair is always used. Empty if
    the run has no partner.
    """
    pairs = [(run, other) for run in runs for other in runs if is_pair(run, other)]
    own = [pair for pair in pairs if shown in pair]
    if not own:
        return []
    alike = _without_seed(own[-1][0])
    found = {run.model.seed: (run, other) for run, other in pairs if _without_seed(run) == alike}
    found[shown.model.seed] = own[-1]
    return [found[seed] for seed in sorted(found)]


def missing_seeds(series: Sequence[Pair], first: int) -> list[int]:
    """The seeds that a series needs to reach `N_SEEDS`, counted up from `first`."""
    there = {hybrid.model.seed for hybrid, _ in series}
    wanted = [(first + i) % 2**31 for i in range(N_SEEDS + len(there))]
    return [seed for seed in wanted if seed not in there][: max(N_SEEDS - len(there), 0)]


@dataclass(frozen=True)
class Comparison:
    """Hybrid minus twin in one measure, over several pairs.

    Attributes:
        differences: hybrid minus twin, for each pair.
        chance: the p-value, corrected for the number of measures, see `paired_chances`.
    """

    differences: list[float]
    chance: float

    @property
    def mean(self) -> float:
        return statistics.fmean(self.differences)

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        return statistics.stdev(self.differences) / len(self.differences) ** 0.5

    @property
    def signs(self) -> tuple[int, int, int]:
        """How many differences are above 0, equal to 0 and below 0."""
        above, below = (sum(sign * d > 0 for d in self.differences) for sign in (1, -1))
        return above, len(self.differences) - above - below, below

    @property
    def is_clear(self) -> bool:
        return self.chance < LEVEL


def comparisons(pairs: Sequence[Pair]) -> dict[str, Comparison]:
    """The comparison in each of `MEASURES`; for two pairs or more."""
    ends = [(end_of(hybrid), end_of(twin)) for hybrid, twin in pairs]
    values = [[list(map(measure, pair)) for pair in ends] for measure in MEASURES.values()]
    differences = [[hybrid - twin for hybrid, twin in each] for each in values]
    chances = paired_chances(differences, list(map(smallest_step, values))).tolist()
    return dict(zip(MEASURES, map(Comparison, differences, chances), strict=True))


def paired_shares(shares: Sequence[tuple[float, float]]) -> Comparison:
    """The comparison of two shares of test images, hybrid and twin, over several pairs."""
    differences = [hybrid - twin for hybrid, twin in shares]
    chances = paired_chances([differences], smallest_step(shares))
    return Comparison(differences, float(chances[0]))


def end_of(run: Run) -> Finished:
    assert run.finished is not None
    return run.finished


def _without_seed(run: Run) -> tuple[Any, ...]:
    settings = replace(run.model, seed=0), replace(run.training, seed=0)
    return (*settings, run.weights, run.drawings)


def _start_of(run: Run) -> str:
    return _start(run.weights, run.model.qubits, run.model.seed)


@lru_cache(maxsize=128)
def _start(weights: bytes | None, n_angles: int, seed: int) -> str:
    """A fingerprint of the weights that the classical part of a run starts from."""
    part = ClassicalPart(n_angles, seed) if weights is None else load_checkpoint(weights).classical
    content = b"".join(value.numpy().tobytes() for value in part.state_dict().values())
    return hashlib.sha256(content).hexdigest()
