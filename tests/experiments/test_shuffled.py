"""Labels that say nothing are learned by heart, and reading does not come of it."""

from dataclasses import replace

import pytest

from hqnn_core.experiments import shuffled
from hqnn_core.experiments.shuffled import EPOCHS, EVERY, Memorised
from hqnn_core.network import load_digits
from hqnn_core.quantum import unreported


def test_hybrid_network_learns_nonsense_by_heart_and_reads_like_a_coin():
    data = load_digits((0, 1), shuffled.N_PER_CLASS, "offline")
    known, test = shuffled._run("hybrid", 0, data, True, unreported)
    assert len(known) == EPOCHS // EVERY
    assert known[0] < 0.9
    assert known[-1] >= 0.95
    assert 0.2 < test < 0.8


def made(gap: float) -> Memorised:
    hybrid = tuple(
        tuple(min(1.0, 0.5 + 0.03 * i + 0.01 * seed) for i in range(EPOCHS // EVERY))
        for seed in range(5)
    )
    twin = tuple(
        tuple(share + gap * (1 + seed / 10) for share in run) for seed, run in enumerate(hybrid)
    )
    tests = (0.5, 0.6, 0.4, 0.55, 0.45)
    return Memorised(
        {"hybrid": hybrid, "classical": twin}, dict.fromkeys(shuffled.NAMES, tests), "mnist"
    )


@pytest.mark.parametrize(
    ("gap", "says"),
    [
        (-0.05, "**More than chance:** “Hybrid network” knows 6 ("),
        (0.0, "Could be chance"),
        (0.05, "twin” knows"),
    ],
)
def test_words_claim_what_the_seeds_allow(gap, says):
    said = shuffled.text(made(gap))
    assert says in said
    assert "Shuffled labels known after 100 epochs" in said
    assert ": Hybrid network **100 %**" in said
    assert "**50 ± 7 %**, little more than a coin" in said


def test_both_kinds_train_on_the_same_shuffled_labels(monkeypatch):
    monkeypatch.setattr(shuffled, "N_SEEDS", 1)
    monkeypatch.setattr(shuffled, "EPOCHS", 5)
    monkeypatch.setattr(shuffled, "TRAINING", replace(shuffled.TRAINING, epochs=5))
    steps = []
    found = shuffled.memorised(report=lambda done, total: steps.append((done, total)))
    assert set(found.known) == set(found.tests) == {"hybrid", "classical"}
    assert steps[:2] == [(1, 10), (2, 10)]
