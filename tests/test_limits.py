"""Limits: what counts, and what is said to who asks for more."""

import pytest

from hqnn_core import TrainConfig
from hqnn_core.limits import (
    LIMITS,
    MAX_WAITING,
    LimitError,
    check_memory,
    check_size,
    check_visitors,
    check_waiting,
)


def test_limit_has_a_default_and_takes_a_number(monkeypatch):
    for limit in LIMITS:
        monkeypatch.delenv(limit.name, raising=False)
        assert (limit.value, limit.fault) == (limit.default, "")
        monkeypatch.setenv(limit.name, "7")
        assert (limit.value, limit.fault) == (7, "")


@pytest.mark.parametrize("text", ["0", "٣", "9" * 5000])
def test_wrong_limit_is_told_and_its_default_counts(text, monkeypatch):
    monkeypatch.setenv(MAX_WAITING.name, text)
    assert MAX_WAITING.value == MAX_WAITING.default
    assert MAX_WAITING.fault.startswith("HQNN_MAX_WAITING must be a whole number above 0")
    assert len(MAX_WAITING.fault) < 200


def test_run_that_is_too_large_says_how_large_and_what_to_do(monkeypatch):
    monkeypatch.setenv("HQNN_MAX_IMAGES", "4000")
    check_size(200, TrainConfig(epochs=20))
    with pytest.raises(LimitError, match=r"4,020 images \(epochs: 20, images: 201\)\. .* Choose"):
        check_size(201, TrainConfig(epochs=20))


def test_too_many_runs_visitors_or_megabytes_are_refused(monkeypatch):
    check_waiting(2, 10)
    with pytest.raises(LimitError, match=r"At most 12 of your runs .* now: 2\. New: 11\."):
        check_waiting(2, 11)
    check_visitors(199)
    with pytest.raises(LimitError, match="200 visitors are here"):
        check_visitors(200)
    check_memory(4_000, "No uploads now.")
    with pytest.raises(LimitError, match=r"^No uploads now\. Its memory is full\."):
        check_memory(4_001, "No uploads now.")
