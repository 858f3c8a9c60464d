"""The boards of all classes, in the store.

Whatever changes a class first raises its version. That locks its row, so that changes come one
after the other at any number of servers: entries get growing numbers, and no two pupils a name.
What is not refused is committed when a function returns; `StoreError` says that it is not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hqnn_core.board import (
    ALPHABET,
    CODE_LENGTH,
    KEY_LENGTH,
    BoardError,
    ClassBoard,
    Content,
    Entry,
    GoneError,
    Invitation,
    Resolution,
    free_name,
    from_json,
    kind_of,
    nickname_from,
    same_name,
    to_json,
    typed_code,
    typed_key,
)
from hqnn_core.store.clock import database_time
from hqnn_core.store.schema import ClassRow, EntryRow, MemberRow
from hqnn_core.store.settings import class_seconds
from hqnn_core.store.store import Store

MAX_ENTRIES = 10_000
MAX_PUPILS = 500
MAX_TRIES, TRY_SECONDS = 5, 60.0
MAX_READ = 50
"""Boards that are kept in memory, and visitors whose tries are counted times 100."""

Choose = Callable[[Sequence[str]], str]


@dataclass(frozen=True)
class Seat:
    """A pupil's place in a class; `member` is the pupil's name in the database."""

    code: str
    nickname: str
    member: str

    def entry_id(self, thing: str) -> str:
        """The id of an entry, the same for the same thing: sent twice, it is one entry."""
        return _digest(f"{self.member}:{thing}")


@dataclass(frozen=True)
class Desk:
    """A teacher's place in a class."""

    code: str
    key: str


class Boards:
    """The boards of a store."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._lock = Lock()
        self._tries: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._read: OrderedDict[str, ClassBoard] = OrderedDict()

    def open_class(self, visitor: str = "", choose: Choose = secrets.choice) -> Desk:
        """Open a class: its code, and the key that is written down nowhere else.

        A visitor can open five a minute.
        """
        seconds = class_seconds()
        self._count_try("", visitor)
        key = _drawn(KEY_LENGTH, choose)
        now: Any = database_time()
        while True:
            code = _drawn(CODE_LENGTH, choose)
            row = insert(ClassRow).values(
                code=code, key_hash=_hash(key), opened_at=now, delete_at=now + seconds,
                is_closed=False, version=1, rewritten=1, n_entries=0, invitation_number=0,
            )  # fmt: skip
            with self._store.reading() as session:
                session.execute(
                    delete(ClassRow).where(ClassRow.code == code, ClassRow.delete_at <= now)
                )
                try:
                    with session.begin_nested():
                        session.execute(row)
                except IntegrityError:  # another class has this code
                    continue
            return Desk(code, key)

    def join(self, code: str, nickname: str, visitor: str) -> Seat:
        """Join a class; the nickname gets a number where somebody else has it."""
        code, name = typed_code(code), nickname_from(nickname)
        member = _digest(f"{code}:{visitor}")
        with self._store.reading() as session:
            self._change(session, code)
            others = select(MemberRow.same_name).where(
                MemberRow.code == code, MemberRow.id != member
            )
            taken = set(session.scalars(others))
            if len(taken) >= MAX_PUPILS:
                raise BoardError(f"This class is full: it has {MAX_PUPILS} pupils.")
            name = free_name(name, taken)
            row = MemberRow(id=member, code=code, nickname=name, same_name=same_name(name))
            session.merge(row)
        return Seat(code, name, member)

    def seat(self, code: str, visitor: str) -> Seat | None:
        """The place that a visitor has in a class, if there is one."""
        member = _digest(f"{code}:{visitor}")
        with self._store.reading() as session:
            row = session.get(MemberRow, member)
            return Seat(code, row.nickname, member) if row else None

    def send(self, seat: Seat, entry_id: str, content: Content) -> None:
        """Add an entry; it is there once this returns. One that is there already stays as it is."""
        text = to_json(content)
        with self._store.reading() as session:
            found = self._change(session, seat.code)
            if session.get(EntryRow, entry_id) is not None:
                return
            member = session.get(MemberRow, seat.member)
            if member is None or member.code != seat.code:
                raise GoneError("You are not in this class any more. Join it again.")
            if found.is_closed:
                raise BoardError(f"The teacher has closed the class {seat.code}.")
            self._add(session, found, entry_id, member.nickname, content, text)

    def board(self, code: str) -> ClassBoard:
        """What a class's board shows now; only what is new is read. Raises `BoardError`."""
        with self._store.reading() as session:
            row = session.get(ClassRow, code)
            if row is None or row.delete_at <= session.scalar(select(database_time())):  # type: ignore[operator]
                raise _no_class(code)
            known = self._read.get(code)
            if known is None or known.version != row.version:
                known = _board_of(session, row, known)
        with self._lock:
            self._read[code] = known
            self._read.move_to_end(code)
            while len(self._read) > MAX_READ:
                self._read.popitem(last=False)
        return known

    def admit(self, code: str, key: str, visitor: str) -> Desk:
        """Let a teacher in. A visitor has five tries a minute for each class."""
        code = typed_code(code)
        self._count_try(code, visitor)
        key = typed_key(key)
        with self._store.reading() as session:
            row = session.get(ClassRow, code)
            _check_key(row.key_hash if row else "", code, key)
        with self._lock:
            self._tries.pop((code, visitor), None)
        return Desk(code, key)

    def _count_try(self, code: str, visitor: str) -> None:
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault((code, visitor), deque(maxlen=MAX_TRIES))
            self._tries.move_to_end((code, visitor))
            if len(tries) == MAX_TRIES and now - tries[0] < TRY_SECONDS:
                raise BoardError(
                    f"Only {MAX_TRIES} tries a minute are possible. Wait a minute, then try again."
                )
            tries.append(now)
            while len(self._tries) > 100 * MAX_READ:
                self._tries.popitem(last=False)

    def hide(self, desk: Desk, entry_id: str, is_hidden: bool = True) -> None:
        """Hide an entry, or show it again."""
        mine = (EntryRow.id == entry_id, EntryRow.code == desk.code)
        self._rewrite(desk, update(EntryRow).where(*mine).values(is_hidden=is_hidden))

    def clear(self, desk: Desk) -> None:
        """Remove all entries. Only their ids stay: nothing comes back by being sent once more."""
        empty = {"is_cleared": True, "content": "", "nickname": ""}
        entries = update(EntryRow).where(EntryRow.code == desk.code).values(**empty)
        self._rewrite(desk, entries, n_entries=0)

    def close(self, desk: Desk, is_closed: bool = True) -> None:
        """Take no more entries, or take them again."""
        self._rewrite(desk, is_closed=is_closed)

    def invite(self, desk: Desk, invitation: Invitation | None) -> None:
        """Show everybody the way to a page; None takes it back."""
        text = None
        if invitation is not None:
            text = json.dumps([invitation.page, invitation.settings])
        number = ClassRow.invitation_number + 1
        self._rewrite(desk, invitation=text, invitation_number=number)

    def resolve(self, desk: Desk, step: str, answer: str) -> None:
        """Say which answer to a question is right."""
        content = Resolution(step, answer)
        with self._store.reading() as session:
            found = self._change(session, desk.code)
            _check_key(found.key_hash, desk.code, desk.key)
            entry_id = _digest(f"{desk.code}:{step}:{found.version}")
            self._add(session, found, entry_id, "", content, to_json(content))

    def _rewrite(self, desk: Desk, entries: Any = None, **values: Any) -> None:
        with self._store.reading() as session:
            found = self._change(session, desk.code)
            _check_key(found.key_hash, desk.code, desk.key)
            if entries is not None:
                session.execute(entries)
                values["rewritten"] = found.version
            if values:
                session.execute(update(ClassRow).where(ClassRow.code == desk.code).values(**values))

    @staticmethod
    def _change(session: Session, code: str) -> Any:
        """Raise the version of a class and so lock it."""
        changed = (
            update(ClassRow)
            .where(ClassRow.code == code, ClassRow.delete_at > database_time())
            .values(version=ClassRow.version + 1)
            .returning(
                ClassRow.code, ClassRow.version, ClassRow.is_closed, ClassRow.n_entries,
                ClassRow.key_hash,
            )
        )  # fmt: skip
        found = session.execute(changed).one_or_none()
        if found is None:
            raise _no_class(code)
        return found

    @staticmethod
    def _add(
        session: Session, found: Any, entry_id: str, nickname: str, content: Content, text: str
    ) -> None:
        if found.n_entries >= MAX_ENTRIES:
            raise BoardError(
                f"The board is full: it has {MAX_ENTRIES:,} entries. The teacher can clear it."
            )
        row = insert(EntryRow).values(
            id=entry_id, code=found.code, number=found.version, nickname=nickname,
            sent_at=database_time(), kind=kind_of(content), content=text, is_hidden=False,
            is_cleared=False,
        )  # fmt: skip
        session.execute(row)
        counted = update(ClassRow).where(ClassRow.code == found.code)
        session.execute(counted.values(n_entries=ClassRow.n_entries + 1))


def _board_of(session: Session, row: ClassRow, known: ClassBoard | None) -> ClassBoard:
    """The board in the database; of the one that is known all that was not rewritten."""
    kept: tuple[Entry, ...] = ()
    if known is not None and row.rewritten <= known.version:
        kept = known.entries
    last = kept[-1].number if kept else 0
    new = select(EntryRow).where(
        EntryRow.code == row.code, EntryRow.number > last, EntryRow.number <= row.version,
        EntryRow.is_cleared.is_(False),
    )  # fmt: skip
    rows = session.scalars(new.order_by(EntryRow.number))
    entries = (*kept, *(entry for each in rows if (entry := _entry(each)) is not None))
    n_pupils = select(func.count()).select_from(MemberRow).where(MemberRow.code == row.code)
    invitation = None
    if row.invitation is not None:
        page, settings = json.loads(row.invitation)
        invitation = Invitation(page, tuple((name, value) for name, value in settings))
    return ClassBoard(
        row.code, row.version, row.delete_at, row.is_closed, session.scalar(n_pupils) or 0,
        entries, invitation, row.invitation_number,
    )  # fmt: skip


def _entry(row: EntryRow) -> Entry | None:
    """None for what no version of this app has written."""
    try:
        content = from_json(row.kind, row.content)
    except BoardError:
        return None
    return Entry(row.id, row.number, row.nickname, row.sent_at, content, row.is_hidden)


def _check_key(key_hash: str, code: str, key: str) -> None:
    if not hmac.compare_digest(key_hash, _hash(key)):
        raise BoardError(f"This is not the key of the class {code}, or there is no such class.")


def _no_class(code: str) -> GoneError:
    return GoneError(f"There is no class {code}: look at the code again, or the class is over.")


def _drawn(n: int, choose: Choose) -> str:
    return "".join(choose(ALPHABET) for _ in range(n))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
