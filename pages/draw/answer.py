"""The answer to one drawing, measured once and kept until something changes."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from qiskit import QuantumCircuit
from torch import Tensor

from hqnn_core.model import ClassicalTwin, HybridNet
from hqnn_core.text import measured_share_text
from pages.shared import server, session


@dataclass(frozen=True)
class Answer:
    """What a page shows of one classified image (1, 1, 28, 28)."""

    image: Tensor
    digit: int
    sentence: str
    theta: float
    hadamard: bool
    circuit: QuantumCircuit | None  # None for the classical twin
    names: list[str]
    shares: list[float]
    exact_shares: list[float]


def answer_to(image: Tensor, network: HybridNet | ClassicalTwin, shots: int) -> Answer:
    """The network's answer; the same one until the image, the network, the shots or the count
    of measurements changes, so that a rerun of the page does not measure again."""
    question = (
        image.numpy().tobytes(),
        id(network),
        shots,
        session.counter(session.MEASUREMENT),
    )
    asked, answer = st.session_state.get(session.ANSWER, (None, None))
    if asked != question or answer is None:
        answer = _measured(image, network, shots)
        st.session_state[session.ANSWER] = (question, answer)
    return answer


def _measured(image: Tensor, network: HybridNet | ClassicalTwin, shots: int) -> Answer:
    if isinstance(network, HybridNet):
        found = network.classify(image, server.aer(shots))
        exact = network.measure(found.theta, server.exact())
        theta = float(found.theta[0, 0])
        circuit = network.quantum.ansatz.bound([theta])
    else:
        found = exact = network.classify(image)
        theta, circuit = float(found.theta[0, 0]), None
    label = int(found.labels[0])
    share = float(found.probabilities[0, label])
    digits = network.config.digits
    return Answer(
        image=image,
        digit=digits[label],
        sentence=f"measured {digits[label]} in {measured_share_text(share, shots)}"
        if circuit is not None
        else f"{digits[label]}, {measured_share_text(share, None)}",
        theta=theta,
        hadamard=network.config.hadamard,
        circuit=circuit,
        names=[str(digit) for digit in digits],
        shares=found.probabilities[0].tolist(),
        exact_shares=exact.probabilities[0].tolist(),
    )
