"""Text of the explorer of sums: how one number of the network is computed."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.config import ModelConfig
from hqnn_core.language import N_, gettext, ngettext
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

_MAPS = (N_("Map {n} of the first convolution"), N_("Map {n} of the second convolution"))


def map_label(layer: int, of_map: int) -> str:
    """Label of a feature map."""
    return gettext(_MAPS[layer], n=of_map + 1)


def pixel_label(row: int, column: int, value: float) -> str:
    """Label of a pixel: position and value."""
    return gettext(
        "Row {row}, column {column}: {value}",
        row=row + 1,
        column=column + 1,
        value=number_text(value),
    )


def window_label(found: PixelSum, of_map: int) -> str:
    """Label of a window: input map and contribution."""
    return gettext(
        "Window in map {n}: adds {value}", n=of_map + 1, value=number_text(found.parts[of_map])
    )


def neuron_label(neuron: int, value: float) -> str:
    """Label of a hidden neuron: number and value."""
    return gettext("Neuron {n}: {value}", n=neuron + 1, value=number_text(value))


def window_title(pixel: Pixel, of_map: int) -> str:
    """Title of a window."""
    if pixel.layer == 0:
        return gettext("A window of the image: brightness × weight")
    return gettext("A window of map {n}: value × weight", n=of_map + 1)


def pixel_text(pixel: Pixel, found: PixelSum) -> str:
    """Computation of a pixel, Markdown."""
    place = gettext(
        "**Map {n}, row {row}, column {column}.**",
        n=pixel.map + 1,
        row=pixel.row + 1,
        column=pixel.column + 1,
    )
    total = gettext(
        "With the bias {bias}, the sum is {total}. Of these four sums, the largest is kept.",
        bias=decimal_text(found.bias, 3, signed=True),
        total=number_text(found.total),
    )
    kept = N_("Positive sums stay: the pixel is **{value}**.")
    if found.total <= 0:
        kept = N_("Negative sums become 0: the pixel is **0**.")
    value = gettext(kept, value=number_text(found.total))
    return f"{place} {_summed_text(found)} {total} {value}"


def _summed_text(found: PixelSum) -> str:
    """The sum of all windows; those that add nothing are not shown."""
    n_maps, n_shown, added = len(found.parts), len(found.order), number_text(sum(found.parts))
    if n_maps == 1:
        return gettext("The 25 products add up to {sum}.", sum=added)
    if n_shown == 0:
        return gettext("None of the {n} windows adds anything.", n=n_maps)
    return ngettext(
        "Of the {all} windows, {n} adds something: {sum}.",
        "Of the {all} windows, {n} add something, together {sum}.",
        n_shown,
        all=n_maps,
        sum=added,
    )


def neighbours_text(found: PixelSum) -> str:
    """Text alternative: the sums of four neighbours."""
    upper_left, upper_right, lower_left, lower_right = map(
        decimal_text, found.neighbours.flatten().tolist()
    )
    return gettext(
        "The sums of four neighbours. Upper left: {upper_left}. Upper right: {upper_right}. Lower "
        "left: {lower_left}. Lower right: {lower_right}.",
        upper_left=upper_left,
        upper_right=upper_right,
        lower_left=lower_left,
        lower_right=lower_right,
    )


def hidden_text(neuron: int, found: NeuronSum) -> str:
    """Computation of a hidden neuron's value, Markdown."""
    total = gettext(
        "**Neuron {number}** (choose another above). It has {inputs} inputs. Each is multiplied "
        "by a weight. With the bias, the products add up to {total}.",
        number=neuron + 1,
        inputs=len(found.values),
        total=number_text(found.total),
    )
    kept = N_("Positive sums stay: its output is **{value}**.")
    if found.total <= 0:
        kept = N_("Negative sums become 0: its output is **0**.")
    return f"{total} {gettext(kept, value=number_text(found.total))}"


def hidden_terms(found: NeuronSum, inside: Activations) -> Terms:
    """Terms of a hidden neuron's sum, strongest inputs by name: "map 7 (2, 3): 1.23 × −0.0840"."""
    names = []
    for i in found.strongest(N_INPUTS):
        of_map, row, column = input_place(inside, i)
        names.append(
            gettext("map {n} ({row}, {column})", n=of_map + 1, row=row + 1, column=column + 1)
        )
    n = len(found.values) - len(names)
    rest = ngettext("{n} input", "{n} inputs", n)
    if names:
        rest = ngettext("{n} other input", "{n} other inputs", n)
    return _terms(found, names, rest)


def angle_terms(found: NeuronSum) -> Terms:
    """Terms of an angle's sum, its strongest neurons by name."""
    names = [gettext("neuron {n}", n=i + 1) for i in found.strongest(N_NEURONS)]
    n = len(found.values) - len(names)
    rest = ngettext("{n} neuron", "{n} neurons", n)
    if names:
        rest = ngettext("{n} other neuron", "{n} other neurons", n)
    return _terms(found, names, rest)


def last_number_name(config: ModelConfig, qubit: int = 0) -> str:
    """Name of the classical part's last number."""
    if config.kind == "hybrid":
        return "θ" if config.has_one_angle else gettext("θ of q{qubit}", qubit=qubit)
    return gettext("logit") if config.has_one_angle else gettext("number {n}", n=qubit + 1)


def terms_text(terms: Terms, total: str) -> str:
    """Text alternative of a sum."""
    named = "; ".join(f"{name}: {decimal_text(value, 3, signed=True)}" for name, value in terms)
    whole = number_text(sum(value for _, value in terms))
    return gettext("{name} as a sum. {terms}. Together: {sum}", name=total, terms=named, sum=whole)


def one_text(found: OneProbability, digit: int = 1) -> str:
    """The formula of P(1) with its numbers, Markdown; `digit` is what a measured 1 stands for."""
    theta, value = number_text(found.theta), share_text(found.value)
    if found.function == "exp":
        inner = number_text(found.inner)
        return gettext(
            "P({digit}) = 1/(1 + e^(−logit)) with logit = {logit}: 1/(1 + {power}) = **{value}**",
            digit=digit,
            logit=theta,
            power=inner,
            value=value,
        )
    sign, inner = "+" if found.function == "sin" else "−", share_text(found.inner)
    return gettext(
        "P({digit}) = (1 {sign} {function} θ)/2 with θ = {theta} rad: (1 {sign} ({inner}))/2 = "
        "**{value}**",
        digit=digit,
        sign=sign,
        function=found.function,
        theta=theta,
        inner=inner,
        value=value,
    )


def _terms(found: NeuronSum, names: Sequence[str], rest: str) -> Terms:
    terms = [
        (f"{name}: {number_text(float(found.values[i]))} × {number_text(float(found.weights[i]))}",
         float(found.products[i]))
        for name, i in zip(names, found.strongest(len(names)), strict=True)
    ]  # fmt: skip
    return [*terms, (rest, found.rest(len(names))), (gettext("bias"), found.bias)]
