"""Import of the large libraries at a server's first page, which says what it waits for.

They take 2 s; 8 s and more on a machine that has just been started, whose files are not in memory.
"""

from __future__ import annotations

import sys
from importlib import import_module

from streamlit.delta_generator import DeltaGenerator

_STEPS = {
    "PyTorch": "torch",
    "Qiskit": "qiskit",
    "the database": "sqlalchemy.orm",
    "the networks": "hqnn_core.network.model",
}


def load_libraries(place: DeltaGenerator) -> None:
    """Import what is missing, and show at `place` what is imported; call it before a page."""
    missing = [(what, name) for what, name in _STEPS.items() if name not in sys.modules]
    if not missing:
        return
    for i, (what, name) in enumerate(missing):
        place.progress(i / len(missing), f"The server starts: it loads {what} ({i + 1} of "
                       f"{len(missing)}). This happens once.")  # fmt: skip
        import_module(name)
    place.empty()
