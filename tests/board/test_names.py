"""Nicknames that can be read, and codes that can be typed."""

from __future__ import annotations

import pytest

from hqnn_core.board.entries import BoardError
from hqnn_core.board.names import free_name, nickname_from, typed_code, typed_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada ", "Ada"),
        ("Zoe\u0308", "Zoë"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("<script>", "<script>"),
        ("e\u0301" * 20, "é" * 20),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_nickname_is_kept_as_it_is_read(typed, kept):
    assert nickname_from(typed) == kept


HOSTILE = {
    "empty": "",
    "null": "a\0b",
    "long": "a" * 21,
    "right to left": "\u202eadA",
    "no width": "\u200b",
    "braille": "\u2800\u2800",
    "surrogate": "\ud800",
    "tag": "a\U000e0041",
    "tower": "a" + "\u0300" * 15,
    "decomposed": "e\u0301" * 21,
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_nickname_is_refused_in_a_sentence(typed):
    with pytest.raises(BoardError) as fault:
        nickname_from(typed)
    assert len(str(fault.value)) < 150


def test_nickname_that_is_taken_gets_the_next_free_number():
    assert free_name("Ada", {"bob"}) == "Ada"
    assert free_name("ADA", {"ada", "ada 2"}) == "ADA 3"
    assert free_name("Ａda", {"ada"}) == "Ａda 2"  # it looks the same


def test_code_and_key_may_be_typed_in_any_way():
    assert typed_code(" abc-def\n") == "ABCDEF"
    assert typed_key("k7qm 2xpd-9hwa") == "K7QM2XPD9HWA"
