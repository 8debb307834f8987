"""The convolution whose weight gradient is computed from images side by side: PyTorch's numbers, in every mode."""

import pytest
import torch
from torch import nn

from pytorch_study.engine import convolution as room
from pytorch_study.engine.compute import native_amx
from pytorch_study.engine.convolution import Conv2d, side_by_side
from pytorch_study.rng import make_generator

CASES = [(3, 32, 40, 6, 6), (40, 32, 32, 6, 5), (21, 40, 32, 3, 7), (130, 32, 32, 4, 4), (1, 32, 32, 1, 1)]
"""Images, channels before and after, height, width."""
MANY = 32
KINDS = (Conv2d, nn.Conv2d)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def amx(monkeypatch):
    """As on a processor with AMX, and how often images were laid side by side."""
    asked = []
    monkeypatch.setattr(room, "native_amx", lambda: True)
    monkeypatch.setattr(room, "side_by_side", lambda *given: asked.append(given) or side_by_side(*given))
    return asked


def drawn(*shape, key=0):
    return torch.randn(*shape, generator=make_generator(key))


def gradients(layer, x, dtype=torch.bfloat16):
    """Output, and gradients of the input and all parameters, under autocast."""
    x = x.clone().requires_grad_()
    layer.zero_grad()
    with torch.autocast("cpu", dtype):
        output = layer(x)
    output.backward(drawn(*output.shape, key=9).to(output.dtype))
    return [output.detach().float(), x.grad, *(p.grad for p in layer.parameters())]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("order", [torch.channels_last, torch.contiguous_format])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("case", CASES)
def test_output_and_gradients_are_pytorchs(amx, case, padding, order, bias):
    images, before, after, height, width = case
    if not padding:  # a border of zeros, as lesson 4 puts around pictures before a pool
        height, width = height + 2, max(3, width + 1)
    ours, theirs = (kind(before, after, 3, padding=padding, bias=bias) for kind in (Conv2d, nn.Conv2d))
    theirs.load_state_dict(ours.state_dict())
    x = drawn(images, before, height, width).contiguous(memory_format=order)
    found, expected = gradients(ours.to(memory_format=order), x), gradients(theirs.to(memory_format=order), x)
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype == torch.float32
        assert (one - other).norm() <= 0.005 * other.norm()  # bf16 has 8 bits
    assert len(amx) == 2


def test_side_by_side_has_zeros_after_each_image_and_for_those_that_lack(monkeypatch):
    monkeypatch.setattr(room, "ROW", 7)
    x = torch.arange(1, 31).reshape(5, 1, 2, 3).float()
    wide = side_by_side(x, 4)
    assert wide.shape == (3, 1, 2, 8)
    assert wide[0, 0].tolist() == [[1, 2, 3, 0, 7, 8, 9, 0], [4, 5, 6, 0, 10, 11, 12, 0]]
    assert wide[2, 0].tolist() == [[25, 26, 27, 0, 0, 0, 0, 0], [28, 29, 30, 0, 0, 0, 0, 0]]


def test_what_is_frozen_gets_no_gradient(amx):
    layer, x = Conv2d(MANY, MANY, 3, padding=1), drawn(6, MANY, 5, 5)
    layer.weight.requires_grad_(False)
    gradients(layer, x)
    assert amx == []
    layer.weight.requires_grad_()
    layer.bias.requires_grad_(False)
    layer.zero_grad()
    with torch.autocast("cpu", torch.bfloat16):
        layer(x).float().sum().backward()
    assert layer.bias.grad is None
    assert layer.weight.grad is not None
    assert len(amx) == 2


def test_a_gradient_of_the_gradient_is_pytorchs(amx):
    """Somebody may penalise gradients."""
    ours, theirs = Conv2d(MANY, MANY, 3, padding=1), nn.Conv2d(MANY, MANY, 3, padding=1)
    theirs.load_state_dict(ours.state_dict())
    for layer in (ours, theirs):
        with torch.autocast("cpu", torch.bfloat16):
            square = layer(drawn(8, MANY, 6, 6)).float().square().sum()
        (first,) = torch.autograd.grad(square, layer.weight, create_graph=True)
        first.square().sum().backward()
    assert (ours.weight.grad - theirs.weight.grad).norm() <= 0.02 * theirs.weight.grad.norm()
    assert amx


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"stride": 2, "padding": 1}, 8),
        ({"padding": (0, 1)}, 8),
        ({"padding": "same"}, 8),
        ({"padding": 2, "dilation": 2}, 8),
        ({"padding": 1, "groups": 2}, 8),
        ({"padding": 1, "padding_mode": "circular"}, 8),
        ({"padding": 1}, 9),
        ({"padding": 0}, 11),
        ({"kernel_size": 1}, 8),
        ({"kernel_size": 5, "padding": 2}, 8),
        ({"padding": 1, "in_channels": 3}, 8),
        ({"padding": 1, "out_channels": 10}, 8),
    ],
)
def test_all_others_are_left_to_pytorch(amx, options, size):
    options = {"in_channels": MANY, "out_channels": MANY, "kernel_size": 3, **options}
    ours, theirs = Conv2d(**options), nn.Conv2d(**options)
    theirs.load_state_dict(ours.state_dict())
    x = drawn(3, options["in_channels"], size, size)
    assert all(map(torch.equal, gradients(ours, x), gradients(theirs, x)))
    assert amx == []


def test_fp32_evaluation_and_other_processors_are_left_to_pytorch(amx, monkeypatch):
    layer, x = Conv2d(MANY, MANY, 3, padding=1), drawn(3, MANY, 8, 8)
    layer(x).sum().backward()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        layer(x)
    gradients(layer, x, torch.float16)
    monkeypatch.setattr(room, "native_amx", lambda: False)
    gradients(layer, x)
    assert amx == []


def test_what_autocast_leaves_as_it_is_stays_so(amx):
    """Numbers of other types are refused, or computed in their own, as by PyTorch."""
    layer = Conv2d(MANY, MANY, 3, padding=1)
    with torch.autocast("cpu", torch.bfloat16):
        assert layer(drawn(0, MANY, 4, 4)).shape == (0, MANY, 4, 4)
        with pytest.raises(RuntimeError):
            layer(torch.ones(2, MANY, 4, 4, dtype=torch.int64))
        assert layer.double()(drawn(2, MANY, 4, 4).double()).dtype == torch.float64
    assert amx == []


def test_gradients_for_each_example_are_left_to_pytorch(amx):
    layer, x = Conv2d(MANY, MANY, 3, padding=1), drawn(3, MANY, 4, 4)
    weights = dict(layer.named_parameters())

    def loss(weights, one):
        with torch.autocast("cpu", torch.bfloat16):
            return torch.func.functional_call(layer, weights, (one[None],)).float().square().sum()

    found = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0))(weights, x)
    assert found["weight"].shape == (3, *layer.weight.shape)
    assert amx == []


def test_a_weight_that_is_computed_is_computed_once(amx):
    """Spectral norm takes a step of its own power iteration whenever the weight is asked for."""
    ours, theirs = (torch.nn.utils.parametrizations.spectral_norm(kind(MANY, MANY, 3, padding=1)) for kind in KINDS)
    theirs.load_state_dict(ours.state_dict())
    for layer in (ours, theirs):
        gradients(layer, drawn(3, MANY, 8, 8))
    state = theirs.state_dict()
    assert all(torch.equal(value, state[name]) for name, value in ours.state_dict().items())
    assert len(amx) == 2


@pytest.mark.parametrize(
    ("most", "there"),
    [("", True), ("default", True), ("AVX512_CORE_AMX", True), ("AVX512_CORE_BF16", False), ("AVX2", False)],
)
def test_amx_that_onednn_is_told_not_to_use_is_not_there(monkeypatch, most, there):
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: True)
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", most)
    assert native_amx() == there
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert not native_amx()
