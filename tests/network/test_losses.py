import pytest
import torch

from hqnn_core.network.losses import chapter_loss, negative_log_likelihood


def test_loss_at_a_measured_probability_of_zero_is_finite_and_has_a_gradient():
    probabilities = torch.tensor([[1.0, 0.0]], requires_grad=True)
    loss = negative_log_likelihood(probabilities, torch.tensor([1]))
    loss.backward()
    assert loss.isfinite()
    assert probabilities.grad is not None
    assert probabilities.grad[0, 1] < -100


def test_loss_of_the_chapter_is_minus_the_probability_of_the_right_class():
    probabilities = torch.tensor([[0.9, 0.1], [0.4, 0.6]])
    assert float(chapter_loss(probabilities, torch.tensor([0, 1]))) == pytest.approx(-0.75)
