"""Entanglement experiment: joint counts of two qubits, and circuits gate by gate.

Shapes: G gates, n qubits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit
from qiskit.circuit import CircuitInstruction
from qiskit.quantum_info import Pauli, Statevector

from hqnn_core.experiments import Computed
from hqnn_core.figures.charts import Spec, frame_of, label_size, layer, name_axis, rimmed
from hqnn_core.figures.guess_stage import Axis, Guess, Mark, Truth
from hqnn_core.figures.many_qubits import vectors_chart
from hqnn_core.figures.matplotlib_svg import circuit_svg
from hqnn_core.figures.palette import Palette
from hqnn_core.language import N_, gettext, localized, ngettext
from hqnn_core.quantum import Ansatz, analysis, entangled_circuit
from hqnn_core.words.numbers import share_text, whole_text, with_spread

N_RANDOM = 300
DIAL = 105  # pixels
ANGLES = (math.pi / 6, math.pi / 3, math.pi / 2)
"""Of the controlled rotation, where the prediction is made, radians."""
SHOTS = 1_000
LARGEST = 1.57
"""The largest angle of the slider, radians."""
PAIR_SHOTS = [10, 100, 1_000, 10_000]
GONE = 1e-6
"""Rounding errors of a length of 0 or 1 are smaller."""


@dataclass(frozen=True)
class Step:
    """The qubits after some of a circuit's gates.

    Attributes:
        gate: the last of them, such as "cx q0, q1"; empty before the first.
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
    N_("Bell pair"): lambda: _chain(2),
    N_("GHZ"): lambda: _chain(3),
    N_("Network"): lambda: _network(True),
    N_("Network without entanglers"): lambda: _network(False),
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
        steps.append(_step(f"{instruction.operation.name} {named}", state))
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


def pair_circuit(angle: float) -> QuantumCircuit:
    """H on both qubits, then RY of qubit 1 by `angle` if qubit 0 is 1, by -`angle` if it is 0.

    Each qubit is a fair coin at every angle, radians; both give the same outcome with the
    probability (1 + sin(angle)) / 2: a product state at 0, maximally entangled at pi/2.
    """
    circuit = QuantumCircuit(2)
    circuit.h([0, 1])
    circuit.ry(-angle, 1)
    circuit.cry(2 * angle, 0, 1)
    return circuit


def joint_probabilities(angle: float) -> NDArray[np.floating]:
    """Of both outcomes of `pair_circuit`, (2, 2): row is the outcome of qubit 0, column of qubit 1.

    Qiskit's index has qubit 0 as its last bit.
    """
    return Statevector(pair_circuit(angle)).probabilities().reshape(2, 2).T


def joint_counts(angle: float, shots: int, seed: int | None = None) -> NDArray[np.integer]:
    """Shots by the outcomes of both qubits, measured together; as `joint_probabilities`."""
    rng = np.random.default_rng(seed)
    probabilities = joint_probabilities(angle).ravel()
    return rng.multinomial(shots, probabilities / probabilities.sum()).reshape(2, 2)


def counts_apart(counts: NDArray[np.integer]) -> NDArray[np.floating]:
    """The counts to be expected from each qubit's own counts, if neither knew of the other."""
    return np.outer(counts.sum(1), counts.sum(0)) / counts.sum()


def correlation(counts: NDArray[np.integer]) -> tuple[float, float]:
    """E(ab) - E(a) E(b) of outcomes -1 and +1, and its standard error.

    The error is that of the delta method with half a count more in each cell, so that it is not 0
    where all shots agree.
    """
    value = _covariance(counts / counts.sum())[0]
    shares = (counts + 0.5) / (counts.sum() + 2)
    mean, products = _covariance(shares)
    return value, math.sqrt(float((shares * (products - mean) ** 2).sum()) / int(counts.sum()))


def _covariance(shares: NDArray[np.floating]) -> tuple[float, NDArray[np.floating]]:
    """The covariance of two outcomes, and the product of their deviations in each cell."""
    outcomes = np.array([-1.0, 1.0])
    a, b = outcomes - outcomes @ shares.sum(1), outcomes - outcomes @ shares.sum(0)
    products = np.outer(a, b)
    return float((shares * products).sum()), products


def correlation_text(counts: NDArray[np.integer]) -> str:
    """The correlation of two qubits, with its uncertainty and what it says, Markdown."""
    value, error = correlation(counts)
    together = ngettext(
        "Together, the qubits agree in {same} of {n} shot.",
        "Together, the qubits agree in {same} of {n} shots.",
        int(counts.sum()), same=whole_text(int(np.trace(counts))),
    )  # fmt: skip
    rest = gettext(
        "Apart, we expect {apart}. Correlation: **{correlation}**.",
        apart=_count_text(float(np.trace(counts_apart(counts)))),
        correlation=with_spread(value, error, (-1, 1)),
    )
    if abs(value) > 2 * error:
        return f"{together} {rest} " + gettext("The qubits know of each other.")
    return f"{together} {rest} " + gettext("That can be chance.")


def _count_text(count: float) -> str:
    """A count, or the mean of counts with one decimal place."""
    return localized(f"{count:,.1f}".removesuffix(".0"))


def cells_text(counts: NDArray[np.number]) -> str:
    """The counts by the outcomes of q0 and q1, such as "00: 50, 01: 0, 10: 0, 11: 50"."""
    cells = [(a, b) for a in (0, 1) for b in (0, 1)]
    return ", ".join(f"{a}{b}: {_count_text(float(counts[a, b]))}" for a, b in cells)


def table_chart(counts: NDArray[np.number], title: str, palette: Palette) -> Spec:
    """A table of counts, (2, 2): outcomes of q0 down, of q1 across; the tint is the share."""
    total = float(counts.sum())
    cells = [
        {"q0": f"q0 = {a}", "q1": f"q1 = {b}", "share": float(counts[a, b]) / total,
         "text": _count_text(float(counts[a, b]))}
        for a in (0, 1) for b in (0, 1)
    ]  # fmt: skip
    x, y = name_axis("q1", orient="top", labelAngle=0), name_axis("q0")
    tint = {"field": "share", "type": "quantitative", "legend": None,
            "scale": {"domain": [0, 0.5], "range": [0, 0.6], "clamp": True}}  # fmt: skip
    rect = {"type": "rect", "color": palette.others[0], "stroke": palette.sampled}
    at = {"x": x, "y": y}
    return {
        **frame_of(130, palette),
        "title": {"text": title, "color": palette.ink, "fontSize": label_size(1), "anchor": "start",
                  "fontWeight": 400},
        "layer": [
            layer(cells, rect, {**at, "fillOpacity": tint}),
            *(layer(cells, text, {**at, "text": {"field": "text"}}) for text in rimmed(palette)),
        ],
    }  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What the experiment measured.

    Attributes:
        counts: `joint_counts` at each of the `ANGLES`, (3, 2, 2).
        entangled, separable: Q of random circuits with three qubits, with entanglers and without.
    """

    counts: NDArray[np.integer]
    entangled: NDArray[np.floating]
    separable: NDArray[np.floating]


def pairs_and_random() -> Found:
    """Measure the pair at each of the `ANGLES`, and take Q of random circuits."""
    counts = np.stack([joint_counts(angle, SHOTS) for angle in ANGLES])
    return Found(counts, random_entanglement(True), random_entanglement(False))


def guess() -> Guess:
    """The share of shots in which both qubits give the same outcome."""
    named = [(k * math.pi / 6, text) for k, text in enumerate(("0", "π/6", "π/3", "π/2"))]
    title = gettext("angle of the controlled rotation (radians)")
    return Guess(
        question=gettext(
            "How often do both qubits agree? Without the rotation, in half of the shots."
        ),
        x=Axis(title, -0.08, math.pi / 2 + 0.08, named),
        y=Axis(gettext("both agree (%\u00a0of the shots)"), 0.0, 100.0,
               [(t, str(t)) for t in range(0, 101, 25)], step=1.0, unit=" %"),
        places=[(angle, gettext("angle {angle}", angle=name)) for angle, name in named[1:]],
        start=[50.0] * len(ANGLES),
        known=[Mark("dots", [(0.0, 50.0)], "ink", gettext("without the rotation"))],
    )  # fmt: skip


def truth(found: Found) -> Truth:
    """What was measured at each angle with its error, and the exact curve."""
    shares = [float(np.trace(counts)) / SHOTS for counts in found.counts]
    errors = [math.sqrt((s * SHOTS + 0.5) * (SHOTS - s * SHOTS + 0.5) / SHOTS**3) for s in shares]
    exact = [
        (x, 100 * float(np.trace(joint_probabilities(x)))) for x in np.linspace(0, math.pi / 2, 61)
    ]
    return Truth(
        values=[100 * share for share in shares],
        errors=[100 * error for error in errors],
        marks=[Mark("line", exact, "sampled", gettext("exact"))],
    )


def text(found: Found) -> str:
    """Q of random settings of a circuit, with and without entanglers, Markdown."""
    both = found.entangled, found.separable
    means = [with_spread(float(q.mean()), float(q.std(ddof=1)), (0, 1)) for q in both]
    return gettext(
        "We set the angles of a network's three qubits at random, {n} times. With entanglers, mean "
        "and spread: Q = {entangled}. Without entanglers: Q = {separable}.",
        n=len(both[0]), entangled=means[0], separable=means[1],
    )  # fmt: skip


def step_text(step: Step) -> str:
    """What the last gate did, and how entangled the qubits are, Markdown."""
    after = gettext("After **{gate}**:", gate=step.gate) if step.gate else gettext("At the start:")
    q, lengths = share_text(_rounded(step.entanglement), 2), step.lengths
    if lengths.min() > 1 - GONE:
        state = gettext("Every qubit has its own state. All arrows have length 1.")
    elif lengths.max() < GONE:
        state = gettext("No qubit has its own state. Each alone is a fair coin, in any direction.")
    else:
        shorter = ", ".join(f"q{i}" for i, length in enumerate(lengths) if length < 1 - GONE)
        state = gettext("Entangled qubits, with arrows shorter than 1: {qubits}.", qubits=shorter)
    return f"{after} {state} **Q\u00a0=\u00a0{q}**"


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
    intro=lambda: gettext(
        "Two fair coins, q0 and q1. A *controlled rotation* turns q1 towards the outcome of q0. "
        "The larger its angle, the more they are **entangled**."
    ),
    compute=pairs_and_random,
    is_quick=True,
    guess=guess,
    truth=truth,
    text=text,
    source=lambda: gettext(
        "Q: D. Meyer, N. Wallach, *Global entanglement in multiparticle systems*, J. Math. Phys. "
        "43, 4273 (2002). The dials show x across and z up, with |0⟩ at the top. The numbers are "
        "the whole lengths, y included."
    ),
)
