"""A training that was interrupted is the training that was not, to the last bit."""

from dataclasses import replace
from functools import cache
from itertools import islice

import pytest
import torch

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.network.data import Digits, load_digits
from hqnn_core.network.events import Event, Finished
from hqnn_core.network.model import build_model
from hqnn_core.network.tensor_files import tensors_of
from hqnn_core.network.training import Trainer, train
from hqnn_core.network.training_state import TrainingStateError

MODELS = {
    "statevector": ModelConfig(engine="statevector", shots=30),
    "exact": ModelConfig(engine="statevector", shots=None),
    "aer": ModelConfig(engine="aer", shots=30),
    "noisy": ModelConfig(engine="aer", shots=30, noise="simple", gate_error=0.05),
    "classical": ModelConfig(kind="classical"),
    "many": ModelConfig(qubits=3, layers=2, engine="statevector", shots=None, rule="exact"),
}
TRAINING = TrainConfig(
    source="offline", n_per_class=20, n_test_per_class=5, epochs=3, batch_size=16
)  # 3 batches and an EpochDone an epoch


def weights_of(network: torch.nn.Module) -> dict[str, bytes]:
    return {name: value.numpy().tobytes() for name, value in network.state_dict().items()}


@cache
def without_pause(model: ModelConfig) -> tuple[list, dict]:
    network = build_model(model)
    return list(train(network, load_digits((0, 1), 20, "offline"), TRAINING)), weights_of(network)


def interrupted(
    model: ModelConfig, data: Digits, places: list[int], config: TrainConfig = TRAINING
) -> tuple[list[Event], dict]:
    """Trained in parts of so many events, each by a new trainer and a new network."""
    network = build_model(model)
    trainer, events = Trainer(network, data, config), []
    for n_events in places:
        events += islice(trainer.events(), n_events)
        state = trainer.state()
        network = build_model(replace(model))
        trainer = Trainer.resumed(state, network, data, config)
    events += trainer.events()
    return events, weights_of(network)


@pytest.mark.parametrize("kind", MODELS)
def test_interrupted_at_every_kind_of_place_gives_equal_events_and_weights(small_digits, kind):
    # before the start; before the first batch; in mid-epoch; after an epoch's last batch; after it
    places = [0, 1, 1, 2, 1, 2, 1, 1]
    whole = without_pause(MODELS[kind])
    assert interrupted(MODELS[kind], small_digits, places) == whole


def test_completed_training_resumes_as_if_it_had_been_meant_to(small_digits):
    model, short = MODELS["statevector"], replace(TRAINING, epochs=2)
    trainer = Trainer(build_model(model), small_digits, short)
    first = list(trainer.events())
    again = build_model(model)
    rest = list(Trainer.resumed(trainer.state(), again, small_digits, TRAINING).events())
    assert ([*first[:-1], *rest], weights_of(again)) == without_pause(model)


def test_divergence_after_a_pause_falls_back_to_the_epoch_before_it(small_digits):
    model = MODELS["exact"]
    trainer = Trainer(build_model(model), small_digits, TRAINING)
    list(islice(trainer.events(), 5))
    good = weights_of(trainer.model)
    list(islice(trainer.events(), 1))
    network = build_model(model)
    resumed = Trainer.resumed(trainer.state(), network, small_digits, TRAINING)
    with torch.no_grad():
        network.classical.dense2.bias.fill_(float("nan"))
    last = list(resumed.events())[-1]
    assert isinstance(last, Finished)
    assert (last.outcome, last.epochs) == ("diverged", 1)
    assert weights_of(network) == good


def state_of(model: ModelConfig, data: Digits) -> bytes:
    trainer = Trainer(build_model(model), data, TRAINING)
    list(islice(trainer.events(), 6))  # Started, an epoch of 3 batches, and one of the next
    return trainer.state()


@pytest.mark.parametrize(
    ("model", "training", "sentence"),
    [
        ({"shots": 31}, {}, r"another training: model\.shots \(30, not 31\)"),
        ({}, {"learning_rate": 0.5}, r"training\.learning_rate"),
        ({}, {"epochs": 1}, "epochs must be at least 2, the number already begun; got 1"),
    ],
)
def test_state_of_another_configuration_or_other_images_is_refused(
    small_digits, model, training, sentence
):
    state = state_of(MODELS["statevector"], small_digits)
    network = build_model(replace(MODELS["statevector"], **model))
    with pytest.raises(TrainingStateError, match=sentence):
        Trainer.resumed(state, network, small_digits, replace(TRAINING, **training))
    other = replace(small_digits, train_images=small_digits.train_images.flip(0))
    with pytest.raises(TrainingStateError, match=r"images\.checksum"):
        Trainer.resumed(state, build_model(MODELS["statevector"]), other, TRAINING)


def test_state_of_a_wrapped_network_is_that_of_the_network():
    digits = load_digits((0, 1), 20, "offline")
    states = []
    for wrapped in (lambda network: network, torch.nn.DataParallel):
        trainer = Trainer(wrapped(build_model(MODELS["statevector"])), digits, TRAINING)  # type: ignore
        list(islice(trainer.events(), 5))
        states.append(tensors_of(trainer.state()))
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(states[1][name], value) for name, value in states[0].items())


def test_state_that_could_not_be_resumed_is_not_written():
    network = build_model(MODELS["statevector"])
    torch.nn.init.constant_(network.classical.dense1.bias, float("inf"))
    trainer = Trainer(network, load_digits((0, 1), 20, "offline"), TRAINING)
    with pytest.raises(TrainingStateError, match=r"not finite: classical\.dense1\.bias"):
        trainer.state()
