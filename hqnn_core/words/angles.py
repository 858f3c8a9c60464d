"""Parser for typed angles: "pi/3", "-2π", "0.25 pi", "90°", "1.5", "0,5"."""

from __future__ import annotations

import ast
import math
import operator
import re
from fractions import Fraction

from hqnn_core.language import gettext, localized, ngettext
from hqnn_core.words.numbers import angle_text, whole_text
from hqnn_core.words.typed import quoted

MAX_LENGTH = 60
MAX_ANGLE = 1e12
"""Beyond this a float no longer holds a thousandth of a turn."""

PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494459")
"""Exact enough that the largest angle, minus its whole turns, is right to a float's last digit."""

_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SIGNS = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_WRITTEN_OTHERWISE = str.maketrans(
    {"π": "pi", "\u2212": "-", "×": "*", "·": "*", "÷": "/", "º": "°"}
)
_ALPHABET = re.compile(r"[0-9.eip+\-*/()°\s]*")
_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2},\d{3}(?!\d)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_DEGREES = re.compile(r"\s*(?:°|deg(?:rees?)?\b)")
_FACTOR_BEFORE = re.compile(r"(?<=[\d.)])\s*(?=pi|\()")  # 2pi, 2 pi, 2(1+1): a product


class AngleError(ValueError):
    """The text is not an angle; the message shows what one looks like."""


def parse_angle(text: str) -> Fraction:
    """Parse an angle in radians: numbers, pi, degrees, + - * / and brackets.

    It is exact, except that pi has 62 digits. A comma is a decimal comma; where the present
    language has a decimal point, one that may part thousands is refused. Nothing is executed: the
    text is read into a syntax tree, of which only those parts are computed. Raises `AngleError`
    for anything else, and for what is not finite or above `MAX_ANGLE`.
    """
    written = text.strip().lower().translate(_WRITTEN_OTHERWISE)
    if not written:
        raise AngleError(gettext("Type an angle, such as 1.5, pi/3 or 90°."))
    if len(written) > MAX_LENGTH:
        raise AngleError(
            gettext(
                "An angle has at most {most} characters; this one has {n}.",
                most=MAX_LENGTH,
                n=whole_text(len(written)),
            )
        )
    if localized(".") == "." and (found := _THOUSANDS.search(written)):
        number = found.group()
        raise AngleError(
            gettext(
                "“{text}” can be read in two ways: type {point} or {whole}.",
                text=number,
                point=number.replace(",", "."),
                whole=number.replace(",", ""),
            )
        )
    try:
        value = _value(ast.parse(_as_python(written), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise AngleError(
            gettext("{text} is not an angle. Examples: 1.5, pi/3, 90°.", text=quoted(text))
        ) from None
    except (ZeroDivisionError, OverflowError):
        raise AngleError(gettext("{text} is not a finite number.", text=quoted(text))) from None
    if not abs(value) <= MAX_ANGLE:
        raise AngleError(
            gettext(
                "{text} is too large: at most {most} radians.",
                text=quoted(text),
                most=whole_text(round(MAX_ANGLE)),
            )
        )
    return value


def whole_turns(theta: Fraction | float) -> int:
    """The whole turns that `within_two_turns` removes, negative for turns back."""
    if abs(float(theta)) <= 2 * math.pi:  # so that 2π itself stays what it is
        return 0
    return int(Fraction(theta) / (2 * PI))  # towards 0


def within_two_turns(theta: Fraction | float) -> float:
    """The equivalent angle in [-2π, 2π]."""
    turns = whole_turns(theta)
    return float(Fraction(theta) - turns * 2 * PI) if turns else float(theta)


def turns_text(theta: Fraction) -> str:
    """Note on the whole turns removed from a typed angle: "That is 1 whole turn back. ..."."""
    turns = whole_turns(theta)
    if turns < 0:
        passed = ngettext("That is {n} whole turn back.", "That is {n} whole turns back.", -turns)
    else:
        passed = ngettext("That is {n} whole turn.", "That is {n} whole turns.", turns)
    left = gettext(
        "The curve repeats after every turn, so θ = {angle}.",
        angle=angle_text(within_two_turns(theta)),
    )
    return f"{passed} {left}"


def typed_text(theta: float) -> str:
    """An angle as typed text, to a thousandth of a radian: "0.8", "-1.571"."""
    text = f"{theta:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else localized(text)


def _as_python(written: str) -> str:
    text = _DEGREES.sub("°", _DECIMAL_COMMA.sub(".", written))
    if not _ALPHABET.fullmatch(text):
        raise ValueError(written)
    return _FACTOR_BEFORE.sub("*", text).replace("°", "*(pi/180)")


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Fraction(number)
        case ast.Name(id="pi"):
            return PI
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left), _value(right))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _SIGNS:
            return _SIGNS[type(op)](_value(operand))
    raise ValueError(ast.dump(node))
