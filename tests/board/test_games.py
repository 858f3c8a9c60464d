"""Ranking of the puzzles, and votes on drawings: ties, few voters, own votes, hidden entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from hqnn_core.board.entries import Content, DrawingSent, Entry, FooledSent, VoteSent
from hqnn_core.board.games import fooled_of, judged_of
from hqnn_core.board.pictures import picture_text
from hqnn_core.board.view import ClassBoard
from hqnn_core.words.games import votes_text

PICTURE = picture_text(bytes(784))


def entries(*contents: tuple[str, Content]) -> list[Entry]:
    return [Entry(f"{i:032x}", i, name, 0.0, each) for i, (name, each) in enumerate(contents)]


def voted(readings: Sequence[int | None], answer: int | None = 1) -> list[Entry]:
    """Ada's 0, which the network reads as `answer`, and the votes of others."""
    votes = ((f"p{i}", VoteSent("0" * 32, each)) for i, each in enumerate(readings))
    return entries(("Ada", DrawingSent(PICTURE, 0, answer, 0.2)), *votes)


@pytest.mark.parametrize(
    ("readings", "answer", "is_won"),
    [
        ([0, 0], 1, False),  # two voters are too few
        ([0, 0, 1], 1, True),
        ([0, 1, None], 1, False),  # the most frequent reading, but no majority
        ([0, 0, 1, None], 1, False),  # a tie
        ([0, 0, 0], 0, False),  # the network reads it too
        ([0, 0, 0], None, True),  # the network takes it for no digit
        ([], 1, False),
    ],
)
def test_drawing_wins_by_a_majority_of_three_voters_that_the_network_is_not_of(
    readings, answer, is_won
):
    (judged,) = judged_of(voted(readings, answer))
    assert judged.is_won is is_won
    assert (judged.n_voters, judged.n_agree) == (len(readings), list(readings).count(0))


def test_neither_an_own_vote_counts_nor_a_second_one_nor_one_on_what_is_hidden():
    sent = voted([0, 0])
    own = Entry("a" * 32, 3, "Ada", 0.0, VoteSent("0" * 32, 0))
    again = Entry("b" * 32, 4, "p0", 0.0, VoteSent("0" * 32, 1))
    lost = Entry("c" * 32, 5, "p2", 0.0, VoteSent("f" * 32, 0))
    (judged,) = judged_of([*sent, own, again, lost])
    assert dict(judged.readings) == {0: 2}
    assert votes_text(judged) == "2 of 2 voters read a 0. It takes 3 voters to win."
    third = Entry("d" * 32, 6, "p2", 0.0, VoteSent("0" * 32, 0))
    board = ClassBoard("ABCDEF", 9, 0.0, False, 4, (*sent, third))
    assert board.judged[0].is_won
    hidden = replace(board, entries=(*sent, replace(third, is_hidden=True)))
    assert not hidden.judged[0].is_won
    gone = replace(board, entries=(replace(sent[0], is_hidden=True), *sent[1:], third))
    assert gone.judged == []


def test_fewest_pixels_are_first_and_equals_share_a_place_of_their_puzzle():
    solved = [("Ada", 0, 20), ("Bob", 1, 30), ("Cy", 0, 18), ("Ada", 0, 18), ("Di", 0, 25)]
    ranks = fooled_of(entries(*((name, FooledSent(d, n, 1)) for name, d, n in solved)))
    assert [(r.digit, r.place, r.nickname, r.pixels) for r in ranks] == [
        (0, 1, "Ada", 18),
        (0, 1, "Cy", 18),
        (0, 3, "Di", 25),
        (1, 1, "Bob", 30),
    ]
