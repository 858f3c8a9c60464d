"""A QR code of a URL, for phones in a class."""

from __future__ import annotations

import io

LONGEST = 1_500
"""The largest number of bytes: of a longer URL, a camera cannot read the squares across a room."""


def link_code_svg(address: str) -> str:
    """The QR code of a URL, black on white in every theme, with its quiet zone.

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
