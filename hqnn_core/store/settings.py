"""What the store is told by settings, and how it names a visitor."""

from __future__ import annotations

import hashlib
import os

from hqnn_core.store.faults import StoreError

KEEP_VARIABLE = "HQNN_KEEP_HOURS"


def key_of(token: str) -> str:
    """The name of a visitor in the database, from which nobody can find the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def keep_seconds() -> float:
    """How long a visitor's things are kept after the last visit: `$HQNN_KEEP_HOURS`, or a day."""
    text = os.environ.get(KEEP_VARIABLE, "24")
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 < hours < 1e6:
        raise StoreError(f"{KEEP_VARIABLE} must be a number of hours above 0; it is “{text}”.")
    return 3600 * hours
