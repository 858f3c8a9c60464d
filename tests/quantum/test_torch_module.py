"""What people do with `nn.Linear` they do with a `QuantumLayer`, with every rule and engine."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
from qiskit.circuit.library import zz_feature_map
from qiskit.primitives import StatevectorSampler
from qiskit.quantum_info import Operator, Pauli, PauliList, SparsePauliOp, random_hermitian
from qiskit_aer.primitives import SamplerV2
from torch import Tensor
from torch.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vmap

from hqnn_core import (
    AerEngine,
    Ansatz,
    PrimitiveEngine,
    QuantumLayer,
    StatevectorEngine,
    entangled_circuit,
)
from hqnn_core.quantum.engines import NonFiniteAngleError

ENGINES: dict[str, Callable[[], object]] = {
    "exact": lambda: StatevectorEngine(seed=1),
    "shots": lambda: StatevectorEngine(200, seed=1),
    "aer": lambda: AerEngine(200, seed=1),
    "primitive": lambda: PrimitiveEngine(StatevectorSampler(seed=1), 200, seed=1),
    "primitive-aer": lambda: PrimitiveEngine(SamplerV2(seed=1), 200, seed=1),
}

EVERY = [
    ("exact", "exact"), *(("parameter-shift", engine) for engine in ENGINES),
    ("chapter-aliased", "shots"), ("spsa", "exact"), ("spsa", "primitive-aer"),
]  # fmt: skip
every = pytest.mark.parametrize(("rule", "engine"), EVERY)
EXACT = [("exact", "exact"), ("parameter-shift", "exact")]
exact = pytest.mark.parametrize(("rule", "engine"), EXACT)


def layer_of(rule: str, engine: str, ansatz: Ansatz | None = None, **options: object) -> Any:
    made = QuantumLayer(
        ansatz or entangled_circuit(2), ENGINES[engine](), rule=rule, **options,  # type: ignore
    )  # fmt: skip
    return made.double()


def features_of(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.rand(*shape, dtype=dtype, generator=torch.Generator().manual_seed(3))


@every
def test_features_have_any_leading_dimensions(rule, engine):
    layer = layer_of(rule, engine)
    for shape in ((2,), (0, 2), (3, 4, 2), (2, 0, 2)):
        features = features_of(*shape).requires_grad_()
        out = layer(features)
        assert out.shape == (*shape[:-1], 2)
        gradients = torch.autograd.grad(out.sum(), [features, layer.weights])
        assert gradients[0].shape == features.shape
        if 0 in shape:
            assert not gradients[1].any()
        elif engine == "exact":
            torch.testing.assert_close(out, layer(features.reshape(-1, 2)).reshape(out.shape))


@pytest.mark.parametrize("features", [[0.1, 0.2], ((0.1, 0.2),), features_of(2).numpy(), None])
def test_what_is_no_tensor_gets_a_sentence(features):
    with pytest.raises(TypeError, match="features must be a torch tensor; got"):
        layer_of("exact", "exact")(features)


@every
def test_copies_give_the_same_numbers(rule, engine):
    layer = layer_of(rule, engine)
    layer(features_of(2, 2))  # with all that it keeps once it was used
    kept = io.BytesIO()
    torch.save(layer, kept)
    kept.seek(0)
    copies = [
        pickle.loads(pickle.dumps(layer)),
        copy.deepcopy(layer),
        torch.load(kept, weights_only=False),
    ]
    if engine.startswith("primitive"):  # the sampler's random stream is not the layer's
        assert all(c(features_of(3, 2)).shape == (3, 2) for c in copies)
        return
    right = layer(features_of(3, 2))
    for again in copies:
        torch.testing.assert_close(again(features_of(3, 2)), right, atol=0, rtol=0)


@every
def test_change_of_the_features_in_place_is_an_error_or_gives_the_right_gradient(rule, engine):
    """As of a residual connection, h += layer(h)."""
    gradients = []
    for is_in_place in (False, True):
        layer, start = layer_of(rule, engine), features_of(2, 2).requires_grad_()
        h = start * 1.0
        out = layer(h)
        try:
            if is_in_place:
                h += out
            else:
                h = h + out
            h.sum().backward()
        except RuntimeError as fault:
            if is_in_place and "modified by an inplace operation" in str(fault):
                return
            raise
        gradients.append(start.grad)
    if not engine.startswith("primitive"):
        torch.testing.assert_close(*gradients)


@every
def test_under_autocast_the_circuit_is_computed_in_full_precision(rule, engine):
    plain, cast = layer_of(rule, engine).float(), layer_of(rule, engine).float()
    features = features_of(4, 2, dtype=torch.float32)
    right, given = features.clone().requires_grad_(), features.clone().requires_grad_()
    plain(right).sum().backward()
    with torch.autocast("cpu", torch.bfloat16):
        out = cast(given)
        out.sum().backward()
    assert out.dtype == torch.float32
    torch.testing.assert_close(
        out, plain(features), atol=0.3 if engine != "exact" else 1e-6, rtol=0
    )
    others = engine.startswith("primitive")  # whose shots are others at each call
    torch.testing.assert_close(given.grad, right.grad, atol=2.0 if others else 1e-5, rtol=0)


@every
def test_output_and_gradient_have_the_type_of_the_features(rule, engine):
    layer = layer_of(rule, engine)
    for dtype in (torch.float64, torch.float32, torch.float16):
        layer.zero_grad()
        layer.to(dtype)
        features = features_of(2, 2).to(dtype).requires_grad_()
        out = layer(features)
        out.sum().backward()
        assert features.grad is not None
        assert out.dtype == features.grad.dtype == layer.weights.grad.dtype == dtype


@every
def test_frozen_weights_get_no_gradient_and_leave_that_of_the_features_alone(rule, engine):
    slopes = []
    for is_frozen in (False, True):
        layer, features = layer_of(rule, engine), features_of(2, 2).requires_grad_()
        layer.requires_grad_(not is_frozen)
        layer(features).sum().backward()
        assert (layer.weights.grad is None) == is_frozen
        slopes.append(features.grad)
    if engine == "exact" and rule != "spsa":  # whose directions are others for fewer angles
        torch.testing.assert_close(*slopes)


@exact
def test_vmap_of_grad_over_samples_and_weights_gives_the_gradient_of_each(rule, engine):
    layer, features, several = layer_of(rule, engine), features_of(3, 2), features_of(3, 2) + 1

    def loss(weights: Tensor, row: Tensor) -> Tensor:
        return functional_call(layer, {"weights": weights}, (row,)).square().sum()

    found = vmap(grad(loss, argnums=(0, 1)))(several, features)
    for i in range(3):
        given = [several[i].requires_grad_(), features[i].requires_grad_()]
        right = torch.autograd.grad(loss(*given), given)
        torch.testing.assert_close([part[i] for part in found], [*right])


def curved() -> Ansatz:
    circuit = zz_feature_map(2).copy()
    circuit.ry(0.3, [0, 1])
    return Ansatz(circuit, tuple(circuit.parameters))


@pytest.mark.parametrize("ansatz", [None, curved()], ids=["linear", "products of features"])
def test_exact_rule_has_forward_and_second_derivatives(ansatz):
    layer, row = layer_of("exact", "exact", ansatz), features_of(2)
    along: Any = jvp(layer, (row,), (torch.ones(2, dtype=torch.float64),))[1]
    torch.testing.assert_close(along, jacrev(layer)(row).sum(1))
    torch.testing.assert_close(jacfwd(layer)(row), jacrev(layer)(row))
    assert torch.autograd.gradgradcheck(layer, features_of(2, 2).requires_grad_())
    total = lambda x: layer(x).sum()  # noqa: E731
    nested: Any = torch.autograd.functional.hessian(total, row)
    torch.testing.assert_close(nested, hessian(total)(row))


def test_forward_derivatives_of_a_shift_rule_name_the_rule_that_has_them():
    layer = layer_of("parameter-shift", "exact")
    with pytest.raises(RuntimeError, match="only rule='exact' has forward-mode derivatives"):
        jvp(layer, (features_of(2),), (features_of(2),))


def test_angle_that_is_no_number_is_found_under_vmap_too():
    features = torch.tensor([[0.1, 0.2], [float("nan"), 0.1]], dtype=torch.float64)
    with pytest.raises(NonFiniteAngleError):
        vmap(layer_of("exact", "exact"))(features)


def test_probabilities_of_some_qubits_add_up_to_those_of_all_by_every_rule():
    ansatz, features = entangled_circuit(3, 2), features_of(4, 3)
    whole = layer_of("exact", "exact", ansatz, output="probabilities")(features)
    right = whole.reshape(4, 2, 2, 2).sum(2).transpose(1, 2).reshape(4, 4)  # of qubits 2, 1, 0
    slopes = []
    for rule in ("exact", "parameter-shift", "spsa"):
        layer = layer_of(rule, "exact", ansatz, output="probabilities", qubits=[2, 0])
        out = layer(given := features.clone().requires_grad_())
        torch.testing.assert_close(out, right)
        slopes.append(torch.autograd.grad(out, [given, layer.weights], features_of(*out.shape)))
    torch.testing.assert_close(*slopes[:2])


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "exact"])
def test_counts_are_whole_numbers_of_shots(engine):
    out = layer_of("parameter-shift", engine, output="counts", qubits=[1])(features_of(3, 2))
    assert out.dtype == torch.int64
    assert out.shape == (3, 2)
    assert (out.sum(-1) == 200).all()
    with pytest.raises(ValueError, match="counts need shots"):
        layer_of("parameter-shift", "exact", output="counts")(features_of(1, 2))


@pytest.mark.parametrize("qubits", [[], [0, 0], [2], [-1]])
def test_qubit_that_is_not_there_or_named_twice_is_refused(qubits):
    with pytest.raises(ValueError, match="qubits must name some of 0 to 1, each once"):
        layer_of("exact", "exact", output="probabilities", qubits=qubits)


def test_observables_of_every_kind_are_one():
    matrix = random_hermitian(4, seed=1)
    kinds = [
        ["XZ", "YI"], [Pauli("XZ"), Pauli("YI")], PauliList(["XZ", "YI"]),
        [SparsePauliOp("XZ"), Operator(Pauli("YI"))],
    ]  # fmt: skip
    features = features_of(3, 2)
    first, *others = (layer_of("exact", "exact", observables=o)(features) for o in kinds)
    for other in others:
        torch.testing.assert_close(other, first)
    by_matrix = layer_of("exact", "exact", observables=matrix)(features)
    by_sum = layer_of("exact", "exact", observables=SparsePauliOp.from_operator(matrix))(features)
    torch.testing.assert_close(by_matrix, by_sum)


def amplitudes(n_qubits: int = 2) -> Ansatz:
    """Weights only, behind a state."""
    plain = entangled_circuit(n_qubits)
    return Ansatz(plain.circuit, (), plain.parameters)


def test_features_as_amplitudes_are_the_state_that_the_circuit_starts_in():
    ansatz = Ansatz(entangled_circuit(2).circuit.copy_empty_like(), ())
    layer = layer_of("exact", "exact", ansatz, encoding="amplitudes")
    features = features_of(3, 4).requires_grad_()
    share = features.square() / features.square().sum(1, keepdim=True)
    right = torch.stack((share @ torch.tensor([1.0, -1, 1, -1]).double(),
                         share @ torch.tensor([1.0, 1, -1, -1]).double()), 1)  # fmt: skip
    torch.testing.assert_close(layer(features), right)
    torch.testing.assert_close(
        torch.autograd.grad(layer(features)[:, 0].sum(), features),
        torch.autograd.grad(right[:, 0].sum(), features),
    )


def test_amplitudes_pass_gradcheck_and_work_in_any_shape():
    layer = layer_of("exact", "exact", amplitudes(), encoding="amplitudes")
    assert layer(features_of(2, 3, 4)).shape == (2, 3, 2)
    assert torch.autograd.gradcheck(layer, features_of(2, 4).requires_grad_())


def test_amplitudes_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="need rule='exact'"):
        layer_of("parameter-shift", "exact", amplitudes(), encoding="amplitudes")
    with pytest.raises(ValueError, match="name its 2 features as weights"):
        layer_of("exact", "exact", encoding="amplitudes")
    with pytest.raises(ValueError, match="not all of them 0"):
        layer_of("exact", "exact", amplitudes(), encoding="amplitudes")(torch.zeros(1, 4))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
@every
def test_layer_runs_on_a_gpu(rule, engine):
    layer = layer_of(rule, engine).cuda()
    features = features_of(3, 2).cuda().requires_grad_()
    out = layer(features)
    out.sum().backward()
    assert out.is_cuda
    assert features.grad is not None
    assert features.grad.is_cuda
    if engine == "exact":
        torch.testing.assert_close(out.cpu(), layer.cpu()(features.detach().cpu()))
