"""The QR code of an address."""

from __future__ import annotations

import re

import pytest
import segno

from hqnn_core.figures.link_code import LONGEST, link_code_svg

ADDRESS = "http://192.168.1.20:8501/circuit?theta=2.5&shots=1%2C000"


def dark_squares(svg: str) -> set[tuple[int, int]]:
    """The black modules that the path of an SVG draws, as (row, column), with the border."""
    path = re.search(r'stroke="#000" d="([^"]*)"', svg)
    assert path is not None
    squares, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path[1]):
        steps = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = steps
        elif command == "m":
            x, y = x + steps[0], y + steps[1]
        else:
            squares |= {(int(y), int(x) + i) for i in range(int(steps[0]))}
            x += steps[0]
    return squares


def test_picture_shows_the_code_of_the_address_black_on_white_in_a_quiet_zone():
    svg = link_code_svg(ADDRESS)
    code = segno.make(ADDRESS, error="l", micro=False)
    rows = enumerate(code.matrix_iter(border=4))
    assert dark_squares(svg) == {(i, j) for i, row in rows for j, dark in enumerate(row) if dark}
    assert 'fill="#fff"' in svg


def test_address_that_no_camera_could_read_is_refused():
    link_code_svg("h" * LONGEST)
    with pytest.raises(ValueError, match="address"):
        link_code_svg("h" * (LONGEST + 1))
