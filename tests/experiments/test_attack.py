"""Pixels that turn a digit: both networks, both slopes, and what is said of the sine."""

from dataclasses import replace
from typing import get_args

import pytest

from hqnn_core.config import Kind
from hqnn_core.experiments import attack
from hqnn_core.experiments.attack import Attack, Tally
from hqnn_core.network import Way


def made(hybrid: float, twin: float, unturned: int = 0) -> Attack:
    spread = (0.0, 0.5, -0.5, 0.2, -0.2)
    both: dict[Kind, float] = {"hybrid": hybrid, "classical": twin}
    tallies: dict[tuple[Kind, Way], tuple[Tally, ...]] = {
        (kind, way): tuple(Tally(mean + sign * s, unturned, unturned) for s in spread)
        for sign, (kind, mean) in zip((1, -1), both.items(), strict=True)
        for way in get_args(Way)
    }
    own: dict[Kind, tuple[bytes, int | None]] = {
        "hybrid": (bytes(784), 28),
        "classical": (bytes(784), None),
    }
    return Attack(tallies, 20, bytes(784), own, "offline")


@pytest.mark.parametrize(("twin", "says"), [(37, "More than chance"), (33.01, "Could be chance")])
def test_words_claim_what_the_seeds_allow(twin, says):
    said = attack.text(made(33, twin, unturned=3))
    assert f"**{says}" in said
    assert "Hybrid network: **28 pixels** turn this image." in said
    assert "Classical twin: 60 pixels do not turn this image." in said
    assert "Attacks that fail: 15 of 100." in said
    assert "Images among them with an angle beyond π/2: 15." in said


def test_attack_trains_both_kinds_and_turns_the_given_image(monkeypatch):
    monkeypatch.setattr(attack, "N_SEEDS", 1)
    monkeypatch.setattr(attack, "PER_CLASS", 1)
    training = replace(attack.TRAINING, source="offline", n_per_class=20, epochs=2)
    monkeypatch.setattr(attack, "TRAINING", training)
    image, steps = attack.example_image(), []
    found = attack.attack(image, report=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 2), (1, 2)]
    assert found.n_images == 2
    for kind in attack.NAMES:
        after, n = found.own[kind]
        if n is not None:
            assert sum(a != b for a, b in zip(image, after, strict=True)) == n
        assert all(0 <= mean <= attack.MOST for mean in found.pixels(kind, "angle"))
