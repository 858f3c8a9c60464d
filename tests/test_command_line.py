"""python -m hqnn_core: what it writes, and its exit codes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from hqnn_core import load_checkpoint, load_digits
from hqnn_core.__main__ import FAILED, INTERRUPTED, WRONG_USE, command_parser, main
from hqnn_core.config import ModelConfig, TrainConfig

QUICK = ["--source", "offline", "--n-per-class", "10", "--epochs", "1", "--engine", "statevector"]


@pytest.fixture
def pictures(tmp_path) -> list[str]:
    """A handwritten 0 and a 1, as black ink on white paper."""
    data = load_digits((0, 1), 5, "offline")
    files = []
    for digit in (0, 1):
        image = data.test_images[data.test_labels == digit][0, 0].numpy()
        file = tmp_path / f"{digit}.png"
        Image.fromarray((255 * (1 - image)).astype(np.uint8)).resize((140, 140)).save(file)
        files.append(str(file))
    return files


def test_images_are_classified(pictures, capsys):
    assert main(["classify", *pictures, "--shots", "exact"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(row[0], row[1]) for row in rows] == [(pictures[0], "0"), (pictures[1], "1")]
    assert all(0.9 < float(row[2]) <= 1 for row in rows)


def test_image_that_cannot_be_read_is_named_and_the_others_are_read(pictures, tmp_path, capsys):
    none = tmp_path / "none.png"
    blank = tmp_path / "blank.png"
    Image.new("RGB", (50, 50)).save(blank)
    assert main(["classify", str(none), str(blank), *pictures]) == FAILED
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert f"{none}: " in said.err
    assert f"{blank}: " in said.err


def test_two_ones_are_told_from_a_digit(tmp_path, capsys):
    picture = np.zeros((100, 100), np.uint8)
    picture[15:85, 30:36] = picture[15:85, 64:70] = 255
    Image.fromarray(picture).save(tmp_path / "eleven.png")
    assert main(["classify", str(tmp_path / "eleven.png")]) == 0
    assert "does not look like" in capsys.readouterr().out


def test_network_is_trained_saved_and_read_again(pictures, tmp_path, capsys):
    file = tmp_path / "mine.safetensors"
    assert main(["train", *QUICK, "--shots", "exact", "--seed", "3", "--out", str(file)]) == 0
    assert "test images correct" in capsys.readouterr().out
    network = load_checkpoint(file)
    assert (network.config.shots, network.config.seed) == (None, 3)
    assert main(["classify", pictures[0], "--network", str(file)]) == 0


def test_preset_is_changed_by_the_other_arguments(tmp_path, capsys):
    file = tmp_path / "twin.safetensors"
    assert main(["train", "--preset", "classical twin", *QUICK[:6], "--out", str(file)]) == 0
    assert load_checkpoint(file).config.kind == "classical"
    assert "Trained for 1 epoch" in capsys.readouterr().out


def test_interrupted_training_keeps_its_network(tmp_path, monkeypatch, capsys):
    def interrupt(*_: object):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("hqnn_core.__main__.train", interrupt)
    file = tmp_path / "half.safetensors"
    assert main(["train", *QUICK, "--out", str(file)]) == INTERRUPTED
    assert load_checkpoint(file).config == ModelConfig(engine="statevector")
    assert str(file) in capsys.readouterr().err


def test_sweep_prints_and_writes_a_row_for_each_run(tmp_path, capsys):
    table = tmp_path / "rows.csv"
    arguments = ["sweep", "shots=1,exact", "seed=0 to 1", *QUICK, "--workers", "1"]
    assert main([*arguments, "--csv", str(table)]) == 0
    frame = pd.read_csv(table)
    assert sorted(frame.seed) == [0, 0, 1, 1]
    assert frame.shots.isna().sum() == 2
    assert len(capsys.readouterr().out.splitlines()) == 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "--shots", "exact"], "choose the statevector engine"),
        (["train", "--epochs", "many"], "epochs"),
        (["train", "--engine", "gpu"], "engine must be one of aer, statevector"),
        (["train", "--hadamard", "yes"], "hadamard must be one of on, off"),
        (["sweep", "colour=1,2"], "takes setting=values"),
        (["sweep", "shots"], "takes setting=values"),
        (["classify", "x.png", "--shots", "few"], "shots"),
    ],
)
def test_wrong_setting_is_told_in_one_sentence(arguments, says, capsys):
    assert main(arguments) == WRONG_USE
    assert says in capsys.readouterr().err


def test_checkpoint_and_data_that_are_not_there_are_told(tmp_path, monkeypatch, capsys):
    none = str(tmp_path / "none.safetensors")
    assert main(["classify", "x.png", "--network", none]) == FAILED
    monkeypatch.setenv("HQNN_MNIST_ROOT", str(tmp_path))
    assert main(["train", "--source", "mnist"]) == FAILED
    assert "MNIST" in capsys.readouterr().err


def test_download_shows_its_progress(tmp_path, monkeypatch, capsys):
    asked = []

    def download(root, progress):
        asked.append(root)
        progress(0.5)
        progress(1.0)

    monkeypatch.setattr("hqnn_core.__main__.download_mnist", download)
    assert main(["download-mnist", "--root", str(tmp_path)]) == 0
    assert asked == [tmp_path]
    assert "100/100" in capsys.readouterr().err


def test_every_setting_has_an_argument():
    given = vars(command_parser().parse_args(["train"]))
    assert {*ModelConfig().as_dict(), *TrainConfig().as_dict()} <= {*given}


@pytest.mark.parametrize("command", ["train", "sweep", "classify", "download-mnist"])
def test_help_has_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"python -m hqnn_core {command}" in capsys.readouterr().out


def test_module_runs_as_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "hqnn_core", "classify"], capture_output=True, text=True
    )
    assert done.returncode == WRONG_USE
    assert "usage: python -m hqnn_core" in done.stderr
