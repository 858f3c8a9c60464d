"""What a board takes, what it shows of it, and the file that a teacher takes home."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from hqnn_core.board.entries import (
    AnswersSent,
    BoardError,
    ChallengeSent,
    Content,
    DrawingSent,
    Entry,
    FooledSent,
    PairSent,
    PredictionSent,
    Resolution,
    RunSent,
    SignSent,
    SignsNamed,
    SignsRead,
    VoteSent,
    from_json,
    kind_of,
    to_json,
)
from hqnn_core.board.invitation import invitation_from
from hqnn_core.board.pictures import picture_text, pixels_of_picture
from hqnn_core.board.view import board_csv, ranking_of

PICTURE = picture_text(bytes(range(256)) * 3 + bytes(16))
CONTENTS = [
    RunSent(100, 1.57, 0.98),
    RunSent(None, None, 1.0, True),
    ChallengeSent(9, 10, "0 and 1"),
    PredictionSent("neuron", "How many?", "784"),
    PredictionSent("certain", "Where?", "θ", 1.5),
    PairSent(7, 120, 119, 120),
    AnswersSent("0a", "before", {"shot": "a", "theta": "u"}),
    Resolution("neuron", "784"),
    FooledSent(0, 18, 5),
    DrawingSent(PICTURE, 0, None, 0.25),
    VoteSent("0" * 32, None),
    SignsNamed("star", "smile"),
    SignSent("star", PICTURE),
    SignsRead("⭐" * 12, "😀" * 12, 10**9, "-" * 1_500),
]


def entries(*contents: tuple[str, Content]) -> list[Entry]:
    return [Entry(f"{i}", i, name, 0.0, each) for i, (name, each) in enumerate(contents)]


@pytest.mark.parametrize("content", CONTENTS, ids=repr)
def test_content_comes_back_as_it_was_and_is_in_the_file_but_for_the_anonymous_answers(content):
    assert from_json(kind_of(content), to_json(content)) == content
    rows = list(csv.DictReader(io.StringIO(board_csv(entries(("Ada", content))))))
    kinds = [] if isinstance(content, AnswersSent) else [kind_of(content)]
    assert [row["kind"] for row in rows] == kinds


@pytest.mark.parametrize(
    ("made", "values"),
    [
        (RunSent, (0, 1.0, 0.5)),
        (RunSent, (1, float("nan"), 0.5)),
        (RunSent, (1, 1.0, 1.01)),
        (RunSent, (1, 1.0, "<b>")),
        (ChallengeSent, (11, 10, "n")),
        (PredictionSent, ("a", "b\0", "c")),
        (PredictionSent, ("a", "b", "\ud800")),
        (PairSent, (1, 100, 101, 100)),
        (AnswersSent, ("a", "before", {"shot": 7})),
        (AnswersSent, ("a", "before", {f"{i}": "a" for i in range(99)})),
        (FooledSent, (0, 3, 4)),
        (DrawingSent, ("A" * 600, 0, 1, 0.5)),
        (VoteSent, ("g" * 32, 0)),
        (SignsNamed, ("star", "Star")),
        (SignSent, ("star", "<b>")),
        (SignsRead, ("a", "b", 1, "01x")),
    ],
)
def test_content_that_no_page_makes_is_refused(made: Any, values: tuple[Any, ...]):
    with pytest.raises(BoardError) as fault:
        made(*values)
    assert len(str(fault.value)) < 120


def test_picture_keeps_sixteen_grey_levels():
    pixels = bytes(17 * (i % 16) for i in range(784))
    assert pixels_of_picture(picture_text(pixels)) == pixels
    half = bytes([8, 9] * 392)  # to the nearest level
    assert pixels_of_picture(picture_text(half)) == bytes([0, 17] * 392)


def test_ranking_has_the_best_challenge_of_each_and_equals_share_a_place():
    games = [("Ada", 7), ("Bob", 9), ("Ada", 9), ("Cy", 4), ("Ada", 2)]
    ranks = ranking_of(entries(*((name, ChallengeSent(n, 10, "n")) for name, n in games)))
    assert [(r.place, r.nickname, r.right) for r in ranks] == [
        (1, "Ada", 9),
        (1, "Bob", 9),
        (3, "Cy", 4),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", " =1"])
def test_no_cell_of_the_file_is_a_formula(text):
    sent = PredictionSent("a", text, text, -0.5)
    (row,) = csv.DictReader(io.StringIO(board_csv(entries((text, sent)))))
    for name in ("nickname", "question", "answer"):
        assert row[name] == f"'{text}"
    assert row["theta"] == "-0.5"
    assert row["sent_at"] == "1970-01-01T00:00:00+00:00"


PAGES = ["", "circuit", "draw"]
HOST = "class.local:8501"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("circuit", "/circuit"),
        ("/circuit?theta=1.57&shots=10", None),
        ("http://class.local:8501/draw?class=ABCDEF&pen=9", "/draw?pen=9"),
    ],
)
def test_everybody_is_sent_to_pages_of_this_app(typed, path):
    assert invitation_from(typed, PAGES, HOST).path == (path or typed)


@pytest.mark.parametrize(
    "typed",
    [
        "http://evil.example/circuit",
        "javascript:alert(1)",
        "/nowhere",
        "https://class.local:8501@evil.example/draw",
        "/\\evil.example",
        "http://[/draw",
        "/circuit?" + "a=1&" * 99,
        "/circuit\n/draw",
    ],
)
def test_nobody_is_sent_elsewhere(typed):
    with pytest.raises(BoardError, match="Choose a page of this app"):
        invitation_from(typed, PAGES, HOST)
