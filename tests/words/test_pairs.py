"""What pairs of a hybrid network and its twin say together."""

from __future__ import annotations

from hqnn_core.board.entries import PairSent
from hqnn_core.words.pairs import better_network, together_text


def pairs(*differences: int) -> set[PairSent]:
    return {PairSent(seed, 100, 90 + apart, 90) for seed, apart in enumerate(differences)}


def test_few_pairs_name_no_winner():
    assert together_text(set()) == ""
    assert together_text(pairs(9)) == "One pair names no winner."
    assert better_network(pairs(9, 8, 9, 9)) == "neither"
    assert "in 4, as many in 0, fewer in 0. Fewer than 5 pairs" in together_text(pairs(9, 8, 9, 9))


def test_winner_is_named_only_if_chance_seldom_does():
    assert better_network(pairs(5, 6, 4, 7, 5, 6)) == "hybrid"
    assert better_network(pairs(-5, -6, -4, -7, -5, -6)) == "classical"
    assert "the classical twin is better (by chance: " in together_text(pairs(-5, -6, -4, -7, -5))
    even = pairs(1, -1, 0, 2, -2, 0)
    assert better_network(even) == "neither"
    said = together_text(even)
    assert "more images in 2, as many in 2, fewer in 2. This could be chance" in said
