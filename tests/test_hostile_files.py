"""Broken files and files made to break something, through every reader of files."""

import base64
import io
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from hqnn_core.errors import MAX_CHARACTERS
from hqnn_core.network.training import Trainer
from hqnn_core.network.training_state import TrainingStateError
from tests.hostile import (
    MODEL,
    TRAINING,
    bombs,
    build_model,
    mutant,
    readers,
    remade,
    resumed,
    with_header,
)

N_MUTANTS = {"checkpoint": 45, "training state": 45, "drawing set": 30, "png": 30}
ROOT = Path(__file__).parents[1]


def outcome(kind: str, content: bytes) -> str:
    """What a reader says of the content: a sentence that can be shown, or "" where it is valid."""
    reader = readers()[kind]
    try:
        reader.read(content)
    except reader.errors as fault:
        sentence = str(fault)
        assert 0 < len(sentence) <= MAX_CHARACTERS
        sentence.encode()
        return sentence
    return ""


@pytest.mark.parametrize("kind", N_MUTANTS)
def test_broken_file_gets_its_sentence_or_is_valid(kind):
    sound = readers()[kind].sound
    assert outcome(kind, sound) == ""
    refused = 0
    for seed in range(N_MUTANTS[kind]):
        began = time.process_time()
        refused += outcome(kind, mutant(sound, seed)) != ""
        assert time.process_time() - began < 2
    assert refused > N_MUTANTS[kind] / 2


def test_bombs_are_refused_at_once_and_take_little_memory(tmp_path):
    for name, (kind, content) in bombs().items():
        (tmp_path / f"{kind} - {name}").write_bytes(content)
        began = time.process_time()
        assert outcome(kind, content), name
        assert time.process_time() - began < 2, name
    command = [sys.executable, "-m", "tests.hostile", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 120  # MB


class Executed:
    """Leaves a file behind where it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple:
        return (open, (str(self.place), "w"))


def by_torch(bomb: Executed) -> bytes:
    torch.save(bomb, content := io.BytesIO())
    return content.getvalue()


def by_numpy(bomb: Executed) -> bytes:
    np.save(content := io.BytesIO(), np.array([bomb], object), allow_pickle=True)
    return content.getvalue()


PICKLED = {
    "pickle": pickle.dumps, "old pickle": lambda bomb: pickle.dumps(bomb, 0), "torch": by_torch,
    "numpy": by_numpy, "safetensors": lambda bomb: with_header(pickle.dumps(bomb)),
    "base64": lambda bomb: base64.b64encode(pickle.dumps(bomb)),
}  # fmt: skip


@pytest.mark.parametrize("kind", N_MUTANTS)
@pytest.mark.parametrize("form", PICKLED)
def test_pickled_object_is_refused_and_not_executed(kind, form, tmp_path):
    content = PICKLED[form](Executed(tmp_path / "executed"))
    assert outcome(kind, content)
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    "model",
    [
        {"shift": 10**400}, {"shift": "1"}, {"shift": True}, {"hadamard": "yes"}, {"digits": 3},
        {"digits": [[0], [1]]}, {"seed": 10**4000}, {"rule": ["chapter"]}, {"x" * 800_000: 1},
        {"\ud800": 1}, {"engine": "\ud800" * 1000}, {"gate_error": 10**400},
    ],
)  # fmt: skip
def test_configuration_out_of_bounds_gets_a_short_sentence(model):
    content = remade(readers()["checkpoint"].sound, {"model": model})
    assert "configuration cannot be used" in outcome("checkpoint", content)


@pytest.mark.parametrize(
    "tensor",
    [
        torch.zeros(1, dtype=torch.float16), torch.zeros(1, dtype=torch.float8_e4m3fn),
        torch.zeros(0, 2**40), torch.zeros(2), torch.full((1,), float("inf")), None,
    ],
)  # fmt: skip
def test_tensor_of_another_kind_is_refused(tensor):
    changed = remade(readers()["checkpoint"].sound, tensors={"classical.dense2.bias": tensor})
    assert "classical.dense2.bias" in outcome("checkpoint", changed)


def progress(**changed: object) -> dict[str, object]:
    sound = {"epochs_done": 1, "batch": 1, "step": 4, "circuits": 9, "seconds": 1.0}
    return {"progress": {**sound, **changed}}


@pytest.mark.parametrize(
    "words",
    [
        {"training_of": []}, {"training_of": {"model": 3}}, {"progress": [1]}, {"progress": {}},
        progress(epochs_done=-1), progress(batch=10**9), progress(step=5), progress(circuits=-1),
        progress(seconds=float("nan")), progress(seconds=10**400), progress(epochs_done="1"),
        progress(is_started=1),
        {"engine": None}, {"engine": {"bit_generator": "MT19937"}},
        {"engine": {"bit_generator": "PCG64", "state": {"state": -1, "inc": 2**200}}},
    ],
)  # fmt: skip
def test_state_that_no_training_can_be_in_is_refused(words):
    changed = remade(readers()["training state"].sound, words)
    assert outcome("training state", changed)


@pytest.mark.parametrize(
    "tensors",
    [
        {"rows": torch.arange(40) + 1}, {"rows": torch.zeros(40).long()},
        {"rows": torch.empty(0).long()}, {"rows": torch.zeros(())}, {"sums": None},
        {"adam.0.step": None}, {"adam.0.exp_avg": torch.zeros(3)}, {"adam.9.step": torch.zeros(())},
        {"random.order": torch.zeros(5056).byte()}, {"random.order": torch.zeros(7).byte()},
        {"good.classical.dense2.bias": torch.full((1,), float("nan"))},
        {"good.classical.dense2.bias": None},
    ],
)  # fmt: skip
def test_state_with_other_tensors_is_refused(tensors):
    sound = readers()["training state"].sound
    assert "damaged" in outcome("training state", remade(sound, tensors=tensors))


def test_refused_state_leaves_the_network_as_it_was(small_digits):
    network = build_model(MODEL)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    sound = readers()["training state"].sound
    for bad in (remade(sound, {"engine": None}), remade(sound, tensors={"sums": None})):
        with pytest.raises(TrainingStateError):
            Trainer.resumed(bad, network, small_digits, TRAINING)
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())
    assert resumed(sound).model.state_dict().keys() == before.keys()


@pytest.mark.parametrize(
    "label",
    [10**4000, "9" * 900_000, "\ud800", float("nan"), [[]]],
    ids=["long", "text", "half a character", "nan", "list"],
)
def test_label_that_is_no_digit_gets_a_short_sentence(label):
    rows = [{"label": label, "pixels": "A" * 1045 + "A=="}]
    content = json.dumps({"format": "hqnn-drawings-1", "drawings": rows}).encode()
    assert outcome("drawing set", content)
