"""Errors about what somebody typed or uploaded, which their sentences may quote."""

from __future__ import annotations

MAX_CHARACTERS = 400


class InputError(ValueError):
    """What came from outside cannot be used; the message says why.

    It stays short and can always be shown, whatever of the input it quotes.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(shortened(sentence))


def shortened(text: str, limit: int = MAX_CHARACTERS) -> str:
    """`text` with its middle left out if it is too long, and no half characters (surrogates)."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) <= limit:
        return text
    end = limit // 4  # what to do stands at the end
    return f"{text[: limit - end - 3]} … {text[-end:]}"
