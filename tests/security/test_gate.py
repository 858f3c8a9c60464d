"""What passes the gate: the messages that pages send, and nothing that is for developers."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

from pages.frame.streamlit_fixes import gate


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[BackMsg]:
    """The messages that Streamlit gets to see."""
    seen: list[BackMsg] = []
    monkeypatch.setattr(gate, "_handle_backmsg", lambda session, message: seen.append(message))
    monkeypatch.setattr(AppSession, "handle_backmsg", None)
    gate.apply()
    return seen


def send(message: BackMsg) -> None:
    session: Any = None
    AppSession.handle_backmsg(session, message)


def with_each(message: Any, oneof: str) -> list[str]:
    """The names of what a message can be."""
    return [field.name for field in message.DESCRIPTOR.oneofs_by_name[oneof].fields]


def set_part(message: Any, name: str) -> None:
    if message.DESCRIPTOR.fields_by_name[name].type == FieldDescriptor.TYPE_MESSAGE:
        getattr(message, name).SetInParent()
    else:
        setattr(message, name, True)


def test_of_all_messages_those_of_pages_pass(passed: list[BackMsg]):
    kinds = with_each(BackMsg(), "type")
    for kind in kinds:
        message = BackMsg()
        set_part(message, kind)
        send(message)
    through = {message.WhichOneof("type") for message in passed}
    assert through == {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"}
    assert {"clear_cache", "debug_shutdown_runtime"} <= {*kinds}


def test_of_all_operations_a_download_and_a_table_pass(passed: list[BackMsg]):
    for name in with_each(BackMsg().backend_operation_request, "payload"):
        message = BackMsg()
        set_part(message.backend_operation_request, name)
        send(message)
    through = {message.backend_operation_request.WhichOneof("payload") for message in passed}
    assert through == {"deferred_file", "dataframe_chunk"}


def test_values_without_the_name_of_a_widget_are_left_out(passed: list[BackMsg]):
    message = BackMsg()
    for name in ("arrival", "$$ID-0-theta", "", "$$STREAMLIT_INTERNAL_KEY_x"):
        message.rerun_script.widget_states.widgets.add(id=name, bool_value=True)
    send(message)
    (seen,) = passed
    names = [widget.id for widget in seen.rerun_script.widget_states.widgets]
    assert names == ["$$ID-0-theta", "$$STREAMLIT_INTERNAL_KEY_x"]
