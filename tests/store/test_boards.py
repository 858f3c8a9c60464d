"""Class boards in a store: who may do what, and that nothing acknowledged is lost."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select, text, update

from hqnn_core.board.entries import BoardError, ChallengeSent, PredictionSent, RunSent
from hqnn_core.board.invitation import Invitation
from hqnn_core.board.view import questions_of
from hqnn_core.store import boards as boards_module
from hqnn_core.store.boards import MAX_ENTRIES, Boards
from hqnn_core.store.faults import StoreError
from hqnn_core.store.membership import Teacher
from hqnn_core.store.schema import ClassRow, EntryRow, MemberRow
from hqnn_core.store.settings import CLASS_VARIABLE
from hqnn_core.store.store import Store

RUN = RunSent(shots=100, shift=1.57, accuracy=0.98)


@pytest.fixture
def boards(store: Store) -> Boards:
    return Boards(store)


@pytest.fixture
def teacher(boards: Boards) -> Teacher:
    return boards.open_class()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the boards, to be set; ask for it after the class."""
    hands = SimpleNamespace(now=0.0)
    monkeypatch.setattr(boards_module, "time", SimpleNamespace(time=lambda: hands.now))
    return hands


def sent(boards: Boards, teacher: Teacher, n: int = 1, name: str = "Ada") -> list[str]:
    """Ids of entries that a new pupil has sent."""
    pupil = boards.join(teacher.code, name, name)
    ids = [pupil.entry_id(f"{i}") for i in range(n)]
    for each in ids:
        boards.send(pupil, each, RUN)
    return ids


def test_entry_is_on_the_board_of_every_server_once_and_once_cleared_it_stays_away(
    boards, teacher, shared_url
):
    pupil = boards.join(teacher.code, "Ada", "a")
    for _ in range(3):
        boards.send(pupil, pupil.entry_id("run"), RUN)
    other = Store(shared_url)
    board = Boards(other).board(teacher.code)
    other.close()
    assert [(entry.nickname, entry.content) for entry in board.entries] == [("Ada", RUN)]
    assert board.n_pupils == 1
    boards.clear(teacher)
    boards.send(pupil, pupil.entry_id("run"), RUN)
    assert boards.board(teacher.code).entries == ()
    again = boards.join(teacher.code, "Ada", "a")
    boards.send(again, again.entry_id("next run"), RUN)
    assert len(boards.board(teacher.code).entries) == 1


def test_cleared_board_can_be_brought_back_at_any_server(boards, teacher, shared_url):
    ids = sent(boards, teacher, 3)
    boards.hide(teacher, ids[1])
    before = boards.board(teacher.code)
    boards.clear(teacher)
    cleared = boards.board(teacher.code)
    assert (cleared.entries, cleared.n_cleared) == ((), 3)
    assert cleared.can_undo(cleared.cleared_at + 59)
    assert not cleared.can_undo(cleared.cleared_at + 61)
    (late,) = sent(boards, teacher, 1, "Emmy")  # what comes in between stays
    other = Store(shared_url)
    Boards(other).bring_back(teacher)
    other.close()
    board = boards.board(teacher.code)
    assert board.entries[:3] == before.entries
    assert [entry.id for entry in board.entries] == [*ids, late]
    assert board.n_cleared == 0


def make_older(store: Store, seconds: float) -> None:
    """Have what was cleared be cleared so much earlier."""
    with store.transaction() as session:
        session.execute(update(EntryRow).values(cleared_at=EntryRow.cleared_at - seconds))


def test_cleared_entry_is_deleted_after_a_minute_and_not_before(boards, teacher, store):
    pupil = boards.join(teacher.code, "Ada", "a")
    boards.send(pupil, pupil.entry_id("run"), RUN)
    boards.clear(teacher)
    make_older(store, 50)
    with store.transaction() as session:
        store.delete_old(session)
    boards.bring_back(teacher)
    assert [entry.content for entry in boards.board(teacher.code).entries] == [RUN]
    boards.clear(teacher)
    make_older(store, 61)
    with pytest.raises(BoardError, match="nothing to undo"):
        boards.bring_back(teacher)
    with store.transaction() as session:
        store.delete_old(session)
        ((content, nickname),) = session.execute(select(EntryRow.content, EntryRow.nickname)).all()
    assert (content, nickname) == ("", "")
    boards.send(pupil, pupil.entry_id("run"), RUN)
    assert boards.board(teacher.code).entries == ()


def test_teacher_hides_closes_invites_and_resolves_and_takes_it_back(boards, teacher):
    pupil = boards.join(teacher.code, "Ada", "a")
    first, second = pupil.entry_id("run"), pupil.entry_id("prediction")
    boards.send(pupil, first, RUN)
    boards.send(pupil, second, PredictionSent("neuron", "How many?", "784"))
    boards.hide(teacher, first)
    assert [entry.id for entry in boards.board(teacher.code).shown] == [second]
    boards.hide(teacher, first, is_hidden=False)
    assert [entry.id for entry in boards.board(teacher.code).shown] == [first, second]
    boards.close(teacher)
    assert boards.board(teacher.code).is_closed
    with pytest.raises(BoardError, match="closed"):
        boards.send(pupil, pupil.entry_id("late"), RUN)
    boards.close(teacher, is_closed=False)
    there = Invitation("circuit", (("theta", "1.57"), ("x", "é&<")))
    boards.invite(teacher, there)
    shown = boards.board(teacher.code).invitation
    assert (shown.page, shown.settings) == (there.page, there.settings)
    boards.invite(teacher, there)
    assert boards.board(teacher.code).invitation.number > shown.number  # called again
    boards.invite(teacher, None)
    assert boards.board(teacher.code).invitation is None
    (question,) = questions_of(boards.board(teacher.code).entries)
    assert (question.counts, question.right) == ({"784": 1}, None)
    boards.resolve(teacher, "neuron", "1")
    boards.resolve(teacher, "neuron", "784")  # a slip is put right
    (question,) = questions_of(boards.board(teacher.code).entries)
    assert question.right == "784"


def test_teacher_sees_where_pupils_are_and_when_they_last_came_further(boards, teacher, clock):
    ada = boards.join(teacher.code, "Ada", "a")
    assert boards.presences(teacher.code)[0].seen_at == 0
    clock.now = 100.0
    boards.report(ada, "circuit", 2, 45, "{}")
    clock.now = 150.0
    boards.report(ada, "shift", 2, 45, "{}")  # another page is no progress
    (seen,) = boards.presences(teacher.code)
    assert (seen.page, seen.step, seen.seen_at, seen.progress_at) == ("shift", 2, 150.0, 100.0)
    boards.report(ada, "shift", 3, 45, "{}")
    assert boards.presences(teacher.code)[0].progress_at == 150.0
    clock.now = 400.0
    boards.freeze(teacher, "Look up.")
    assert boards.board(teacher.code).frozen == "Look up."
    clock.now = 500.0
    boards.freeze(teacher, None)
    assert boards.board(teacher.code).frozen is None
    assert boards.presences(teacher.code)[0].progress_at == 500.0  # the pause does not count
    with pytest.raises(BoardError, match="too long"):
        boards.report(ada, "shift", 3, 45, "x" * 20_001)
    with pytest.raises(BoardError, match="not the key"):
        boards.freeze(Teacher(teacher.code, "A" * 12), "No.")


def test_two_teachers_never_get_the_same_code(boards, monkeypatch):
    draws = itertools.chain("K" * 12, "ABCDEF", "M" * 12, "ABCDEF", "GHJKLM")
    first, second = (boards.open_class(choose=lambda _: next(draws)) for _ in range(2))
    assert (first.code, second.code) == ("ABCDEF", "GHJKLM")
    sent(boards, first)
    boards.clear(second)
    assert len(boards.board(first.code).entries) == 1
    with pytest.raises(BoardError, match="not the key"):
        boards.clear(Teacher(first.code, second.key))


def test_code_of_a_class_that_is_over_can_be_drawn_again(boards, store):
    first = boards.open_class(choose=lambda _: "A")
    sent(boards, first)
    with store.transaction() as session:
        session.execute(update(ClassRow).values(delete_at=1.0))
    assert boards.open_class(choose=lambda _: "A").code == first.code
    assert boards.board(first.code).entries == ()


def test_thirty_pupils_with_the_same_nickname_at_once_are_told_apart(boards, teacher):
    with ThreadPoolExecutor(6) as pool:
        seats = list(pool.map(lambda i: boards.join(teacher.code, "Ada", f"{i}"), range(30)))
    names = {pupil.nickname for pupil in seats}
    assert names == {"Ada", *(f"Ada {i}" for i in range(2, 31))}
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda pupil: boards.send(pupil, pupil.entry_id("run"), RUN), seats))
    entries = boards.board(teacher.code).entries
    assert {entry.nickname for entry in entries} == names
    assert sorted({entry.number for entry in entries}) == [entry.number for entry in entries]
    assert boards.join(teacher.code, "Ada", "7") == seats[7]  # who comes back is the same one
    assert boards.join(teacher.code.lower(), " ada ", "another").nickname == "ada 31"
    assert boards.board(teacher.code).n_pupils == 31


def test_key_is_in_the_database_as_a_hash_only(in_file, tmp_path):
    teacher = Boards(in_file).open_class()
    in_file.close()
    for path in tmp_path.iterdir():
        assert teacher.key.encode() not in path.read_bytes()


def test_five_keys_a_minute_for_each_class_and_visitor_and_five_classes(in_file):
    now = [0.0]
    boards = Boards(in_file, clock=lambda: now[0])
    teacher, other = boards.open_class(), boards.open_class()
    for _ in range(5):
        boards.open_class("bored")
        with pytest.raises(BoardError, match="not the key"):
            boards.admit(teacher.code, "A" * 12, "bored")
    with pytest.raises(BoardError, match="Wait a minute"):
        boards.open_class("bored")
    with pytest.raises(BoardError, match="Wait a minute"):
        boards.admit(teacher.code, teacher.key, "bored")
    assert boards.admit(other.code, other.key, "bored") == other
    assert boards.admit(teacher.code, teacher.key, "teacher") == teacher
    now[0] = 60.5
    assert boards.admit(teacher.code, teacher.key, "bored") == teacher


HOSTILE_KEYS = ["", "A" * 12, "a" * 999, "' OR 1=1 --", "\0" * 12, "١٢٣٤٥٦٧٨٩٠١٢", "\ud800" * 12]
HOSTILE_CODES = [
    "",
    "ABCDE0",
    "'; DROP TABLE classes; --",
    "\0" * 6,
    "A" * 99_999,
    "ＡＢＣＤＥＦ",
]


def test_hostile_keys_and_codes_open_nothing(in_file):
    teacher = Boards(in_file).open_class()
    for key in HOSTILE_KEYS:
        boards = Boards(in_file)
        with pytest.raises(BoardError) as fault:
            boards.admit(teacher.code, key, "bored")
        assert len(str(fault.value)) < 200
        for act in (boards.clear, boards.close):
            with pytest.raises(BoardError):
                act(Teacher(teacher.code, key if "\ud800" not in key else "B"))
        assert not boards.board(teacher.code).is_closed
    for code in HOSTILE_CODES:
        with pytest.raises(BoardError) as fault:
            Boards(in_file).join(code, "Ada", "a")
        assert len(str(fault.value)) < 200


def test_pupil_of_one_class_cannot_send_to_another(boards, teacher):
    pupil = boards.join(teacher.code, "Ada", "a")
    other = boards.open_class()
    with pytest.raises(BoardError, match="not in this class"):
        boards.send(type(pupil)(other.code, "Ada", pupil.member), "0" * 32, RUN)
    assert boards.board(other.code).entries == ()


def fill(store: Store, teacher: Teacher, n: int) -> None:
    rows = [
        {
            "id": f"{i:032x}",
            "code": teacher.code,
            "number": i + 10,
            "nickname": "Ada",
            "sent_at": 1.0,
            "kind": "run",
            "content": '{"shots": 10, "shift": 1.57, "accuracy": 0.5}',
            "is_hidden": False,
        }
        for i in range(n)
    ]
    with store.transaction() as session:
        session.execute(insert(EntryRow), rows)
        session.execute(update(ClassRow).values(n_entries=n, version=n + 10))


def test_board_with_ten_thousand_entries_is_full_and_quick(in_file):
    boards = Boards(in_file)
    teacher = boards.open_class()
    pupil = boards.join(teacher.code, "Ada", "a")
    fill(in_file, teacher, MAX_ENTRIES)
    with pytest.raises(BoardError, match="The board is full"):
        boards.send(pupil, pupil.entry_id("one more"), RUN)
    assert len(boards.board(teacher.code).entries) == MAX_ENTRIES
    boards.resolve(teacher, "certain", "θ = 1.57 rad")  # the teacher goes on
    assert len(boards.board(teacher.code).entries) == MAX_ENTRIES + 1
    began = time.process_time()
    for _ in range(20):
        boards.board(teacher.code)
    assert time.process_time() - began < 1  # it is not read anew
    boards.clear(teacher)
    boards.send(pupil, pupil.entry_id("one more"), RUN)
    assert len(boards.board(teacher.code).entries) == 1
    boards.bring_back(teacher)
    assert len(boards.board(teacher.code).entries) == MAX_ENTRIES + 2
    with pytest.raises(BoardError, match="The board is full"):
        boards.send(pupil, pupil.entry_id("and more"), RUN)


BROKEN = [
    ("run", "{}"),
    ("run", "{"),
    ("run", "[" * 1500),
    ("nothing", "{}"),
    ("run", '{"shots": 10, "shift": 1, "accuracy": NaN}'),
    ("prediction", '{"step": "a", "question": "b", "answer": 7}'),
    ("challenge", '{"right": 11, "asked": 10, "network": "n"}'),
]


def test_entries_that_no_sender_would_write_are_left_out(in_file):
    boards = Boards(in_file)
    teacher = boards.open_class()
    fill(in_file, teacher, len(BROKEN) + 1)
    with in_file.transaction() as session:
        for number, (kind, content) in enumerate(BROKEN, start=10):
            row = update(EntryRow).where(EntryRow.number == number)
            session.execute(row.values(kind=kind, content=content))
    assert [entry.number for entry in boards.board(teacher.code).entries] == [10 + len(BROKEN)]


def test_class_is_over_at_its_time_and_the_sweep_deletes_it(boards, teacher, store):
    sent(boards, teacher)
    with store.transaction() as session:
        session.execute(update(ClassRow).values(delete_at=time.time() - 5))
    for ask in (boards.board, lambda code: boards.join(code, "Ada", "a")):
        with pytest.raises(BoardError, match="There is no class"):
            ask(teacher.code)
    with store.transaction() as session:
        store.delete_old(session)
        for table in (ClassRow, MemberRow, EntryRow):
            assert session.query(table).count() == 0


def test_days_that_a_class_is_kept_are_a_setting(in_file, monkeypatch):
    boards = Boards(in_file)
    monkeypatch.setenv(CLASS_VARIABLE, "0.5")
    board = boards.board(boards.open_class().code)
    assert board.delete_at == pytest.approx(time.time() + 43_200, abs=60)
    monkeypatch.setenv(CLASS_VARIABLE, "a week")
    with pytest.raises(StoreError, match="must be a number of days above 0"):
        boards.open_class()


def test_full_disk_is_told_and_what_was_not_taken_is_sent_later(in_file):
    boards = Boards(in_file)
    teacher = boards.open_class()
    pupil = boards.join(teacher.code, "Ada", "a")
    large = ChallengeSent(1, 10, "n" * 200)
    sizes: list[int] = []
    acknowledged = 0
    with in_file.transaction() as session:
        sizes.append(session.execute(text("PRAGMA page_count")).scalar_one())
        session.execute(text(f"PRAGMA max_page_count = {sizes[0] + 2}"))
    with pytest.raises(StoreError, match="the disk is full"):  # noqa: PT012
        for i in range(1000):
            boards.send(pupil, pupil.entry_id(f"{i}"), large)
            acknowledged += 1
    assert len(boards.board(teacher.code).entries) == acknowledged
    in_file._away.clear()  # some seconds later
    with in_file.transaction() as session:
        session.execute(text("PRAGMA max_page_count = 100000"))
    boards.send(pupil, pupil.entry_id(f"{acknowledged}"), large)
    assert len(boards.board(teacher.code).entries) == acknowledged + 1


def test_postgres_that_was_away_and_is_back_has_all_that_it_acknowledged(postgres, postgres_url):
    store = Store(postgres_url)
    boards = Boards(store)
    teacher = boards.open_class()
    pupil = boards.join(teacher.code, "Ada", "a")
    boards.send(pupil, pupil.entry_id("first"), RUN)
    postgres.stop()
    with pytest.raises(StoreError, match="does not answer"):
        boards.send(pupil, pupil.entry_id("second"), RUN)
    postgres.start()
    store._away.clear()  # some seconds later
    boards.send(pupil, pupil.entry_id("second"), RUN)
    assert len(boards.board(teacher.code).entries) == 2
    store.close()
