"""Hybrid against twin: what counts as a pair, and what is said of one seed and of several."""

from dataclasses import replace
from typing import Any

from hqnn_core import Finished, HybridNet, ModelConfig, TrainConfig
from hqnn_core.comparison.pairs import is_pair, missing_seeds, series_of
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.config import Kind
from hqnn_core.network import LabelledImages
from hqnn_core.network.checkpoint import checkpoint_bytes
from hqnn_core.runs.run import Run
from hqnn_core.words.pairs import series_text, twin_text

END = Finished("completed", "", 2, 0.2, -0.9, 0.99, 100, 0, 1.0)


def a_run(kind: Kind = "hybrid", seed: int = 0, weights: bytes | None = None, **model) -> Run:
    return Run(ModelConfig(kind=kind, seed=seed, **model), TrainConfig(seed=seed), weights=weights)


def ended(run: Run, right: int = 99, nll: float = 0.2, chapter: float = 0.1) -> Run:
    run.state = "completed"
    run.finished = replace(
        END, test_accuracy=right / 100, test_nll=nll, test_chapter_loss=chapter - 1
    )
    return run


def series(rights: list[tuple[int, int]], nlls: list[tuple[float, float]]) -> list:
    return [
        (ended(a_run(seed=i), *ours), ended(a_run("classical", i), *theirs))
        for i, (ours, theirs) in enumerate(
            ((r[0], n[0]), (r[1], n[1])) for r, n in zip(rights, nlls, strict=True)
        )
    ]


def test_a_twin_is_a_pair_whatever_the_circuit_that_it_has_not():
    assert is_pair(a_run(), a_run("classical"))
    assert is_pair(a_run(shots=1, shift=0.1), a_run("classical"))
    ten: dict[str, Any] = {"digits": tuple(range(10)), "qubits": 4}
    assert is_pair(a_run(**ten, layers=3), a_run("classical", **ten))
    assert not is_pair(a_run(**ten), a_run("classical", **{**ten, "qubits": 5}))
    assert not is_pair(a_run("classical"), a_run())
    assert not is_pair(a_run(), a_run("classical", 1))
    assert not is_pair(a_run(), Run(ModelConfig(kind="classical"), TrainConfig(epochs=1)))


def test_runs_on_other_images_are_no_pair_though_both_ask_for_auto():
    hybrid, twin = a_run(), a_run("classical")
    hybrid.source, twin.source = "mnist", "offline"
    assert not is_pair(hybrid, twin)
    drawn = Run(
        ModelConfig(kind="classical"), TrainConfig(), drawings=LabelledImages((bytes(784),), (0,))
    )
    assert not is_pair(a_run(), drawn)


def test_start_weights_are_compared_and_not_how_they_came_about():
    fresh = checkpoint_bytes(HybridNet(ModelConfig(engine="statevector")))
    other = checkpoint_bytes(HybridNet(ModelConfig(engine="statevector", seed=9)))
    assert not is_pair(a_run(weights=other), a_run("classical"))
    assert is_pair(a_run(weights=other), a_run("classical", weights=other))
    assert is_pair(a_run(weights=fresh), a_run("classical"))  # the very weights of seed 0


def test_series_is_the_pair_with_all_its_seeds_and_no_other_settings():
    runs = [a_run(kind, seed) for seed in (2, 0, 1) for kind in ("hybrid", "classical")]
    runs.insert(0, a_run(shots=7))
    alone = Run(ModelConfig(), TrainConfig(epochs=9))
    found = series_of(runs[1], [*runs, alone])
    assert [hybrid.model.seed for hybrid, _ in found] == [0, 1, 2]
    assert all(hybrid.model.shots == 100 for hybrid, _ in found)
    assert series_of(alone, [*runs, alone]) == []
    assert missing_seeds(found, 1) == [3, 4]
    assert missing_seeds(found, 2**31 - 1) == [2**31 - 1, 3]


def test_one_seed_names_no_winner_and_counts_images():
    [pair] = series([(98, 100)], [(0.4, 0.2)])
    words = series_text([pair])
    assert "**98** correctly" in words
    assert "**100**. The difference is 2 images." in words
    assert "0.4 and 0.2" in words
    assert "names no winner" in words
    assert "certain" not in words
    sentence = twin_text([pair])
    assert sentence.startswith("Too early to name a winner: 1 seed of 5. Of 100 test images")
    assert "reads 98 correctly and its twin 100." in sentence


def test_few_images_over_five_seeds_are_within_chance_and_a_steady_loss_is_not():
    nlls = [(0.40 + 0.01 * i, 0.20 + 0.01 * i + 0.002 * (i % 2)) for i in range(N_SEEDS)]
    rights = [(98, 100), (100, 99), (99, 99), (99, 100), (100, 99)]
    words = series_text(series(rights, nlls))
    assert "| hybrid higher, equal, lower | 2, 1, 2 | 5, 0, 0 |" in words
    apart, alike = words.partition("± is")[2].split("Could be chance, so no winner: ")
    assert "The hybrid network is less sure of its answers; that is no accident" in apart
    assert "images" not in apart
    assert "test images correct" in alike
    assert "1 − P(correct)" in alike
    sentence = twin_text(series(rights, nlls))
    assert sentence.startswith("The hybrid network is less sure of its answers")
    assert "−log P(correct) is higher." in sentence
    assert "images" not in sentence
    same = series(rights, [(0.2, 0.2)] * N_SEEDS)
    alike = "With 5 seeds, the two networks are just as good within chance."
    assert twin_text(same) == alike


def test_few_seeds_name_no_winner_and_a_diverged_run_is_left_out_by_its_name():
    pairs = series([(90, 100)] * 3, [(0.4, 0.2)] * 3)
    assert "3 seeds are too few" in series_text(pairs)
    assert "More than chance" not in series_text(pairs)
    assert "3 seeds of 5" in twin_text(pairs)
    pairs[1][1].state = "diverged"
    words = series_text(pairs)
    assert "Left out because it diverged: the classical twin with seed 1." in words
    assert "| 2 seeds |" in words


def test_nothing_is_said_before_both_have_ended():
    half = [(ended(a_run()), a_run("classical"))]
    assert (series_text(half), twin_text(half)) == ("", "")
