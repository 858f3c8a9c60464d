"""Hostile addresses, cookies, messages and requests, sent to a real server, one door after another.

Each gets a sentence, or does nothing; its sender's page goes on or is closed, and nobody else
notices. Files through their doors are in tests/test_hostile_files.py, lessons in
tests/security/test_lesson_files.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.shared import session
from tests.browser.conftest import App
from tests.security.by_hand import ByHand, event, value

SCRIPT = "<script>alert(1)</script>"
TOKEN = re.compile(rb"hqnn_visitor=([0-9a-f]{32})")
NAN, INFINITE = float("nan"), float("inf")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A server, and at the end a look at its log: no fault of the app's own stands there."""
    folder = tmp_path_factory.mktemp("doors")
    app = App(folder / "log", HQNN_MNIST_ROOT=str(folder))
    app.wait()
    with ByHand(app.url) as first:  # its visit is loaded twice, see pages/shared/first_visit.py
        first.run()
    yield app
    assert app.process.poll() is None
    app.process.kill()
    log = app.log.read_text()
    assert not re.search(r'File ".*/(pages|hqnn_core)/', log), log[-3000:]


@pytest.fixture(scope="module")
def witness(server: App) -> Iterator[ByHand]:
    """Somebody else, whose page goes on."""
    with ByHand(server.url, "circuit") as other:
        other.run()
        yield other
        assert other.goes_on()


@pytest.fixture(scope="module")
def opened(server: App, witness: ByHand) -> Iterator[Callable[[str], ByHand]]:
    """A visitor on a page: the one of the test before, unless the connection was closed."""
    on: dict[str, ByHand] = {}

    def open_page(path: str) -> ByHand:
        if path not in on or not on[path].goes_on():
            on[path] = ByHand(server.url, path)
            on[path].run()
        return on[path]

    yield open_page
    for visitor in on.values():
        visitor.__exit__()


# the address

EXPERIMENTS = ("arms", "Surrogate", "Re-uploading", "Plateaus", "Entangled qubits", "Real device")
PLACES = [
    *((page, "") for page in ("", "neurons", "circuit", "shift", "train", "sweep", "draw")),
    ("draw", "part=Teach"),
    *(("beyond", f"experiment={quote(name)}") for name in EXPERIMENTS),
]
NONSENSE = {
    "nothing": "", "script": SCRIPT, "long": "9" * 3000, "no number": "nan", "signs": "\0\u202e‮😀",
}  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize(("page", "fixed"), PLACES)
def test_nonsense_for_all_settings_in_an_address_opens_the_page(server, page, fixed, nonsense):
    text = quote(NONSENSE[nonsense])
    others = sorted(session.IN_THE_ADDRESS - {fixed.partition("=")[0]})
    with ByHand(server.url, page) as visitor:
        visitor.run(query="&".join([fixed, *(f"{name}={text}" for name in others), "spin=up"]))
        assert not visitor.faults
        assert any(said.startswith("The link sets") for said in visitor.said) or (
            "which this app does not know" in visitor.said[-1]
        )
        assert SCRIPT not in visitor.html
        assert visitor.goes_on()


@pytest.mark.parametrize(
    ("page", "query", "sentence"),
    [
        ("circuit", "%%%zz=%", "a setting “%%%zz”"),
        ("circuit", "theta=%00", "sets “theta” to"),
        ("circuit", "theta=1&theta=2&theta=" + quote(SCRIPT), "sets “theta” to “<script>alert(1)"),
        ("circuit", "theta=" + "x" * 90_000, "sets “theta” to “xxxx"),
        ("circuit", "theta=%ED%A0%80", "sets “theta” to"),
        ("circuit", "theta=1_0", "sets “theta” to “1_0”"),
        ("circuit", "hide=" + quote("</style>" + SCRIPT), "but no control has this name"),
        ("circuit", "hide=" + ",".join(f"n{i}" for i in range(3000)), "And 2997 more."),
        ("circuit", "projector=" + quote("</style>" + SCRIPT), "sets “projector” to"),
        ("circuit", "step=-1", "but no “-1”"),
        ("circuit", "step=9" + "9" * 5000, "but no “9999"),
        ("circuit", "step=" + quote(SCRIPT), "but no “<script>"),
        ("circuit", "__proto__=1", "a setting “__proto__”"),
        ("circuit", "=5", "a setting “”"),
        ("", "image=-5", "sets “image” to “-5”"),
        ("", "image=" + "9" * 400, "sets “image” to “9999"),
        ("", "image=%C2%B2", "sets “image” to “²”"),
        ("", "digit=", "sets “digit” to “”"),
        ("draw", "sample=-1", "sets “sample” to “-1”"),
        ("draw", "network=../../../etc/passwd", "sets “network” to “../../../etc/passwd”"),
        ("draw", "network=", "sets “network” to “”"),
        ("draw", "other_network=7", "sets “other_network” to “7”"),
        ("draw", "part=", "sets “part” to “”"),
        ("beyond", "experiment=", "sets “experiment” to “”"),
    ],
)  # fmt: skip
def test_address_gets_its_sentence(server, page, query, sentence):
    with ByHand(server.url, page) as visitor:
        visitor.run(query=query)
        assert not visitor.faults
        assert any(sentence in said for said in visitor.said), visitor.said


@pytest.mark.parametrize(
    "query",
    ["&".join(f"p{i}=1" for i in range(5000)), "&&&==&;", "steps_done_none=5",
     "projector=0&projector=1", "shots=%EF%BC%91%EF%BC%90", "embed=true&embed_options=x"],
    ids=["many", "signs", "no circuit", "twice", "wide digits", "embedded"],
)  # fmt: skip
def test_address_that_means_nothing_or_something_is_followed_in_silence(server, query):
    with ByHand(server.url, "circuit") as visitor:
        visitor.run(query=query)
        assert not visitor.faults


@pytest.mark.parametrize(
    "path", ["..%2f..%2fetc%2fpasswd", "circuit/../draw", "%00", "a" * 5000, SCRIPT, "_stcore", "‮"]
)
def test_page_that_is_not_there_shows_the_first_page(server, path):
    with ByHand(server.url, path) as visitor:
        visitor.run()
        assert not visitor.faults
        assert visitor.goes_on()


# cookies


@pytest.mark.parametrize(
    "cookie",
    ["0", "f" * 31, "f" * 33, "F" * 32, "g" * 32, "a" * 7000, "../../x", "%66" * 32, "{7*7}",
     "' OR 1=1 --", SCRIPT, "f" * 31 + "\xb2", "-" + "f" * 31, "0x" + "f" * 30],
)  # fmt: skip
def test_cookie_that_this_app_never_gave_is_replaced_by_one_of_its_own(server, cookie):
    with ByHand(server.url, "circuit", cookie=cookie) as visitor:
        visitor.run()
        given = TOKEN.findall(visitor.seen)
        assert len(set(given)) == 1
        assert given[0] != cookie.encode()
        assert not visitor.faults


# messages of the protocol


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
    "unknown fields": lambda _: b"\xba\x3e\x05hello" * 50,
    "what the server sends": lambda v: v.seen[:200],
    "too large": lambda _: bytes(26_000_000),
    "empty the caches of all": lambda _: a_message(clear_cache=True),
    "run on save": lambda _: a_message(set_run_on_save=True),
    "names of files": lambda _: a_message(load_git_info=True),
    "disconnect": lambda _: a_message(debug_disconnect_websocket=True),
    "end the server": lambda _: a_message(debug_shutdown_runtime=True),
    "stop, though nothing runs": lambda _: a_message(stop_script=True),
    "install": lambda _: operation(install_skills=True, session_id="x", request_id="1"),
    "dismiss": lambda _: operation(dismiss_skills_nudge=True, session_id="x"),
    "a file of another session": lambda _: operation(deferred_file=True, session_id="x"),
    "a fragment that is not there": lambda v: v.ask(fragment="0" * 32),
    "a fragment with a path": lambda v: v.ask(fragment="../../x"),
    "a page that is not there": with_page("0" * 32),
    "a page with a path": with_page("../../etc/passwd"),
    "a widget that is not there": lambda v: v.ask([value("$$ID-0-none", trigger_value=True)]),
    "a widget without a name": lambda v: v.ask([value("", string_value=SCRIPT)]),
    "5,000 widgets": lambda v: v.ask([value(f"w{i}", bool_value=True) for i in range(5000)]),
    "the same widget often": lambda v: v.ask(
        [value(v.widgets["theta"][0], double_array_value=[i]) for i in range(1000)]
    ),
    "a state of the session": lambda v: v.ask([value("arrival", string_value="x")]),
    "the inner key of Streamlit": lambda v: v.ask([value("$$STREAMLIT_INTERNAL_KEY", int_value=1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_message_that_no_page_sends_does_nothing_or_closes_the_connection(opened, name):
    visitor = opened("circuit")
    visitor.send(MESSAGES[name](visitor))
    closes = {"garbage", "pickle", "text", "half a message", "too large", "what the server sends"}
    assert visitor.goes_on() or name in closes
    assert opened("circuit").goes_on()


@pytest.mark.parametrize(
    "name",
    ["a fragment that is not there", "a widget that is not there", "stop, though nothing runs",
     "nothing", "empty the caches of all"],
)  # fmt: skip
def test_message_before_the_first_run_does_no_harm(server, name):
    with ByHand(server.url, "circuit") as visitor:
        visitor.send(MESSAGES[name](visitor))
        assert visitor.goes_on()


def test_fragment_of_another_page_does_nothing(opened):
    _, fragment = opened("shift").widgets["theta"]
    visitor = opened("circuit")
    visitor.send(visitor.ask(fragment=fragment))
    assert visitor.goes_on()


def test_1000_messages_at_once_end_in_a_page_and_nobody_else_waits_for_long(opened, witness):
    visitor = opened("circuit")
    for i in range(1000):
        theta, fragment = visitor.widgets["theta"]
        visitor.send(visitor.ask([value(theta, double_array_value=[i / 999])], fragment))
    assert witness.goes_on()
    assert visitor.goes_on()


# values of widgets


def named(each: object) -> str:
    return each if isinstance(each, str) else ""


WRONG: dict[str, Any] = {
    "pressed": {"trigger_value": True}, "true": {"bool_value": True}, "nan": {"double_value": NAN},
    "whole": {"int_value": 2**62}, "empty": {"string_value": ""},
    "script": {"string_value": SCRIPT}, "long": {"string_value": "x" * 90_000},
    "no numbers": {"double_array_value": []}, "nan alone": {"double_array_value": [NAN]},
    "infinite": {"double_array_value": [-INFINITE]}, "outside": {"double_array_value": [1e9]},
    "three": {"double_array_value": [1, 2, 3]}, "index": {"int_array_value": [10**9]},
    "none": {"string_array_value": []}, "no option": {"string_array_value": [SCRIPT]},
    "two": {"string_array_value": ["0", "1"]}, "broken": {"json_value": "{"},
    "deep": {"json_value": "[" * 5000}, "list": {"json_value": "[1]"},
    "bytes": {"bytes_value": b"\x80\x04."}, "event": {"json_trigger_value": "{"},
}  # fmt: skip
A_FEW = ("nan", "script", "none", "no option", "broken", "bytes")  # for pages that take long
WIDGETS = [
    *(("circuit", key, WRONG) for key in ("theta", "typed_theta@circuit", "shots", "hold", "keys")),
    ("shift", "shown_rule", WRONG), ("neurons", "layer", WRONG), ("", "digit", WRONG),
    *(("train", key, A_FEW) for key in ("engine", "epochs", "upload", "measure")),
    *(("sweep", key, A_FEW) for key in ("question", "sweep_kind")),
    *(("beyond", key, A_FEW) for key in ("experiment", "prediction_arms")),
    *(("draw", key, A_FEW) for key in ("part", "canvas-draw-0", "network", "network_upload")),
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
    "null", "true", "-1e400", '"x"', "[]", "{}", '{"theta": "x"}', '{"theta": 1e308}',
    '{"theta": NaN}', '{"row": 0}', '"http://["', "[" * 900 + "]" * 900,
]  # fmt: skip
PLACES_OF_CELLS = [
    "1",
    "[]",
    "{}",
    '{"row": -1, "column": 0}',
    '{"row": 1e400, "column": []}',
    '{"row": "0"}',
]
DRAWINGS = [
    "1", '"x"', '{"raw": null, "data": 5}', '{"raw": [], "data": "x"}',
    '{"raw": 1, "data": ";base64,@"}', '{"raw": {"objects": "abc"}, "data": ";base64,AAAA"}',
    '{"raw": ' + "[" * 900 + "]" * 900 + "}",
]  # fmt: skip
COMPONENTS = [
    ("circuit", "hold", "rested", ANYTHING), ("", "hold", "rested", ANYTHING),
    ("circuit", "link", "asked", ANYTHING), ("circuit", "keys", "pressed", ANYTHING),
    ("draw", "pixels-draw-0", "cell", PLACES_OF_CELLS),
    ("draw", "canvas-draw-0", "drawing", DRAWINGS),
    ("draw", "canvas-draw-0", "backgroundFit", ["1", '{"naturalWidth": 1}']),
]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "key", "name", "contents"),
    COMPONENTS,
    ids=named,
)
def test_component_that_sends_anything_is_not_believed(opened, page, key, name, contents):
    visitor = opened(page)
    for content in contents:
        widget, fragment = visitor.widgets[key]
        state = value(widget, json_value=f'{{"{name}": {content}}}')
        visitor.run([state, event(widget, name, content)], fragment)
        assert not visitor.faults, (content[:50], visitor.faults)
    assert visitor.goes_on()
