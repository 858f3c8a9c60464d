"""Errors about input from outside, and the checks that raise them.

A message may quote the input; it is always short enough to be shown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from hqnn_core.language import gettext, localized

MAX_CHARACTERS = 400
_NAMED = re.compile(r"\{([\w-]+)\}")


class InputError(ValueError):
    """Input from outside cannot be used; the message says why.

    The message is short and always safe to show, whatever it quotes.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(shortened(sentence))


def shortened(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Shorten `text` in the middle if it is too long, and replace half characters (surrogates)."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) <= limit:
        return text
    end = limit // 4  # what to do stands at the end
    return f"{text[: limit - end - 3]} … {text[-end:]}"


class ConfigError(InputError):
    """A setting is out of bounds; the message gives its name, what is allowed and what was given.

    Attributes:
        field: the setting's name in the code.
    """

    def __init__(self, field: str, needs: str, given: str = "", cell: str = "") -> None:
        """The message is "field needs; got given."

        In `needs` and `cell`, names of settings and values are in {}, so that `told` finds them.
        `cell` is one of several configurations: "{seed} = 1".
        """
        self.field, self._needs, self._given, self._cell = field, needs, given, cell
        super().__init__(self.told({}))

    def told(self, names: Mapping[str, str]) -> str:
        """The message, with the labels in `names` substituted for names of settings and values."""
        needs, cell = (
            _NAMED.sub(lambda found: names.get(found[1], found[1]), text)
            for text in (self._needs, self._cell)
        )
        said = {"setting": names.get(self.field) or gettext(self.field), "needs": needs}
        text = gettext("{setting} {needs}.", **said)
        if self._given:
            text = gettext("{setting} {needs}; got {given}.", **said, given=self._given)
        if cell:
            text += " " + gettext("This is the run with {values}.", values=cell)
        return shortened(text)

    def located(self, cell: str) -> ConfigError:
        """The same error, with the configuration that it is in."""
        return ConfigError(self.field, self._needs, self._given, cell)


def plain(value: Any) -> Any:
    """The Python number or word of a NumPy or torch scalar; anything else unchanged."""
    return value.item() if getattr(value, "ndim", None) == 0 else value


def is_finite(value: object) -> bool:
    """Whether `value` is a finite Python number; True and 10**400 are not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def check_whole(name: str, value: object, low: int, high: int) -> int:
    """`value` as Python's int. Raises `ConfigError` unless it is a whole number in [low, high]."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        ends = {"low": localized(f"{low:,}"), "high": localized(f"{high:,}")}
        needs = gettext("must be a whole number from {low} to {high}", **ends)
        raise ConfigError(name, needs, _shown(value))
    return value


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Raise `ConfigError` unless `value` is one of `choices`."""
    if value not in choices:
        allowed = ", ".join(f"{{{choice}}}" for choice in choices)
        needs = gettext("must be one of {choices}", choices=allowed)
        raise ConfigError(name, needs, repr(value))


def _shown(value: object) -> str:
    """A number with its thousands separated, so that its size is easy to read."""
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15
    return localized(f"{value:,}") if is_whole else repr(value)


def check_share(name: str, value: float, high: float) -> float:
    """`value` as Python's float. Raises `ConfigError` unless it is a number in [0, high]."""
    value = plain(value)
    if not is_finite(value) or not 0 <= value <= high:
        needs = gettext("must be a number from 0 to {high}", high=localized(f"{high:g}"))
        raise ConfigError(name, needs, repr(value))
    return float(value)
