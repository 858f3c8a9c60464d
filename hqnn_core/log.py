"""Structured logging: one line of JSON for each event.

`log_event` uses Python's logging, which is silent in a program that only imports the package; the
app calls `open_log`. No event contains a nickname, a drawing, a cookie or an address.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import Any

LOG_VARIABLE = "HQNN_LOG"
_log = logging.getLogger("hqnn")
_log.addHandler(logging.NullHandler())


class JsonFormatter(logging.Formatter):
    """Formats a record as one line: time, event, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = {"time": at, "event": record.getMessage(), **getattr(record, "fields", {})}
        return json.dumps(fields, ensure_ascii=False, default=str)


def log_event(event: str, **fields: Any) -> None:
    """Log an event; fields that are None are left out."""
    kept = {name: value for name, value in fields.items() if value is not None}
    _log.info(event, extra={"fields": kept})


def open_log() -> str:
    """Write events to the file `$HQNN_LOG`, else to stderr; return what is wrong, or ""."""
    path, fault = os.path.expanduser(os.environ.get(LOG_VARIABLE, "")), ""
    handler: logging.Handler = logging.StreamHandler(sys.__stderr__)
    if path:
        try:
            handler = logging.FileHandler(path, encoding="utf-8")
        except OSError as reason:
            fault = (
                f"{LOG_VARIABLE} must name a file that can be written; {path} cannot: "
                f"{reason.strerror}. The log goes to stderr."
            )
    handler.setFormatter(JsonFormatter())
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False
    return fault
