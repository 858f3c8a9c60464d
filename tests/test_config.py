import json
import math
from dataclasses import replace
from fractions import Fraction
from typing import get_args

import numpy as np
import pytest
import torch

from hqnn_core import HybridNet, ModelConfig, QuantumLayer, TrainConfig
from hqnn_core.errors import ConfigError
from hqnn_core.network import circuit_of
from hqnn_core.quantum import GradientRule, exact_engine


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"shots": 0}, "shots must be a whole number from 1 to 1,000,000; got 0"),
        ({"shots": None}, "statevector engine for exact"),
        ({"shift": 0.0}, "shift must be a finite angle in radians other than 0"),
        ({"shift": math.pi}, "multiple of pi"),
        ({"digits": (0, 12)}, "a digit must be a whole number from 0 to 9"),
        ({"engine": "abacus"}, "engine must be one of aer, statevector; got 'abacus'"),
        ({"rule": "exact"}, "rule cannot be exact where shots are measured"),
        ({"digits": tuple(range(10))}, "must be at least 2 for 10 digits: one measured bit"),
        ({"digits": (1,)}, "digits must be 2 to 10 different digits"),
        ({"qubits": 2, "hadamard": False}, "hadamard can be left out only with 1 qubit"),
        ({"qubits": 6, "noise": "device"}, "qubits must be at most 5 with the noise device"),
        ({"entangled": 1}, "entangled must be True or False"),
        ({"noise": "simple", "gate_error": 1.1}, "gate_error must be a number from 0 to 1"),
        ({"readout_error": 0.51}, "readout_error must be a number from 0 to 0.5; got 0.51"),
        (
            {"noise": "simple", "engine": "statevector"},
            "noise must be none on the statevector engine; for simple choose the aer engine.",
        ),
    ],
)
def test_model_setting_out_of_bounds_is_refused_with_a_sentence(fields, sentence):
    with pytest.raises(ConfigError, match=sentence):
        ModelConfig(**fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"n_per_class": 0}, "n_per_class must be a whole number from 1 to 10,000; got 0"),
        ({"learning_rate": math.nan}, "learning_rate must be above 0"),
        ({"learning_rate": Fraction(1, 100)}, "learning_rate"),
        ({"epochs": np.float64(2.0)}, "epochs must be a whole number"),
        ({"epochs": np.array([2])}, "epochs must be a whole number"),
    ],
)
def test_training_setting_out_of_bounds_is_refused_with_a_sentence(fields, sentence):
    with pytest.raises(ConfigError, match=sentence):
        TrainConfig(**fields)


@pytest.mark.parametrize("rule", get_args(GradientRule))
def test_without_a_shift_a_network_has_the_default_of_its_rule(rule):
    config = ModelConfig(qubits=2, engine="statevector", shots=None, rule=rule)
    assert config.shift is None
    layer = QuantumLayer(circuit_of(config), exact_engine(), rule=rule)
    assert HybridNet(config).quantum.shift == layer.shift == config.used_shift
    same = replace(config, shift=config.used_shift)
    assert config.effective() == same.effective()
    assert ModelConfig.from_dict(json.loads(json.dumps(config.as_dict()))) == config
    with pytest.raises(ConfigError, match="has no field colour"):
        ModelConfig.from_dict({"colour": "blue"})


def test_error_can_be_told_in_the_words_of_a_page():
    names = {"n_per_class": "Images of each digit", "noise": "Noise", "statevector": "Exact"}
    with pytest.raises(ConfigError) as found:
        TrainConfig(n_per_class=0)
    assert found.value.field == "n_per_class"
    with pytest.raises(ConfigError) as found:
        ModelConfig(noise="simple", engine="statevector")
    sentence = "Noise must be none on the Exact engine; for simple choose the aer engine."
    assert found.value.told(names) == sentence


def test_last_batch_of_an_epoch_may_be_short():
    training = TrainConfig(n_per_class=100, batch_size=8)
    assert training.n_images(2) == 200
    assert [training.n_batches(n) for n in (1, 8, 9, training.n_images(2))] == [1, 1, 2, 25]


NUMBERS = {"shots": 50, "seed": 3, "shift": 0.5, "qubits": 2, "layers": 2, "gate_error": 0.25}


@pytest.mark.parametrize("array", [np.array, torch.tensor], ids=["numpy", "torch"])
def test_numbers_of_numpy_and_torch_are_taken_as_pythons(array):
    given = {name: array([value])[0] for name, value in NUMBERS.items()}
    model = ModelConfig(noise=np.array(["simple"])[0], hadamard=array([True])[0], **given)
    assert model == ModelConfig(noise="simple", **NUMBERS)
    rate = array([0.25])[0]
    training = TrainConfig(epochs=array([2])[0], learning_rate=rate, batch_size=array([4])[0])
    for config in (model, training):
        assert type(config).from_dict(json.loads(json.dumps(config.as_dict()))) == config
        assert not [value for value in config.as_dict().values() if hasattr(value, "dtype")]


@pytest.mark.parametrize("digits", [[3, 8], torch.tensor([3, 8]), range(3, 9, 5)])
def test_digits_of_a_list_or_an_array_are_a_tuple(digits):
    assert hash(ModelConfig(digits=digits)) == hash(ModelConfig(digits=(3, 8)))


@pytest.mark.parametrize("digits", [3, "01", np.array([[0, 1]]), [0.0, 1.0], []])
def test_digits_of_another_kind_are_refused_with_a_sentence(digits):
    with pytest.raises(ConfigError, match="digit"):
        ModelConfig(digits=digits)
