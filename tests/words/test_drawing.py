"""What the Draw page says of a network is true of the one that reads."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from hqnn_core import ModelConfig, StatevectorEngine, ry_circuit
from hqnn_core.comparison.recorded import recorded_pairs
from hqnn_core.words.drawing import hybrid_text, way_text
from hqnn_core.words.pairs import ten_digits_text

ONE_QUBIT = ModelConfig(digits=(3, 8))
TEN = ModelConfig(digits=tuple(range(10)), qubits=8, layers=2)


def test_way_is_that_of_the_network_that_reads():
    assert way_text(ONE_QUBIT).startswith("Draw a 3 or an 8. ")
    assert "one angle, **θ**" in way_text(ONE_QUBIT)
    assert way_text(TEN).startswith("Draw a digit from 0 to 9. ")
    assert "8 angles" in way_text(TEN)
    assert "no circuit" in way_text(replace(TEN, kind="classical"))


@pytest.mark.parametrize("hadamard", [True, False])
def test_formula_of_the_probability_is_the_circuits(hadamard):
    text = hybrid_text(replace(ONE_QUBIT, hadamard=hadamard), 21_000)
    written = re.search(r"P\(1\) = \(1 ([+−]) (sin|cos) θ\)/2", text)
    assert written
    sign, wave = (1 if written[1] == "+" else -1), getattr(np, written[2])
    thetas = np.linspace(-4, 4, 9)
    measured = StatevectorEngine().expectations(ry_circuit(hadamard), thetas[:, None])[:, 0]
    np.testing.assert_allclose((1 + sign * wave(thetas)) / 2, (1 - measured) / 2, atol=1e-12)


def test_many_qubits_are_counted_and_have_no_formula_of_one():
    text = hybrid_text(TEN, 21_000)
    assert "From the image to θ0 … θ7" in text
    assert "Each of the 8 qubits" in text
    assert "P(1)" not in text


def test_recorded_seeds_of_ten_digits_are_summed_up():
    pairs, text = recorded_pairs(), ten_digits_text()
    assert [pair["seed"] for pair in pairs] == list(range(5))
    for kind in ("hybrid", "twin"):
        shares = [100 * pair[kind] / pair["n_test"] for pair in pairs]
        mean = re.search(rf"{'they' if kind == 'hybrid' else 'large,'} read (\d+\.\d+)", text)
        assert mean
        assert math.isclose(float(mean[1]), sum(shares) / 5, abs_tol=0.006)
    more = sum(pair["hybrid"] > pair["twin"] for pair in pairs)
    assert f"The hybrid network reads more images in {more}," in text
