"""A visitor who writes each message by hand, over a websocket, with whatever is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.app import plain

PATIENCE = 120.0
SCRIPT = "<script>alert(1)</script>"


def value(widget: str, **sent: Any) -> WidgetState:
    """What a browser would send of a widget: a field of Streamlit's protocol, and its content."""
    state = WidgetState(id=widget)
    for field, content in sent.items():
        if isinstance(content, list):
            getattr(state, field).data.extend(content)
            getattr(state, field).SetInParent()
        else:
            setattr(state, field, content)
    return state


def event(component: str, name: str, content: str) -> WidgetState:
    """What a component sends: the name of an event, and its content as JSON."""
    said = f'[{{"event": "{name}", "value": {content}}}]'
    return value(f"$$STREAMLIT_INTERNAL_KEY_{component}__events", json_trigger_value=said)


class ByHand:
    """One websocket session.

    Attributes:
        session: the name that the server has for it.
        page: the hash by which the page is known.
        widgets: those that were ever shown, by key or by a button's label: (id, fragment).
        popovers: those that tell the server when they are opened, by their id.
        said: the words in boxes of the last run.
        faults: raw errors of the last run.
        html: all that the server has sent as HTML.
        seen: all that it has sent.
    """

    def __init__(self, url: str, path: str = "", cookie: str = "", origin: str = "") -> None:
        self.url, self.path, self.page, self.session = url, path, "", ""
        self.widgets: dict[str, tuple[str, str]] = {}
        self.popovers: set[str] = set()
        self.said: list[str] = []
        self.faults: list[str] = []
        self.html = ""
        self.seen = b""
        self._stack = ExitStack()
        connection = connect(
            f"{url.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            origin=origin or url,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"hqnn_visitor={cookie}"} if cookie else None,
            max_size=None,
            compression=None,
            ping_interval=None,
        )
        self._socket = self._stack.enter_context(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def ask(
        self, states: Iterable[WidgetState] = (), fragment: str = "", query: str = ""
    ) -> BackMsg:
        """The message that has the page, or one of its fragments, run."""
        message = BackMsg()
        ask = message.rerun_script
        ask.page_name = "" if self.page else self.path
        ask.page_script_hash, ask.fragment_id, ask.query_string = self.page, fragment, query
        ask.context_info.url = f"{self.url}/{self.path}"
        ask.widget_states.widgets.extend(states)
        return message

    def run(self, states: Sequence[WidgetState] = (), fragment: str = "", query: str = "") -> None:
        """Have it run, and wait for its end."""
        self.send(self.ask(states, fragment, query))
        self.said, self.faults = [], []
        while not self._note(self._socket.recv(timeout=PATIENCE)):
            pass

    def unfold(self) -> None:
        """Open all popovers that tell the server so; their widgets are shown only then."""
        self.run([value(popover, bool_value=True) for popover in self.popovers])

    def send(self, message: BackMsg | bytes | str) -> None:
        self._socket.send(message.SerializeToString() if isinstance(message, BackMsg) else message)

    def goes_on(self) -> bool:
        """Whether the page still runs; not where the server has closed the connection."""
        try:
            self.run()
        except ConnectionClosed:
            return False
        assert not self.faults
        return True

    def _note(self, content: str | bytes) -> bool:
        """Take in one message; whether it was the end of a run."""
        assert isinstance(content, bytes)
        self.seen += content
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash or self.page
        elif kind == "delta" and message.delta.WhichOneof("type") == "add_block":
            self._note_block(message.delta.add_block)
        elif kind == "delta":
            self._note_element(message.delta.new_element, message.delta.fragment_id)
        if kind != "script_finished":
            return False
        return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _note_block(self, block: Any) -> None:
        if block.WhichOneof("type") == "popover" and block.popover.id:
            self.popovers.add(block.popover.id)

    def _note_element(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.faults.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert":
            self.said.append(plain(element.alert.body))
        elif kind == "html" or (kind == "markdown" and element.markdown.allow_html):
            self.html += getattr(element, kind).body
        elif kind:
            inside = getattr(element, kind)
            name = re.match(r"\$\$ID-[0-9a-f]+-", str(getattr(inside, "id", "")))
            if name:
                key = inside.id[name.end() :]
                self.widgets[inside.label if key == "None" else key] = (inside.id, fragment)
