"""Text of the explorer of sums: how one number of the network is computed."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.config import ModelConfig
from hqnn_core.network import (
    Activations,
    NeuronSum,
    OneProbability,
    Pixel,
    PixelSum,
    input_place,
)
from hqnn_core.words.numbers import decimal_text, number_text, share_text

N_INPUTS, N_NEURONS = 5, 8
"""Terms of a sum that are shown one by one, of a hidden neuron and of θ; the rest is one term."""

Terms = list[tuple[str, float]]

_CONVOLUTIONS = ("first", "second")
_CORNERS = (("upper left", "upper right"), ("lower left", "lower right"))


def map_label(layer: int, of_map: int) -> str:
    """Label of a feature map."""
    return f"Map {of_map + 1} of the {_CONVOLUTIONS[layer]} convolution"


def pixel_label(row: int, column: int, value: float) -> str:
    """Label of a pixel: position and value."""
    return f"Row {row + 1}, column {column + 1}: {number_text(value)}"


def window_label(found: PixelSum, of_map: int) -> str:
    """Label of a window: input map and contribution."""
    return f"Window in map {of_map + 1}: adds {number_text(found.parts[of_map])}"


def neuron_label(neuron: int, value: float) -> str:
    """Label of a hidden neuron: number and value."""
    return f"Neuron {neuron + 1}: {number_text(value)}"


def window_title(pixel: Pixel, of_map: int) -> str:
    """Title of a window."""
    source = "the image" if pixel.layer == 0 else f"first map {of_map + 1}"
    return f"Window in {source}: value × weight"


def pixel_text(pixel: Pixel, found: PixelSum) -> str:
    """Computation of a pixel, Markdown."""
    corner = _CORNERS[found.kept[0]][found.kept[1]]
    return (
        f"**Map {pixel.map + 1}, row {pixel.row + 1}, column {pixel.column + 1}.** "
        f"{_summed_text(found)}; with the bias {decimal_text(found.bias, 3, signed=True)} the sum "
        f"is {number_text(found.total)}. Max-pooling keeps the largest of four neighbouring sums: "
        f"this one, {corner}. {_relu_text(found.total, 'the pixel')}"
    )


def _summed_text(found: PixelSum) -> str:
    """The sum of all windows; those that add nothing are not shown."""
    n_maps, n_shown, added = len(found.parts), len(found.order), number_text(sum(found.parts))
    if n_maps == 1:
        return f"The 25 products add up to {added}"
    if n_shown == n_maps:
        return f"The {n_maps} windows together add {added}"
    rest = n_maps - n_shown
    others = "the other one adds 0" if rest == 1 else f"the other {rest} add 0"
    if n_shown == 0:
        return f"All {n_maps} windows add 0"
    shown = "window shown adds" if n_shown == 1 else "windows shown together add"
    return f"The {n_shown} {shown} {added}, {others}"


def neighbours_text(found: PixelSum) -> str:
    """Text alternative: the sums of four neighbours."""
    sums = zip(sum(_CORNERS, ()), found.neighbours.flatten().tolist(), strict=True)
    named = ", ".join(f"{corner} {decimal_text(value)}" for corner, value in sums)
    return f"The sums of four neighbours: {named}"


def hidden_text(neuron: int, found: NeuronSum) -> str:
    """Computation of a hidden neuron's value, Markdown."""
    total = found.total
    return (
        f"**Neuron {neuron + 1}** (choose another above). Its {len(found.values)} products, "
        f"value × weight, and the bias add up to {number_text(total)}. "
        f"{_relu_text(total, 'its output')}"
    )


def hidden_terms(found: NeuronSum, inside: Activations) -> Terms:
    """Terms of a hidden neuron's sum, strongest inputs by name: "map 7 (2, 3): 1.23 × −0.0840"."""
    names = []
    for i in found.strongest(N_INPUTS):
        of_map, row, column = input_place(inside, i)
        names.append(f"map {of_map + 1} ({row + 1}, {column + 1})")
    return _terms(found, names, "inputs")


def angle_terms(found: NeuronSum) -> Terms:
    """Terms of an angle's sum, its strongest neurons by name."""
    names = [f"neuron {i + 1}" for i in found.strongest(N_NEURONS)]
    return _terms(found, names, "neurons")


def last_number_name(config: ModelConfig, qubit: int = 0) -> str:
    """Name of the classical part's last number."""
    if config.kind == "hybrid":
        return "θ" if config.has_one_angle else f"θ of q{qubit}"
    return "logit" if config.has_one_angle else f"number {qubit + 1}"


def terms_text(terms: Terms, total: str) -> str:
    """Text alternative of a sum."""
    named = "; ".join(f"{name}: {decimal_text(value, 3, signed=True)}" for name, value in terms)
    whole = number_text(sum(value for _, value in terms))
    return f"{total} as a sum. {named}. Together: {whole}"


def one_text(found: OneProbability, digit: int = 1) -> str:
    """The formula of P(1) with its numbers, Markdown; `digit` is what a measured 1 stands for."""
    theta, value = number_text(found.theta), share_text(found.value)
    if found.function == "exp":
        inner = number_text(found.inner)
        return (
            f"P({digit}) = 1/(1 + e^(−logit)) with logit = {theta}: 1/(1 + {inner}) = **{value}**"
        )
    sign, inner = "+" if found.function == "sin" else "−", share_text(found.inner)
    return (
        f"P({digit}) = (1 {sign} {found.function} θ)/2 with θ = {theta} rad: "
        f"(1 {sign} ({inner}))/2 = **{value}**"
    )


def _relu_text(total: float, what: str) -> str:
    if total > 0:
        return f"ReLU leaves what is above 0: {what} is **{number_text(total)}**."
    return f"It is not above 0, so ReLU makes {what} **0**."


def _terms(found: NeuronSum, names: Sequence[str], kind: str) -> Terms:
    terms = [
        (f"{name}: {number_text(float(found.values[i]))} × {number_text(float(found.weights[i]))}",
         float(found.products[i]))
        for name, i in zip(names, found.strongest(len(names)), strict=True)
    ]  # fmt: skip
    rest = f"{len(found.values) - len(names)} {'other ' if names else ''}{kind}"
    return [*terms, (rest, found.rest(len(names))), ("bias", found.bias)]
