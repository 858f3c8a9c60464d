"""Broken files and files made to break something, through every reader of files."""

import base64
import io
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path

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

KINDS = ("checkpoint", "training state", "drawing set", "png")
N_MUTANTS = 30


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


@pytest.mark.parametrize("kind", KINDS)
def test_broken_file_gets_its_sentence_or_is_valid(kind):
    sound = readers()[kind].sound
    assert outcome(kind, sound) == ""
    refused = 0
    for seed in range(N_MUTANTS):
        began = time.process_time()
        refused += outcome(kind, mutant(sound, seed)) != ""
        assert time.process_time() - began < 2
    assert refused > N_MUTANTS / 2


def test_bombs_are_refused_at_once_and_take_little_memory(tmp_path):
    for name, (kind, content) in bombs().items():
        (tmp_path / f"{kind} - {name}").write_bytes(content)
    command = [sys.executable, "-m", "tests.hostile", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert len(found["said"]) == len(bombs())
    for sentence in found["said"].values():
        assert sentence.encode()
        assert len(sentence) <= MAX_CHARACTERS
    assert max(found["seconds"].values()) < 2
    assert 0 <= found["megabytes"] < 120


class Executed:
    """Leaves a file behind where it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple:
        return (open, (str(self.place), "w"))


def by_torch(bomb: Executed) -> bytes:
    torch.save(bomb, content := io.BytesIO())
    return content.getvalue()


PICKLED = {
    "pickle": pickle.dumps, "torch": by_torch,
    "safetensors": lambda bomb: with_header(pickle.dumps(bomb)),
    "base64": lambda bomb: base64.b64encode(pickle.dumps(bomb)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", PICKLED)
def test_pickled_object_is_refused_and_not_executed(kind, form, tmp_path):
    content = PICKLED[form](Executed(tmp_path / "executed"))
    assert outcome(kind, content)
    assert not (tmp_path / "executed").exists()


CONFIGURATIONS: list[dict] = [
    {"shift": 10**400}, {"shift": "1"}, {"hadamard": "yes"}, {"digits": [[0], [1]]},
    {"rule": ["chapter"]}, {"x" * 800_000: 1}, {"engine": "\ud800" * 1000},
]  # fmt: skip
BIASES = [
    torch.zeros(1, dtype=torch.float8_e4m3fn), torch.zeros(0, 2**40),
    torch.full((1,), float("inf")), None,
]  # fmt: skip
SOUND = {"epochs_done": 1, "batch": 1, "step": 4, "circuits": 9, "seconds": 1.0}
PROGRESS: list[dict] = [
    {"epochs_done": -1}, {"batch": 10**9}, {"step": 5}, {"seconds": float("nan")},
    {"epochs_done": "1"}, {"is_started": 1},
]  # fmt: skip
WORDS: list[dict] = [
    {"training_of": {"model": 3}}, {"progress": [1]}, {"engine": {"bit_generator": "MT19937"}},
    {"engine": {"bit_generator": "PCG64", "state": {"state": -1, "inc": 2**200}}},
    *({"progress": {**SOUND, **changed}} for changed in PROGRESS),
]  # fmt: skip
TENSORS = [
    {"rows": torch.arange(40) + 1}, {"rows": torch.zeros(())}, {"sums": None},
    {"adam.0.step": None}, {"adam.0.exp_avg": torch.zeros(3)}, {"adam.9.step": torch.zeros(())},
    {"random.order": torch.zeros(5056).byte()}, {"random.order": torch.zeros(7).byte()},
    {"good.classical.dense2.bias": torch.full((1,), float("nan"))},
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words", "tensors", "says"),
    [
        *(("checkpoint", {"model": m}, {}, "settings cannot be used") for m in CONFIGURATIONS),
        *(
            ("checkpoint", {}, {"classical.dense2.bias": b}, "classical.dense2.bias")
            for b in BIASES
        ),
        *(("training state", words, {}, "") for words in WORDS),
        *(("training state", {}, tensors, "damaged") for tensors in TENSORS),
    ],
)
def test_file_with_words_or_tensors_that_cannot_be_gets_a_short_sentence(
    kind, words, tensors, says
):
    said = outcome(kind, remade(readers()[kind].sound, words, tensors))
    assert said
    assert says in said


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
    [10**4000, "9" * 900_000, "\ud800", [[]]],
    ids=["long", "text", "half a character", "list"],
)
def test_label_that_is_no_digit_gets_a_short_sentence(label):
    rows = [{"label": label, "pixels": "A" * 1045 + "A=="}]
    content = json.dumps({"format": "hqnn-drawings-1", "drawings": rows}).encode()
    assert outcome("drawing set", content)
