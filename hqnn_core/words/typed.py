"""Parsers for typed numbers: "1000", "1,000", "1e3", "0,5"."""

from __future__ import annotations

import math
import re

from hqnn_core.errors import ConfigError
from hqnn_core.language import gettext, localized

_GROUPS = re.compile(r"[+-]?\d{1,3}(?:[,'’_\s]\d{3})+")
_DIGITS = re.compile(r"[+-]?\d+")
_SEPARATORS = re.compile(r"[,'’_\s]")
_THOUSANDS_OR_DECIMALS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")


def parse_whole(field: str, text: str) -> int:
    """Parse a whole number, with or without a power of ten or groups of digits.

    Raises `ConfigError` about `field` for anything else, and for a point that may divide groups.
    """
    written = _plain(text)
    if _TWO_WAYS.fullmatch(written):
        digits = written.replace(".", "")
        needs = gettext("can be read in two ways: type {number}", number=digits)
        raise ConfigError(field, needs, given=quoted(text))
    digits = _SEPARATORS.sub("", written) if _GROUPS.fullmatch(written) else written
    value = _value(digits)
    if value is None or value != int(value):
        needs = gettext("must be a whole number, such as 100")
        raise ConfigError(field, needs, given=quoted(text))
    return int(digits) if _DIGITS.fullmatch(digits) else int(value)


def parse_decimal(field: str, text: str) -> float:
    """Parse a number; a comma is a decimal comma: "0,5".

    Raises `ConfigError` about `field` for anything else, and for a comma that may divide groups.
    """
    written = _plain(text)
    if _THOUSANDS_OR_DECIMALS.fullmatch(written):
        point, whole = written.replace(",", "."), written.replace(",", "")
        needs = gettext("can be read in two ways: type {one} or {other}", one=point, other=whole)
        raise ConfigError(field, needs, given=quoted(text))
    value = _value(written.replace(",", "."))
    if value is None:
        needs = gettext("must be a number, such as {number}", number=localized("0.001"))
        raise ConfigError(field, needs, given=quoted(text))
    return value


def _plain(text: str) -> str:
    return text.strip().replace("\u2212", "-")


def _value(written: str) -> float | None:
    """Parse a finite number; None otherwise."""
    try:
        value = float(written)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in written else None


def quoted(text: str) -> str:
    """A text in quotation marks, on one line, shortened."""
    short = " ".join(text.split())
    short = f"{short[:20]}…" if len(short) > 20 else short
    return gettext("“{name}”", name=short)
