"""Database errors as sentences for the administrator."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hqnn_core.quantum import shortened

VARIABLE = "HQNN_DATABASE_URL"


class StoreError(RuntimeError):
    """The database cannot be used; the message says why and what to do."""


def unknown_kind(url: str) -> StoreError:
    kind = url.split(":", 1)[0].split("@")[-1]
    return StoreError(
        f"{VARIABLE} begins with “{shortened(kind)}”, which is no kind of database that this app "
        "can use. Begin it with sqlite:/// or postgresql://, or leave it out."
    )


def other_format(url: URL, found: int, known: int) -> StoreError:
    age, what = ("a newer", "Update the app") if found > known else ("an older", "Move it away")
    return StoreError(
        f"The database {name_of(url)} was written by {age} version of this app (format {found}; "
        f"this one reads {known}). {what}, or name another database by {VARIABLE}."
    )


def not_opened(url: URL, fault: SQLAlchemyError | OSError) -> StoreError:
    return StoreError(
        f"The database {name_of(url)} cannot be used: {reason_of(fault)}. Mend that, or name "
        f"another database by {VARIABLE}, and start the server again."
    )


def name_of(url: URL) -> str:
    """The database's URL without its password."""
    return url.database or "" if _is_file(url) else url.render_as_string(hide_password=True)


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


_REASONS = {
    "locked": "another program holds it locked",
    "disk is full": "the disk is full",
    "no space": "the disk is full",
    "disk i/o": "the disk cannot be read or written",
    "readonly": "it may not be written",
    "read-only": "it may not be written",
    "permission denied": "the rights to use it are missing",
    "unable to open": "its file cannot be opened or made",
    "not a database": "its file is damaged, or it is no database",
    "malformed": "its file is damaged",
    "password": "its user name or password is wrong",
    "authentication": "its user name or password is wrong",
    "role": "its user name is unknown",
    "does not exist": "it does not exist",
    "connect": "it does not answer",
    "closed": "it does not answer",
    "shutting down": "it does not answer",
    "starting up": "it does not answer yet",
    "terminating": "it does not answer",
}


def reason_of(fault: SQLAlchemyError | OSError) -> str:
    """The reason in a few words."""
    said = str(fault.orig if isinstance(fault, DBAPIError) else fault)
    known = (reason for part, reason in _REASONS.items() if part in said.lower())
    return next(known, shortened(" ".join(said.split())))


def not_read(reason: str) -> str:
    """The notice while the database cannot be read."""
    return f"What is stored cannot be read now; what you see may be old. The reason: {reason}."


def not_saved(seconds: float, reason: str) -> str:
    """The notice while the database cannot be written."""
    return (
        f"Your work could not be saved for {seconds:.0f} s. The reason: {reason}. It stays in this "
        "server's memory and is saved as soon as the database can be written."
    )
