"""Class boards.

Whatever changes a class first raises its version. That locks its row, so that changes come one
after the other at any number of servers: entries get growing numbers, and no two pupils a name.
What is not refused is committed when a function returns; `StoreError` says that it is not.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hqnn_core.board.entries import (
    AnswersSent,
    BoardError,
    Content,
    GoneError,
    Resolution,
    kind_of,
)
from hqnn_core.board.invitation import Invitation
from hqnn_core.board.names import (
    CODE_LENGTH,
    KEY_LENGTH,
    free_name,
    nickname_from,
    same_name,
    typed_code,
    typed_key,
)
from hqnn_core.board.presence import Presence
from hqnn_core.board.view import ClassBoard
from hqnn_core.language import gettext
from hqnn_core.store.board_rows import (
    add_entry,
    board_of,
    change_class,
    just_cleared,
    living_class,
)
from hqnn_core.store.membership import (
    Choose,
    Pupil,
    Teacher,
    check_key,
    choose_secretly,
    digest,
    drawn,
    hash_of,
    member_of,
)
from hqnn_core.store.rate_limit import RateLimit
from hqnn_core.store.schema import ClassRow, EntryRow, MemberRow
from hqnn_core.store.settings import class_seconds
from hqnn_core.store.store import Store

MAX_PUPILS, MAX_ENTRIES = 500, 10_000
MAX_PROGRESS = 20_000  # characters of JSON, for a lesson of about 40 steps
MAX_READ = 20
"""Boards that are kept in memory."""


class Boards:
    """Class boards of a store."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._lock, self._tries = store, Lock(), RateLimit(clock)
        self._read: OrderedDict[str, ClassBoard] = OrderedDict()

    def open_class(self, visitor: str = "", choose: Choose = choose_secretly) -> Teacher:
        """Open a class; returns its code and the key, which is stored as a hash only.

        A visitor can open five a minute.
        """
        seconds = class_seconds()
        self._tries.count(visitor)
        key = drawn(KEY_LENGTH, choose)
        now = time.time()
        while True:
            code = drawn(CODE_LENGTH, choose)
            row = insert(ClassRow).values(
                code=code, key_hash=hash_of(key), opened_at=now, delete_at=now + seconds,
                is_closed=False, version=1, rewritten=1, n_entries=0,
            )  # fmt: skip
            with self._store.transaction() as session:
                session.execute(
                    delete(ClassRow).where(ClassRow.code == code, ClassRow.delete_at <= now)
                )
                try:
                    with session.begin_nested():
                        session.execute(row)
                except IntegrityError:  # another class has this code
                    continue
            return Teacher(code, key)

    def join(self, code: str, nickname: str, visitor: str) -> Pupil:
        """Join a class; a number is appended to a nickname that is taken."""
        code, name = typed_code(code), nickname_from(nickname)
        member = member_of(code, visitor)
        with self._store.transaction() as session:
            change_class(session, code)
            others = select(MemberRow.same_name).where(
                MemberRow.code == code, MemberRow.id != member
            )
            taken = set(session.scalars(others))
            if len(taken) >= MAX_PUPILS:
                raise BoardError(gettext("This class is full."))
            name = free_name(name, taken)
            row = MemberRow(id=member, code=code, nickname=name, same_name=same_name(name))
            session.merge(row)
        return Pupil(code, name, member)

    def pupil(self, code: str, visitor: str) -> Pupil | None:
        """A visitor's membership in a class, if any."""
        member = member_of(code, visitor)
        with self._store.transaction(writes=False) as session:
            row = session.get(MemberRow, member)
            return Pupil(code, row.nickname, member) if row else None

    def send(self, pupil: Pupil, entry_id: str, content: Content) -> None:
        """Add an entry; committed when this returns. An existing id is left unchanged."""
        with self._store.transaction() as session:
            changed = change_class(session, pupil.code)
            if session.get(EntryRow, entry_id) is not None:
                return
            member = session.get(MemberRow, pupil.member)
            if member is None or member.code != pupil.code:
                raise GoneError(gettext("You are not in this class any more. Join it again."))
            if changed.is_closed:
                raise BoardError(gettext("The teacher has closed the class."))
            if changed.n_entries >= MAX_ENTRIES:
                raise BoardError(gettext("The board is full. The teacher can clear it."))
            name = "" if isinstance(content, AnswersSent) else member.nickname  # anonymous
            add_entry(session, changed, entry_id, name, content)

    def board(self, code: str) -> ClassBoard:
        """The class's board; reads new entries only. Raises `BoardError`."""
        with self._store.transaction(writes=False) as session:
            row = living_class(session, code)
            known = self._read.get(code)
            if known is None or (known.version, known.delete_at) != (row.version, row.delete_at):
                known = board_of(session, row, known if _is_of(known, row) else None)
        with self._lock:
            self._read[code] = known
            self._read.move_to_end(code)
            while len(self._read) > MAX_READ:
                self._read.popitem(last=False)
        return known

    def admit(self, code: str, key: str, visitor: str) -> Teacher:
        """Sign in as the teacher. A visitor has five tries a minute for each class."""
        code = typed_code(code)
        self._tries.count((code, visitor))
        teacher = Teacher(code, typed_key(key))
        with self._store.transaction(writes=False) as session:
            row = session.get(ClassRow, code)
            check_key(row.key_hash if row else "", teacher)
        self._tries.forget((code, visitor))
        return teacher

    def hide(self, teacher: Teacher, entry_id: str, is_hidden: bool = True) -> None:
        """Hide an entry, or show it again."""
        mine = (EntryRow.id == entry_id, EntryRow.code == teacher.code)
        self._rewrite(teacher, update(EntryRow).where(*mine).values(is_hidden=is_hidden))

    def clear(self, teacher: Teacher) -> None:
        """Remove all entries; `bring_back` restores them within `UNDO_SECONDS`.

        Only their ids stay: nothing comes back by being sent once more.
        """
        left = (EntryRow.code == teacher.code, EntryRow.cleared_at.is_(None))
        self._rewrite(teacher, update(EntryRow).where(*left).values(cleared_at=time.time()))

    def bring_back(self, teacher: Teacher) -> None:
        """Restore the entries cleared in the last `UNDO_SECONDS`; later it raises `BoardError`."""
        entries = update(EntryRow).where(*just_cleared(teacher.code))
        if self._rewrite(teacher, entries.values(cleared_at=None)) == 0:
            raise BoardError(gettext("There is nothing to undo: the entries are deleted."))

    def close(self, teacher: Teacher, is_closed: bool = True) -> None:
        """Stop accepting entries, or accept them again."""
        self._rewrite(teacher, is_closed=is_closed)

    def keep_for(self, teacher: Teacher, seconds: float) -> None:
        """Delete the class after this time from now, instead of when it was to be."""
        self._rewrite(teacher, delete_at=time.time() + seconds)

    def invite(self, teacher: Teacher, invitation: Invitation | None) -> None:
        """Have everybody look at a page; None ends it."""
        with self._store.transaction() as session:
            changed = change_class(session, teacher.code)
            check_key(changed.key_hash, teacher)
            stored = invitation and [invitation.page, invitation.settings, changed.version]
            mine = update(ClassRow).where(ClassRow.code == teacher.code)
            session.execute(mine.values(invitation=json.dumps(stored) if stored else None))

    def freeze(self, teacher: Teacher, sentence: str | None) -> None:
        """Pause the lesson with a sentence on every pupil's screen; None goes on with it.

        The time of a pause does not count as time without progress.
        """
        with self._store.transaction() as session:
            check_key(change_class(session, teacher.code).key_hash, teacher)
            mine = update(ClassRow).where(ClassRow.code == teacher.code)
            session.execute(mine.values(frozen=sentence))
            pupils = update(MemberRow).where(MemberRow.code == teacher.code)
            session.execute(pupils.values(progress_at=time.time()))

    def report(self, pupil: Pupil, page: str, step: int, minutes: int, progress: str) -> None:
        """Record where a pupil is: page, step, length of the lesson, and its progress as JSON."""
        if len(progress) > MAX_PROGRESS:
            raise BoardError(gettext("The answers are too long for the teacher's list."))
        now = time.time()
        is_same = (MemberRow.step == step) & (MemberRow.progress == progress)
        mine = update(MemberRow).where(MemberRow.id == pupil.member)
        with self._store.transaction() as session:
            session.execute(
                mine.values(
                    page=page, step=step, minutes=minutes, progress=progress, seen_at=now,
                    progress_at=case((is_same, MemberRow.progress_at), else_=now),
                )
            )  # fmt: skip

    def presences(self, code: str) -> list[Presence]:
        """Where the pupils of a class are, by nickname."""
        with self._store.transaction(writes=False) as session:
            living_class(session, code)
            rows = session.scalars(select(MemberRow).where(MemberRow.code == code))
            found = [
                Presence(
                    row.id, row.nickname, row.page, row.step, row.minutes, row.progress,
                    row.seen_at, row.progress_at,
                )
                for row in rows
            ]  # fmt: skip
        return sorted(found, key=lambda pupil: pupil.nickname.casefold())

    def resolve(self, teacher: Teacher, step: str, answer: str) -> None:
        """Mark the right answer to a question."""
        self.post(teacher, Resolution(step, answer))

    def post(self, teacher: Teacher, content: Content) -> None:
        """Add an entry of the teacher's."""
        with self._store.transaction() as session:
            changed = change_class(session, teacher.code)
            check_key(changed.key_hash, teacher)
            entry_id = digest(f"{teacher.code}:{kind_of(content)}:{changed.version}")
            add_entry(session, changed, entry_id, "", content)

    def _rewrite(self, teacher: Teacher, entries: Any = None, **values: Any) -> int:
        """Change a class and its entries; return the number of changed entries."""
        n_changed = 0
        with self._store.transaction() as session:
            changed = change_class(session, teacher.code)
            check_key(changed.key_hash, teacher)
            if entries is not None:
                n_changed = session.execute(entries).rowcount  # type: ignore[attr-defined]
                left = (EntryRow.code == teacher.code, EntryRow.cleared_at.is_(None))
                values["n_entries"] = select(func.count()).where(*left).scalar_subquery()
                values["rewritten"] = changed.version
            if values:
                session.execute(
                    update(ClassRow).where(ClassRow.code == teacher.code).values(**values)
                )
        return n_changed


def _is_of(known: ClassBoard | None, row: ClassRow) -> bool:
    """Whether a board belongs to this class, not to an expired one with the same code."""
    return known is not None and known.delete_at == row.delete_at
