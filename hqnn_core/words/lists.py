"""Parsers for typed lists: "1, 10, 100, exact"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hqnn_core.errors import ConfigError
from hqnn_core.language import N_, gettext
from hqnn_core.words.angles import AngleError, parse_angle
from hqnn_core.words.typed import parse_decimal, parse_whole, quoted

EXACT, DEFAULT = N_("exact"), N_("default")
MAX_VALUES = 100
_GROUP = re.compile(r"0\d+")
_DECIMAL_COMMA = re.compile(r"(?<![\d.])\d+,\d+(?![\d.])")
_COUNT = re.compile(r"(\d{1,9})\s*(?:\.\.|…|to|-|–)\s*(\d{1,9})")


def parse_list(field: str, text: str, parse: Callable[[str, str], Any]) -> list[Any]:
    """Parse a list separated by commas or semicolons, each entry by `parse`.

    Raises `ConfigError` about `field` for no value, for a value that `parse` refuses, for more
    than `MAX_VALUES`, and for a comma that may divide the digits of one number.
    """
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if not parts:
        raise ConfigError(field, gettext("needs at least 1 value"))
    if len(parts) > MAX_VALUES:
        needs = gettext("takes at most {most} values", most=MAX_VALUES)
        raise ConfigError(field, needs, str(len(parts)))
    if any(_GROUP.fullmatch(part) for part in parts[1:]):
        needs = gettext(
            "can be read in two ways: a comma divides values, so write 1000 without one"
        )
        raise ConfigError(field, needs)
    if parse in (parse_decimal, parse_shift) and (found := _DECIMAL_COMMA.search(text)):
        one, two = found.group().replace(",", "."), found.group().replace(",", ", ")
        needs = gettext("can be read in two ways: type {one} or {other}", one=one, other=two)
        raise ConfigError(field, needs, given=quoted(found.group()))
    return [parse(field, part) for part in parts]


def parse_seeds(field: str, text: str) -> list[int]:
    """Seeds, as a list or as a range: "0, 1, 2" or "0 to 4". Raises `ConfigError`."""
    if found := _COUNT.fullmatch(text.strip()):
        first, last = int(found[1]), int(found[2])
        if not first <= last < first + MAX_VALUES:
            needs = gettext(
                "takes a range such as {range}, of at most {most} values",
                range="0 to 4",
                most=MAX_VALUES,
            )
            raise ConfigError(field, needs, text.strip())
        return list(range(first, last + 1))
    return parse_list(field, text, parse_whole)


def parse_digits(field: str, text: str) -> tuple[int, ...]:
    """Digits, as a list or as a range: "0, 1", "3 and 8" or "0 to 9". Raises `ConfigError`."""
    return tuple(parse_seeds(field, re.sub(r"\s+and\s+", ", ", text.strip())))


def parse_shots(field: str, text: str) -> int | None:
    """A number of shots, or None for the word "exact". Raises `ConfigError`."""
    return None if text.lower() == EXACT else parse_whole(field, text)


def parse_shift(field: str, text: str) -> float | None:
    """An angle, as `parse_angle` reads it; None, the rule's own, for nothing or "default".

    Raises `ConfigError`.
    """
    if text.lower() in ("", DEFAULT):
        return None
    try:
        return float(parse_angle(text))
    except AngleError as fault:
        needs = gettext("must be an angle. {fault}", fault=str(fault).rstrip("."))
        raise ConfigError(field, needs) from None


PARSERS: dict[str, Callable[[str, str], Any]] = {
    "shots": parse_shots,
    "shift": parse_shift,
    "learning_rate": parse_decimal,
    "gate_error": parse_decimal,
    "readout_error": parse_decimal,
    "epochs": parse_whole,
    "n_per_class": parse_whole,
    "batch_size": parse_whole,
    "qubits": parse_whole,
    "layers": parse_whole,
}
"""How a value of each setting that is typed is read."""
