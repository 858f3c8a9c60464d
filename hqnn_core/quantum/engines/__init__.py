"""Engines, which run an ansatz: simulators and Qiskit's samplers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hqnn_core.quantum.engines.base import Engine, NonFiniteAngleError

if TYPE_CHECKING:
    from hqnn_core.quantum.engines.noise import Noise
    from hqnn_core.quantum.settings import EngineName

__all__ = ["Engine", "NonFiniteAngleError", "make_engine"]


def make_engine(
    name: EngineName, shots: int | None, seed: int | None = None, noise: Noise | None = None
) -> Engine:
    """Make the engine of that name. Aer is imported only when it is needed: that takes 0.4 s.

    Raises `ValueError` for `noise` on any engine but Aer.
    """
    if name == "aer":
        from hqnn_core.quantum.engines.aer import AerEngine

        if shots is None:
            raise ValueError("shots must be a number on the aer engine.")
        return AerEngine(shots, seed, noise)
    if noise is not None and noise.kind != "none":
        raise ValueError(f"noise needs the aer engine; got {name!r}.")
    from hqnn_core.quantum.engines.statevector import StatevectorEngine

    return StatevectorEngine(shots, seed)
