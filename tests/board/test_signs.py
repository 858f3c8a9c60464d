"""The two signs of a class: halves, scores, drawings that are hidden or come later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hqnn_core.board.entries import BoardError, Content, Entry, SignSent, SignsNamed
from hqnn_core.board.names import signs_from
from hqnn_core.board.pictures import picture_text
from hqnn_core.board.signs import SignScore, signs_of
from hqnn_core.words.games import signs_read_text

PICTURE = picture_text(bytes(784))


def sign(i: int, name: str, content: Content) -> Entry:
    return Entry(f"{i:032x}", i, name, 0.0, content)


NAMED = sign(0, "", SignsNamed("star", "smile"))
SENT = [
    sign(i, name, SignSent(drawn, PICTURE))
    for i, (name, drawn) in enumerate(
        [("Ada", "star"), ("Bob", "star"), ("Ada", "smile"), ("Cy", "star"), ("Ada", "moon")], 1
    )
]


def test_pupils_take_turns_in_the_halves_and_other_signs_are_left_out():
    assert signs_of(SENT) is None
    signs = signs_of([NAMED, *SENT])
    assert signs is not None
    assert signs.labels == [0, 0, 1, 0]
    assert signs.halves == (0, 1, 0, 0)
    assert signs.counts() == (3, 1)
    assert signs.counts("Ada") == (1, 1)
    assert signs.scores == []


def test_scores_are_of_the_drawings_that_were_there_and_are_not_hidden():
    hidden = [replace(each, is_hidden=each.nickname == "Bob") for each in SENT]
    signs = signs_of([NAMED, *hidden])
    assert signs is not None
    result = signs.result([True, False, True])
    assert result.marks == "1-01"
    later = sign(8, "Di", SignSent("star", PICTURE))
    board = [NAMED, *SENT, sign(7, "", result), later]  # Bob's is shown again
    signs = signs_of(board)
    assert signs is not None
    assert signs.scores == [SignScore("Cy", 1, 1), SignScore("Ada", 1, 2)]
    assert "2 of 3." in signs_read_text(signs)
    assert "1 drawing came later: train again." in signs_read_text(signs)
    moved = signs_of([*board, sign(9, "", SignsNamed("sun", "moon"))])
    assert moved is not None
    assert moved.read is None
    assert moved.counts() == (0, 1)


def test_names_of_signs_are_short_plain_and_two():
    assert signs_from("  big   star", "😀") == ("big star", "😀")
    for first, second in (("star", "STAR"), ("", "a"), ("a\nb", "c"), ("a" * 13, "b"), ("a", "⠀")):
        with pytest.raises(BoardError):
            signs_from(first, second)
