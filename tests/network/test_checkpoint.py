import errno
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from hqnn_core import (
    CheckpointError,
    ClassicalTwin,
    HybridNet,
    ModelConfig,
    StatevectorEngine,
    load_checkpoint,
    load_digits,
    load_pretrained,
    save_checkpoint,
)
from hqnn_core.network.checkpoint import FORMAT, MAX_BYTES, checkpoint_bytes

CONFIG = ModelConfig(digits=(3, 8), engine="statevector", shots=50, shift=1.0, seed=4)


@pytest.mark.parametrize("build", [HybridNet, ClassicalTwin])
def test_checkpoint_gives_back_the_same_network_in_eval_mode(tmp_path, build):
    network = build(CONFIG)
    with torch.no_grad():
        network.classical.conv1.weight += 1
    save_checkpoint(network, tmp_path / "a.safetensors")
    again = load_checkpoint(tmp_path / "a.safetensors")
    assert type(again) is build
    assert again.config == network.config
    assert not again.training
    for name, value in network.state_dict().items():
        assert torch.equal(again.state_dict()[name], value)


@pytest.mark.parametrize(
    "config",
    [
        ModelConfig(qubits=2, engine="statevector", rule="spsa", shift=None),
        ModelConfig(qubits=2, engine="statevector", rule="spsa", shift=math.pi / 2),
        ModelConfig(hadamard=False, rule="chapter"),
        ModelConfig(noise="simple", gate_error=0.02, readout_error=0.01),
    ],
)
def test_checkpoint_keeps_its_configuration(config):
    again = load_checkpoint(checkpoint_bytes(HybridNet(config)))
    assert again.config == config
    assert isinstance(again, HybridNet)
    assert again.quantum.shift == config.used_shift


SOUND = checkpoint_bytes(HybridNet(CONFIG))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"The file is empty\."),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "not a checkpoint"),
        (b"hello", "not a checkpoint"),
        (save({"a": torch.zeros(3)}), "another model"),
        (SOUND[: len(SOUND) // 1000], "truncated|incomplete"),
        (SOUND[:-1], "truncated|incomplete"),
        (bytes(MAX_BYTES + 1), "too large for a network"),
    ],
    ids=["empty", "png", "text", "another model", "truncated", "incomplete", "large"],
)
def test_what_is_no_checkpoint_is_refused(content, sentence):
    with pytest.raises(CheckpointError, match=sentence):
        load_checkpoint(content)


def wider(network: HybridNet) -> HybridNet:
    network.classical.dense1 = torch.nn.Linear(320, 64)
    network.classical.dense2 = torch.nn.Linear(64, 1)
    return network


def not_a_number(network: HybridNet) -> HybridNet:
    torch.nn.init.constant_(network.classical.dense2.bias, math.nan)
    return network


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (wider, r"another architecture.*classical\.dense1\.weight \(64, 320\)"),
        (not_a_number, r"not finite: classical\.dense2\.bias"),
    ],
)
def test_weights_of_another_kind_are_neither_read_nor_written(changed, sentence):
    network = changed(HybridNet(CONFIG))
    words = {"format": FORMAT, "model": json.dumps(network.config.as_dict())}
    with pytest.raises(CheckpointError, match=sentence):
        load_checkpoint(save(dict(network.state_dict()), words))
    with pytest.raises(CheckpointError, match=sentence):
        checkpoint_bytes(network)


def wrapped_part(network: HybridNet) -> HybridNet:
    network.classical = torch.nn.DataParallel(torch.compile(network.classical))  # type: ignore
    return network


@pytest.mark.parametrize(
    "changed",
    [lambda network: network, torch.compile, torch.nn.DataParallel, wrapped_part, HybridNet.double],
    ids=["same", "compiled", "parallel", "part", "double"],
)
def test_wrapped_or_widened_network_is_written_as_the_network_itself(changed):
    assert checkpoint_bytes(changed(HybridNet(CONFIG))) == SOUND
    assert checkpoint_bytes(load_checkpoint(SOUND)) == SOUND


def overflowing(network: HybridNet) -> HybridNet:
    torch.nn.init.constant_(network.double().classical.dense2.bias, 1e300)
    return network


def half_written(path: Path, content: bytes) -> int:
    with path.open("wb") as file:
        file.write(content[: len(content) // 2])
    raise OSError(errno.ENOSPC, "No space left on device")


def damaged(path: Path, content: bytes) -> int:
    with path.open("wb") as file:
        return file.write(content[:-1])


@pytest.mark.parametrize(
    ("changed", "write", "sentence"),
    [
        (lambda network: network.to("meta"), Path.write_bytes, "device 'meta'"),
        (overflowing, Path.write_bytes, "not finite"),
        (lambda n: torch.nn.DataParallel(n.classical), Path.write_bytes, "this is a DataParallel"),
        (lambda network: network, half_written, r"could not be written to .*No space left"),
        (lambda network: network, damaged, "damaged"),
    ],
    ids=["meta", "overflow", "part", "no space", "damaged"],
)
def test_network_that_could_not_be_loaded_again_leaves_the_old_file(
    tmp_path, monkeypatch, changed, write, sentence
):
    path = tmp_path / "a.safetensors"
    save_checkpoint(HybridNet(CONFIG), path)
    before = path.read_bytes()
    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(CheckpointError, match=sentence):
        save_checkpoint(changed(HybridNet(replace(CONFIG, seed=5))), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_tilde_in_a_path_is_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    save_checkpoint(HybridNet(CONFIG), "~/a.safetensors")
    assert (tmp_path / "a.safetensors").is_file()
    assert load_checkpoint("~/a.safetensors").config == CONFIG


def test_missing_file_or_folder_gets_a_sentence(tmp_path):
    with pytest.raises(CheckpointError, match="Choose another folder"):
        save_checkpoint(HybridNet(CONFIG), tmp_path / "none" / "a.safetensors")
    with pytest.raises(FileNotFoundError):
        load_checkpoint(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "source", "least"),
    [
        ("zero-one", "mnist", 0.997), ("zero-one", "offline", 0.97),
        ("ten-digits", "mnist", 0.99), ("ten-digits", "offline", 0.96),
    ],
)  # fmt: skip
def test_pretrained_network_reads_the_test_images_of_its_digits(request, name, source, least):
    if source == "mnist":
        request.getfixturevalue("mnist")
    network = load_pretrained(name)
    digits = load_digits(network.config.digits, 1, source)
    parts = zip(digits.test_images.split(500), digits.test_labels.split(500), strict=True)
    right = [network.classify(x, StatevectorEngine()).labels == labels for x, labels in parts]
    assert not network.training
    assert float(torch.cat(right).double().mean()) >= least
    with pytest.raises(ValueError, match="name must be one of zero-one, ten-digits"):
        load_pretrained("zero-two")


def test_checkpoint_written_before_there_was_noise_still_loads():
    fields = {k: v for k, v in CONFIG.as_dict().items() if "noise" not in k and "error" not in k}
    metadata = {"format": FORMAT, "model": json.dumps(fields)}
    assert load_checkpoint(save(dict(HybridNet(CONFIG).state_dict()), metadata)).config == CONFIG
