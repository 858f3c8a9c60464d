"""A quantum network beside a classical one: what the seeds allow to say, and the dead runs."""

from collections.abc import Collection

import pytest
import torch

from hqnn_core.comparison.race import CNN, LOGISTIC, QCNN, Race, Row
from hqnn_core.experiments import qcnn
from hqnn_core.network import Samples

ALIVE = [0.97, 0.972, 0.968, 0.975, 0.97]


def race(dead: Collection[int] = (), question: str = "") -> Race:
    """A race that was run; CNNs of these numbers always say 1."""
    cnn = [0.5366 if run in dead else ALIVE[run % 5] + 0.001 * (run // 5) for run in range(20)]
    rows = (
        Row(QCNN, 51, (0.985, 0.986, 0.984, 0.987, 0.985), (False,) * 5),
        Row(CNN, 26, tuple(cnn), tuple(run in dead for run in range(20))),
        Row(LOGISTIC, 9, (0.99,), (False,)),
    )
    return Race(question, "mnist", 2115, rows, ((0.0,) * 51,) * 5)


def test_runs_are_paired_by_their_batches_and_the_dead_are_left_out():
    cnn = race({1, 6}).rows[1]
    assert cnn.by_seed(with_dead=False)[1] == pytest.approx((2 * 0.972 + 0.002 + 0.003) / 2)
    assert cnn.by_seed(with_dead=True)[1] < 0.76
    assert race().rows[2].by_seed(with_dead=True) == [0.99] * 5


def test_dead_runs_hide_what_the_living_ones_tell():
    dead = race({1, 6, 8})
    clear = [(each.higher, each.lower) for each in dead.contrasts() if each.is_clear]
    assert clear == [(LOGISTIC, QCNN)]
    without = qcnn.asked("dead", dead)
    assert all(each.is_clear and each.low > 0 for each in without.contrasts())
    assert "**Dead CNNs: 3 of 20.**" in qcnn.text(dead)
    assert "the same answer. It is right for 53.7 % of them." in qcnn.text(dead)
    assert "small CNN **97.2 ± 0.3 %**" in qcnn.text(without)
    assert qcnn.truth(without).values[1] < 3 < qcnn.truth(dead).values[1]
    marks = {mark.kind: mark.points for mark in qcnn.truth(dead).marks}
    assert (len(marks["dots"]), len(marks["crosses"])) == (23, 3)
    assert [y for _, y in marks["crosses"]] == pytest.approx([46.34] * 3)


@pytest.fixture
def few(monkeypatch) -> Samples:
    """Two blobs in place of the digits, and short training."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(40) % 2
    features = 0.5 + labels[:, None] + 0.2 * torch.rand(40, 8, generator=generator)
    data = Samples(features, labels, features[:20], labels[:20], "offline")
    monkeypatch.setattr("hqnn_core.comparison.race.samples", lambda is_whole: data)
    monkeypatch.setattr("hqnn_core.network.qcnn.STEPS", 2)
    return data


@pytest.mark.usefixtures("few")
def test_race_and_all_questions_run_and_report_to_their_end():
    steps = []
    first = qcnn.race(report=lambda done, total: steps.append(done / total))
    assert [len(row.accuracies) for row in first.rows] == [5, 20, 1]
    assert [row.n_parameters for row in first.rows] == [51, 26, 9]
    assert steps == sorted(steps)
    for question in qcnn.QUESTIONS:
        found = qcnn.asked(question, first)
        assert found.question == question
        assert qcnn.text(found)
        assert len(qcnn.truth(found).values) == len(qcnn.guess(found).places) == len(found.rows)
    assert qcnn.asked("equal", first).row(CNN).n_parameters >= 51
    shots = qcnn.asked("shots", first)
    assert [row.name for row in shots.rows][:3] == [
        f"QCNN, {n}" for n in ("1 shot", "10 shots", "100 shots")
    ]
