"""What two machines must have in common to train the same run."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def versions() -> dict[str, str]:
    """What must be the same on all machines, so that a run can move between them unchanged."""
    core = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(core.rglob("*.py")):
        digest.update(path.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    libraries = {name: version(name) for name in ("torch", "qiskit", "qiskit-aer")}
    return {"Python": python, **libraries, "hqnn_core": digest.hexdigest()[:12]}
