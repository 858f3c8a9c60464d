"""The log for whoever runs the server: one line of JSON an event.

`log_event` goes through Python's logging, so a program that only uses the package hears nothing.
`open_log` is called by the app. No event has a nickname, a drawing, a cookie or an address in it.
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
    """A record as one line: time, event, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = {"time": at, "event": record.getMessage(), **getattr(record, "fields", {})}
        return json.dumps(fields, ensure_ascii=False, default=str)


def log_event(event: str, **fields: Any) -> None:
    """Log that something has happened; a field that is None is left out."""
    kept = {name: value for name, value in fields.items() if value is not None}
    _log.info(event, extra={"fields": kept})


def open_log() -> str:
    """Have events written to the file that `$HQNN_LOG` names, else to stderr; what is wrong."""
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
