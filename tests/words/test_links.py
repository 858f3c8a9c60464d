"""What is said of an address."""

from __future__ import annotations

import pytest

from hqnn_core.words.links import only_here_text


@pytest.mark.parametrize("address", ["http://localhost:8501/circuit", "http://[::1]:8501/?theta=1"])
def test_address_of_this_computer_is_told_to_be_for_this_computer_only(address):
    assert "Only this computer can open this address" in only_here_text(address)
    assert "--server.address 0.0.0.0" in only_here_text(address)


@pytest.mark.parametrize("address", ["http://192.168.1.20:8501/circuit", "nonsense", "http://["])
def test_other_addresses_need_no_words(address):
    assert only_here_text(address) == ""
