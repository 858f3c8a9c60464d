"""Validation of browser messages: Streamlit 1.67 trusts them.

The app's own pages never send what is refused here, so nobody is told: whoever wrote such a message
by hand finds that it does nothing. Without this, any visitor could empty the caches of all others
(`clear_cache`), which ends their stay and pauses their runs, and a value that its widget cannot
have would end the run of a page with a raw error.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.state.common import (
    GENERATED_ELEMENT_ID_PREFIX,
    RegisterWidgetResult,
    WidgetMetadata,
)
from streamlit.runtime.state.session_state import (
    STREAMLIT_INTERNAL_KEY_PREFIX,
    Serialized,
    SessionState,
    Value,
    WStates,
)

T = TypeVar("T")

MESSAGES = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
"""What pages send; the others are for a developer's own machine."""
OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})

DEEPEST = 100
"""Components send a few lists in one another; of a hundred Python itself would give up on some."""

_NO_BRACKETS = bytes({*range(256)} - {*b"[]{}"})
_NAMES = (f"{GENERATED_ELEMENT_ID_PREFIX}-", f"{STREAMLIT_INTERNAL_KEY_PREFIX}_")
_SAME = {"int_value": "double_value", "json_trigger_value": "json_value"}
_BROKEN = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
_handle_backmsg = AppSession.handle_backmsg
_register_widget = SessionState.register_widget
_value_of = WStates.__getitem__


def apply() -> None:
    """Validate all messages from browsers from now on."""
    AppSession.handle_backmsg = _handle_if_allowed
    SessionState.register_widget = _register_chosen
    WStates.__getitem__ = _possible_value


def is_for_pages(message: BackMsg) -> bool:
    """Whether the app's pages send such messages."""
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in MESSAGES


def is_possible(sent: WidgetState, widget: WidgetMetadata[Any]) -> bool:
    """Whether a widget can have this value, judged without deserialising it."""
    kind = sent.WhichOneof("value")
    if kind is None:  # cleared
        return True
    if _SAME.get(kind, kind) != _SAME.get(widget.value_type, widget.value_type):
        return False
    if kind in ("json_value", "json_trigger_value"):
        return _depth(getattr(sent, kind)) <= DEEPEST
    texts = _texts(sent, kind)
    if widget.formatted_options is None or texts is None:
        return True
    if not texts and not widget.clearable:
        return False
    return all(text in widget.formatted_options for text in texts)


def _depth(json: str) -> int:
    """An upper bound of the nesting depth: brackets inside of strings count too."""
    brackets = json.encode(errors="replace").translate(None, _NO_BRACKETS)
    return max(itertools.accumulate(1 if each in b"[{" else -1 for each in brackets), default=0)


def _texts(sent: WidgetState, kind: str) -> Sequence[str] | None:
    if kind == "string_array_value":
        return sent.string_array_value.data
    return [sent.string_value] if kind == "string_value" else None


def _handle_if_allowed(self: AppSession, msg: BackMsg) -> None:
    if is_for_pages(msg):
        widgets = msg.rerun_script.widget_states.widgets
        named = [sent for sent in widgets if sent.id.startswith(_NAMES)]
        if len(named) < len(widgets):  # else Streamlit would take them for the page's own state
            del widgets[:]
            widgets.extend(named)
        _handle_backmsg(self, msg)


def _register_chosen(
    self: SessionState, metadata: WidgetMetadata[T], user_key: str | None
) -> RegisterWidgetResult[T]:
    """Register a widget; a single choice with an initial option cannot be cleared.

    Streamlit leaves that to the browser, and has `?experiment=` in an address take it back.
    """
    if metadata.max_array_length == 1 and metadata.deserializer(None) is not None:
        metadata = replace(metadata, clearable=False)
    return _register_widget(self, metadata, user_key)


def _possible_value(self: WStates, k: str) -> Any:
    """The value of a widget; its initial value where the sent value is impossible."""
    sent, widget = self.states.get(k), self.widget_metadata.get(k)
    if isinstance(sent, Serialized) and widget is not None:
        try:
            if is_possible(sent.value, widget):
                return _value_of(self, k)
        except _BROKEN:
            pass
        self.states[k] = Value(widget.deserializer(None))
    return _value_of(self, k)
