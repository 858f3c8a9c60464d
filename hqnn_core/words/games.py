"""Text of the games: the pixel puzzle, drawings judged by votes, two signs of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.board.games import LEAST_VOTERS, FooledRank, Judged
from hqnn_core.board.signs import ClassSigns, SignScore
from hqnn_core.drawing import LEAST, N_MOST, Fooling, SignsLearned
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.words.numbers import a_digit, number_text, percent_text

N_PIXELS = 784
MAP_LEGEND = N_(
    "Where the network looks: ink in an orange pixel speaks for 1, in a blue one for 0. The "
    "stronger the colour, the more it counts. Grey pixels do not matter."
)


def fooling_text(found: Fooling, n_among: int) -> str:
    """What the changed pixels have done to the answer."""
    digit, other, n = a_digit(found.digit), a_digit(1 - found.digit), len(found.changed)
    if not found.is_fooled:
        return gettext(
            "The network reads {digit}. Turn its answer into {other}.", digit=digit, other=other
        )
    turned = ngettext(
        "{n} pixel turned the answer into {digit}.",
        "{n} pixels turned the answer into {digit}.",
        n,
        digit=other,
    )
    return f"{turned} {among_text(n_among, n)}"


def among_text(n_among: int, n: int) -> str:
    """How many of n changed pixels are among the most sensitive ones, beside chance."""
    return gettext(
        "The network reacts most to {most} pixels: you hit {hit} of them. By chance, it would be "
        "about {chance}.",
        most=N_MOST,
        hit=n_among,
        chance=number_text(n * N_MOST / N_PIXELS, 1),
    )


def best_text(best: int | None) -> str:
    """The fewest pixels so far."""
    return "" if best is None else ngettext("Your best: {n} pixel.", "Your best: {n} pixels.", best)


def fooled_table(ranks: Sequence[FooledRank]) -> list[dict[str, str | int]]:
    """The ranking of the puzzles, a row a pupil and puzzle."""
    return [
        {
            gettext("Place"): rank.place,
            gettext("Nickname"): rank.nickname,
            gettext("Puzzle"): f"{rank.digit} → {1 - rank.digit}",
            gettext("Pixels"): rank.pixels,
            gettext("Top {n}", n=N_MOST): rank.among,
        }
        for rank in ranks
    ]


FOOLED_LEGEND = N_("Top 50: of their pixels, those to which the network reacts most.")


def own_reading_text(answer: int | None, p_one: float) -> str:
    """How the network reads a drawing that is not sent yet."""
    shares = f"P(0) = {percent_text(1 - p_one)}, P(1) = {percent_text(p_one)}"
    wrong = gettext("Is that wrong? Then say what it is meant to be.")
    return f"{_network_text(answer, shares)} {wrong}"


def _network_text(answer: int | None, shares: str) -> str:
    if answer is None:
        return gettext("The network takes it for no digit: {shares}.", shares=shares)
    return gettext("The network reads {digit}: {shares}.", digit=a_digit(answer), shares=shares)


def judged_text(judged: Judged, voted: int | None) -> str:
    """A drawing's claim, the network's answer and the votes, after one's own vote."""
    sent = judged.drawing
    meant = gettext("It is meant to be {digit}.", digit=a_digit(sent.meant))
    own = gettext("You read no digit.")
    if voted is not None:
        own = gettext("You read {digit}.", digit=a_digit(voted))
    network = _network_text(sent.answer, f"P({sent.meant}) = {percent_text(sent.share)}")
    return f"{meant} {own} {network} {votes_text(judged)}"


def votes_text(judged: Judged) -> str:
    """The votes on a drawing, and whether it has won."""
    n = judged.n_voters
    if not n:
        return gettext("Nobody has voted yet.")
    said = ngettext(
        "{agree} of {n} voter read {digit}.",
        "{agree} of {n} voters read {digit}.",
        n,
        agree=judged.n_agree,
        digit=a_digit(judged.drawing.meant),
    )
    if judged.is_won:
        won = gettext("People read it and the network does not.")
        return f"{said} {won}"
    if n < LEAST_VOTERS:
        least = ngettext("It takes {n} voter to win.", "It takes {n} voters to win.", LEAST_VOTERS)
        return f"{said} {least}"
    return said


def judged_caption(judged: Judged) -> str:
    """A line below a drawing: whose it is, its digit, the network's answer, the votes."""
    sent = judged.drawing
    said = "?" if sent.answer is None else str(sent.answer)
    line = N_("{nickname}: meant {meant}, network {said}, people {agree} of {n}")
    if judged.is_won:
        line = N_("{nickname}: meant {meant}, network {said}, people {agree} of {n}, won")
    return gettext(
        line,
        nickname=judged.nickname,
        meant=sent.meant,
        said=said,
        agree=judged.n_agree,
        n=judged.n_voters,
    )


def judged_count_text(judged: Sequence[Judged]) -> str:
    """The number of drawings, of votes, and of drawings that have won."""
    return gettext(
        "Drawings: {drawings}. Votes: {votes}. Read by people and not by the network: {won}.",
        drawings=len(judged),
        votes=sum(each.n_voters for each in judged),
        won=sum(each.is_won for each in judged),
    )


def signs_count_text(names: tuple[str, str], counts: tuple[int, int]) -> str:
    """The number of drawings of each sign."""
    return gettext(
        "Drawings of {first}: {n_first}. Of {second}: {n_second}.",
        first=names[0],
        n_first=counts[0],
        second=names[1],
        n_second=counts[1],
    )


def too_few_text(names: tuple[str, str], is_class: bool) -> str:
    """What is missing before two signs can be learned."""
    needed = N_("Draw at least {least} of each: {first} and {second}.")
    if is_class:
        needed = N_("At least two pupils draw at least {least} of each: {first} and {second}.")
    return gettext(needed, least=LEAST, first=names[0], second=names[1])


def signs_learned_text(found: SignsLearned) -> str:
    """The result for one person's drawings."""
    return gettext(
        "One network learned half of your drawings and read the other half. Another did it the "
        "other way round. Read correctly: {right} of {n}. Guessing gets about half. What is on the "
        "canvas is now read by a network that learned all of them.",
        right=found.n_right,
        n=len(found.is_right),
    )


def signs_read_text(signs: ClassSigns) -> str:
    """The result for a class, and the drawings that came later."""
    right, n = (sum(getattr(s, name) for s in signs.scores) for name in ("right", "tested"))
    until = signs.read.until if signs.read else 0
    n_new = sum(entry.number > until for entry in signs.drawings if not entry.is_hidden)
    read = gettext(
        "One network learned the drawings of half of the pupils and read those of the others. "
        "Another did it the other way round. Read correctly: {right} of {n}. Guessing gets about "
        "half.",
        right=right,
        n=n,
    )
    if not n_new:
        return read
    new = ngettext(
        "{n} drawing came later: train again.", "{n} drawings came later: train again.", n_new
    )
    return f"{read} {new}"


def sign_scores_table(scores: Sequence[SignScore]) -> list[dict[str, str]]:
    """How many of each pupil's drawings a network reads that was trained on others'."""
    return [
        {
            gettext("Nickname"): score.nickname,
            gettext("Read"): gettext("{right} of {n}", right=score.right, n=score.tested),
        }
        for score in scores
    ]
