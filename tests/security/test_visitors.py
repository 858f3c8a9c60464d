"""Who somebody is, at a real server: cookies, requests without a token, and what is another's."""

from __future__ import annotations

import contextlib
import re
import urllib.error
import urllib.request
from http.client import HTTPConnection

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from tests.browser.conftest import App
from tests.security.by_hand import SCRIPT, ByHand, value

TOKEN = re.compile(rb"hqnn_visitor=([0-9a-f]{32})")


@pytest.mark.parametrize("cookie", ["F" * 32, "a" * 7000, SCRIPT, "f" * 31 + "\xb2"])
def test_cookie_that_this_app_never_gave_is_replaced_by_one_of_its_own(server, cookie):
    with ByHand(server.url, "circuit", cookie=cookie) as visitor:
        visitor.run()
        given = TOKEN.findall(visitor.seen)
        assert len(set(given)) == 1
        assert given[0] != cookie.encode()
        assert not visitor.faults


def answer_to(server: App, path: str, content: bytes, **headers: str) -> int:
    """The status that an upload gets, sent as a browser sends a file."""
    body = b"--x\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n%b\r\n--x--\r\n"
    said = {"Content-Type": "multipart/form-data; boundary=x", **headers}
    with contextlib.closing(HTTPConnection(server.url.removeprefix("http://"))) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may refuse before
            connection.request("PUT", f"/{path}", body % content, said)
        return connection.getresponse().status


def token_of(server: App) -> str:
    """The token against forged requests, which the server puts into a cookie."""
    with urllib.request.urlopen(f"{server.url}/_stcore/health") as answer:
        return answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]


def test_upload_needs_the_token_of_its_own_browser(opened, server):
    token = token_of(server)
    cookie, place = f"_streamlit_xsrf={token}", f"_stcore/upload_file/{opened('train').session}/1"
    assert answer_to(server, place, b"x") == 403
    assert answer_to(server, place, b"x", Cookie=cookie) == 403  # what a foreign page can have sent
    assert answer_to(server, place, b"x", **{"X-Xsrftoken": token}) == 403
    assert answer_to(server, place, b"x", Cookie=cookie, **{"X-Xsrftoken": "2|0|0|0"}) == 403
    both = {"Cookie": cookie, "X-Xsrftoken": token}
    assert answer_to(server, place, b"x", **both) == 204
    assert answer_to(server, place, bytes(2_100_000), **both) == 413
    assert answer_to(server, "_stcore/upload_file/another/1", b"x", **both) == 400


@pytest.mark.parametrize(
    "path",
    ["_stcore/bidi-components/../app.py", "static/%2e%2e/%2e%2e/etc/passwd"],
)
def test_files_of_the_server_cannot_be_fetched(server, path):
    content = b"<!DOCTYPE html>"  # the first page, as for any address
    address = f"{server.url}/{path}"
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(address) as answer:
        content = answer.read()
    assert b"<!DOCTYPE html>" in content


@pytest.mark.parametrize("origin", ["http://localhost.evil.example", "null"])
def test_page_of_another_origin_cannot_open_a_session(server, origin):
    with pytest.raises(InvalidStatus, match="403"):
        ByHand(server.url, origin=origin)


def training(server: App, cookie: str) -> ByHand:
    """A visitor who has a run."""
    visitor = ByHand(server.url, "train", cookie=cookie)
    visitor.run()
    visitor.unfold()
    states = [value(visitor.widgets[key][0], string_value="1") for key in ("epochs", "images")]
    visitor.run([*states, value(visitor.widgets["Train"][0], trigger_value=True)])
    assert name_field(visitor)
    return visitor


def name_field(visitor: ByHand) -> str:
    """The key of the field with the name of the visitor's run; "" without one."""
    return next((key for key in visitor.widgets if key.startswith("name-")), "")


def test_visitor_reaches_only_what_is_theirs(server):
    mine, other = "1" * 32, "2" * 32
    with training(server, mine) as owner, ByHand(server.url, "train", cookie=other) as stranger:
        stranger.run()
        assert not name_field(stranger)
        theirs = {*owner.widgets.values()} - {*stranger.widgets.values()}
        forged = [value(widget, trigger_value=True) for widget, _ in theirs]
        stranger.run(forged)  # Delete, and what else is there
        renamed = value(owner.widgets[name_field(owner)][0], string_value="stolen")
        stranger.run([renamed])
        assert not stranger.faults
        assert b"stolen" not in owner.seen
        stranger.send(BackMsg(clear_cache=True))
        owner.widgets.clear()
        assert owner.goes_on()
        assert name_field(owner)
    with ByHand(server.url, "train", cookie=mine) as copied:  # whoever has the cookie is the owner
        copied.run()
        assert name_field(copied)
