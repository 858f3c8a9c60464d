"""python -m hqnn_core: what it writes, and its exit codes."""

from __future__ import annotations

import runpy
import sys

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from hqnn_core import __main__ as command_line, load_checkpoint, load_digits
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


def test_images_are_classified(pictures, tmp_path, capsys):
    eleven = np.zeros((100, 100), np.uint8)
    eleven[15:85, 30:36] = eleven[15:85, 64:70] = 255
    Image.fromarray(eleven).save(tmp_path / "eleven.png")
    files = [*pictures, str(tmp_path / "eleven.png")]
    assert main(["classify", *files, "--shots", "exact"]) == 0
    said = capsys.readouterr().out
    rows = [line.split("\t") for line in said.splitlines()]
    assert [(row[0], row[1]) for row in rows[:2]] == [(files[0], "0"), (files[1], "1")]
    assert all(0.9 < float(row[2]) <= 1 for row in rows[:2])
    assert "does not look like" in said.splitlines()[2]


def test_image_that_cannot_be_read_is_named_and_the_others_are_read(pictures, tmp_path, capsys):
    none = tmp_path / "none.png"
    blank = tmp_path / "blank.png"
    Image.new("RGB", (50, 50)).save(blank)
    assert main(["classify", str(none), str(blank), *pictures]) == FAILED
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert f"{none}: " in said.err
    assert f"{blank}: " in said.err


def test_network_is_trained_saved_and_read_again(pictures, tmp_path, capsys):
    file = tmp_path / "mine.safetensors"
    preset = ["--preset", "classical twin", *QUICK[:6]]
    assert main(["train", *preset, "--seed", "3", "--out", str(file)]) == 0
    assert "Trained for 1 epoch" in capsys.readouterr().out
    network = load_checkpoint(file)
    assert (network.config.kind, network.config.seed) == ("classical", 3)
    assert main(["classify", pictures[0], "--network", str(file)]) == 0


def test_interrupted_training_keeps_its_network(tmp_path, monkeypatch, capsys):
    def interrupt(*_: object):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("hqnn_core.__main__.train", interrupt)
    file = tmp_path / "half.safetensors"
    assert main(["train", *QUICK, "--out", str(file)]) == INTERRUPTED
    assert load_checkpoint(file).config == ModelConfig(engine="statevector")
    assert str(file) in capsys.readouterr().err


@pytest.mark.usefixtures("shared_workers")
def test_sweep_prints_and_writes_a_row_for_each_run(tmp_path, capsys):
    table = tmp_path / "rows.csv"
    arguments = ["sweep", "shots=1,exact", "seed=0 to 1", *QUICK]
    assert main([*arguments, "--csv", str(table)]) == 0
    frame = pd.read_csv(table)
    assert sorted(frame.seed) == [0, 0, 1, 1]
    assert frame.shots.isna().sum() == 2
    assert len(capsys.readouterr().out.splitlines()) == 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "--shots", "exact"], "choose the statevector engine"),
        (["train", "--engine", "gpu"], "engine must be one of aer, statevector"),
        (["sweep", "colour=1,2"], "takes setting=values"),
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


def test_every_setting_has_an_argument():
    given = vars(command_parser().parse_args(["train"]))
    assert {*ModelConfig().as_dict(), *TrainConfig().as_dict()} <= {*given}


def test_module_runs_as_a_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["hqnn_core", "classify"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(command_line.__file__, run_name="__main__")
    assert end.value.code == WRONG_USE
    assert "usage: python -m hqnn_core" in capsys.readouterr().err
