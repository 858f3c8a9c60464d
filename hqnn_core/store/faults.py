"""Database errors as sentences for the administrator."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hqnn_core.errors import shortened
from hqnn_core.language import N_, gettext, later, said

VARIABLE = "HQNN_DATABASE_URL"


class StoreError(RuntimeError):
    """The database cannot be used; the message says why and what to do.

    A message by `later` is in the language of who reads it: a fault is shown to all visitors.
    """

    def __str__(self) -> str:
        return said(super().__str__())


def unknown_kind(url: str) -> StoreError:
    kind = url.split(":", 1)[0].split("@")[-1]
    return StoreError(
        later(
            "{variable} begins with “{kind}”, which is no kind of database that this app can use. "
            "Begin it with sqlite:/// or postgresql://, or leave it out.",
            variable=VARIABLE,
            kind=shortened(kind),
        )
    )


def other_format(url: URL, found: int, known: int) -> StoreError:
    newer = N_(
        "The database {name} was written by a newer version of this app (format {found}; this one "
        "reads {known}). Update the app, or name another database by {variable}."
    )
    older = N_(
        "The database {name} was written by an older version of this app (format {found}; this one "
        "reads {known}). Move it away, or name another database by {variable}."
    )
    wrong = newer if found > known else older
    return StoreError(later(wrong, name=name_of(url), found=found, known=known, variable=VARIABLE))


def not_opened(url: URL, fault: SQLAlchemyError | OSError) -> StoreError:
    return StoreError(
        later(
            "The database {name} cannot be used: {reason}. Repair that, or name another database "
            "by {variable}. Then start the server again.",
            name=name_of(url),
            reason=reason_of(fault),
            variable=VARIABLE,
        )
    )


def name_of(url: URL) -> str:
    """The database's URL without its password."""
    return url.database or "" if _is_file(url) else url.render_as_string(hide_password=True)


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


_REASONS = {
    "locked": N_("another program holds it locked"),
    "disk is full": N_("the disk is full"),
    "no space": N_("the disk is full"),
    "disk i/o": N_("the disk cannot be read or written"),
    "readonly": N_("it may not be written"),
    "read-only": N_("it may not be written"),
    "permission denied": N_("the rights to use it are missing"),
    "unable to open": N_("its file cannot be opened or made"),
    "not a database": N_("its file is damaged, or it is no database"),
    "malformed": N_("its file is damaged"),
    "password": N_("its user name or password is wrong"),
    "authentication": N_("its user name or password is wrong"),
    "role": N_("its user name is unknown"),
    "does not exist": N_("it does not exist"),
    "connect": N_("it does not answer"),
    "closed": N_("it does not answer"),
    "shutting down": N_("it does not answer"),
    "starting up": N_("it does not answer yet"),
    "terminating": N_("it does not answer"),
}


def reason_of(fault: SQLAlchemyError | OSError) -> str:
    """The reason in a few words, for `said`."""
    text = str(fault.orig if isinstance(fault, DBAPIError) else fault)
    known = (later(reason) for part, reason in _REASONS.items() if part in text.lower())
    return next(known, shortened(" ".join(text.split())))


def not_read(reason: str) -> str:
    """The notice while the database cannot be read; for `reason` see `reason_of`."""
    return gettext(
        "Stored work cannot be read now. What you see may be old. The reason: {reason}.",
        reason=said(reason),
    )


def not_saved(seconds: float, reason: str) -> str:
    """The notice while the database cannot be written; for `reason` see `reason_of`."""
    return gettext(
        "Your work could not be saved for {seconds} s. The reason: {reason}. It stays in this "
        "server's memory and is saved as soon as the database can be written.",
        seconds=f"{seconds:.0f}",
        reason=said(reason),
    )
