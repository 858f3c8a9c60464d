"""Database schema. Any change needs a new `FORMAT`; tables of an older format are dropped."""

from __future__ import annotations

from sqlalchemy import Double, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FORMAT = 7
Key = String(64)
Id = String(32)
Server = String(160)


class Base(DeclarativeBase):
    """All tables."""


class FormatRow(Base):
    """The format of this database: one row."""

    __tablename__ = "format"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


class VisitorRow(Base):
    """A visitor, known by the SHA-256 of the cookie.

    Attributes:
        seen_at: seconds since the epoch, of the last visit to a page.
        seen_by: the server that showed it.
    """

    __tablename__ = "visitors"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    seen_at: Mapped[float] = mapped_column(Double, index=True)
    seen_by: Mapped[str] = mapped_column(Server)


class RunRow(Base):
    """A run without its events.

    Attributes:
        version: grows with each change.
        server: the one that trains it or has it wait, None while it stands still.
        leased_at: when that server last said so, seconds since the epoch.
        wanted: "paused" or "stopped", asked for at another server.
        label: its name, which any server may change.
        facts: what else is small, as JSON.
    """

    __tablename__ = "runs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visitor: Mapped[str] = mapped_column(ForeignKey("visitors.key", ondelete="CASCADE"), index=True)
    created: Mapped[float] = mapped_column(Double)
    version: Mapped[int]
    server: Mapped[str | None] = mapped_column(Server, index=True)
    leased_at: Mapped[float] = mapped_column(Double)
    wanted: Mapped[str | None] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    weights: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    checkpoint: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    training_state: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class EventsRow(Base):
    """Some events of a run; `number` is that of the events in the pieces before."""

    __tablename__ = "events"
    run: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BlobRow(Base):
    """A named blob of a visitor: a set of drawings, a canvas."""

    __tablename__ = "blobs"
    visitor: Mapped[str] = mapped_column(
        ForeignKey("visitors.key", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ClassRow(Base):
    """A class and its board.

    Attributes:
        key_hash: the SHA-256 of the teacher's key.
        version: grows with each change, and locks the row for whoever makes one.
        rewritten: the version of the last change of entries that were there before.
        n_entries: those that were not cleared.
        invitation: 'everybody look here', as JSON.
        frozen: the sentence on every pupil's screen; None while the lesson goes on.
    """

    __tablename__ = "classes"
    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    key_hash: Mapped[str] = mapped_column(Key)
    opened_at: Mapped[float] = mapped_column(Double)
    delete_at: Mapped[float] = mapped_column(Double, index=True)
    is_closed: Mapped[bool]
    version: Mapped[int]
    rewritten: Mapped[int]
    n_entries: Mapped[int]
    invitation: Mapped[str | None] = mapped_column(Text)
    frozen: Mapped[str | None] = mapped_column(Text)


class MemberRow(Base):
    """A pupil of a class; `id` does not tell which visitor it is.

    Attributes:
        page, step, minutes, progress: where the pupil is, see `hqnn_core.board.presence`.
        seen_at: the last report of it, seconds since the epoch; 0 before the first.
        progress_at: when step or progress last changed.
    """

    __tablename__ = "members"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("classes.code", ondelete="CASCADE"))
    nickname: Mapped[str] = mapped_column(String(40))
    same_name: Mapped[str] = mapped_column(String(400))
    page: Mapped[str] = mapped_column(String(20), default="")
    step: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=0)
    progress: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[float] = mapped_column(Double, default=0.0)
    progress_at: Mapped[float] = mapped_column(Double, default=0.0)
    __table_args__ = (UniqueConstraint("code", "same_name"),)


class EntryRow(Base):
    """An entry of a board.

    Attributes:
        number: the class's version with which it came.
        cleared_at: when it was cleared, seconds since the epoch. After `UNDO_SECONDS` its content
            is deleted; the id stays, so that it is not taken for new if it is sent again.
    """

    __tablename__ = "entries"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("classes.code", ondelete="CASCADE"))
    number: Mapped[int]
    nickname: Mapped[str] = mapped_column(String(40))
    sent_at: Mapped[float] = mapped_column(Double)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(Text)
    is_hidden: Mapped[bool]
    cleared_at: Mapped[float | None] = mapped_column(Double)
    __table_args__ = (UniqueConstraint("code", "number"),)
