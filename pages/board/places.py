"""The pages to which a teacher can send everybody, by their names in the address."""

from __future__ import annotations

TITLES = {
    "": "Network",
    "neurons": "Neurons",
    "circuit": "Circuit",
    "shift": "Shift",
    "train": "Train",
    "sweep": "Sweep",
    "beyond": "Beyond",
    "draw": "Draw",
    "board": "Board",
}


def file_of(page: str) -> str:
    return f"pages/{page or 'home'}/page.py"
