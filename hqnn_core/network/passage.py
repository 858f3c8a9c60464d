"""One image's passage through the network, with every value on it, measured once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from hqnn_core.network.classical_part import Activations
from hqnn_core.network.connections import Connections, connections_of
from hqnn_core.network.model import HybridNet
from hqnn_core.quantum import Engine


@dataclass(frozen=True)
class Passage:
    """One image's passage through the network, measured once.

    Attributes:
        image: (1, 28, 28).
        theta: the angle that the circuit was run at, radians.
        counts: how many of the shots gave 0, and how many 1.
        exact: the probabilities of the two.
    """

    image: Tensor
    theta: float
    inside: Activations
    flow: Connections
    counts: tuple[int, int]
    exact: tuple[float, float]

    @property
    def shots(self) -> int:
        return sum(self.counts)

    @property
    def said(self) -> float:
        """The angle that the network says, radians."""
        return float(self.inside.theta)

    @property
    def shares(self) -> Sequence[float]:
        """The counts as shares of the shots."""
        return [count / self.shots for count in self.counts]

    @property
    def answer(self) -> int:
        """The more frequent outcome."""
        return int(self.counts[1] > self.counts[0])


def passage_of(
    image: Tensor, network: HybridNet, engine: Engine, exact: Engine, theta: float | None = None
) -> Passage:
    """The passage of an image (1, 1, 28, 28); `engine` has shots, `exact` has none.

    With `theta`, the circuit is run at that angle, whatever the network says.
    """
    inside = network.activations(image)
    angle = float(inside.theta) if theta is None else theta
    zeros, ones = engine.counts(network.quantum.ansatz, [[angle]])[0].tolist()
    p_zero, p_one = exact.probabilities(network.quantum.ansatz, [[angle]])[0].tolist()
    flow = connections_of(network, inside)
    return Passage(image[0], angle, inside, flow, (zeros, ones), (p_zero, p_one))
