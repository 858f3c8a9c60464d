"""What is said of a device: few verdicts by chance, and no number without its reason."""

import numpy as np
import pytest

from hqnn_core.quantum import DeviceAnswer
from hqnn_core.words import device_text


def answered(raw, mitigated) -> DeviceAnswer:
    return DeviceAnswer(0.96, np.array(raw), np.array(mitigated), 1_000)


@pytest.mark.parametrize("off", [0.0, 0.02])
def test_mitigation_that_does_nothing_is_seldom_said_to_do_something(off):
    rng, repeats = np.random.default_rng(0), 400
    n_false = 0
    for _ in range(repeats):
        raw, mitigated = 0.96 + off * np.array([[1], [-1]]) + 0.01 * rng.normal(size=(2, 20))
        n_false += "cannot tell" not in device_text(answered(raw, mitigated))
    assert n_false / repeats < 0.05


def test_probability_outside_of_0_and_1_is_explained():
    assert "below 0 or above 1" in device_text(answered([0.9, 0.91], [0.98, 1.004]))
    assert "below 0 or above 1" in device_text(answered([0.01, 0.02], [-0.002, 0.001]))
    assert "below 0 or above 1" not in device_text(answered([0.9, 0.91], [0.98, 1.0]))
