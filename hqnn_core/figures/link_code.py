"""An address as a QR code, for the cameras of a class's phones."""

from __future__ import annotations

import io

LONGEST = 1_500
"""Bytes of an address: a longer one makes squares that a camera cannot read across a room."""


def link_code_svg(address: str) -> str:
    """The QR code of an address, black on white in every theme, with the quiet zone it needs.

    Raises `ValueError` for an address of more than `LONGEST` bytes.
    """
    import segno

    if len(address.encode()) > LONGEST:
        raise ValueError(f"address must have at most {LONGEST} bytes")
    written = io.BytesIO()
    segno.make(address, error="l", micro=False).save(
        written, kind="svg", scale=8, border=4, dark="#000000", light="#FFFFFF", xmldecl=False
    )
    return written.getvalue().decode()
