"""The games of the Draw page, and what the class board shows of them."""

from __future__ import annotations

import secrets
import time

import pytest
from streamlit.testing.v1 import AppTest

from hqnn_core.board.entries import DrawingSent, FooledSent, SignSent, SignsNamed, VoteSent
from hqnn_core.board.pictures import picture_text
from hqnn_core.board.view import ClassBoard
from hqnn_core.drawing import DrawingSet, puzzle_image
from hqnn_core.drawing.canvas import canvas_of_strokes, image_from_canvas
from hqnn_core.network import pixels_of
from hqnn_core.store import rate_limit
from hqnn_core.store.boards import Pupil, Teacher
from pages.classroom import board as board_page
from pages.frame import resources, session
from pages.frame.resources import boards
from pages.visit import classroom as classroom_module
from pages.visit.visitor import Visitor
from tests.app import draw, html, opened, press, set_to, stages, switch_to, texts, visitor, wait_for
from tests.pages.test_draw_page import FLAT_ONE, ONE, SEVEN, ZERO

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")


@pytest.fixture(autouse=True)
def _nothing_waits_for_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def recent_board(code: str) -> ClassBoard:
        return boards().board(code)

    recent_board.clear = lambda *_: None  # type: ignore[attr-defined]
    for module in (board_page, classroom_module, resources):
        monkeypatch.setattr(module, "recent_board", recent_board)
    monkeypatch.setattr(rate_limit, "MAX_TRIES", 1_000)


@pytest.fixture
def desk(new_visitor: None) -> Teacher:
    return boards().open_class(f"{time.perf_counter()}")


def pupil_of(desk: Teacher, name: str) -> Pupil:
    return boards().join(desk.code, name, secrets.token_hex(8))


def in_class(desk: Teacher, app: AppTest, name: str = "Ada") -> AppTest:
    mine = visitor(app)
    mine.classroom.sit_down(boards().join(desk.code, name, mine.key))
    return app.run()


def contents(desk: Teacher) -> list:
    return [(e.nickname, e.content) for e in boards().board(desk.code).entries]


def picture(strokes: list) -> str:
    return picture_text(pixels_of(image_from_canvas(canvas_of_strokes(strokes, 400))))


def change(app: AppTest, monkeypatch: pytest.MonkeyPatch, value: object) -> AppTest:
    """Have the browser's stage send a value."""
    from pages.draw import fewest  # not before an app is there: it has a stage

    mine = visitor(app)
    with monkeypatch.context() as patch:
        patch.setattr(fewest, "sent", lambda *_: value)
        patch.setattr(fewest, "visitor", lambda: mine)
        fewest._change(0)
    return app.run()


def apart() -> list[int]:
    """The pixels in which the two puzzles differ."""
    differ = (puzzle_image(0) < 0.5) != (puzzle_image(1) < 0.5)
    return differ.flatten().nonzero()[:, 0].tolist()


def test_puzzle_is_read_live_and_the_fewest_pixels_are_sent_once(desk, monkeypatch):
    app = in_class(desk, opened("draw", part="Challenge", game="Fewest pixels"))
    (grid,) = stages(app)
    assert (grid["letter"], grid["digit"], grid["map"]) == ("0", 0, None)
    assert "Turn its answer into a 1." in texts(app)
    for nonsense in ({"digit": 1, "pixels": [3]}, {"pixels": [3]}, {"digit": 0, "pixels": 7}, None):
        change(app, monkeypatch, nonsense)
        assert stages(app)[0]["changed"] == []
    change(app, monkeypatch, {"digit": 0, "pixels": [784, -1, True, "2", 5]})
    assert stages(app)[0]["changed"] == [5]
    change(app, monkeypatch, {"digit": 0, "pixels": apart()})
    (grid,) = stages(app)
    assert grid["letter"] == "1"
    assert max(map(abs, grid["map"])) == 1
    n = len(apart())
    assert f"{n} pixels turned the answer into a 1." in texts(app)
    assert f"Your best: {n} pixels." in texts(app)
    change(app, monkeypatch, {"digit": 0, "pixels": [*apart(), 0]})  # not better
    app.run()
    ((name, sent),) = contents(desk)
    assert (name, type(sent), sent.digit, sent.pixels) == ("Ada", FooledSent, 0, n)
    assert f"you hit {sent.among} of them" in texts(app) or sent.among >= 0
    set_to(app, puzzle=1)
    assert stages(app)[0]["letter"] == "1"
    assert stages(app)[0]["changed"] == []


def test_drawing_is_sent_with_the_networks_own_reading_and_not_where_it_is_right(desk):
    app = opened("draw", part="Challenge", game="Only people read it")
    assert "Join a class" in texts(app)
    draw(app, canvas_of_strokes(ONE, 400), "unread")
    assert all(b.disabled for b in app.button if b.label.startswith("Send it as"))
    in_class(desk, app)
    assert "The network reads a 1: P(0) = " in texts(app)
    closed = {b.label: b.disabled for b in app.button if b.label.startswith("Send it as")}
    assert closed == {"Send it as a 0": False, "Send it as a 1": True}
    press(app, "Send it as a 0")
    ((name, sent),) = contents(desk)
    assert (name, sent.meant, sent.answer) == ("Ada", 0, 1)
    assert sent.share < 0.5
    assert sent.picture == picture(ONE)
    assert "Ada: meant 0, network 1, people 0 of 0" in html(app, "judged")
    draw(app, canvas_of_strokes(FLAT_ONE, 400), "unread")
    assert "The network takes it for no digit: P(0) = " in texts(app)
    press(app, "Send it as a 1")
    assert contents(desk)[-1][1].answer is None
    set_to(app, game="Vote")
    assert "There is no drawing to vote on." in texts(app)  # only one's own


def test_pupil_votes_once_on_a_drawing_without_seeing_what_it_is_meant_to_be(desk):
    others = [pupil_of(desk, name) for name in ("Bob", "Cy", "Di")]
    sent = DrawingSent(picture(FLAT_ONE), 0, 1, 0.125)
    first, second = (others[0].entry_id(name) for name in "ab")
    boards().send(others[0], first, sent)
    for other in others[1:]:
        boards().send(other, other.entry_id("vote"), VoteSent(first, 0))
    app = in_class(desk, opened("draw", part="Challenge", game="Vote"))
    assert "It is meant" not in texts(app)
    assert "Bob" not in texts(app)
    assert "Drawings that wait for your vote: 1." in texts(app)
    press(app, "A 1")
    assert contents(desk)[-1] == ("Ada", VoteSent(first, 1))
    said = texts(app)
    assert "It is meant to be a 0. You read a 1. The network reads a 1: P(0) = 12.5 %." in said
    assert "2 of 3 voters read a 0. People read it and the network does not." in said
    assert any(stages(app)[0]["map"])
    press(app, "Next drawing")
    assert "There is no drawing to vote on." in texts(app)
    boards().send(others[0], second, DrawingSent(picture(ONE), 1, 0, 0.1))
    assert "Drawings that wait for your vote: 1." in texts(app.run())
    boards().hide(desk, second)
    assert "There is no drawing to vote on." in texts(app.run())


def test_board_shows_winners_only_and_the_teacher_hides_drawings():
    app = press(opened("class"), "Open a class")
    desk = visitor(app).classroom.teacher
    assert desk is not None
    ada, *voters = [pupil_of(desk, name) for name in ("<b>Ada", "Bob", "Cy", "Di")]
    won = ada.entry_id("a")
    boards().send(ada, won, DrawingSent(picture(ZERO), 0, 1, 0.2))
    boards().send(ada, ada.entry_id("b"), DrawingSent(picture(ONE), 1, 0, 0.2))
    boards().send(ada, ada.entry_id("c"), FooledSent(0, 18, 5))
    for voter in voters:
        boards().send(voter, voter.entry_id("vote"), VoteSent(won, 0))
    said = texts(app.run())
    assert "Drawings: 2. Votes: 3. Read by people and not by the network: 1." in said
    assert "&lt;b&gt;Ada: meant 0, network 1, people 3 of 3, won" in html(app, "judged")
    assert "meant 1" not in html(app, "judged")
    tables = [frame.value.to_dict("records") for frame in app.dataframe]
    assert {"Place": 1, "Nickname": "<b>Ada", "Puzzle": "0 → 1", "Pixels": 18,
            "Top 50": 5} in [row for table in tables for row in table]  # fmt: skip
    listed = next(table for table in tables if "Entry" in table[0])
    assert [row["Entry"] for row in listed if row["Kind"] == "Drawing"] == [
        "a drawing to vote on"
    ] * 2
    assert "Vote" not in [row["Kind"] for row in listed]
    app.pills(key=session.CLASS_DRAWINGS).set_value([won]).run()
    press(app, "Hide the chosen ones")
    assert "Drawings: 1. Votes: 0. Read by people and not by the network: 0." in texts(app)
    press(app, "Show them again")
    assert "Drawings: 2. Votes: 3." in texts(app)


def signs(app: AppTest, strokes: list, label: int) -> AppTest:
    draw(app, canvas_of_strokes(strokes, 400), "signs")
    app.button(key=f"label-{label}").click().run()
    assert not app.exception, app.exception
    return app


def learned(app: AppTest) -> AppTest:
    press(app, "Let the qubit learn them")
    (computation,) = visitor(app).experiments.values()
    wait_for(lambda: not computation.is_active)
    assert computation.state == "completed", computation.message
    return app.run()


def test_visitor_alone_names_two_signs_draws_them_and_the_qubit_reads_them():
    app = opened("draw", part="Teach it your handwriting", taught="Two signs of your own")
    app.text_input(key=f"{session.SIGN_NAMES}0").set_value("sun")
    app.text_input(key=f"{session.SIGN_NAMES}1").set_value("Sun")
    press(app, "Name them")
    assert "The two signs need different names." in texts(app)
    app.text_input(key=f"{session.SIGN_NAMES}1").set_value("[x](b)")
    press(app, "Name them")
    for _ in range(4):
        signs(signs(app, SEVEN, 0), ZERO, 1)
        if len(visitor(app).studio.sign_drawings) == 2:
            assert "Draw at least 4 of each: sun and [x](b)." in texts(app)
            button = next(b for b in app.button if b.label == "Let the qubit learn them")
            assert button.disabled
    assert visitor(app).studio.sign_drawings.labels == (0, 1) * 4
    learned(app)
    assert "Read correctly: 8 of 8. Guessing gets about half." in texts(app)
    draw(app, canvas_of_strokes(ZERO, 400), "signs")
    assert app.subheader[0].value == r"\[x\]\(b\)"
    assert "Its true share is likely" in texts(app)
    assert "does not look like" not in texts(app)  # no detector of digits here
    signs(app, SEVEN, 0)
    assert "Your drawings have changed since." in texts(app)
    again = Visitor(app.session_state[session.ARRIVAL].token)  # after a restart of the server
    again.studio.sign_drawings = DrawingSet((bytes(784),), (1,))  # made before it was read
    again.studio.signs = ("sun", "[x](b)")
    again.read()
    assert again.studio.signs == ("sun", "[x](b)")
    assert again.studio.sign_drawings.labels == (0, 1) * 4 + (0, 1)
    assert len(visitor(app).studio.drawings) == 0  # the digits are another set


def test_class_draws_the_teachers_signs_and_each_pupils_are_read_by_the_others_network():
    app = press(opened("class"), "Open a class")
    desk = visitor(app).classroom.teacher
    assert desk is not None
    app.text_input(key=f"{session.SIGN_NAMES}0").set_value("bow")
    app.text_input(key=f"{session.SIGN_NAMES}1").set_value("ring")
    press(app, "Ask the class")
    assert contents(desk) == [("", SignsNamed("bow", "ring"))]
    assert "At least two pupils draw at least 4 of each: bow and ring." in texts(app)
    for name in ("Bob", "Cy"):
        pupil = pupil_of(desk, name)
        for i in range(8):
            sent = SignSent("bow", picture(SEVEN)) if i % 2 else SignSent("ring", picture(ZERO))
            boards().send(pupil, pupil.entry_id(f"{i}"), sent)
    app.run()
    assert "Drawings of bow: 8. Of ring: 8." in texts(app)
    learned(app)
    app.run()
    assert "Read correctly: 16 of 16. Guessing gets about half." in texts(app)
    tables = [frame.value.to_dict("records") for frame in app.dataframe]
    assert [{"Nickname": "Bob", "Read": "8 of 8"}, {"Nickname": "Cy", "Read": "8 of 8"}] in tables
    results = [
        each for each in contents(desk) if each[0] == "" and each[1].__class__ is not SignsNamed
    ]
    assert [sent.marks for _, sent in results] == ["1" * 16]  # sent once
    switch_to(app, "draw")


def test_pupil_of_a_class_with_signs_sends_them_and_keeps_the_own_set(desk):
    boards().post(desk, SignsNamed("bow", "ring"))
    app = opened("draw", part="Teach it your handwriting", taught="Two signs of your own")
    in_class(desk, app)
    assert app.button(key="label-0").disabled
    signs(app, SEVEN, 0)
    assert contents(desk)[-1] == ("Ada", SignSent("bow", picture(SEVEN)))
    assert "Drawings of bow: 1. Of ring: 0." in texts(app)
    assert len(visitor(app).studio.sign_drawings) == 0
