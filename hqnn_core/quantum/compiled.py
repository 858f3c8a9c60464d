"""Layers inside of what `torch.compile` compiles: an exact one is one call without a graph break.

`torch.compile` cannot read how a circuit is prepared, and need not: the call below is traced with
tensors only, into the torch operations of the circuit. A measured circuit runs outside of the
compiled graph. Imported when something is compiled, as
`torch._dynamo` takes a second to import.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch._dynamo import nonstrict_trace

from hqnn_core.quantum.layer import LAYERS
from hqnn_core.quantum.measured_gradient import measured_with_gradient

measured_apart = torch.compiler.disable(measured_with_gradient)


@nonstrict_trace
def traced(number: int, features: Tensor, weights: Tensor | None) -> Tensor:
    """The output of the layer with this `number` in `LAYERS`; it takes tensors and numbers only."""
    return LAYERS[number].differentiable(features, weights)
