"""Hostile messages to a real server: each does nothing, or ends its own connection.

Their sender's page goes on, and nobody else notices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.frame import session
from tests.security.by_hand import SCRIPT, ByHand, event, value

NAN, INFINITE = float("nan"), float("inf")


def a_message(**content: Any) -> BackMsg:
    return BackMsg(**content)


def with_page(page_hash: str) -> Callable[[ByHand], BackMsg]:
    def ask(visitor: ByHand) -> BackMsg:
        message = visitor.ask()
        message.rerun_script.page_script_hash = page_hash
        return message

    return ask


def operation(**content: Any) -> BackMsg:
    message = BackMsg()
    for name, said in content.items():
        if isinstance(said, str):
            setattr(message.backend_operation_request, name, said)
        else:
            getattr(message.backend_operation_request, name).SetInParent()
    return message


MESSAGES: dict[str, Callable[[ByHand], BackMsg | bytes | str]] = {
    "nothing": lambda _: b"",
    "garbage": lambda _: b"\xff" * 100,
    "pickle": lambda _: b"\x80\x04cos\nsystem\n(S'touch /tmp/x'\ntR.",
    "text": lambda _: "hello",
    "half a message": lambda v: v.ask(query="x" * 50).SerializeToString()[:-20],
    "too large": lambda _: bytes(26_000_000),
    "end the server": lambda _: a_message(debug_shutdown_runtime=True),
    "stop, though nothing runs": lambda _: a_message(stop_script=True),
    "a file of another session": lambda _: operation(deferred_file=True, session_id="x"),
    "a fragment that is not there": lambda v: v.ask(fragment="0" * 32),
    "a page with a path": with_page("../../etc/passwd"),
    "a widget that is not there": lambda v: v.ask([value("$$ID-0-none", trigger_value=True)]),
    "5,000 widgets": lambda v: v.ask([value(f"w{i}", bool_value=True) for i in range(5000)]),
    "the same widget often": lambda v: v.ask(
        [value(v.widgets["hadamard"][0], bool_value=bool(i % 2)) for i in range(1000)]
    ),
    "a state of the session": lambda v: v.ask([value("arrival", string_value="x")]),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_message_that_no_page_sends_does_nothing_or_closes_the_connection(opened, name):
    visitor = opened("circuit")
    visitor.send(MESSAGES[name](visitor))
    closes = {"garbage", "pickle", "text", "half a message", "too large"}
    assert visitor.goes_on() or name in closes
    assert opened("circuit").goes_on()


@pytest.mark.parametrize("name", ["a widget that is not there", "stop, though nothing runs"])
def test_message_before_the_first_run_does_no_harm(server, name):
    with ByHand(server.url, "circuit") as visitor:
        visitor.send(MESSAGES[name](visitor))
        assert visitor.goes_on()


def test_1000_messages_at_once_end_in_a_page_and_nobody_else_waits_for_long(opened, witness):
    visitor = opened("circuit")
    for i in range(1000):
        switch, fragment = visitor.widgets["hadamard"]
        visitor.send(visitor.ask([value(switch, bool_value=bool(i % 2))], fragment))
    assert witness.goes_on()
    assert visitor.goes_on()


def named(each: object) -> str:
    return each if isinstance(each, str) else ""


WRONG: dict[str, Any] = {
    "pressed": {"trigger_value": True}, "true": {"bool_value": True}, "nan": {"double_value": NAN},
    "whole": {"int_value": 2**62}, "script": {"string_value": SCRIPT},
    "long": {"string_value": "x" * 90_000}, "no numbers": {"double_array_value": []},
    "infinite": {"double_array_value": [-INFINITE]},
    "none": {"string_array_value": []}, "no option": {"string_array_value": [SCRIPT]},
    "broken": {"json_value": "{"}, "deep": {"json_value": "[" * 5000},
    "bytes": {"bytes_value": b"\x80\x04."}, "event": {"json_trigger_value": "{"},
}  # fmt: skip
A_FEW = ("nan", "script", "none", "no option", "broken", "bytes")
WIDGETS = [
    ("circuit", "hadamard", WRONG), ("circuit", "circuit-stage", WRONG),
    ("shift", "shift-stage", A_FEW), ("circuit", "keys", A_FEW),
    *(("class", key, A_FEW) for key in (session.CLASS_CODE, session.TEACHER_KEY)),
    ("shift", "shown_rule", A_FEW), ("neurons", "digit", A_FEW),
    *(("train", key, A_FEW) for key in ("engine", "epochs", "upload")),
    ("sweep", "question", A_FEW), ("beyond", "guess-stage-arms", A_FEW),
    *(("draw", key, A_FEW) for key in ("part", "canvas-draw-0", "network_upload")),
]  # fmt: skip


@pytest.mark.parametrize(("page", "key", "names"), WIDGETS, ids=named)
def test_value_that_a_widget_cannot_have_is_as_if_it_were_not_sent(opened, page, key, names):
    visitor = opened(page)
    for name in names:
        widget, fragment = visitor.widgets[key]
        visitor.run([value(widget, **WRONG[name])], fragment)
        assert not visitor.faults, (name, visitor.faults)
    assert visitor.goes_on()


ANYTHING = [
    "null", "-1e400", '"x"', "[]", '{"theta": "x"}', '{"theta": 1e308}', '{"theta": NaN}',
    '"http://["', "[" * 900 + "]" * 900,
]  # fmt: skip
PLACES_OF_CELLS = ["[]", '{"row": -1, "column": 0}', '{"row": 1e400, "column": []}']
DRAWINGS = [
    "1", '"x"', '{"raw": null, "data": 5}', '{"raw": [], "data": "x"}',
    '{"raw": 1, "data": ";base64,@"}', '{"raw": {"objects": "abc"}, "data": ";base64,AAAA"}',
    '{"raw": ' + "[" * 900 + "]" * 900 + "}",
]  # fmt: skip
COMPONENTS = [
    *(("circuit", "circuit-stage", name, ANYTHING) for name in ("rested", "typed", "more")),
    ("shift", "shift-stage", "rested", ANYTHING), ("shift", "shift-stage", "again", ANYTHING),
    ("", "draw-stage-0", "open", ANYTHING), ("neurons", "neurons-stage", "step", ANYTHING),
    ("beyond", "guess-stage-arms", "rested", [*ANYTHING, "[1, 2]", "[1e400, 0, null]"]),
    ("circuit", "link", "asked", ANYTHING), ("circuit", "keys", "pressed", ANYTHING),
    ("draw", "maps-0-draw-0", "cell", PLACES_OF_CELLS),
    ("draw", "canvas-draw-0", "drawing", DRAWINGS),
    ("draw", "canvas-draw-0", "backgroundFit", ["1", '{"naturalWidth": 1}']),
]  # fmt: skip


@pytest.mark.parametrize(("page", "key", "name", "contents"), COMPONENTS, ids=named)
def test_component_that_sends_anything_is_not_believed(opened, page, key, name, contents):
    visitor = opened(page)
    if name == "cell":
        station, fragment = visitor.widgets["draw-stage-0"]
        visitor.run([event(station, "open", '"pixel"')], fragment)  # where the cells are
    for content in contents:
        widget, fragment = visitor.widgets[key]
        state = value(widget, json_value=f'{{"{name}": {content}}}')
        visitor.run([state, event(widget, name, content)], fragment)
        assert not visitor.faults, (content[:50], visitor.faults)
    assert visitor.goes_on()
