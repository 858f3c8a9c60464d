import pytest

from hqnn_core import ModelConfig
from hqnn_core.network import Mistake
from hqnn_core.words.training import angles_text, mistake_text


@pytest.mark.parametrize(
    ("hadamard", "best"),
    [
        (True, "θ = −π/2 for a 3, where P(8) = 0, and θ = π/2 for an 8, where P(8) = 1"),
        (False, "θ = 0 for a 3, where P(8) = 0, and θ = π or −π for an 8, where P(8) = 1"),
    ],
)
def test_best_angles_are_named_for_the_circuit_as_it_is(hadamard, best):
    assert best in angles_text(ModelConfig(digits=(3, 8), hadamard=hadamard))


@pytest.mark.parametrize(("probability", "is_tie"), [(0.5, True), (0.51, False)])
def test_image_misread_by_a_tie_is_told_so(probability, is_tie):
    mistake = Mistake(0, 1, 0, probability, 0.1, 0.45)
    said = mistake_text(mistake, ModelConfig(shots=100))
    assert f"{100 * probability:.0f} of 100 shots" in said
    assert ("A tie counts as 0." in said) == is_tie
