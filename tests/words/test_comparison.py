"""Presets, what differs between runs, and how long the chapter's way takes."""

from dataclasses import fields

import pytest

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.network.chapter_way import CIRCUITS_PER_IMAGE, ChapterEngine, seconds_per_image
from hqnn_core.network.events import BatchDone
from hqnn_core.quantum.circuit import ry_circuit
from hqnn_core.quantum.engines.statevector import StatevectorEngine
from hqnn_core.runs.pace import images_passed
from hqnn_core.runs.run import Run
from hqnn_core.words.comparison import differences
from hqnn_core.words.settings import LABELS, settings_of


def test_every_setting_that_people_make_has_a_name():
    made = {f.name for f in (*fields(ModelConfig), *fields(TrainConfig))}
    assert made - set(LABELS) == {"n_test_per_class"}
    many = {"qubits", "layers", "entangled"}
    noisy = settings_of(ModelConfig(noise="simple"), TrainConfig())
    assert list(noisy) == [name for name in LABELS if name not in many]
    ten = settings_of(ModelConfig(digits=tuple(range(10)), qubits=4, layers=2), TrainConfig())
    assert many <= set(ten)
    assert "hadamard" not in ten
    assert ten["digits"] == "Digits: 0 to 9"


def test_settings_that_do_not_apply_are_not_listed():
    twin = settings_of(ModelConfig(kind="classical", shots=7, noise="simple"), TrainConfig())
    circuits = {"engine", "shots", "rule", "shift", "hadamard", "noise"}
    assert not (circuits | {"gate_error", "readout_error"}) & set(twin)
    exact = settings_of(ModelConfig(engine="statevector", shots=None), TrainConfig())
    assert "shots" not in exact
    assert exact["engine"] == "Engine: Exact, no shots"
    assert "gate_error" not in settings_of(ModelConfig(noise="device"), TrainConfig())


def test_differences_are_the_settings_in_which_runs_are_not_alike_in_the_widgets_words():
    runs = [
        Run(ModelConfig(), TrainConfig()),
        Run(ModelConfig(shots=1), TrainConfig()),
        Run(ModelConfig(engine="statevector", shots=None), TrainConfig(learning_rate=0.01)),
    ]
    aer = "Qiskit Aer, with shots"
    assert differences(runs) == {
        "Learning rate": ["0.001", "0.001", "0.01"],
        "Engine": [aer, aer, "Exact, no shots"],
        "Shots per circuit": ["100", "1", "–"],
    }
    assert differences(runs[:1]) == {}


def test_the_chapters_way_gives_the_same_physics_and_takes_its_time():
    slow = ChapterEngine(20_000).expectations(ry_circuit(), [[0.7], [-1.2]])
    exact = StatevectorEngine().expectations(ry_circuit(), [[0.7], [-1.2]])
    assert slow == pytest.approx(exact, abs=0.03)
    assert CIRCUITS_PER_IMAGE == 3
    assert seconds_per_image(10) > 0


def test_images_passed_count_a_short_last_batch_as_it_is():
    run = Run(ModelConfig(), TrainConfig(n_per_class=10, batch_size=8, epochs=3))
    assert images_passed(run) == 0
    passed = []
    for step, (epoch, number) in enumerate((e, b) for e in (1, 2) for b in (1, 2, 3)):
        run.batches.append(BatchDone(epoch, number, step + 1, 0.1, -0.9, 0, 0.0))
        passed.append(images_passed(run))
    assert passed == [8, 16, 20, 28, 36, 40]
