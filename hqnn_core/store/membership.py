"""Class membership: `Pupil`, or `Teacher` with the key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hqnn_core.board.entries import BoardError
from hqnn_core.board.names import ALPHABET
from hqnn_core.language import gettext

Choose = Callable[[Sequence[str]], str]
choose_secretly: Choose = secrets.choice


@dataclass(frozen=True)
class Pupil:
    """A pupil's membership; `member` is its id in the database."""

    code: str
    nickname: str
    member: str

    def entry_id(self, thing: str) -> str:
        """The id of an entry, the same for the same thing: sent twice, it is one entry."""
        return digest(f"{self.member}:{thing}")


@dataclass(frozen=True)
class Teacher:
    """A teacher's access to a class."""

    code: str
    key: str


def member_of(code: str, visitor: str) -> str:
    """The id of a visitor in a class; it does not reveal the visitor."""
    return digest(f"{code}:{visitor}")


def drawn(n: int, choose: Choose) -> str:
    """Random letters that can be read and typed."""
    return "".join(choose(ALPHABET) for _ in range(n))


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def check_key(key_hash: str, teacher: Teacher) -> None:
    """Raise `BoardError` for a wrong key, compared in constant time."""
    if not hmac.compare_digest(key_hash, hash_of(teacher.key)):
        raise BoardError(
            gettext(
                "This is not the key of the class {code}, or there is no such class.",
                code=teacher.code,
            )
        )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
