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
from hqnn_core.comparison.recorded import recorded_pairs
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import Finished
from hqnn_core.words.chance import chance_rule, chance_text
from hqnn_core.words.numbers import (
    number_text,
    percent_spread,
    share_text,
    whole_text,
    with_spread,
)

NETWORKS = N_("hybrid network"), N_("classical twin")


def series_text(series: Sequence[Pair]) -> str:
    """Result of a series of runs, Markdown; empty before both runs of a pair have ended."""
    ended = [pair for pair in series if all(run.finished for run in pair)]
    whole = [pair for pair in ended if all(run.state == "completed" for run in pair)]
    parts = [_one_pair(*map(end_of, whole[0]))] if len(whole) == 1 else []
    if len(whole) > 1:
        parts = [_table(whole), _verdict(whole)]
    parts += _diverged(ended)
    return "\n\n".join(parts)


def pair_text(pair: PairSent) -> str:
    """Both networks of one pair."""
    return ngettext(
        "Of {n} test image, the hybrid network reads {hybrid} correctly and its twin {twin}.",
        "Of {n} test images, the hybrid network reads {hybrid} correctly and its twin {twin}.",
        pair.n_test,
        hybrid=whole_text(pair.hybrid),
        twin=whole_text(pair.twin),
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
        return gettext("One pair names no winner.")
    found = _together(pairs)
    more, equal, fewer = found.signs
    counted = ngettext(
        "{n} pair together. The hybrid network reads more images in {more}, as many in {equal}, "
        "fewer in {fewer}.",
        "All {n} pairs together. The hybrid network reads more images in {more}, as many in "
        "{equal}, fewer in {fewer}.",
        len(pairs),
        more=more,
        equal=equal,
        fewer=fewer,
    )
    if len(pairs) < N_SEEDS:
        few = gettext("Fewer than {least} pairs name no winner.", least=N_SEEDS)
        return f"{counted} {few}"
    verdict = {
        "neither": N_("This could be chance: no winner ({chance})."),
        "hybrid": N_("More than chance: the hybrid network is better ({chance})."),
        "classical": N_("More than chance: the classical twin is better ({chance})."),
    }[better_network(pairs)]
    return f"{counted} {gettext(verdict, chance=chance_text(found.chance))}"


def ten_digits_text() -> str:
    """What the recorded seeds say of the network for ten digits and of its twin."""
    pairs = [PairSent(**fields) for fields in recorded_pairs()]
    ours, theirs = (
        percent_spread([getattr(pair, kind) / pair.n_test for pair in pairs])
        for kind in ("hybrid", "twin")
    )
    read = gettext(
        "Networks like this one were trained with {seeds} seeds. Of MNIST's {n} test images, they "
        "read {hybrid}\u00a0%. Their classical twins, which are as large, read {twin}\u00a0%.",
        seeds=len(pairs),
        n=whole_text(pairs[0].n_test),
        hybrid=ours,
        twin=theirs,
    )
    return f"{read} {together_text(pairs)}"


def _together(pairs: Collection[PairSent]) -> Comparison:
    shares = [(pair.hybrid / pair.n_test, pair.twin / pair.n_test) for pair in pairs]
    return paired_shares(sorted(shares))


def twin_text(series: Sequence[Pair]) -> str:
    """What may be said of a hybrid network and its twin; empty before both ended."""
    ended = [pair for pair in series if all(run.state == "completed" for run in pair)]
    if not ended:
        return ""
    if len(ended) < N_SEEDS:
        return _too_early(ended)
    clear = {name: each for name, each in comparisons(ended).items() if each.is_clear}
    if not clear:
        return ngettext(
            "With {n} seed, the two networks are just as good within chance.",
            "With {n} seeds, the two networks are just as good within chance.",
            len(ended),
        )
    parts = [_clear_text(name, each.mean, each.chance) for name, each in clear.items()]
    seeds = ngettext("This is from {n} seed.", "This is from {n} seeds.", len(ended))
    return " ".join([*parts, seeds])


def _too_early(ended: Sequence[Pair]) -> str:
    ours, theirs = map(end_of, ended[0])
    parts = [
        ngettext(
            "Too early to name a winner: {n} seed of {needed}.",
            "Too early to name a winner: {n} seeds of {needed}.",
            len(ended),
            needed=N_SEEDS,
        ),
        pair_text(PairSent(ended[0][0].model.seed, ours.n_test, ours.n_right, theirs.n_right)),
    ]
    if len(ended) > 1:
        parts.append(gettext("That is with seed {seed}.", seed=ended[0][0].model.seed))
    return " ".join(parts)


def _clear_text(name: str, mean: float, chance: float) -> str:
    """A measure that differs by more than chance, a sentence."""
    return gettext(_CLEAR[name][mean > 0], chance=chance_text(chance))


_CLEAR = {
    "test images correct": (
        N_("The hybrid network reads fewer test images; that is no accident ({chance})."),
        N_("The hybrid network reads more test images; that is no accident ({chance})."),
    ),
    "−log P(correct)": (
        N_(
            "The hybrid network is more sure of its answers; that is no accident ({chance}). Its "
            "−log P(correct) is lower."
        ),
        N_(
            "The hybrid network is less sure of its answers; that is no accident ({chance}). Its "
            "−log P(correct) is higher."
        ),
    ),
    "1 − P(correct)": (
        N_("The hybrid network's error is lower; that is no accident ({chance})."),
        N_("The hybrid network's error is higher; that is no accident ({chance})."),
    ),
}
"""By the measure: the sentences where it is lower and higher for the hybrid network."""


def _one_pair(ours: Finished, theirs: Finished) -> str:
    nll, chapter = ((measure(ours), measure(theirs)) for measure in list(MEASURES.values())[1:])
    apart = abs(ours.n_right - theirs.n_right)
    return " ".join(
        [
            gettext("Same start weights, same batches."),
            ngettext(
                "Of {n} test image, the hybrid network reads **{hybrid}** correctly and its "
                "classical twin **{twin}**.",
                "Of {n} test images, the hybrid network reads **{hybrid}** correctly and its "
                "classical twin **{twin}**.",
                ours.n_test,
                hybrid=whole_text(ours.n_right),
                twin=whole_text(theirs.n_right),
            ),
            ngettext("The difference is {n} image.", "The difference is {n} images.", apart),
            gettext(
                "Mean −log P(correct): {hybrid} and {twin}.",
                hybrid=number_text(nll[0]),
                twin=number_text(nll[1]),
            ),
            gettext(
                "Mean error, 1 − P(correct): {hybrid} and {twin}.",
                hybrid=share_text(chapter[0]),
                twin=share_text(chapter[1]),
            ),
            gettext("Another seed gives other numbers, so one seed names no winner."),
        ]
    )


def _table(pairs: Sequence[Pair]) -> str:
    """Mean and spread of each measure, and their differences pair by pair, a Markdown table."""
    n_test = end_of(pairs[0][0]).n_test
    tests = comparisons(pairs).values()
    rows = [
        (
            ngettext("{n} seed", "{n} seeds", len(pairs)),
            ngettext("of {n} test image correct", "of {n} test images correct", n_test),
            *map(gettext, list(MEASURES)[1:]),
        ),
        ("---", *("---:" for _ in MEASURES)),
        (gettext(NETWORKS[0]), *_means([end_of(hybrid) for hybrid, _ in pairs])),
        (gettext(NETWORKS[1]), *_means([end_of(twin) for _, twin in pairs])),
        (
            gettext("hybrid higher, equal, lower"),
            *(", ".join(map(str, each.signs)) for each in tests),
        ),
    ]
    if len(pairs) >= N_SEEDS:
        rows.append(
            (gettext("hybrid − twin"), *(with_spread(each.mean, each.error) for each in tests))
        )
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
        return ngettext(
            "{n} seed is too few to name a winner: {needed} are needed.",
            "{n} seeds are too few to name a winner: {needed} are needed.",
            len(pairs),
            needed=N_SEEDS,
        )
    found = comparisons(pairs).items()
    parts = [
        gettext("± is the spread between seeds; in the last line, the standard error of the mean."),
        *(_clear_text(name, each.mean, each.chance) for name, each in found if each.is_clear),
    ]
    alike = [f"{gettext(name)} ({chance_text(e.chance)})" for name, e in found if not e.is_clear]
    if alike:
        parts.append(
            gettext("Could be chance, so no winner: {measures}.", measures="; ".join(alike))
        )
    return " ".join([*parts, chance_rule(len(MEASURES), "measure", "networks")])


def _diverged(pairs: Sequence[Pair]) -> list[str]:
    words = (
        N_("Left out because it diverged: the hybrid network with seed {seed}."),
        N_("Left out because it diverged: the classical twin with seed {seed}."),
    )
    return [
        gettext(text, seed=run.model.seed)
        for pair in pairs
        for text, run in zip(words, pair, strict=True)
        if run.state == "diverged"
    ]
