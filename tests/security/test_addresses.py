"""Hostile addresses, at a real server: each gets a sentence, or means nothing and is ignored."""

from __future__ import annotations

from itertools import cycle
from urllib.parse import quote

import pytest

from pages.frame import session
from pages.frame.menu import TRAIN_MANY
from tests.security.by_hand import SCRIPT, ByHand

EXPERIMENTS = ("arms", "Re-uploading", "Real device")
PLACES = [
    *((page, "") for page in ("draw", "neurons", "circuit", "shift", "train", "class")),
    ("draw", "part=Teach"),
    ("train", f"training={quote(TRAIN_MANY)}"),
    *(("beyond", f"experiment={quote(name)}") for name in EXPERIMENTS),
]
NONSENSE = ("", SCRIPT, "9" * 3000, "nan", "\0\u202e‮😀")


@pytest.mark.parametrize(("page", "fixed"), PLACES)
def test_nonsense_for_all_settings_in_an_address_opens_the_page(server, page, fixed):
    assert "URL: http://localhost:" in server.log.read_text()  # its own configuration holds
    others = sorted(session.IN_THE_ADDRESS - {fixed.partition("=")[0]})
    asked = (f"{name}={quote(text)}" for name, text in zip(others, cycle(NONSENSE)))
    with ByHand(server.url, page) as visitor:
        visitor.run(query="&".join([fixed, *asked, "spin=up"]))
        assert not visitor.faults
        assert any(said.startswith("The link sets") for said in visitor.said) or (
            "This app does not know" in visitor.said[-1]
        )
        assert SCRIPT not in visitor.html
        assert visitor.goes_on()


@pytest.mark.parametrize(
    ("page", "query", "sentence"),
    [
        ("circuit", "%%%zz=%", "the link's setting “%%%zz”"),
        ("shift", "shots=0", "It is “100” now"),
        ("circuit", "theta=1&theta=2&theta=" + quote(SCRIPT), "sets “theta” to “<script>alert(1)"),
        ("circuit", "hide=" + quote("</style>" + SCRIPT), "but no control has this name"),
        ("circuit", "hide=" + ",".join(f"n{i}" for i in range(3000)), "And 2,997 more."),
        ("circuit", "step=-1", "but no “-1”"),
        ("circuit", "__proto__=1", "the link's setting “__proto__”"),
        ("neurons", "image=" + "9" * 400, "sets “image” to “9999"),
        ("draw", "network=../../../etc/passwd", "sets “network” to “../../../etc/passwd”"),
    ],
)  # fmt: skip
def test_address_gets_its_sentence(server, page, query, sentence):
    with ByHand(server.url, page) as visitor:
        visitor.run(query=query)
        assert not visitor.faults
        assert any(sentence in said for said in visitor.said), visitor.said


@pytest.mark.parametrize(
    "query",
    ["&".join(f"p{i}=1" for i in range(5000)), "&&&==&;", "projector=0&projector=1",
     "shots=%EF%BC%91%EF%BC%90"],
    ids=["many", "signs", "twice", "wide digits"],
)  # fmt: skip
def test_address_that_means_nothing_or_something_is_followed_in_silence(server, query):
    with ByHand(server.url, "circuit") as visitor:
        visitor.run(query=query)
        assert not visitor.faults


@pytest.mark.parametrize("path", ["..%2f..%2fetc%2fpasswd", SCRIPT])
def test_page_that_is_not_there_shows_the_first_page(server, path):
    with ByHand(server.url, path) as visitor:
        visitor.run()
        assert not visitor.faults
        assert visitor.goes_on()
