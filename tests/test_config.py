import json
import math

import pytest

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.quantum.faults import ConfigError


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"shots": 0}, "shots must be a whole number from 1 to 1,000,000; got 0"),
        ({"shots": -5}, "got -5"),
        ({"shots": 10**9}, "got 1,000,000,000"),
        ({"shots": None}, "statevector engine for exact"),
        ({"shift": 0.0}, "shift must be a finite angle in radians other than 0"),
        ({"shift": math.pi}, "multiple of pi"),
        ({"shift": math.nan}, "finite"),
        ({"digits": (1, 1)}, "digits must be different digits; got 1 and 1."),
        ({"digits": (0, 12)}, "a digit must be a whole number from 0 to 9"),
        ({"engine": "abacus"}, "engine must be one of aer, statevector; got 'abacus'"),
        ({"rule": "guess"}, "rule must be one of"),
        ({"kind": "magic"}, "kind must be one of"),
        ({"seed": -1}, "seed"),
        ({"noise": "thunder"}, "noise must be one of none, simple, device"),
        ({"noise": "simple", "gate_error": 1.1}, "gate_error must be a number from 0 to 1"),
        ({"gate_error": math.nan}, "gate_error"),
        ({"gate_error": math.inf}, "gate_error"),
        ({"readout_error": 0.51}, "readout_error must be a number from 0 to 0.5; got 0.51"),
        ({"readout_error": -0.1}, "readout_error"),
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
        ({"epochs": 0}, "epochs"),
        ({"batch_size": 0}, "batch_size"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"learning_rate": math.nan}, "learning_rate must be above 0"),
        ({"loss": "hinge"}, "loss must be one of nll, chapter"),
        ({"source": "the web"}, "source must be one of"),
        ({"seed": 1.5}, "seed"),
    ],
)
def test_training_setting_out_of_bounds_is_refused_with_a_sentence(fields, sentence):
    with pytest.raises(ConfigError, match=sentence):
        TrainConfig(**fields)


def test_shift_of_pi_is_allowed_where_the_rule_does_not_divide_by_its_sine():
    assert ModelConfig(shift=math.pi, rule="finite-difference").shift == math.pi


@pytest.mark.parametrize(
    "config",
    [
        ModelConfig(digits=(3, 8), shift=0.1),
        TrainConfig(learning_rate=0.1, loss="chapter"),
        ModelConfig(noise="simple", gate_error=0.1, readout_error=0.02),
    ],
)
def test_configuration_survives_json(config):
    assert type(config).from_dict(json.loads(json.dumps(config.as_dict()))) == config


def test_unknown_field_is_named():
    with pytest.raises(ConfigError, match="has no field colour"):
        ModelConfig.from_dict({"colour": "blue"})


def test_error_can_be_told_in_the_words_of_a_page():
    names = {"n_per_class": "Images of each digit", "noise": "Noise", "statevector": "Exact"}
    with pytest.raises(ConfigError) as found:
        TrainConfig(n_per_class=0)
    assert found.value.field == "n_per_class"
    sentence = "Images of each digit must be a whole number from 1 to 10,000; got 0."
    assert found.value.told(names) == sentence
    with pytest.raises(ConfigError) as found:
        ModelConfig(noise="simple", engine="statevector")
    sentence = "Noise must be none on the Exact engine; for simple choose the aer engine."
    assert found.value.told(names) == sentence


def test_last_batch_of_an_epoch_may_be_short():
    training = TrainConfig(n_per_class=100, batch_size=8)
    assert training.n_images(2) == 200
    assert [training.n_batches(n) for n in (1, 8, 9, training.n_images(2))] == [1, 1, 2, 25]
