"""The Class page: joining, sending, what a teacher does, and hostile pupils."""

from __future__ import annotations

import io
import json
import re
import secrets
import time
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, update
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from hqnn_core.board.entries import AnswersSent, ChallengeSent, PredictionSent
from hqnn_core.board.invitation import Invitation
from hqnn_core.board.view import ClassBoard, questions_of
from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.language import said
from hqnn_core.lesson.learning import answers_zip, letters
from hqnn_core.lesson.reading import built_in_lesson
from hqnn_core.runs import Run
from hqnn_core.store import rate_limit
from hqnn_core.store.boards import Boards, Teacher
from hqnn_core.store.faults import StoreError
from hqnn_core.store.schema import ClassRow, EntryRow
from pages.classroom import board as board_page
from pages.frame import class_line, resources, session
from pages.frame.class_line import run_sent
from pages.frame.resources import boards, recent_board
from pages.visit import classroom as classroom_module, visitors
from pages.visit.classroom import Classroom
from pages.widgets import class_pupils
from pages.widgets.class_actions import attempt
from tests.app import ROOT, opened, press, set_to, stages, switch_to, texts, visitor

pytestmark = pytest.mark.usefixtures("new_visitor", "server_runner")

_EPOCH = SimpleNamespace(test_accuracy=0.9)


@pytest.fixture(autouse=True)
def _nothing_waits_for_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def recent_board(code: str) -> ClassBoard:
        return boards().board(code)

    recent_board.clear = lambda *_: None  # type: ignore[attr-defined]
    for module in (board_page, classroom_module, resources):
        monkeypatch.setattr(module, "recent_board", recent_board)
    places_of = class_pupils.places_of.__wrapped__  # type: ignore[attr-defined]
    for module in (class_pupils, class_line):
        monkeypatch.setattr(module, "places_of", places_of)
    monkeypatch.setattr(rate_limit, "MAX_TRIES", 1_000)  # one visitor opens all classes


@pytest.fixture
def desk(new_visitor: None) -> Teacher:
    return boards().open_class(f"{time.perf_counter()}")


def stranger(**given: str) -> AppTest:
    """The page in a browser that nobody else of the test has."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    app._page_hash = calc_hash("class")
    app.session_state[session.ARRIVAL] = visitors._Arrival(secrets.token_hex(16))
    for name, value in given.items():
        app.query_params[name] = value
    return app.run()


def joined(desk: Teacher, nickname: str = "Ada") -> AppTest:
    app = stranger(**{"class": desk.code})
    app.text_input(key=session.NICKNAME).set_value(nickname)
    return press(app, "Join")


def teaching() -> tuple[AppTest, Teacher]:
    app = press(opened("class"), "Open a class")
    desk = visitor(app).classroom.teacher
    assert desk is not None
    return app, desk


def sent_to(app: AppTest, component: str) -> dict[str, Any]:
    """What a component of the page gets."""
    pieces = [element.proto for element in app.get("bidi_component")]
    (found,) = [json.loads(p.json) for p in pieces if p.component_name.endswith(component)]
    return found


def shown(desk: Teacher) -> list:
    return [(entry.nickname, entry.content) for entry in boards().board(desk.code).entries]


def test_pupil_joins_by_link_sends_a_prediction_and_leaves(desk):
    app = joined(desk)
    assert f"You are Ada in class {desk.code}: 0 entries on the board." in texts(app)
    app.query_params["step"] = "1"
    switch_to(app, "neurons")
    app.pills(key=session.LESSON_ANSWER + "neuron").set_value("784").run()
    app.run()
    assert f"You are Ada in class {desk.code}: 1 entry on the board." in texts(app)
    ((name, sent),) = shown(desk)
    assert (name, sent.step, sent.answer) == ("Ada", "neuron", "784")
    switch_to(app, "class")
    press(app, "Leave the class")
    assert "You are Ada" in texts(app)  # it was only asked
    press(app, "Yes, leave the class")
    assert "You are Ada" not in texts(app)
    assert len(shown(desk)) == 1


def test_run_that_has_ended_is_sent_once(desk):
    app = joined(desk)
    owner = visitor(app)
    run = Run(ModelConfig(engine="statevector", shots=10), TrainConfig(epochs=1))
    run.epochs.append(_EPOCH)  # type: ignore[arg-type]
    owner.runs = [run]
    app.run()
    assert shown(desk) == []  # it has not ended yet
    run.finished = SimpleNamespace(test_accuracy=1.0)  # type: ignore[assignment]
    app.run()
    app.run()
    ((name, sent),) = shown(desk)
    assert (name, sent.shots, sent.accuracy) == ("Ada", 10, 1.0)  # as the Train page says it
    owner.classroom.sent.clear()  # as after the death of the server, before it noted that
    app.run()
    assert len(shown(desk)) == 1


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        (ModelConfig(shots=10, shift=1.0), (10, 1.0, False)),
        (ModelConfig(engine="statevector", shots=None, rule="exact"), (None, None, False)),
        (ModelConfig(rule="spsa", shots=7), (7, None, False)),
        (ModelConfig(kind="classical"), (None, None, True)),
    ],
)
def test_run_is_sent_with_the_settings_that_matter_to_it(model, sent):
    run = Run(model, TrainConfig())
    run.epochs.append(_EPOCH)  # type: ignore[arg-type]
    found = run_sent(run)
    assert (found.shots, found.shift, found.is_classical) == sent


@pytest.mark.parametrize(
    ("code", "nickname", "said"),
    [
        ("<script>alert(1)</script>", "Ada", "A class code has 6"),
        (None, "😀" * 5_000, "This one has 5,000"),
    ],
)
def test_refused_pupil_reads_why_and_what_was_typed_stays(code, nickname, said, desk):
    app = opened("class")
    app.text_input(key=session.CLASS_CODE).set_value(desk.code if code is None else code)
    app.text_input(key=session.NICKNAME).set_value(nickname)
    press(app, "Join")
    assert said in texts(app)
    assert app.text_input(key=session.NICKNAME).value == nickname
    assert shown(desk) == []


def test_what_waits_comes_back_from_the_store_and_what_was_sent_does_not(desk):
    stored: list[bytes | None] = []
    room = Classroom(stored.append)
    room.sit_down(boards().join(desk.code, "Ada", "a"))
    room.note("challenge a", ChallengeSent(9, 10, "n"))
    boards().close(desk)
    room.note("challenge b", ChallengeSent(8, 10, "n"))
    room.send("a")
    assert "closed" in room.fault
    again = Classroom(stored.append)  # at another server, or after a restart
    again.take(stored[-1])
    assert again.waiting == room.waiting
    boards().close(desk, is_closed=False)
    again.send("a")
    room.take(stored[-1])  # the first server hears of it
    assert (room.waiting, list(room.sent)) == ({}, ["challenge a", "challenge b"])
    room._next_try = 0.0
    room.send("a")
    assert len(shown(desk)) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff", b'{"code": 7}',
     b'{"code": "ABCDEF", "waiting": {"a": ["run", "{}"]}, "sent": []}',
     b'{"code": "<b>", "waiting": {}, "sent": []}'],
)  # fmt: skip
def test_broken_class_in_the_store_is_no_class(content):
    room = Classroom()
    room.take(content)
    assert (room.code, room.waiting, room.sent) == ("", {}, {})


def test_everybody_looks_at_the_teachers_page_and_has_their_own_work_back():
    app, desk = teaching()
    pupil = set_to(switch_to(joined(desk), "circuit"), theta=-1.0)
    set_to(switch_to(app, "shift"), theta=0.5)
    app.query_params["projector"] = "1"
    assert f"Your class {desk.code} · 1 pupil" in texts(app.run())
    press(app, "Everybody look here")
    pupil.run()
    assert "**Look here:** your teacher shows you this page." in texts(pupil)
    assert pupil.session_state[session.PAGE] == "shift"
    assert stages(pupil)[0]["theta"] == 0.5
    assert dict(pupil.query_params) == {"theta": "0.5"}  # the projector is the teacher's
    press(pupil, "Back to my work")
    assert pupil.session_state[session.PAGE] == "circuit"
    assert stages(pupil)[0]["theta"] == -1.0
    pupil.run()
    assert pupil.session_state[session.PAGE] == "circuit"  # a call takes nobody there twice
    press(pupil, "Look at your teacher's page: Shift")
    assert stages(pupil)[0]["theta"] == 0.5
    press(app.run(), "End “look here”")
    pupil.run()
    assert pupil.session_state[session.PAGE] == "circuit"
    assert stages(pupil)[0]["theta"] == -1.0


def test_pupil_on_the_page_gets_the_teachers_settings_and_first_work_back_after_two_calls():
    app, desk = teaching()
    pupil = set_to(switch_to(joined(desk), "circuit"), theta=-1.0)
    app.text_input(key=session.INVITATION).set_value("/circuit?theta=1.57&hide=hadamard")
    press(app, "Show")
    pupil.run()
    assert (pupil.query_params["theta"], pupil.query_params["hide"]) == ("1.57", "hadamard")
    press(pupil, "Back to my work")
    assert stages(pupil)[0]["theta"] == -1.0
    assert "hide" not in pupil.query_params
    boards().invite(desk, Invitation("shift"))
    pupil.run()
    boards().invite(desk, Invitation("neurons"))
    pupil.run()
    assert pupil.session_state[session.PAGE] == "neurons"
    press(pupil, "Back to my work")
    assert stages(pupil)[0]["theta"] == -1.0


def test_pause_is_on_every_pupils_screen_until_the_teacher_goes_on():
    app, desk = teaching()
    pupil = switch_to(joined(desk), "circuit")
    press(switch_to(app, "shift"), "Freeze")
    assert sent_to(pupil.run(), "pause")["sentence"] == said(class_line.PAUSED)
    press(app.run(), "Go on")
    assert sent_to(pupil.run(), "pause")["sentence"] == ""


def test_teacher_opens_a_pupils_handout_from_the_list():
    app, desk = teaching()
    pupil = joined(desk, "<b>Ada</b>")
    pupil.query_params["step"] = "2"
    switch_to(pupil, "circuit")
    chips = sent_to(app.run(), "pupils")["pupils"]
    assert [(each["name"], each["state"]) for each in chips] == [("<b>Ada</b>", "working")]
    assert "at step 2 · Circuit · working" in chips[0]["label"]
    app.session_state[session.PUPIL] = chips[0]["id"]
    app.run()
    (frame,) = app.get("iframe")
    assert "&lt;b&gt;Ada&lt;/b&gt;" in frame.proto.srcdoc
    assert "<b>Ada" not in frame.proto.srcdoc


def test_right_answer_is_that_of_the_lesson_file_or_how_it_is_computed():
    app, desk = teaching()
    seat = boards().join(desk.code, "Ada", "a")
    boards().send(seat, seat.entry_id("d"), PredictionSent("draw", "Which?", "always the same"))
    assert "It depends on your own 20 answers." in texts(app.run())
    boards().clear(desk)
    right, why = "≈ π/2", "There the arrow points to"
    boards().send(seat, seat.entry_id("p"), PredictionSent("certain", "Which?", "a wrong one"))
    app.run()
    assert why not in texts(app)  # the class may still predict
    press(app, "Show the answer")
    assert f"0 of 1 prediction had the right answer: {right}." in texts(app)
    assert why in texts(app)
    assert "Show the answer" not in [button.label for button in app.button]


@pytest.mark.parametrize(
    "nickname",
    ["[x](http://a.b)", ":red[a] **b** $x$", "</div><img src=x>"],
)  # fmt: skip
def test_hostile_nickname_is_shown_as_it_was_typed(nickname, desk):
    app = joined(desk, nickname)
    boards().send(
        visitor(app).classroom.pupil, f"{abs(hash(nickname)):032x}"[:32],  # type: ignore[arg-type]
        PredictionSent("s", nickname, nickname),
    )  # fmt: skip
    app.run()
    assert f"You are {nickname} in class" in texts(app)
    assert f"**{nickname}**" in texts(app)
    assert nickname not in "\n".join(m.value for m in app.markdown)  # escaped
    assert not any(nickname in element.proto.body for element in app.get("html"))


def test_database_that_is_away_is_told_and_all_is_sent_when_it_is_back(desk, monkeypatch):
    app = joined(desk)
    room = visitor(app).classroom
    send = Boards.send

    def fail(*_: object) -> None:
        raise StoreError("away")

    monkeypatch.setattr(Boards, "send", fail)
    room.note("challenge a", ChallengeSent(9, 10, "n"))
    app.run()
    assert "The board cannot be reached" in texts(app)
    assert "Not sent yet: 1 entry. It is sent as soon as the board takes it." in texts(app)
    monkeypatch.setattr(Boards, "send", send)
    room._next_try = 0.0
    app.run()
    assert shown(desk) == [("Ada", ChallengeSent(9, 10, "n"))]
    assert "cannot be reached" not in texts(app)


def test_teacher_opens_reads_the_key_and_comes_back_with_it():
    assert "What to install" not in texts(stranger())
    app, desk = teaching()
    assert "What to install" in texts(app)
    assert desk.code in next(e.proto.body for e in app.get("html") if "class-code" in e.proto.body)
    assert desk.key in [code.value for code in app.code]
    assert desk.key not in texts(app)
    other = stranger()
    other.text_input(key=session.TEACHER_CODE).set_value(desk.code)
    other.text_input(key=session.TEACHER_KEY).set_value("A" * 12)
    press(other, "Enter")
    assert f"This is not the key of the class {desk.code}" in texts(other)
    other.text_input(key=session.TEACHER_KEY).set_value(desk.key.lower())
    press(other, "Enter")
    assert visitor(other).classroom.teacher == desk


QUESTIONS = built_in_lesson().questions


def answered(desk: Teacher, name: str, n_right: tuple[int, int]) -> None:
    """Send the answers of a pupil who knows so many questions before and after the lesson."""
    pupil = boards().join(desk.code, name, name)
    for quiz_round, n in zip(("before", "after"), n_right, strict=True):
        coded = letters(QUESTIONS, {each.id: each.right for each in QUESTIONS[:n]})
        content = AnswersSent(pupil.entry_id("quiz"), quiz_round, coded)
        boards().send(pupil, pupil.entry_id(f"quiz {quiz_round}"), content)


def test_teacher_sees_what_was_learned_and_takes_it_home_without_nicknames():
    app, desk = teaching()
    assert "Right answers before and after the lesson appear here." in texts(app)
    answered(desk, "Ada", (1, 3))
    assert "Only one pupil has answered both times. Two are needed." in texts(app.run())
    for name, n_right in (("Bob", (2, 4)), ("Cy", (0, 4)), ("Di", (1, 2))):
        answered(desk, name, n_right)
    app.run()
    assert "Right before the lesson: 20 %. Right after it: 65 %. Normalised gain: 0.56" in texts(
        app
    )
    assert "Pupils who answered: before 4, after 4." in texts(app)
    files = zipfile.ZipFile(io.BytesIO(answers_zip(QUESTIONS, boards().board(desk.code).quizzes)))
    for name in files.namelist():
        assert not re.search(r"\b(Ada|Bob|Cy|Di)\b", files.read(name).decode())
    before = boards().board(desk.code).delete_at
    press(app, "Keep the class for 60 days")
    assert boards().board(desk.code).delete_at > before + 50 * 86_400


def test_answers_of_a_pupil_are_sent_once_and_are_the_same_pupils_weeks_later(desk):
    app = joined(desk)
    answers = {each.id: each.right for each in QUESTIONS}
    visitor(app).progress.answers["before"] = answers
    app.run()
    app.run()
    (sent,) = boards().board(desk.code).quizzes
    assert sent.answers == letters(QUESTIONS, answers)
    assert "Ada" not in str(boards().board(desk.code).entries)
    assert not app.dataframe  # nor is it listed
    cookies = [e.proto.json for e in app.get("bidi_component") if "max-age" in e.proto.json]
    assert f'max-age={60 * 86_400}"' in cookies[0]  # the class can last as long
    visitor(app).classroom.leave()  # as if all else had been deleted meanwhile
    visitor(app).progress.answers.clear()
    app.query_params["class"], app.query_params["round"] = desk.code, "later"
    switch_to(app, "questions")
    assert visitor(app).classroom.code == desk.code
    for each in QUESTIONS:
        app.radio(key=f"{session.QUIZ_ANSWER}later_{each.id}").set_value(each.right)
    press(app, "Send")
    app.run()
    assert [each.round for each in boards().board(desk.code).quizzes] == ["before", "later"]
    assert len({each.who for each in boards().board(desk.code).quizzes}) == 1


def test_teacher_closes_hides_resolves_and_clears():
    app, desk = teaching()
    seat = boards().join(desk.code, "Ada", "a")
    boards().send(seat, "a" * 32, ChallengeSent(9, 10, "n"))
    boards().send(seat, "b" * 32, PredictionSent("slope", "Which?", "s = π/2"))
    app.run()
    press(app, "Show the answer")
    assert questions_of(boards().board(desk.code).entries)[0].right == "s = π/2"
    assert "1 of 1 prediction had the right answer: s = π/2." in texts(app)
    app.selectbox(key=session.ENTRY).set_value("a" * 32).run()
    press(app, "Hide")
    assert [e.id for e in boards().board(desk.code).entries if e.is_hidden] == ["a" * 32]
    press(app, "Show again")
    press(app, "Close the class")
    assert "closed: nothing more can be sent" in texts(app)
    press(app, "Open the class again")
    press(app, "Clear the board")
    press(app, "Cancel")
    assert len(shown(desk)) == 3
    press(app, "Clear the board")
    assert "This deletes 3 entries." in texts(app)
    press(app, "Delete all entries")
    assert shown(desk) == []
    assert "Deleted: 3 entries." in texts(app)
    press(app, "Undo")
    assert len(shown(desk)) == 3
    assert "Deleted: 3 entries." not in texts(app)


def test_foot_of_a_pupil_counts_what_the_board_shows(desk):
    app = joined(desk)
    room = visitor(app).classroom
    for name in "ab":
        room.note(f"challenge {name}", ChallengeSent(9, 10, "n"))
    assert "2 entries on the board" in texts(app.run())
    seat = boards().join(desk.code, "Emmy", "e")
    boards().send(seat, seat.entry_id("other"), ChallengeSent(8, 10, "n"))
    assert room.pupil is not None
    boards().hide(desk, room.pupil.entry_id("challenge a"))
    assert "1 entry on the board" in texts(app.run())
    boards().clear(desk)
    assert "0 entries on the board" in texts(app.run())
    boards().bring_back(desk)
    assert "1 entry on the board" in texts(app.run())


def test_teacher_sends_everybody_to_a_page_of_the_app_and_nowhere_else():
    app, desk = teaching()
    pupil = joined(desk)
    app.text_input(key=session.INVITATION).set_value("http://evil.example/")
    press(app, "Show")
    assert "Choose a page of this app" in texts(app)
    assert boards().board(desk.code).invitation is None
    app.text_input(key=session.INVITATION).set_value("/circuit?theta=1.2")
    press(app, "Show")
    there = boards().board(desk.code).invitation
    assert there is not None
    assert there.path == "/circuit?theta=1.2"
    press(app, "After the lesson")
    pupil.run()
    assert pupil.session_state[session.PAGE] == "questions"
    assert pupil.query_params["round"] == "after"


def test_board_with_ten_thousand_entries_shows_the_newest_and_counts_the_rest():
    app, desk = teaching()
    rows = [
        {"id": f"{i:032x}", "code": desk.code, "number": i + 10, "nickname": f"Ada {i}",
         "sent_at": 1.0, "kind": "run", "is_hidden": False,
         "content": '{"shots": 10, "shift": 1.57, "accuracy": 0.5}'}
        for i in range(10_000)
    ]  # fmt: skip
    with resources.store().transaction() as database:
        database.execute(insert(EntryRow), rows)
        database.execute(update(ClassRow).where(ClassRow.code == desk.code).values(version=20_000))
    app.run()
    assert "The newest 50 of 10,000 entries" in texts(app)
    assert "1,000 runs. A number counts equal runs. 9,000 older runs are not drawn." in texts(app)
    began = time.process_time()
    app.run()
    assert time.process_time() - began < 2


def test_sixty_pages_read_a_board_once_a_second_and_a_change_of_ones_own_is_seen_at_once(
    desk, monkeypatch, fresh_caches
):
    read = []
    board = Boards.board
    monkeypatch.setattr(Boards, "board", lambda self, code: read.append(code) or board(self, code))
    for _ in range(60):
        recent_board(desk.code)
    assert 1 <= len(read) <= 5  # one a second, on a slow machine too
    n_read = len(read)
    attempt(lambda: boards().close(desk))
    assert recent_board(desk.code).is_closed
    assert len(read) == n_read + 1
