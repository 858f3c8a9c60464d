import math

import pytest

from hqnn_core.quantum import outcome_probabilities, shot_error
from hqnn_core.words.circuit import probability_formula, shot_error_formula


def value_of(formula: str, e: float, n: int) -> float:
    for shown, python in (("E²", "E**2"), ("−", "-"), ("√", "sqrt")):
        formula = formula.replace(shown, python)
    return eval(formula, {"__builtins__": {}}, {"sqrt": math.sqrt, "E": e, "n": n})


def test_formula_of_the_shot_error_is_the_one_that_is_computed():
    assert value_of(shot_error_formula("n"), -0.6, 25) == pytest.approx(float(shot_error(-0.6, 25)))


def test_formula_of_the_probability_is_the_one_that_is_computed():
    label, _, formula = probability_formula(8).partition(" = ")
    assert label == "P(8)"
    assert value_of(formula, 0.6, 1) == outcome_probabilities(-0.6)[1]  # E is the negative of <Z>
