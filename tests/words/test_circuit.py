from hqnn_core.quantum import outcome_probabilities
from hqnn_core.words.circuit import probability_formula


def test_formula_of_the_probability_is_the_one_that_is_computed():
    label, _, formula = probability_formula(8).partition(" = ")
    assert label == "P(8)"
    assert (
        eval(formula, {"__builtins__": {}}, {"E": 0.6}) == outcome_probabilities(-0.6)[1]
    )  # E is the negative of <Z>
