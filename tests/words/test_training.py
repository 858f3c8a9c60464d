import pytest

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.network import BatchDone, EpochDone, Mistake
from hqnn_core.runs import Probe, Run
from hqnn_core.words.training import angles_text, mistake_text, replay_text, training_text


@pytest.mark.parametrize(
    ("hadamard", "best"),
    [
        (True, ["a 3: θ = −π/2, where P(8) = 0", "an 8: θ = π/2, where P(8) = 1"]),
        (False, ["a 3: θ = 0, where P(8) = 0", "an 8: θ = π or −π, where P(8) = 1"]),
    ],
)
def test_best_angles_are_named_for_the_circuit_as_it_is(hadamard, best):
    said = angles_text(ModelConfig(digits=(3, 8), hadamard=hadamard))
    assert all(f"Best for {each}." in said for each in best)


@pytest.mark.parametrize(("probability", "is_tie"), [(0.5, True), (0.51, False)])
def test_image_misread_by_a_tie_is_told_so(probability, is_tie):
    mistake = Mistake(0, 1, 0, probability, 0.1, 0.45)
    said = mistake_text(mistake, ModelConfig(shots=100))
    assert f"{100 * probability:.0f} of 100 shots" in said
    assert ("A tie counts as 0." in said) == is_tie


@pytest.mark.parametrize(
    ("losses", "said"),
    [((0.06, 0.064), "Error now: 6 %"), ((0.004,), "Error now: 0.4 %"), ((1.0,), "now: 100 %")],
)
def test_live_error_is_the_mean_of_the_last_batches_in_percent(losses, said):
    run = Run(ModelConfig(), TrainConfig())
    for i, loss in enumerate(losses, start=1):
        run.note(BatchDone(1, i, i, 0.3, loss - 1, 0, 1.0))
    assert said in training_text(run, (0, 0), "chapter")
    assert "−log P(correct) now: 0.300" in training_text(run, (0, 0), "nll")


def test_moment_of_a_replay_has_the_test_error_of_a_whole_epoch_only():
    done = [EpochDone(1, 25, 0.3, -0.7, 0.125, -0.9, 1.0, 100, (), 0, 1.0)]
    assert replay_text(Probe(0, 0, 0), done, "chapter") == "untrained"
    assert replay_text(Probe(4, 1, 4), done, "chapter") == "epoch 1, batch 4"
    assert replay_text(Probe(25, 1, 0), done, "chapter") == "epoch 1: error 10 %"
    assert replay_text(Probe(25, 1, 0), done, "nll") == "epoch 1: 0.125"
