import math

import pytest

from hqnn_core.quantum import BAND, outcome_probabilities, shot_error
from hqnn_core.words.circuit import band_formula, probability_formula, shot_error_formula


def value_of(formula: str, z: float, n: int) -> float:
    for shown, python in (("⟨Z⟩²", "z**2"), ("−", "-"), ("√", "sqrt")):
        formula = formula.replace(shown, python)
    return eval(formula, {"__builtins__": {}}, {"sqrt": math.sqrt, "z": z, "n": n})


def test_formula_of_the_shot_error_is_the_one_that_is_computed():
    assert value_of(shot_error_formula("n"), -0.6, 25) == pytest.approx(float(shot_error(-0.6, 25)))
    assert band_formula("n") == f"±{BAND:g}{shot_error_formula('n')}"


def test_formula_of_the_probability_is_the_one_that_is_computed():
    label, _, formula = probability_formula(8).partition(" = ")
    assert label == "P(8)"
    assert value_of(formula.replace("⟨Z⟩", "z"), -0.6, 1) == outcome_probabilities(-0.6)[1]
