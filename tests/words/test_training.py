import pytest

from hqnn_core import ModelConfig
from hqnn_core.words.training import angles_text


@pytest.mark.parametrize(
    ("hadamard", "best"),
    [
        (True, "θ = −π/2 for a 3, where P(8) = 0, and θ = π/2 for an 8, where P(8) = 1"),
        (False, "θ = 0 for a 3, where P(8) = 0, and θ = π or −π for an 8, where P(8) = 1"),
    ],
)
def test_best_angles_are_named_for_the_circuit_as_it_is(hadamard, best):
    assert best in angles_text(ModelConfig(digits=(3, 8), hadamard=hadamard))
