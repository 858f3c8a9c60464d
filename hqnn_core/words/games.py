"""Text of the games: the pixel puzzle, drawings judged by votes, two signs of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.board.games import LEAST_VOTERS, FooledRank, Judged
from hqnn_core.board.signs import ClassSigns, SignScore
from hqnn_core.drawing import LEAST, N_MOST, Fooling, Measurement, SignsLearned
from hqnn_core.words.circuit import measured_share_text
from hqnn_core.words.numbers import a_digit, number_text, percent_text, plural

N_PIXELS = 784
MAP_LEGEND = (
    "Where the network looks: more ink in an orange pixel raises P(1), in a blue one P(0). The "
    "stronger the colour, the steeper the slope. Grey pixels do not matter."
)


def fooling_text(found: Fooling, n_among: int) -> str:
    """What the changed pixels have done to the answer."""
    digit, n = found.digit, len(found.changed)
    if not found.is_fooled:
        return f"The network reads {a_digit(digit)}. Turn its answer into {a_digit(1 - digit)}."
    turned = f"{plural(n, 'pixel')} turned the answer into {a_digit(1 - digit)}."
    return f"{turned} {among_text(n_among, n)}"


def among_text(n_among: int, n: int) -> str:
    """How many of n changed pixels are among the most sensitive ones, beside chance."""
    chance = number_text(n * N_MOST / N_PIXELS, 1)
    verb = "is" if n_among == 1 else "are"
    return (
        f"{n_among} of your {plural(n, 'pixel')} {verb} among the {N_MOST} to which the network "
        f"reacts most; by chance it would be about {chance}."
    )


def best_text(best: int | None) -> str:
    """The fewest pixels so far."""
    return "" if best is None else f"Your best: {plural(best, 'pixel')}."


def fooled_table(ranks: Sequence[FooledRank]) -> list[dict[str, str | int]]:
    """The ranking of the puzzles, a row a pupil and puzzle."""
    return [
        {
            "Place": rank.place,
            "Nickname": rank.nickname,
            "Puzzle": f"{rank.digit} → {1 - rank.digit}",
            "Pixels": rank.pixels,
            f"Top {N_MOST}": rank.among,
        }
        for rank in ranks
    ]


FOOLED_LEGEND = (
    f"Top {N_MOST}: how many of them are among the {N_MOST} pixels to which the network "
    "reacts most."
)


def reading_text(reading: int | None) -> str:
    """A reading as words; None is no digit."""
    return "no digit" if reading is None else a_digit(reading)


def own_reading_text(answer: int | None, p_one: float) -> str:
    """How the network reads a drawing that is not sent yet."""
    shares = f"P(0) = {percent_text(1 - p_one)}, P(1) = {percent_text(p_one)}"
    said = "takes this for no digit" if answer is None else f"reads {a_digit(answer)}"
    return f"The network {said}: {shares}. Say what it is meant to be, if that is wrong."


def judged_text(judged: Judged, voted: int | None) -> str:
    """A drawing's claim, the network's answer and the votes, after one's own vote."""
    sent = judged.drawing
    said = "takes it for no digit" if sent.answer is None else f"reads {a_digit(sent.answer)}"
    return (
        f"It is meant to be {a_digit(sent.meant)}. You read {reading_text(voted)}. The network "
        f"{said}: P({sent.meant}) = {percent_text(sent.share)}. {votes_text(judged)}"
    )


def votes_text(judged: Judged) -> str:
    """The votes on a drawing, and whether it has won."""
    n = judged.n_voters
    if not n:
        return "Nobody has voted yet."
    said = f"{judged.n_agree} of {plural(n, 'voter')} read {a_digit(judged.drawing.meant)}."
    if judged.is_won:
        return f"{said} People read it and the network does not."
    if n < LEAST_VOTERS:
        return f"{said} It takes {LEAST_VOTERS} voters to win."
    return said


def judged_caption(judged: Judged) -> str:
    """A line below a drawing: whose it is, its digit, the network's answer, the votes."""
    sent = judged.drawing
    said = "?" if sent.answer is None else str(sent.answer)
    won = ", won" if judged.is_won else ""
    return (
        f"{judged.nickname}: a {sent.meant}, network: {said}, people: {judged.n_agree} of "
        f"{judged.n_voters}{won}"
    )


def judged_count_text(judged: Sequence[Judged]) -> str:
    """The number of drawings, of votes, and of drawings that have won."""
    n_votes = sum(each.n_voters for each in judged)
    n_won = sum(each.is_won for each in judged)
    return (
        f"{plural(len(judged), 'drawing')}, {plural(n_votes, 'vote')}. People read {n_won} of them "
        "and the network does not."
    )


def signs_count_text(names: tuple[str, str], counts: tuple[int, int]) -> str:
    """The number of drawings of each sign."""
    return f"{plural(counts[0], 'drawing')} of {names[0]}, {counts[1]} of {names[1]}."


def too_few_text(names: tuple[str, str], is_class: bool) -> str:
    """What is missing before two signs can be learned."""
    more = ", by at least two pupils" if is_class else ""
    return (
        f"Too few drawings to learn from. Draw at least {_NUMBERS[LEAST]} of each: {names[0]} and "
        f"{names[1]}{more}."
    )


_NUMBERS = {4: "four"}


def signs_reading_text(found: Measurement) -> str:
    """How often the qubit gave the sign that the network reads."""
    return f"Measured in {measured_share_text(found.share, found.shots)}"


def signs_learned_text(found: SignsLearned) -> str:
    """The result for one person's drawings."""
    n = len(found.is_right)
    return (
        f"A network that learned one half of your drawings was tested on the other half, and the "
        f"other way round: it read {found.n_right} of {n}. Guessing reads about half. The canvas "
        "is now read by a network that learned all of them."
    )


def signs_read_text(signs: ClassSigns) -> str:
    """The result for a class, and the drawings that came later."""
    right, n = (sum(getattr(s, name) for s in signs.scores) for name in ("right", "tested"))
    until = signs.read.until if signs.read else 0
    n_new = sum(entry.number > until for entry in signs.drawings if not entry.is_hidden)
    new = f" {plural(n_new, 'drawing')} came later: train again." if n_new else ""
    return (
        f"The network learned the drawings of one half of the pupils and read those of the other "
        f"half, and the reverse: {right} of {n}. Guessing reads about half.{new}"
    )


def sign_scores_table(scores: Sequence[SignScore]) -> list[dict[str, str]]:
    """How many of each pupil's drawings a network reads that was trained on others'."""
    return [
        {"Nickname": score.nickname, "Read": f"{score.right} of {score.tested}"} for score in scores
    ]
