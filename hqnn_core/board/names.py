"""Nicknames, names of signs, the code of a class, and the key of its teacher."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Collection

from hqnn_core.board.entries import LONGEST_SIGN, BoardError
from hqnn_core.language import N_, gettext, localized

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without 0 and O, 1 and I, which can be confused."""
CODE_LENGTH, KEY_LENGTH = 6, 12
LONGEST_NAME = 20
_MOST_MARKS = 2  # accents on one letter; with more, they cover the lines above
_JOINER, _VARIANT = "\u200d", "\ufe0f"  # within emoji
_BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # invisible letters


def nickname_from(text: str) -> str:
    """A nickname in the form that is stored. Raises `BoardError`."""
    return _name_from(text, LONGEST_NAME)


def signs_from(first: str, second: str) -> tuple[str, str]:
    """The names of two signs in the form that is stored. Raises `BoardError`."""
    one, other = (_name_from(text, LONGEST_SIGN) for text in (first, second))
    if same_name(one) == same_name(other):
        raise BoardError(gettext("The two signs need different names."))
    return one, other


def _name_from(text: str, longest: int) -> str:
    if len(text) > 100 * longest:  # not worth normalising
        raise _wrong_length(len(text), longest)
    name = unicodedata.normalize("NFC", text).strip()
    if any(_is_refused(letter) for letter in name):
        raise BoardError(
            gettext(
                "A name has letters, digits, signs and emoji only. Line breaks and invisible "
                "characters are not possible."
            )
        )
    name = " ".join(name.split())
    if not 1 <= len(name) <= longest:
        raise _wrong_length(len(name), longest)
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in name) or _has_tower(name):
        raise BoardError(gettext("A name needs letters, digits or emoji that people can read."))
    return name


def _wrong_length(n: int, longest: int) -> BoardError:
    if n == 0:
        return BoardError(gettext("Type a name."))
    return BoardError(
        gettext(
            "A name has at most {longest} characters. This one has {n}.",
            longest=longest,
            n=localized(f"{n:,}"),
        )
    )


def _is_refused(letter: str) -> bool:
    if letter in _BLANK:
        return True
    category = unicodedata.category(letter)
    return category in ("Zl", "Zp") or (category[0] == "C" and letter != _JOINER)


def _has_tower(name: str) -> bool:
    groups = itertools.groupby(name, lambda c: unicodedata.category(c)[0] == "M" and c != _VARIANT)
    return any(is_mark and len(list(marks)) > _MOST_MARKS for is_mark, marks in groups)


def same_name(name: str) -> str:
    """A key that is equal for nicknames that look the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def free_name(name: str, taken: Collection[str]) -> str:
    """The nickname, with a number if it is taken: "Ada", "Ada 2". `taken` are `same_name`s."""
    numbered = (f"{name} {i}" for i in itertools.count(2))
    return next(n for n in itertools.chain([name], numbered) if same_name(n) not in taken)


def typed_code(text: str) -> str:
    """The code of a class, from what was typed. Raises `BoardError`."""
    return _typed(
        text,
        CODE_LENGTH,
        N_("A class code has {n} letters and digits, without 0, O, 1 and I. Type it as it is."),
    )


def typed_key(text: str) -> str:
    """The key of a teacher, from what was typed. Raises `BoardError`."""
    return _typed(
        text,
        KEY_LENGTH,
        N_("A teacher's key has {n} letters and digits, without 0, O, 1 and I. Type it as it is."),
    )


def _typed(text: str, length: int, wrong: str) -> str:
    written = "".join(text[: 10 * length].split()).replace("-", "").upper()
    if len(written) != length or not set(written) <= set(ALPHABET):
        raise BoardError(gettext(wrong, n=length))
    return written
