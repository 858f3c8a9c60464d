"""28x28 images as short texts for a board's entries: 16 grey levels, two pixels a byte, base64."""

from __future__ import annotations

import base64
import binascii

N_PIXELS, LEVELS = 784, 16
_STEP = 255 // (LEVELS - 1)


def picture_text(pixels: bytes) -> str:
    """The text, 524 characters, of 784 bytes, row by row."""
    if len(pixels) != N_PIXELS:
        raise ValueError(f"a picture has {N_PIXELS} pixels; got {len(pixels)}.")
    levels = [(pixel + _STEP // 2) // _STEP for pixel in pixels]
    pairs = zip(levels[::2], levels[1::2], strict=True)
    return base64.b64encode(bytes(LEVELS * high + low for high, low in pairs)).decode("ascii")


def pixels_of_picture(text: str) -> bytes:
    """The 784 bytes of a text by `picture_text`. Raises `ValueError` for any other text."""
    try:
        packed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("the picture is not base64.") from None
    if len(packed) != N_PIXELS // 2:
        raise ValueError(f"a picture has {N_PIXELS // 2} bytes; got {len(packed)}.")
    return bytes(level * _STEP for byte in packed for level in divmod(byte, LEVELS))
