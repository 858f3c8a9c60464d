"""A circuit replaced by a formula from three of its runs: curves, answers, words."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hqnn_core import load_digits, load_pretrained
from hqnn_core.experiments import surrogate

DIGITS = load_digits((0, 1), 1, "offline")


@pytest.fixture(scope="module")
def found() -> surrogate.Replacement:
    return surrogate.replaced_circuit(
        load_pretrained(), DIGITS.test_images, DIGITS.test_labels, 1_000, 1
    )


def test_circuit_is_a_sine_and_the_surrogates_are_near_it(found):
    np.testing.assert_allclose(found.exact_curve, (1 + np.sin(found.grid)) / 2, atol=1e-7)
    assert found.curves.shape == (5, len(found.grid))
    assert 1e-4 < np.abs(found.curves - found.exact_curve).max() < 0.15
    # one surrogate is the only sine with a constant through its three runs
    design = np.stack([np.ones(3), np.cos(found.runs), np.sin(found.runs)], 1)
    factors = np.linalg.solve(design, found.measured[0])
    curve = np.stack([np.ones_like(found.grid), np.cos(found.grid), np.sin(found.grid)], 1)
    np.testing.assert_allclose(curve @ factors, found.curves[0], atol=1e-6)


def test_answers_are_read_off_the_curves(found):
    nearest = np.sin(found.thetas) > 0
    np.testing.assert_array_equal(found.circuit, nearest)
    turned = (found.thetas + math.pi) % (2 * math.pi) - math.pi
    for curve, classes in zip(found.curves, found.surrogates, strict=True):
        p = np.interp(turned, found.grid, curve)
        clear = np.abs(p - 0.5) > 0.01
        np.testing.assert_array_equal(classes[clear], p[clear] > 0.5)
    right, by_each = found.n_right
    assert right == (found.circuit == DIGITS.test_labels.numpy()).sum()
    assert len(by_each) == 5


def test_probability_outside_of_0_and_1_is_explained(found):
    assert ("leave the range" in surrogate.text(found)) == bool(
        ((found.curves < 0) | (found.curves > 1)).any()
    )
    inside = replace(found, curves=found.curves.clip(0, 1))
    assert "leave the range" not in surrogate.text(inside)
    outside = replace(found, curves=found.curves - 0.1)
    assert "leave the range" in surrogate.text(outside)


def test_images_with_another_answer_are_marked_on_the_curve(found):
    other = np.tile(found.circuit, (5, 1))
    other[0, 3] = 1 - other[0, 3]
    truth = surrogate.truth(replace(found, surrogates=other))
    [(_, p)] = truth.marks[-1].points
    assert p == pytest.approx((1 + math.sin(found.thetas[3])) / 2, abs=1e-2)
    assert len(truth.marks[-2].points) == 15
    exact = [(1 + math.sin(theta)) / 2 for theta, _ in surrogate.guess(1_000).places]
    assert truth.values == pytest.approx(exact, abs=5 * max(truth.errors))
