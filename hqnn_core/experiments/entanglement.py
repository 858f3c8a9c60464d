"""Entanglement experiment: a circuit gate by gate, with each qubit's own state.

Shapes: G gates, n qubits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit
from qiskit.circuit import CircuitInstruction
from qiskit.quantum_info import Pauli, Statevector

from hqnn_core.experiments import Computed
from hqnn_core.figures.charts import Spec
from hqnn_core.figures.many_qubits import vectors_chart
from hqnn_core.figures.matplotlib_svg import circuit_svg
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import Ansatz, analysis, entangled_circuit
from hqnn_core.words import share_text, with_spread

N_RANDOM = 300
DIAL = 105  # pixels
ANSWERS = ["1, as before", "About 0.7", "0: it is gone"]
"""The length of the arrow of a qubit of a Bell pair."""
GONE = 1e-6
"""Rounding errors of a length of 0 or 1 are smaller."""


@dataclass(frozen=True)
class Step:
    """The qubits after some of a circuit's gates.

    Attributes:
        gate: the last of them, such as "cx on q0, q1"; empty before the first.
        vectors: each qubit's Bloch vector, (n, 3): x, y, z. Its length is 1 if the qubit has a
            state of its own, and shorter if it is entangled with the others.
        entanglement: Meyer and Wallach's Q.
    """

    gate: str
    vectors: NDArray[np.floating]
    entanglement: float

    @property
    def lengths(self) -> NDArray[np.floating]:
        """Of the Bloch vectors, (n,)."""
        return np.linalg.norm(self.vectors, axis=1)


def _chain(n_qubits: int) -> QuantumCircuit:
    """H on qubit 0, then CX from each qubit to the next: a Bell pair, or a GHZ state."""
    circuit = QuantumCircuit(n_qubits)
    circuit.h(0)
    for qubit in range(n_qubits - 1):
        circuit.cx(qubit, qubit + 1)
    return circuit


def _ansatz(is_entangled: bool) -> Ansatz:
    """The circuit of a network with three qubits and two layers."""
    return entangled_circuit(3, 2, "ring" if is_entangled else "none", gate="cz")


def _network(is_entangled: bool) -> QuantumCircuit:
    """A network's circuit at random angles, without its measurement."""
    ansatz = _ansatz(is_entangled)
    bound = ansatz.bound(analysis.random_angles(ansatz, 1, seed=5)[0].tolist())
    bound.remove_final_measurements()
    return bound


CIRCUITS: dict[str, Callable[[], QuantumCircuit]] = {
    "Bell pair": lambda: _chain(2),
    "GHZ": lambda: _chain(3),
    "Network": lambda: _network(True),
    "Network without entanglers": lambda: _network(False),
}
"""Circuits to step through, without parameters and measurements."""


def steps_of(circuit: QuantumCircuit) -> list[Step]:
    """The qubits before the first gate and after each, G + 1 steps; barriers do not count."""
    state = Statevector.from_int(0, 2**circuit.num_qubits)
    steps = [_step("", state)]
    for instruction in _gates_of(circuit):
        qubits = [circuit.find_bit(qubit).index for qubit in instruction.qubits]
        state = state.evolve(instruction.operation, qubits)
        named = ", ".join(f"q{qubit}" for qubit in qubits)
        steps.append(_step(f"{instruction.operation.name} on {named}", state))
    return steps


def _step(gate: str, state: Statevector) -> Step:
    n = state.num_qubits or 0
    paulis = [Pauli(letter) for letter in "XYZ"]
    vectors = [[state.expectation_value(p, [q]).real for p in paulis] for q in range(n)]
    return Step(gate, np.array(vectors), float(analysis.meyer_wallach(np.asarray(state.data))))


def _gates_of(circuit: QuantumCircuit) -> list[CircuitInstruction]:
    return [i for i in circuit.data if i.operation.name not in ("barrier", "measure")]


def first_gates(circuit: QuantumCircuit, n: int) -> QuantumCircuit:
    """The circuit with its first `n` gates only."""
    part = circuit.copy_empty_like()
    for instruction in _gates_of(circuit)[:n]:
        part.append(instruction)
    return part


def random_entanglement(is_entangled: bool, seed: int = 0) -> NDArray[np.floating]:
    """Q of a network's circuit at `N_RANDOM` random settings of its angles."""
    states = analysis.states_at_random(_ansatz(is_entangled), N_RANDOM, seed)
    return analysis.meyer_wallach(states)


Found = tuple[float, NDArray[np.floating], NDArray[np.floating]]


def bell_and_random() -> Found:
    """The length of qubit 0's vector in a Bell pair; Q of random circuits with three qubits, with
    entanglers and without."""
    bell = steps_of(CIRCUITS["Bell pair"]())[-1]
    with_, without = (random_entanglement(is_entangled) for is_entangled in (True, False))
    return float(bell.lengths[0]), with_, without


def answer(found: Found) -> str:
    """The nearest length."""
    return ANSWERS[int(np.abs(np.array([1.0, 0.7, 0.0]) - found[0]).argmin())]


def text(found: Found) -> str:
    """Q of random settings of a circuit, with and without entanglers, Markdown."""
    _, *both = found
    means = [with_spread(float(q.mean()), float(q.std(ddof=1)), (0, 1)) for q in both]
    return (
        f"At {len(both[0])} random settings of a network's circuit with 3 qubits, Q is {means[0]} "
        f"with entanglers (mean and spread) and {means[1]} without."
    )


def step_text(step: Step) -> str:
    """What the last gate did, and how entangled the qubits are, Markdown."""
    after = f"After **{step.gate}**" if step.gate else "Before the first gate"
    q, lengths = share_text(_rounded(step.entanglement), 2), step.lengths
    if lengths.min() > 1 - GONE:
        said = "every qubit has a state of its own: all arrows have the length 1"
    elif lengths.max() < GONE:
        said = "no qubit has a state of its own: each alone is a fair coin, in any direction"
    else:
        shorter = [f"q{i}" for i, length in enumerate(lengths) if length < 1 - GONE]
        said = f"the arrows of {', '.join(shorter)} are shorter than 1: these qubits are entangled"
    return f"{after}, {said}. **Q\u00a0=\u00a0{q}**"


def arrow_texts(step: Step) -> list[str]:
    """Each qubit with the length of its arrow, such as "q0: 0.71"."""
    return [f"q{i}: {share_text(_rounded(length), 2)}" for i, length in enumerate(step.lengths)]


def _rounded(value: float) -> float:
    return float(round(value)) if abs(value - round(value)) < GONE else value


def arrows_chart(step: Step, palette: Palette) -> Spec:
    """Each qubit's arrow on a dial, its length written above."""
    return vectors_chart(step.vectors, arrow_texts(step), palette, DIAL)


def picture(name: str, n_gates: int, palette: Palette) -> str:
    """The first gates of one of the `CIRCUITS`, as SVG."""
    return circuit_svg(first_gates(CIRCUITS[name](), n_gates), palette)


EXPERIMENT = Computed(
    intro="A qubit by itself is an arrow of length 1. An **entangled** qubit has no state of its "
    "own: its arrow gets shorter. Q measures how entangled all qubits are, from 0 to 1.",
    question="H on qubit 0, then CX on both: how long is the arrow of qubit 0 afterwards?",
    answers=ANSWERS,
    button="Run the gates",
    compute=bell_and_random,
    is_quick=True,
    answer=answer,
    text=text,
    source="Q: D. Meyer, N. Wallach, *Global entanglement in multiparticle systems*, J. Math. "
    "Phys. 43, 4273 (2002). The dials show the plane of x and z, |0⟩ up; the numbers are lengths "
    "in all three directions.",
)
