"""The two signs of a class: the drawings sent, and how many of each pupil's the network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hqnn_core.board.entries import (
    MOST_MARKS,
    BoardError,
    Entry,
    SignSent,
    SignsNamed,
    SignsRead,
)
from hqnn_core.language import gettext

MOST_TRAINED = 500
"""More drawings are not trained on; the first ones are."""


@dataclass(frozen=True)
class SignScore:
    """The drawings of one pupil that the network read, of those that it was tested on."""

    nickname: str
    right: int
    tested: int


@dataclass(frozen=True)
class ClassSigns:
    """The two signs, and their drawings in the order of arrival, hidden ones too.

    Attributes:
        read: the last training's result.
    """

    names: tuple[str, str]
    drawings: tuple[Entry, ...]
    read: SignsRead | None

    @property
    def trainable(self) -> list[Entry]:
        """The drawings to train on: those shown, at most `MOST_TRAINED`."""
        return [entry for entry in self.drawings if not entry.is_hidden][:MOST_TRAINED]

    @property
    def labels(self) -> list[int]:
        """0 or 1 for each of them: which sign it is."""
        return [self.names.index(_sent(entry).sign) for entry in self.trainable]

    @property
    def halves(self) -> tuple[int, ...]:
        """0 or 1 for each of them: the pupils' halves, by turns as they came."""
        names = list(dict.fromkeys(entry.nickname for entry in self.trainable))
        return tuple(names.index(entry.nickname) % 2 for entry in self.trainable)

    def counts(self, nickname: str | None = None) -> tuple[int, int]:
        """The drawings shown of each sign, of one pupil or of all."""
        labels = [
            label
            for entry, label in zip(self.trainable, self.labels, strict=True)
            if nickname in (None, entry.nickname)
        ]
        return labels.count(0), labels.count(1)

    @property
    def scores(self) -> list[SignScore]:
        """The pupils by the share of their drawings that were read, the largest first."""
        if self.read is None:
            return []
        known = [entry for entry in self.drawings if entry.number <= self.read.until]
        marks: dict[str, list[str]] = {}
        for entry, mark in zip(known, self.read.marks, strict=False):
            if mark != "-" and not entry.is_hidden:
                marks.setdefault(entry.nickname, []).append(mark)
        scores = [SignScore(name, m.count("1"), len(m)) for name, m in marks.items()]
        return sorted(scores, key=lambda score: -score.right / score.tested)

    def result(self, is_right: Sequence[bool]) -> SignsRead:
        """The board entry of a training on `trainable`. Raises `BoardError` for too many."""
        right = {entry.id: good for entry, good in zip(self.trainable, is_right, strict=True)}
        marks = "".join("-" if e.id not in right else str(int(right[e.id])) for e in self.drawings)
        if len(marks) > MOST_MARKS:
            raise BoardError(
                gettext("There are too many drawings. Clear the board and start again.")
            )
        return SignsRead(*self.names, self.drawings[-1].number, marks)


def signs_of(entries: Sequence[Entry]) -> ClassSigns | None:
    """The class's signs from all entries of its board; None before the teacher has named them."""
    named = [e.content for e in entries if isinstance(e.content, SignsNamed) and not e.is_hidden]
    if not named:
        return None
    names = named[-1].first, named[-1].second
    drawings = (e for e in entries if isinstance(e.content, SignSent) and e.content.sign in names)
    read = [
        e.content
        for e in entries
        if isinstance(e.content, SignsRead)
        and (e.content.first, e.content.second) == names
        and not e.is_hidden
    ]
    return ClassSigns(names, tuple(drawings), read[-1] if read else None)


def _sent(entry: Entry) -> SignSent:
    assert isinstance(entry.content, SignSent)
    return entry.content
