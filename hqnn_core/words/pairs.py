"""The comparison of a hybrid network with its classical twin, for one seed or several."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Sequence

from hqnn_core.board.entries import PairSent
from hqnn_core.comparison.pairs import (
    MEASURES,
    Comparison,
    Pair,
    comparisons,
    end_of,
    paired_shares,
)
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.network import Finished
from hqnn_core.words.chance import chance_rule, chance_text
from hqnn_core.words.numbers import number_text, plural, share_text, with_spread


def series_text(series: Sequence[Pair]) -> str:
    """Result of a series of runs, Markdown; empty before both runs of a pair have ended."""
    ended = [pair for pair in series if all(run.finished for run in pair)]
    whole = [pair for pair in ended if all(run.state == "completed" for run in pair)]
    parts = [_one_pair(*map(end_of, whole[0]))] if len(whole) == 1 else []
    if len(whole) > 1:
        parts = [_table(whole), _verdict(whole)]
    parts += [f"Left out because it diverged: {name}." for name in _diverged(ended)]
    return "\n\n".join(parts)


def pair_text(pair: PairSent) -> str:
    """Both networks of one pair."""
    return (
        f"Of {plural(pair.n_test, 'test image')}, the hybrid network reads {pair.hybrid:,} "
        f"correctly and its twin {pair.twin:,}."
    )


def better_network(pairs: Collection[PairSent]) -> str:
    """ "hybrid" or "classical" if it is better by more than chance, else "neither"."""
    found = _together(pairs)
    if not found.is_clear:
        return "neither"
    return "hybrid" if found.mean > 0 else "classical"


def together_text(pairs: Collection[PairSent]) -> str:
    """What pairs with different seeds say together; "" without any."""
    if not pairs:
        return ""
    if len(pairs) == 1:
        return "One pair names no winner."
    found = _together(pairs)
    said = "All {} together: the hybrid network reads more in {}, as many in {}, fewer in {}."
    counted = said.format(plural(len(pairs), "pair"), *found.signs)
    if len(pairs) < N_SEEDS:
        return f"{counted} Fewer than {N_SEEDS} pairs name no winner."
    verdict = {
        "neither": "This could be chance: no winner",
        "hybrid": "More than chance: the hybrid network is better",
        "classical": "More than chance: the classical twin is better",
    }[better_network(pairs)]
    return f"{counted} {verdict} ({chance_text(found.chance)})."


def _together(pairs: Collection[PairSent]) -> Comparison:
    shares = [(pair.hybrid / pair.n_test, pair.twin / pair.n_test) for pair in pairs]
    return paired_shares(sorted(shares))


def twin_text(series: Sequence[Pair]) -> str:
    """What may be said of a hybrid network and its twin, one sentence; empty before both ended."""
    ended = [pair for pair in series if all(run.state == "completed" for run in pair)]
    if not ended:
        return ""
    if len(ended) < N_SEEDS:
        ours, theirs = map(end_of, ended[0])
        return (
            f"{plural(len(ended), 'seed')} of the {N_SEEDS} that a comparison needs: no winner can "
            f"be named, although the hybrid network reads {ours.n_right:,} of {ours.n_test:,} test "
            f"images correctly{_with_seed(ended)} and its twin {theirs.n_right:,}."
        )
    clear = {name: each for name, each in comparisons(ended).items() if each.is_clear}
    if not clear:
        return f"Over {len(ended)} seeds, the two networks do not differ by more than chance."
    found = " and ".join(
        f"{name} {'higher' if each.mean > 0 else 'lower'} ({chance_text(each.chance)})"
        for name, each in clear.items()
    )
    return f"Over {len(ended)} seeds, more than chance: for the hybrid network, {found}."


def _with_seed(pairs: Sequence[Pair]) -> str:
    return f" with seed {pairs[0][0].model.seed}" if len(pairs) > 1 else ""


def _one_pair(ours: Finished, theirs: Finished) -> str:
    right, nll, chapter = ((measure(ours), measure(theirs)) for measure in MEASURES.values())
    apart = abs(round(right[0] - right[1]))
    return (
        "Same start weights, same batches. Of "
        f"{plural(ours.n_test, 'test image')}, the hybrid network reads **{right[0]:,.0f}** "
        f"correctly and its classical twin **{right[1]:,.0f}**: a difference of "
        f"{plural(apart, 'image')}. Mean −log P(correct): {number_text(nll[0])} and "
        f"{number_text(nll[1])}; mean 1 − P(correct): {share_text(chapter[0])} and "
        f"{share_text(chapter[1])}. This is one seed. Another seed gives other numbers, so one "
        "seed names no winner."
    )


def _table(pairs: Sequence[Pair]) -> str:
    """Mean and spread of each measure, and their differences pair by pair, a Markdown table."""
    n_test = end_of(pairs[0][0]).n_test
    tests = comparisons(pairs).values()
    rows = [
        (f"{len(pairs)} seeds", f"of {n_test:,} {next(iter(MEASURES))}", *list(MEASURES)[1:]),
        ("---", *("---:" for _ in MEASURES)),
        ("hybrid network", *_means([end_of(hybrid) for hybrid, _ in pairs])),
        ("classical twin", *_means([end_of(twin) for _, twin in pairs])),
        ("hybrid higher, equal, lower", *(", ".join(map(str, each.signs)) for each in tests)),
    ]
    if len(pairs) >= N_SEEDS:
        rows.append(("hybrid − twin", *(with_spread(each.mean, each.error) for each in tests)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _means(runs: Sequence[Finished]) -> list[str]:
    """Mean and spread of each measure; 100 % only if it is exact."""
    possible = ((0, runs[0].n_test), (0,), (0, 1))
    found = [[measure(end) for end in runs] for measure in MEASURES.values()]
    return [
        with_spread(statistics.fmean(values), statistics.stdev(values), ends)
        for values, ends in zip(found, possible, strict=True)
    ]


def _verdict(pairs: Sequence[Pair]) -> str:
    """The significant differences, and the others."""
    if len(pairs) < N_SEEDS:
        return f"{len(pairs)} seeds are too few to name a winner: {N_SEEDS} are needed."
    apart, alike = [], []
    for name, found in comparisons(pairs).items():
        chance = chance_text(found.chance)
        if found.is_clear:
            higher = "higher" if found.mean > 0 else "lower"
            apart.append(f"{name}, {higher} for the hybrid network ({chance})")
        else:
            alike.append(f"{name} ({chance})")
    sentences = ["± is the spread between seeds; in the last line, the standard error of the mean."]
    sentences += [f"More than chance: **{'; '.join(apart)}**."] if apart else []
    sentences += [f"Could be chance, so no winner: {'; '.join(alike)}."] if alike else []
    return " ".join([*sentences, chance_rule(len(MEASURES), "measure", "networks")])


def _diverged(pairs: Sequence[Pair]) -> list[str]:
    return [
        f"the {name} with seed {run.model.seed}"
        for pair in pairs
        for name, run in zip(("hybrid network", "classical twin"), pair, strict=True)
        if run.state == "diverged"
    ]
