"""A visitor without a browser: a raw websocket session that speaks Streamlit's protocol."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

ID = re.compile(r"\$\$ID-[0-9a-f]+-(.*)", re.DOTALL)
INTERNAL = "$$STREAMLIT_INTERNAL_KEY_"
LIMIT_SECONDS = 60


def _whoever() -> ssl.SSLContext:
    """TLS with a certificate that nobody has signed, as the proxy of a test has."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@dataclass(frozen=True)
class Widget:
    """A control of a page: what kind it is, its id, and the fragment that it is in, if any."""

    kind: str
    id: str
    fragment: str
    label: str


class Visitor:
    """One websocket session; it is one tab of a browser, and moves from page to page in it.

    Attributes:
        widgets: what the present page has, by the widget's key, or by its label without one.
        live: fragments that run by themselves, with the seconds between their runs.
        words: all Markdown that the last run of the page or of a fragment has sent.
    """

    def __init__(self, url: str, path: str = "", cookie: str = "", **query: str) -> None:
        self.url, self.path, self.query = url, path, urlencode(query)
        self.cookie = cookie
        self.page_hash = ""
        self.widgets: dict[str, Widget] = {}
        self.live: dict[str, float] = {}
        self.words: list[str] = []
        self._states: dict[str, WidgetState] = {}  # what the visitor has set, by the widget's id
        self._due: dict[str, float] = {}
        self._begun: dict[str, float] = {}  # the live fragments that the present run has named

    async def open(self) -> float:
        parts = urlsplit(self.url)
        self.socket = await websockets.connect(
            f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            origin=f"{parts.scheme}://{parts.netloc}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=LIMIT_SECONDS,
            ssl=_whoever() if parts.scheme == "https" else None,
        )
        return await self._rerun(BackMsg())

    async def close(self) -> None:
        await self.socket.close()

    async def press(self, name: str) -> float:
        """Press a button; seconds until the page or its fragment is drawn anew."""
        return await self._change(name, trigger_value=True)

    async def slide(self, name: str, value: float) -> float:
        state = WidgetState()
        state.double_array_value.data.append(value)
        return await self._change(name, double_array_value=state.double_array_value)

    async def type(self, name: str, text: str) -> float:
        return await self._change(name, string_value=text)

    async def pick(self, name: str, option: str) -> float:
        """Choose one of the options of pills, or of a segmented control."""
        state = WidgetState()
        state.string_array_value.data.append(option)
        return await self._change(name, string_array_value=state.string_array_value)

    async def send_json(self, name: str, value: Any) -> float:
        """What a component sends."""
        return await self._change(name, json_value=json.dumps(value))

    async def tell(self, name: str, event: str, value: Any) -> float:
        """An event of a component, such as a stage."""
        widget = self.widget(name)
        said = json.dumps([{"event": event, "value": value}])
        state = WidgetState(id=f"{INTERNAL}{widget.id}__events", json_trigger_value=said)
        message = BackMsg()
        message.rerun_script.widget_states.widgets.append(state)
        return await self._rerun(message, widget.fragment)

    async def tick(self) -> float:
        """Wait until the next fragment that runs by itself is due, and have it run."""
        fragment = min(self.live, key=lambda name: self._due[name])
        await asyncio.sleep(max(0.0, self._due[fragment] - time.perf_counter()))
        self._due[fragment] = time.perf_counter() + self.live[fragment]
        message = BackMsg()
        message.rerun_script.is_auto_rerun = True
        return await self._rerun(message, fragment)

    async def _change(self, name: str, **value: Any) -> float:
        widget = self.widget(name)
        state = WidgetState(id=widget.id, **value)
        message = BackMsg()
        if state.WhichOneof("value") == "trigger_value":
            message.rerun_script.widget_states.widgets.append(state)
        else:
            self._states[widget.id] = state
        return await self._rerun(message, widget.fragment)

    def widget(self, name: str) -> Widget:
        """The widget whose key or label this is."""
        if name in self.widgets:
            return self.widgets[name]
        found = [w for key, w in self.widgets.items() if w.label == name or key.startswith(name)]
        if not found:
            raise LookupError(f"no {name!r} on /{self.path}: {sorted(self.widgets)}")
        return found[0]

    async def rerun(self) -> float:
        """Draw the page anew, as a reload of its state would."""
        return await self._rerun(BackMsg())

    async def _rerun(self, message: BackMsg, fragment: str = "") -> float:
        ask = message.rerun_script
        ask.page_name = "" if self.page_hash else self.path
        ask.page_script_hash, ask.fragment_id = self.page_hash, fragment
        ask.query_string = self.query
        ask.context_info.url = f"{self.url}/{self.path}"
        ask.widget_states.widgets.extend(self._states.values())
        began = time.perf_counter()
        # The server does not set TCP_NODELAY; without this, Linux would wait 40 ms to answer it.
        raw = self.socket.transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        self.words = []
        await self.socket.send(message.SerializeToString())
        while not self._note(await self.socket.recv()):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return time.perf_counter() - began

    def _note(self, content: str | bytes) -> bool:
        """Take in one message; whether it was the end of the run."""
        assert isinstance(content, bytes)
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page_hash = message.new_session.page_script_hash
            self._begun = {}
            if not message.metadata.run.fragment_ids:
                self.widgets = {}
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash or self.page_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._begun[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "delta":
            self._note_element(message)
        if kind != "script_finished":
            return False
        if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:  # of the whole page
            self.live = self._begun
            now = time.perf_counter()
            self._due = {fragment: now + seconds for fragment, seconds in self.live.items()}
            ids = {widget.id for widget in self.widgets.values()}  # as a browser, forget the others
            self._states = {id: state for id, state in self._states.items() if id in ids}
        return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _note_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"{element.exception.type}: {element.exception.message}")
        if kind == "markdown":
            self.words.append(element.markdown.body)
        if kind is None:
            return
        content = getattr(element, kind)
        found = ID.fullmatch(getattr(content, "id", ""))
        if found:
            if getattr(content, "set_value", False):  # the server has changed it
                self._states.pop(content.id, None)
            label = getattr(content, "label", "")
            name = label if found[1] == "None" else found[1]
            self.widgets[name] = Widget(kind, content.id, message.delta.fragment_id, label)
