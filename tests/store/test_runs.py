"""A run that is read is the run that was written."""

from __future__ import annotations

from hqnn_core.network import LabelledImages
from hqnn_core.store import runs
from hqnn_core.store.schema import EventsRow
from hqnn_core.store.store import Store
from tests.store.runs import a_run, finish, kept, read, shown, train_on


def test_run_comes_back_as_it_was_at_each_of_its_ages(in_file):
    run = a_run()
    run.drawings = LabelledImages((bytes(784),), (1,))
    run.label, run.notices = "7 ümlaut “quoted”", ["One.", "Two."]
    for _ in range(5):
        kept(in_file, run)
        (again,) = read(in_file)
        assert shown(again) == shown(run)
        train_on(run, 20)
    finish(run)
    kept(in_file, run)
    (again,) = read(in_file)
    assert shown(again) == shown(run)
    assert again.ended.is_set()


def test_run_comes_back_from_every_kind_of_database(store):
    run = a_run(60)
    kept(store, run)
    assert shown(read(store)[0]) == shown(run)


def test_only_new_events_are_written_and_a_long_run_in_pieces(in_file, monkeypatch):
    monkeypatch.setattr(runs, "PIECE", 40)
    run = a_run(100)
    kept(in_file, run)
    first = numbers_and_sizes(in_file)
    assert len(first) == 3
    train_on(run, 1)
    kept(in_file, run)
    second = numbers_and_sizes(in_file)
    assert second[:3] == first
    assert second[3][1] < first[0][1]
    kept(in_file, run)  # nothing new
    assert numbers_and_sizes(in_file) == second


def test_name_that_is_given_during_a_write_is_kept(in_file, monkeypatch):
    run = a_run()

    def renamed(*_) -> dict[int, bytes]:
        run.label = "1 Standard"
        return {}

    monkeypatch.setattr("hqnn_core.store.store.pieces_of", renamed)
    kept(in_file, run)
    assert run.label == "1 Standard"
    kept(in_file, run)
    assert read(in_file)[0].label == run.label == "1 Standard"


def numbers_and_sizes(store: Store) -> list[tuple[int, int]]:
    with store.transaction() as session:
        rows = session.query(EventsRow).order_by(EventsRow.number).all()
        return [(row.number, len(row.content)) for row in rows]
