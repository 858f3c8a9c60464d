"""Explorer of a network's sums for one image: choose a pixel or a neuron."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from torch import Tensor

from hqnn_core.figures.pixels import data_url, map_png
from hqnn_core.figures.sums import neighbours_chart, terms_chart, window_chart
from hqnn_core.language import gettext
from hqnn_core.network import (
    Activations,
    ClassicalTwin,
    HybridNet,
    Pixel,
    PixelSum,
    angle_sum,
    brightest_map,
    brightest_pixel,
    hidden_sum,
    maps_of,
    one_probability,
    pixel_sum,
)
from hqnn_core.words.computation import (
    angle_terms,
    hidden_terms,
    hidden_text,
    last_number_name,
    map_label,
    neighbours_text,
    neuron_label,
    one_text,
    pixel_label,
    pixel_text,
    terms_text,
    window_label,
    window_title,
)
from hqnn_core.words.numbers import decimal_text
from pages.frame import session
from pages.frame.theme import palette
from pages.widgets.cells import Cell, show_cells

T = TypeVar("T")

LARGE_MAP, MAPS = 360, 480  # pixels, at most, of a large map, and of all side by side
N_IN_A_ROW = 10  # hidden neurons


@dataclass(frozen=True)
class Sums:
    """The sums behind one image (1, 28, 28) in a network; `name` tells those on a page apart."""

    name: str
    network: HybridNet | ClassicalTwin
    image: Tensor
    inside: Activations

    def show_maps(self) -> None:
        """Show all feature maps, the chosen one large, and how its chosen pixel is computed."""
        with st.container(gap="xsmall"):
            self._show_maps_and_sum()

    def _show_maps_and_sum(self) -> None:
        pixel = self._pixel()
        for layer in (0, 1):
            self._show_maps_of(layer, pixel)
        found = pixel_sum(self.network, self.image, self.inside, pixel)
        of_map = self._window(found)
        brightest = float((self.image, self.inside.conv1[0])[pixel.layer][of_map].max())
        large, window = st.columns([2, 3], gap="small")
        with large, st.container(gap="xsmall"):
            self._show_large_map(pixel)
        with window, st.container(gap="xsmall"):
            st.caption(window_title(pixel, of_map))
            chart = window_chart(found.windows[of_map], found.weights[of_map], brightest, palette())
            st.vega_lite_chart(
                spec=chart, width="content", alt=window_title(pixel, of_map),
                key=f"window-{self.name}",
            )  # fmt: skip
        if pixel.layer == 1 and found.order:
            self._show_windows(found, of_map)
        four, words = st.columns([1, 3], gap="small", vertical_alignment="center")
        four.vega_lite_chart(
            spec=neighbours_chart(found.neighbours, found.kept, palette()), width="content",
            alt=neighbours_text(found), key=f"neighbours-{self.name}",
        )  # fmt: skip
        words.markdown(pixel_text(pixel, found))

    def show_hidden(self) -> None:
        """Show all hidden neurons, and the sum of the chosen one."""
        values = self.inside.hidden[0]
        neuron = self._choice("neuron", int(values.argmax()))
        top = max(float(values.max()), 1e-9)
        cells: list[Cell] = [
            {"label": neuron_label(i, value), "shade": round(255 * value / top),
             "text": decimal_text(value)}
            for i, value in enumerate(values.tolist())
        ]  # fmt: skip
        rows = [cells[i : i + N_IN_A_ROW] for i in range(0, len(cells), N_IN_A_ROW)]
        show_cells(
            f"hidden-{self.name}", gettext("Hidden neurons"), rows, divmod(neuron, N_IN_A_ROW),
            lambda row, column: self._choose("neuron", N_IN_A_ROW * row + column), shape="1.8",
        )  # fmt: skip
        found = hidden_sum(self.network, self.inside, neuron)
        terms = hidden_terms(found, self.inside)
        st.markdown(hidden_text(neuron, found))
        st.vega_lite_chart(
            spec=terms_chart(terms, gettext("sum"), palette()),
            alt=terms_text(terms, gettext("Neuron")), key=f"hidden-terms-{self.name}",
        )  # fmt: skip
        st.caption(
            gettext("In brackets: row and column of a pixel in a map of the second convolution.")
        )

    def show_angle(self, qubit: int = 0) -> None:
        """Show the sum of a qubit's angle, or of the number that a twin has in its place."""
        config = self.network.config
        terms = angle_terms(angle_sum(self.network, self.inside, qubit))
        name = last_number_name(config, qubit)
        by_class = config.has_one_angle and config.hadamard
        st.vega_lite_chart(
            spec=terms_chart(terms, name, palette(), by_class), alt=terms_text(terms, name),
            key=f"angle-terms-{self.name}",
        )  # fmt: skip

    def show_one(self) -> None:
        """Show the formula of P(1) with its numbers."""
        config = self.network.config
        found = one_probability(config, float(self.inside.theta[0, 0]))
        st.markdown(one_text(found, config.digits[1]))

    def _show_maps_of(self, layer: int, pixel: Pixel) -> None:
        cells: list[Cell] = [
            {"label": map_label(layer, i), "picture": data_url(map_png(pixels))}
            for i, pixels in enumerate(maps_of(self.inside, layer))
        ]
        show_cells(
            f"maps-{layer}-{self.name}",
            gettext("Feature maps of convolution {n}", n=layer + 1), [cells],
            (0, pixel.map) if pixel.layer == layer else None,
            lambda _, of_map: self._choose_pixel(brightest_pixel(self.inside, layer, of_map)),
            MAPS,
        )  # fmt: skip

    def _show_large_map(self, pixel: Pixel) -> None:
        values = maps_of(self.inside, pixel.layer)[pixel.map]
        top, has_room = max(float(values.max()), 1e-9), pixel.layer == 1
        rows: list[list[Cell]] = [
            [
                {"label": pixel_label(r, c, value), "shade": round(255 * value / top),
                 "text": decimal_text(value) if has_room else ""}
                for c, value in enumerate(row)
            ]
            for r, row in enumerate(values.tolist())
        ]  # fmt: skip
        label = map_label(pixel.layer, pixel.map)
        st.caption(gettext("Map {n}: choose a pixel", n=pixel.map + 1))
        show_cells(
            f"pixels-{self.name}", label, rows, (pixel.row, pixel.column),
            lambda r, c: self._choose_pixel(Pixel(pixel.layer, pixel.map, r, c)), LARGE_MAP,
        )  # fmt: skip

    def _show_windows(self, found: PixelSum, of_map: int) -> None:
        """The windows that add anything, strongest first."""
        st.caption(gettext("What each window adds, strongest first:"))
        cells: list[Cell] = [
            {"label": window_label(found, i), "picture": data_url(map_png(found.windows[i])),
             "text": decimal_text(found.parts[i], signed=True)}
            for i in found.order
        ]  # fmt: skip
        show_cells(
            f"windows-{self.name}", gettext("Windows, strongest first"), [cells],
            (0, found.order.index(of_map)) if of_map in found.order else None,
            lambda _, place: self._choose("window", found.order[place]),
        )  # fmt: skip

    def _pixel(self) -> Pixel:
        layer, brightest = 0, brightest_map(self.inside, 0)
        return self._choice("pixel", brightest_pixel(self.inside, layer, brightest))

    def _window(self, found: PixelSum) -> int:
        """The input map whose window is shown: the chosen one, else the strongest."""
        chosen = self._choice("window", None)
        return chosen if chosen in found.order else found.order[0] if found.order else 0

    def _choice(self, of: str, default: T) -> T:
        return st.session_state.get(f"{session.CHOSEN_SUM}{of}-{self.name}", default)

    def _choose(self, of: str, choice: object) -> None:
        st.session_state[f"{session.CHOSEN_SUM}{of}-{self.name}"] = choice

    def _choose_pixel(self, pixel: Pixel) -> None:
        self._choose("pixel", pixel)
        self._choose("window", None)
