"""The chapter's recorded curves and the example run: complete, and comparable with a run."""

from dataclasses import replace
from itertools import pairwise

import pytest
from torch import nn

from hqnn_core import HybridNet, load_digits, train
from hqnn_core.comparison.recorded import example_run, example_sweep, recorded_runs
from hqnn_core.network import Finished
from hqnn_core.network.evaluation import untrained_report
from hqnn_core.runs import Outcome
from hqnn_core.runs.presets import PRESETS, QUESTIONS
from hqnn_core.words.sweeps import example_sweep_text
from hqnn_core.words.training import recorded_text


def test_both_published_curves_are_there_in_the_loss_that_they_were_recorded_in():
    first, last = recorded_runs()
    assert (first.name, len(first.losses), first.losses[-1]) == ("notebook 2020", 30, -0.829)
    assert (last.name, len(last.losses), last.losses[-1]) == ("notebook 2023", 20, -0.9901)


def test_networks_of_the_notebooks_are_as_the_words_and_the_preset_say():
    assert recorded_runs()[1].settings["network"] == "conv 6, conv 16, dense 64, dense 1, quantum"
    [chapter] = [preset for preset in PRESETS if preset.name == "as the chapter wrote it"]
    assert chapter.training.epochs == len(recorded_runs()[0].losses)
    assert (chapter.training.n_per_class, chapter.name in recorded_text()) == (100, True)
    assert "Final loss: 0.171.\n\n**notebook 2023**: a smaller network" in recorded_text()
    last = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(256, 64), nn.Linear(64, 1)
    )
    chapters, n_last = (
        sum(parameter.numel() for parameter in network.parameters())
        for network in (HybridNet(), last)
    )
    assert n_last < chapters
    assert f"{n_last:,} weights and biases; the chapter's has {chapters:,}" in recorded_text()


def test_example_run_is_a_complete_run_of_the_first_preset_that_can_be_replayed():
    run = example_run().run
    assert (run.model, run.training) == (PRESETS[0].model, PRESETS[0].training)
    assert (run.state, run.source) == ("completed", "offline")
    assert len(run.epochs) == run.training.epochs
    assert len(run.batches) == run.training.epochs * run.n_batches_per_epoch
    untrained = untrained_report(run.model, load_digits((0, 1), 1, "offline"))["probe_thetas"]
    assert run.probes[0].thetas == pytest.approx(untrained, abs=1e-3)
    assert [probe.step for probe in run.first_epoch] == list(range(run.n_batches_per_epoch + 1))
    assert all(before.thetas != after.thetas for before, after in pairwise(run.first_epoch))
    assert run.first_epoch[-1].thetas == run.epochs[0].probe_thetas
    assert run.epochs[0].test_loss("chapter") > 2 * run.epochs[-1].test_loss("chapter")


def test_example_sweep_is_a_complete_sweep_of_the_first_question_with_real_results():
    sweep, question = example_sweep().sweep, QUESTIONS[0]
    assert (sweep.state, sweep.name) == ("done", question.name)
    assert dict(sweep.grid.axes) == dict(question.grid().axes)
    assert sweep.grid.model == question.grid().model
    assert sweep.grid.training == replace(question.grid().training, source="offline")
    index = next(i for i in range(len(sweep)) if sweep.grid.values(i)["shots"] is None)
    model, training = sweep.grid.settings(index)
    *_, end = train(HybridNet(model), load_digits(model.digits, 100, "offline"), training)
    assert isinstance(end, Finished)
    again, recorded = Outcome.of(index, end), sweep.outcomes[index]
    assert (again.outcome, again.circuits) == (recorded.outcome, recorded.circuits)
    assert again.test_nll == pytest.approx(recorded.test_nll, rel=0.1)  # other processors round
    words = "30 November 2026: 40 runs with 5 seeds, 5 epochs, 200 images (scikit-learn's digits)"
    assert words in example_sweep_text()
