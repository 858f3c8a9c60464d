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
        ("Ada  B.", "Ada B."),
        ("李", "李"),
        ("=1+1", "=1+1"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("<script>", "<script>"),
        ("é" * 20, "é" * 20),
        ("e\u0301" * 20, "é" * 20),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_nickname_is_kept_as_it_is_read(typed, kept):
    assert nickname_from(typed) == kept


HOSTILE = {
    "empty": "",
    "spaces": "   ",
    "line": "a\nb",
    "null": "a\0b",
    "escape": "\x1b[31m",
    "long": "a" * 21,
    "emoji": "😀" * 5_000,
    "million": "a" * 1_000_000,
    "right to left": "\u202eadA",
    "no width": "\u200b",
    "isolate": "a\u2066b",
    "joiner alone": "\u200d",
    "filler": "\u3164",
    "braille": "\u2800\u2800",
    "surrogate": "\ud800",
    "private": "\ue000",
    "unassigned": "\U000e0fff",
    "paragraph": "a\u2029b",
    "tag": "a\U000e0041",
    "tower": "a" + "\u0300" * 15,
    "marks": "\u0300",
    "byte order": "\ufeffAda",
    "soft hyphen": "A\u00adda",
    "delete": "\x7f",
    "tab": "a\tb",
    "variant": "\ufe0f",
    "ligature long": "\ufdfa" * 21,
    "decomposed": "e\u0301" * 21,
    "return": "a\rb",
    "next line": "a\x85b",
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_nickname_is_refused_in_a_sentence(typed):
    with pytest.raises(BoardError) as fault:
        nickname_from(typed)
    assert len(str(fault.value)) < 150


def test_length_of_a_long_nickname_is_told():
    with pytest.raises(BoardError, match="1 to 20 characters; this one has 5,000"):
        nickname_from("😀" * 5_000)


def test_nickname_that_is_taken_gets_the_next_free_number():
    assert free_name("Ada", {"bob"}) == "Ada"
    assert free_name("ADA", {"ada", "ada 2"}) == "ADA 3"
    assert free_name("Ａda", {"ada"}) == "Ａda 2"  # it looks the same


def test_code_and_key_may_be_typed_in_any_way():
    assert typed_code(" abc-def\n") == "ABCDEF"
    assert typed_key("k7qm 2xpd-9hwa") == "K7QM2XPD9HWA"
