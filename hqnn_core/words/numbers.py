"""Number formats: units, three digits at most, an uncertainty where they are sampled.

No number shows more digits than are known: a rounding error is shown as 0, a value and its spread
end at the same decimal place, and only what is exactly 0 or 100 % is called so.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from hqnn_core.language import gettext, localized, ngettext

NEGLIGIBLE = 1e-9
"""Sums of float64 numbers near 1 carry errors below this; a result as small is a 0."""

CERTAIN = 1e-12
"""A share as close as this to 0 or 1 is exactly that, but for rounding errors."""

NEAR_CERTAIN = 5e-5
"""A share as close as this to 0 or 1, and not exactly that, is "nearly" 0 or 1."""

Z_95 = 1.959964
"""Standard deviations on either side of the mean that hold 95 % of a normal distribution.

A band that is drawn is two of them, `quantum.BAND`, as its formula says.
"""

MINUS = "\u2212"


def number_text(value: float, digits: int = 3) -> str:
    """`value` with `digits` significant digits, without exponents: "0.0349", "−53.9", "1,230"."""
    if abs(value) < NEGLIGIBLE:
        return "0"
    return _stripped(_fixed(value, digits - 1 - _magnitude(value)))


def decimal_text(value: float, places: int = 2, signed: bool = False) -> str:
    """`value` with `places` decimal places, for columns; optionally with a plus sign."""
    text = _fixed(value, places) if abs(value) >= NEGLIGIBLE else "0"
    is_plus = signed and value > 0 and round(value, places) > 0
    return f"+{text}" if is_plus else text


def spread_text(spread: float) -> str:
    """A standard deviation to one significant digit: "0.07", "50"."""
    return number_text(spread, 1)


def with_spread(value: float, spread: float, ends: Sequence[float] = ()) -> str:
    """A sampled number and its standard deviation, to the same place: "0.02 ± 0.07", "0 ± 50".

    `ends` are the least and the greatest possible value, if there are any: no other value is
    rounded to them. With a spread of 0 the value keeps its digits, up to six.
    """
    if spread < NEGLIGIBLE:
        is_whole = abs(value - round(value)) < NEGLIGIBLE
        places = 0 if is_whole else max(5 - _magnitude(value), 2)
        return f"{_stripped(_fixed(value, _places(value, places, ends)))} ± 0"
    spread = float(f"{spread:.0e}")  # 0.096 counts as 0.1
    places = _places(value, -_magnitude(spread), ends)
    return f"{_fixed(value, places)} ± {_fixed(spread, places)}"


def percent_spread(shares: Sequence[float]) -> str:
    """Mean and standard deviation of shares, in percent without the sign: "98.4 ± 0.8", "86 ± 19".

    A spread that begins with 1 has two digits. A single share, or equal ones, are without it.
    """
    mean, spread = statistics.fmean(shares), 100 * statistics.stdev(shares) if shares[1:] else 0.0
    if spread < NEGLIGIBLE:
        return percent_number(mean, 4)
    places = max(0, -_magnitude(spread / 2))
    return f"{_fixed(100 * mean, places)} ± {_fixed(spread, places)}"


def share_text(share: float, digits: int = 3) -> str:
    """A probability, or a value in [-1, 1] such as ⟨Z⟩: "0.25", "0.9996", "nearly −1".

    It is called 0, 1 or −1 only where it is exactly that.
    """
    end = round(share)
    if abs(share - end) < CERTAIN:
        return _fixed(end, 0)
    if abs(share - end) < (NEAR_CERTAIN if end else NEGLIGIBLE):
        return gettext("nearly {number}", number=_fixed(end, 0))
    return _stripped(_fixed(share, _places(share, digits - 1 - _magnitude(share), (-1, 1))))


def percent_text(share: float, can_be_certain: bool = True) -> str:
    """A share in [0, 1]: "84.1 %", "99.96 %", "nearly 100 %"; 0 and 100 % where it is just that.

    A probability may be 1 in floating point only: then it cannot be certain.
    """
    return f"{percent_number(share, can_be_certain=can_be_certain)} %"


def percent_number(share: float, digits: int = 3, can_be_certain: bool = True) -> str:
    """A share in percent, without the sign: "84.1", "99.96", "nearly 100"."""
    end = round(share)
    if abs(share - end) < NEAR_CERTAIN:
        is_certain = can_be_certain and abs(share - end) < CERTAIN
        number = f"{100 * end}"
        return number if is_certain else gettext("nearly {number}", number=number)
    value = 100 * share
    return _stripped(_fixed(value, _places(value, digits - 1 - _magnitude(value), (0, 100))))


def percent_range_text(shares: Iterable[float]) -> str:
    """From the least to the greatest of several shares: "93 to 98 %"."""
    found = list(shares)
    low, high = (percent_number(end, 2) for end in (min(found), max(found)))
    return f"{low if low == high else _range_text(low, high)} %"


def whole_text(n: int) -> str:
    """A whole number with its thousands apart: "1,000"."""
    return localized(f"{n:,}")


def digits_text(digits: Sequence[int]) -> str:
    """Some digits, such as "0 and 1", "0, 3 and 7" or "0 to 9"."""
    if _is_range(digits):
        return _range_text(digits[0], digits[-1])
    return gettext("{some} and {last}", some=_listed(digits[:-1]), last=digits[-1])


def a_digit(digit: int) -> str:
    """A digit with its article, such as "a 3" or "an 8"."""
    return gettext("an {digit}", digit=digit) if digit == 8 else gettext("a {digit}", digit=digit)


def one_of_digits(digits: Sequence[int]) -> str:
    """One of some digits, such as "a 0 or a 1", "0, 3 or 7" or "a digit from 0 to 9"."""
    if len(digits) == 2:
        return gettext("{some} or {last}", some=a_digit(digits[0]), last=a_digit(digits[1]))
    if _is_range(digits):
        return gettext("a digit from {first} to {last}", first=digits[0], last=digits[-1])
    return gettext("{some} or {last}", some=_listed(digits[:-1]), last=digits[-1])


def _is_range(digits: Sequence[int]) -> bool:
    return len(digits) > 3 and list(digits) == list(range(digits[0], digits[-1] + 1))


def _listed(digits: Sequence[int]) -> str:
    return ", ".join(map(str, digits))


def _range_text(low: object, high: object) -> str:
    return gettext("{low} to {high}", low=low, high=high)


def tie_text(digit: int) -> str:
    """The rule for ties."""
    return gettext("A tie counts as {digit}.", digit=digit)


def shots_text(n: int, count: str, answer: object) -> str:
    """How many of n shots gave an answer."""
    return ngettext(
        "{count} of {n} shot said {answer}.",
        "{count} of {n} shots said {answer}.",
        n,
        count=count,
        answer=answer,
    )


def wilson_interval(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of which `count` of `n` were seen, within [0, 1].

    Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat.
    Assoc. 22, 209 (1927); unlike count / n ± its standard error it is right at 0 and n as well.
    """
    share, z2 = count / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    radius = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (middle - radius if count else 0.0), (middle + radius if count < n else 1.0)


def interval_text(low: float, high: float, ends: Sequence[float]) -> str:
    """An interval, to two digits of its width: "40 to 89"; for `ends` see `with_spread`."""
    wanted = math.ceil(math.log10(5 / (high - low)))
    places = max(_places(end, wanted, ends) for end in (low, high))
    return _range_text(*(_fixed(e, 0 if e in ends else max(places, 0)) for e in (low, high)))


def angle_text(theta: float) -> str:
    """An angle in radians and as a multiple of pi: "1.05 rad = 0.333 π"."""
    return f"{number_text(theta)} rad = {pi_text(theta)}"


def pi_text(theta: float) -> str:
    """An angle as a multiple of pi: "0.333 π"."""
    return f"{number_text(theta / math.pi)} π"


def duration_text(seconds: float | None) -> str:
    """A duration: "4.4 s", "19 min", "1.2 h", "4.6 days", or a dash for none."""
    if seconds is None:
        return "–"
    units = (("s", 1, 99.5), ("min", 60, 5970), ("h", 3600, 358_200), ("", 86_400, math.inf))
    unit, length = next((unit, length) for unit, length, most in units if seconds < most)
    value = seconds / length
    number = number_text(value, 2) if value < 9.95 else _fixed(value, 0)
    return f"{number} {unit}" if unit else gettext("{number} days", number=number)


def _magnitude(value: float) -> int:
    """The power of ten of the first digit."""
    return math.floor(math.log10(abs(value)))


def _places(value: float, places: int, ends: Sequence[float]) -> int:
    """Decimal places that keep a rounded `value` on its side of each of the `ends`."""
    for end in ends:
        if abs(value - end) > CERTAIN * max(map(abs, (1, *ends))):
            while (round(value, places) - end) * (value - end) <= 0:
                places += 1
    return places


def _stripped(text: str) -> str:
    """A number without zeros at its end."""
    point = localized(".")
    return text.rstrip("0").rstrip(point) if point in text else text


def _fixed(value: float, places: int) -> str:
    """`value` rounded to a decimal place; a minus sign only in front of what is not 0."""
    text = f"{round(value, places):,.{max(places, 0)}f}"
    is_zero = float(text.replace(",", "")) == 0
    return localized(text.lstrip("-") if is_zero else text.replace("-", MINUS))
