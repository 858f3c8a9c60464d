"""Import of the large libraries at a server's first page, which says what it waits for.

They take 2 s; 8 s and more on a machine that has just been started, whose files are not in memory.
"""

from __future__ import annotations

import sys
from importlib import import_module

from streamlit.delta_generator import DeltaGenerator

from hqnn_core.language import N_, gettext

_STEPS = {
    "torch": N_("The server is starting: it loads PyTorch."),
    "qiskit": N_("The server is starting: it loads Qiskit."),
    "sqlalchemy.orm": N_("The server is starting: it loads the database."),
    "hqnn_core.network.model": N_("The server is starting: it loads the networks."),
}


def load_libraries(place: DeltaGenerator) -> None:
    """Import what is missing, and show at `place` what is imported; call it before a page."""
    missing = [name for name in _STEPS if name not in sys.modules]
    if not missing:
        return
    for i, name in enumerate(missing):
        once = gettext("Step {step} of {steps}, only this once.", step=i + 1, steps=len(missing))
        place.progress(i / len(missing), f"{gettext(_STEPS[name])} {once}")
        import_module(name)
    place.empty()
