"""Networks of Hur, Kim and Park: their figures again, and what their preprocessing leaves."""

import math

import pytest
import torch

from hqnn_core.network import (
    cnn_answers,
    load_digits,
    logistic_answers,
    qcnn,
    qcnn_answers,
    samples,
    trained_qcnns,
)


@pytest.mark.usefixtures("mnist")
def test_figures_of_the_paper_come_out_again(monkeypatch):
    """QCNN 0.985 ± 0.004; a CNN that lives, 0.97 to 0.98; logistic regression 0.990."""
    data = samples(is_whole=False)

    def accuracy(answers):
        return (answers == data.test_labels).double().mean(1)

    assert len(data.test_labels) == 2115
    assert accuracy(logistic_answers(data)).tolist() == [pytest.approx(0.990, abs=0.001)]
    monkeypatch.setattr(qcnn, "CNN_RUNS", 10)
    answers, n_parameters = cnn_answers(data, (2, 2))
    found, is_dead = accuracy(answers), (answers == answers[:, :1]).all(1)
    assert n_parameters == 26
    assert 1 <= is_dead.sum() <= 5
    assert found[is_dead].unique().tolist() == [pytest.approx(1135 / 2115)]  # always "1"
    assert 0.965 < found[~is_dead].mean() < 0.985
    monkeypatch.setattr(qcnn, "SEEDS", 1)
    weights = trained_qcnns(data)
    assert weights.shape == (1, 51)
    assert 0.973 < accuracy(qcnn_answers(data, weights)) < 0.997


def test_components_lie_from_0_to_pi_and_know_two_columns_of_an_image_only(monkeypatch):
    digits = load_digits((0, 1), None, "offline")
    monkeypatch.setattr(qcnn, "load_digits", lambda *_: digits)
    found, whole = samples(False), samples(True)
    for part in (found.train, found.test, whole.train, whole.test):
        assert part.shape[1] == 8
        assert (part.min(), part.max()) == (0, pytest.approx(math.pi))
    digits.train_images[..., :13], digits.train_images[..., 15:] = 0.5, 0.5
    torch.testing.assert_close(samples(False).train, found.train)
    assert not torch.allclose(samples(True).train, whole.train, atol=0.1)
