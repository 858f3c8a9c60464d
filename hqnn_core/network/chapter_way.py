"""The chapter's way to run circuits, and how long it takes."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from qiskit import transpile

from hqnn_core.quantum import Ansatz, Engine, Report, ry_circuit, unreported

CIRCUITS_PER_IMAGE = 3
"""One for the forward pass, two for the slope."""

PROBES = 8


class ChapterEngine(Engine):
    """One circuit per job, bound and transpiled for each run, as in the chapter's `execute`."""

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        from qiskit_aer import AerSimulator  # half a second, in the worker that measures

        backend, shots = AerSimulator(), self.shots or 100
        rows = []
        for row in values:
            job = backend.run(transpile(ansatz.bound(row.tolist()), backend), shots=shots)
            counts = job.result().get_counts()
            rows.append([counts.get("0", 0) / shots, counts.get("1", 0) / shots])
        return np.array(rows, values.dtype)


def seconds_per_image(shots: int = 100, report: Report = unreported) -> float:
    """Seconds that the circuits of one training image take in the chapter's way.

    The best of `PROBES` measurements: other work on the machine only makes one slower.
    """
    engine, ansatz = ChapterEngine(shots), ry_circuit()
    times: list[float] = []
    for theta in np.linspace(-1, 1, PROBES):
        report(len(times), PROBES)
        began = time.perf_counter()
        engine.expectations(ansatz, np.full((CIRCUITS_PER_IMAGE, 1), theta))
        times.append(time.perf_counter() - began)
    report(PROBES, PROBES)
    return min(times)
