"""What the stages get from the core: curves, measurements, rules."""

import base64
import math

import numpy as np
import pytest
import torch

from hqnn_core import AerEngine, HybridNet, StatevectorEngine, load_pretrained, ry_circuit
from hqnn_core.figures.circuit_stage import MOST_POINTS, circuit_stage, running_points
from hqnn_core.figures.neurons_stage import LAYERS, neurons_stage, packed
from hqnn_core.figures.shift_stage import FAN, shift_stage
from hqnn_core.network.explain import passage_of
from hqnn_core.quantum import exact_engine
from hqnn_core.quantum.curves import expectation_curve, running_mean
from hqnn_core.quantum.slope_trials import trials

GRID = np.linspace(-2 * math.pi, 2 * math.pi, 41)
NONE = np.array([], int)


def curve_of(stage: dict, theta: float) -> float:
    """E at an angle, as the browser computes it."""
    cosine, sine, constant = stage["curve"]
    return cosine * math.cos(theta) + sine * math.sin(theta) + constant


@pytest.mark.parametrize("theta", [-6.0, 0.0, 0.8, math.pi / 2])
@pytest.mark.parametrize(("hadamard", "truth"), [(True, math.sin), (False, lambda t: -math.cos(t))])
def test_browsers_curve_is_p1_minus_p0(theta, hadamard, truth):
    ansatz = ry_circuit(hadamard)
    curve = expectation_curve(ansatz, GRID)
    stage = circuit_stage(theta, hadamard, curve, running_mean(ansatz, theta, NONE))
    assert curve_of(stage, theta) == pytest.approx(truth(theta), abs=1e-9)
    assert stage["shots"] == {"n": 0, "ones": 0, "means": []}


def test_running_mean_of_the_stage_counts_a_1_as_plus_1():
    shots = running_mean(ry_circuit(), 0.8, np.array([1, 0, 1, 1]))
    assert running_points(shots) == [(1, 1.0), (2, 0.0), (3, pytest.approx(1 / 3)), (4, 0.5)]


def test_running_mean_shows_every_early_shot_and_not_too_many_of_all():
    bits = AerEngine(5_000, seed=2).outcomes(ry_circuit(), [[0.8]])[0]
    points = running_points(running_mean(ry_circuit(), 0.8, bits))
    assert [n for n, _ in points[:20]] == list(range(1, 21))
    assert len(points) <= MOST_POINTS
    assert points[-1] == (5_000, pytest.approx(2 * bits.mean() - 1))


def test_dots_at_every_angle_rise_with_the_curve_and_lie_mostly_in_the_band():
    ansatz = ry_circuit()
    sampled = expectation_curve(ansatz, GRID, StatevectorEngine(100, seed=3))
    stage = circuit_stage(0.8, True, sampled, running_mean(ansatz, 0.8, NONE), sampled)
    every = {name: np.array(values) for name, values in stage["every"].items()}
    inside = (every["low"] - 1e-9 <= every["sampled"]) & (every["sampled"] <= every["high"] + 1e-9)
    assert inside.sum() == sampled.n_in_band >= 35
    assert np.corrcoef(every["sampled"], np.sin(GRID))[0, 1] > 0.98


@pytest.mark.parametrize("shift", [0.3, math.pi / 2, 2.8])
@pytest.mark.parametrize("theta", [-2.0, 0.8, math.pi / 2])
def test_browsers_rules_give_the_slopes_of_the_core(theta, shift):
    ansatz, engine = ry_circuit(), StatevectorEngine(100, seed=0)
    curve = expectation_curve(ansatz, GRID)
    for tried in (each.negated() for each in trials(ansatz, theta, shift, engine, 100)):
        stage = shift_stage(curve, tried, shift, 100, [10, 100])
        ends = theta + shift, theta - stage["rule"]["lower"] * shift
        difference = curve_of(stage, ends[0]) - curve_of(stage, ends[1])
        divisors = {"2 sin s": 2 * math.sin(shift), "2s": 2 * shift, "": 1}
        value = difference / divisors[stage["rule"]["divisor"]]
        assert value == pytest.approx(tried.slope.exact, abs=1e-9)
        assert tried.slope.true == pytest.approx(math.cos(theta), abs=1e-9)  # E = sin(theta)
        assert stage["measured"]["slopes"] == tried.estimates[:FAN].tolist()


def opening(shift: float, shots: int) -> float:
    """The standard deviation of the directions of a fan of parameter shift, radians."""
    tried = trials(ry_circuit(), 0.7, shift, StatevectorEngine(shots, seed=0), 100)[0]
    return float(np.std([math.atan(estimate) for estimate in tried.estimates[:FAN]]))


def test_fan_opens_as_the_shift_shrinks_and_closes_as_the_shots_grow():
    by_shift = [opening(shift, 1000) for shift in (1.5, 0.1, 0.01)]
    by_shots = [opening(0.3, shots) for shots in (10, 1000, 100_000)]
    assert by_shift == sorted(by_shift)
    assert by_shots == sorted(by_shots, reverse=True)
    assert by_shift[-1] > 20 * by_shift[0]
    assert by_shots[0] > 20 * by_shots[-1]


def unpacked(content: dict, shape: torch.Size) -> torch.Tensor:
    """A tensor as the browser gets it."""
    whole = np.frombuffer(base64.b64decode(content["values"]), "<i2")
    return torch.tensor(whole * content["scale"]).float().reshape(shape)


def test_browsers_network_has_the_angles_of_the_network(small_digits):
    network, browsers = load_pretrained(), HybridNet()
    curve = expectation_curve(ry_circuit(), GRID)
    for image in small_digits.test_images[:20].split(1):
        passage = passage_of(image, network, StatevectorEngine(100, seed=0))
        stage = neurons_stage(network, passage, curve)
        for name in LAYERS:
            layer = getattr(browsers.classical, name)
            sent = stage["layers"][name]
            layer.weight.data = unpacked(sent["weights"], layer.weight.shape)
            layer.bias.data = unpacked(sent["biases"], layer.bias.shape)
        seen = unpacked(stage["image"], image.shape)
        angles = network.activations(image).theta
        theta = float(angles)
        assert passage.theta == theta
        assert float(browsers.activations(seen).theta) == pytest.approx(theta, abs=5e-4)
        p_one = float(network.measure(angles, exact_engine()).probabilities[0, 1])
        assert (1 + curve_of(stage, theta)) / 2 == pytest.approx(p_one, abs=1e-6)
        assert stage["counts"][1] / 100 == pytest.approx(p_one, abs=0.2)


def test_packed_numbers_are_accurate_to_half_a_step_and_zeros_stay_zeros():
    values = torch.linspace(-3, 5, 1001)
    content = packed(values)
    assert float((unpacked(content, values.shape) - values).abs().max()) <= 0.51 * content["scale"]
    assert content["scale"] == pytest.approx(5 / 32767)
    assert not unpacked(packed(torch.zeros(7)), torch.Size([7])).any()
