"""Angles as people type them: "pi/3", "-2π", "0.25 pi", "1.5"."""

from __future__ import annotations

import ast
import math
import operator
import re

MAX_LENGTH = 60
MAX_ANGLE = 1e12
"""Beyond this a float no longer holds a thousandth of a turn."""

_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SIGNS = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_WRITTEN_OTHERWISE = str.maketrans({"π": "pi", "\u2212": "-", "×": "*", "·": "*", "÷": "/"})
_ALPHABET = re.compile(r"[0-9.eip+\-*/()\s]*")
_FACTOR_BEFORE = re.compile(r"(?<=[\d.)])\s*(?=pi|\()")  # 2pi, 2 pi, 2(1+1): a product


class AngleError(ValueError):
    """A text is no angle; the message says what one looks like."""


def parse_angle(text: str) -> float:
    """The angle in radians that `text` says, with numbers, pi, + - * / and brackets.

    Nothing is executed: the text is read into a syntax tree, of which only those parts are
    computed. Raises `AngleError` for anything else, and for what is not finite or above
    `MAX_ANGLE`.
    """
    written = text.strip().lower().translate(_WRITTEN_OTHERWISE)
    if not written:
        raise AngleError("Type an angle in radians, such as 1.5, pi/3 or -2*pi.")
    if len(written) > MAX_LENGTH:
        raise AngleError(f"An angle has at most {MAX_LENGTH} characters; this has {len(written)}.")
    try:
        if not _ALPHABET.fullmatch(written):
            raise ValueError(written)
        value = _value(ast.parse(_FACTOR_BEFORE.sub("*", written), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise AngleError(
            f"“{text.strip()}” is not an angle. Type one in radians, such as 1.5, pi/3 or -2*pi."
        ) from None
    except (ZeroDivisionError, OverflowError):
        raise AngleError(f"“{text.strip()}” is not a finite number.") from None
    if not abs(value) <= MAX_ANGLE:
        raise AngleError(f"“{text.strip()}” is too large: at most {MAX_ANGLE:g} radians.")
    return value


def within_two_turns(theta: float) -> float:
    """The angle in [-2π, 2π] with the same expectation: whole turns are taken off."""
    return theta if abs(theta) <= 2 * math.pi else math.fmod(theta, 2 * math.pi)


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id="pi"):
            return math.pi
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left), _value(right))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _SIGNS:
            return _SIGNS[type(op)](_value(operand))
    raise ValueError(ast.dump(node))
