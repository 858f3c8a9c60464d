"""Boards as they were a moment ago: however many pages ask, the database hears of one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hqnn_core.board import ChallengeSent, ClassBoard, GoneError
from hqnn_core.store.boards import Boards
from hqnn_core.store.faults import StoreError
from hqnn_core.store.glances import GLANCE_SECONDS, Glances
from hqnn_core.store.store import Store


class Reader:
    """Counts what is read of a board, and fails on demand."""

    def __init__(self) -> None:
        self.n_read, self.fault, self.now = 0, None, 0.0
        self.glances = Glances(self.read, lambda: self.now)

    def read(self, code: str) -> ClassBoard:
        self.n_read += 1
        if self.fault is not None:
            raise self.fault
        return ClassBoard(code, self.n_read, 0.0, False, 0, ())


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_sixty_pages_ask_the_database_once_a_second(reader):
    for second in range(3):
        reader.now = second * GLANCE_SECONDS
        with ThreadPoolExecutor(8) as pool:
            seen = set(pool.map(lambda _: reader.glances.of("ABCDEF").version, range(60)))
        assert seen <= {second, second + 1}  # nobody waits for who reads
    assert reader.n_read == 3


def test_each_class_is_read_for_itself(reader):
    assert reader.glances.of("ABCDEF").code == "ABCDEF"
    assert reader.glances.of("GHJKLM").code == "GHJKLM"
    assert reader.n_read == 2


@pytest.mark.parametrize("fault", [StoreError("away"), GoneError("no such class")])
def test_one_page_finds_that_the_board_is_away_and_tells_all(fault, reader):
    reader.fault = fault
    for _ in range(60):
        with pytest.raises(type(fault), match=str(fault)):
            reader.glances.of("ABCDEF")
    assert reader.n_read == 1
    reader.fault, reader.now = None, GLANCE_SECONDS
    assert reader.glances.of("ABCDEF").version == 2


def test_nobody_waits_for_a_database_that_is_slow(reader):
    reader.glances.of("ABCDEF")
    reader.now = GLANCE_SECONDS
    is_reading, may_go = threading.Event(), threading.Event()

    def slow(code: str) -> ClassBoard:
        is_reading.set()
        assert may_go.wait(60)
        return ClassBoard(code, 2, 0.0, False, 0, ())

    reader.glances._read = slow
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(reader.glances.of, "ABCDEF")
        assert is_reading.wait(60)
        assert reader.glances.of("ABCDEF").version == 1
        may_go.set()
        assert reading.result(60).version == 2


def test_teacher_sees_at_once_what_they_have_changed(in_file: Store):
    boards = Boards(in_file)
    desk = boards.open_class()
    seat = boards.join(desk.code, "Ada", "a")
    assert not boards.glance(desk.code).is_closed
    boards.close(desk)
    assert boards.glance(desk.code).is_closed
    boards.close(desk, is_closed=False)
    boards.send(seat, "a" * 32, ChallengeSent(9, 10, "n"))
    boards.hide(desk, "a" * 32)
    assert [entry.is_hidden for entry in boards.glance(desk.code).entries] == [True]
