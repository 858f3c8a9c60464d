"""Three networks that differ only in their middle, and what their seeds tell."""

import pytest

from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.experiments import arms
from hqnn_core.runs import Outcome, Sweep

GRID = arms.arms_grid()


def swept(shares: dict[arms.Arm, list[float]]) -> Sweep:
    """A sweep that has found these accuracies, by seed."""
    outcomes = []
    for index in range(len(GRID)):
        values = GRID.values(index)
        mine = shares.get(arms.arm_of(values), [])
        if values["seed"] < len(mine):
            outcomes.append(Outcome(index, "completed", mine[values["seed"]], 0.1, 0.1, 0, 1.0))
    return Sweep(GRID, outcomes=outcomes)


def test_three_arms_have_the_same_seeds_and_numbers_of_parameters():
    assert len(GRID) == 3 * N_SEEDS
    seeds = {
        arm: [
            GRID.values(i)["seed"] for i in range(len(GRID)) if arms.arm_of(GRID.values(i)) == arm
        ]
        for arm in arms.ARMS
    }
    assert list(seeds.values()) == [list(range(N_SEEDS))] * 3
    assert list(arms.models(GRID)) == list(arms.ARMS)
    [count] = {arms.n_parameters(model) for model in arms.models(GRID).values()}
    assert f"Each network learns {count:,} numbers, 20 of them in the middle." in arms.introduction(
        GRID
    )


@pytest.mark.parametrize(
    ("shares", "clear"),
    [
        (
            {"entangled": [0.9, 0.91, 0.9, 0.92, 0.91], "separable": [0.8, 0.81, 0.8, 0.82, 0.81],
             "mlp": [0.7, 0.71, 0.7, 0.72, 0.71]},
            {("entangled", "mlp"), ("separable", "mlp"), ("entangled", "separable")},
        ),
        (
            {"entangled": [0.9, 0.8, 0.9, 0.8, 0.85], "separable": [0.8, 0.9, 0.8, 0.91, 0.86],
             "mlp": [0.2, 0.21, 0.2, 0.22, 0.21]},
            {("entangled", "mlp"), ("separable", "mlp")},
        ),
        (
            {"entangled": [0.9] * 5, "separable": [0.9] * 5, "mlp": [0.9] * 5}, set(),
        ),
    ],
)  # fmt: skip
def test_each_pair_of_arms_is_told_apart_or_not_and_the_rest_is_chance(shares, clear):
    sweep = swept(shares)
    found = arms.arm_contrasts(sweep)
    assert found is not None
    assert {(each.higher, each.lower) for each in found if each.is_clear} == {
        (arms.ARMS[higher], arms.ARMS[lower]) for higher, lower in clear
    }
    apart, _, alike = arms.text(sweep, found).partition("Could be chance")
    for each in found:
        said = apart if each.is_clear else alike
        one, other = each.higher, each.lower
        assert f"“{one}” reads" in said or f"“{one}” and “{other}” are equal" in said
        assert other in said
    assert all(name in apart for name in arms.ARMS.values()), "the means of all are told"


def test_nothing_is_claimed_before_all_networks_are_trained():
    sweep = swept({"entangled": [0.9, 0.8]})
    assert arms.arm_contrasts(sweep) is None
    assert arms.text(sweep, None).startswith("**2 of 15 networks trained.**")
    assert arms.shares_of(sweep) == {"entangled": [0.9, 0.8], "separable": [], "mlp": []}


def test_each_run_is_a_dot_at_its_arm_and_means_come_when_all_are_done():
    found = arms.truth(swept({"mlp": [0.5, 0.7], "entangled": [0.9]}))
    assert found.values == []
    assert [y for _, y in found.marks[0].points] == pytest.approx([90, 50, 70])
    rows: dict[arms.Arm, list[float]] = {
        "entangled": [0.9] * 5,
        "separable": [0.8] * 5,
        "mlp": [0.4, 0.5, 0.6, 0.7, 0.8],
    }
    whole = arms.truth(swept(rows))
    assert whole.values == pytest.approx([90, 80, 60])
    assert whole.errors == pytest.approx([0, 0, 100 * 0.025**0.5 / 5**0.5])
    places = [x for x, _ in arms.guess(rows).places]
    for k, (x, y) in enumerate(whole.marks[0].points):
        assert abs(x - places[k // 5]) < 0.1
        assert arms.guess(rows).y.low <= y <= 100
    assert arms.guess({}).y.low == 50
