"""An exact layer inside of what `torch.compile` compiles: one call, without a graph break.

`torch.compile` cannot read how a circuit is prepared, and need not: the call below is traced with
tensors only, into the torch operations of the circuit. Imported when something is compiled, as
`torch._dynamo` takes a second to import.
"""

from __future__ import annotations

from torch import Tensor
from torch._dynamo import nonstrict_trace

from hqnn_core.quantum.layer import LAYERS


@nonstrict_trace
def traced(number: int, features: Tensor, weights: Tensor | None) -> Tensor:
    """The output of the layer with this `number` in `LAYERS`; it takes tensors and numbers only."""
    return LAYERS[number].differentiable(features, weights)
