"""The tables. A change of them is a new `FORMAT`, and needs a step that brings older ones to it."""

from __future__ import annotations

from sqlalchemy import Double, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FORMAT = 1
Key = String(64)
Id = String(32)


class Base(DeclarativeBase):
    """All tables."""


class FormatRow(Base):
    """The format of this database: one row."""

    __tablename__ = "format"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


class ServerRow(Base):
    """A server that uses this database; `beat` grows while it lives."""

    __tablename__ = "servers"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    beat: Mapped[int]
    seen_at: Mapped[float] = mapped_column(Double)


class VisitorRow(Base):
    """A visitor, known by the SHA-256 of the cookie.

    Attributes:
        seen_at: seconds since the epoch, of the last sign of an open tab.
        seen_by: the server that it was open at.
    """

    __tablename__ = "visitors"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    seen_at: Mapped[float] = mapped_column(Double, index=True)
    seen_by: Mapped[str] = mapped_column(Id)


class RunRow(Base):
    """A run without its events.

    Attributes:
        version: grows with each change.
        keeper: the server that has it train or wait, None while it stands still.
        wanted: "paused" or "stopped", asked for at another server.
        facts: what is small, as JSON.
    """

    __tablename__ = "runs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visitor: Mapped[str] = mapped_column(ForeignKey("visitors.key", ondelete="CASCADE"), index=True)
    created: Mapped[float] = mapped_column(Double)
    version: Mapped[int]
    keeper: Mapped[str | None] = mapped_column(Id, index=True)
    wanted: Mapped[str | None] = mapped_column(String(10))
    facts: Mapped[str] = mapped_column(Text)
    weights: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    checkpoint: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    training_state: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class EventsRow(Base):
    """Some events of a run, those of one number after those of the number before."""

    __tablename__ = "events"
    run: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SheetRow(Base):
    """Something else that is a visitor's, under a name: a set of drawings, a canvas."""

    __tablename__ = "sheets"
    visitor: Mapped[str] = mapped_column(
        ForeignKey("visitors.key", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
