"""Settings of the store, and visitor ids."""

from __future__ import annotations

import hashlib
import os

from hqnn_core.language import N_, later
from hqnn_core.store.faults import StoreError

KEEP_VARIABLE = "HQNN_KEEP_HOURS"
CLASS_VARIABLE = "HQNN_CLASS_DAYS"
LONGEST_CLASS = 60 * 86_400.0
"""Seconds for which a teacher can keep a class, to ask again weeks later."""


def key_of(token: str) -> str:
    """The visitor's id: the SHA-256 of the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def keep_seconds() -> float:
    """How long a visitor's things are kept after the last visit: `$HQNN_KEEP_HOURS`, or a day."""
    return 3600 * _duration(
        KEEP_VARIABLE, "24", N_("{variable} must be a number of hours above 0; it is “{text}”.")
    )


def class_seconds() -> float:
    """How long a class is kept after it was opened: `$HQNN_CLASS_DAYS`, or a week."""
    return 86_400 * _duration(
        CLASS_VARIABLE, "7", N_("{variable} must be a number of days above 0; it is “{text}”.")
    )


def _duration(variable: str, default: str, wrong: str) -> float:
    text = os.environ.get(variable, default)
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e6:
        raise StoreError(later(wrong, variable=variable, text=text))
    return value
