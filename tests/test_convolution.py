"""The convolution whose weight gradient is computed from images side by side: PyTorch's numbers, in every mode."""

import pytest
import torch
from torch import nn

from pytorch_study.engine import convolution as room
from pytorch_study.engine.compute import native_amx
from pytorch_study.engine.convolution import Conv2d, side_by_side
from pytorch_study.rng import make_generator

CASES = [(3, 4, 8, 7, 7, 3), (40, 8, 8, 7, 5, 3), (21, 8, 4, 3, 8, (3, 5)), (130, 4, 4, 4, 4, 5), (1, 8, 8, 2, 2, 3)]
"""Images, channels before and after, height, width, kernel."""


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
@pytest.mark.parametrize("case", CASES)
def test_output_and_gradients_are_pytorchs(amx, case, order, bias):
    images, before, after, height, width, kernel = case
    padding = tuple(k // 2 for k in kernel) if isinstance(kernel, tuple) else kernel // 2
    ours, theirs = (kind(before, after, kernel, padding=padding, bias=bias) for kind in (Conv2d, nn.Conv2d))
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
    wide = side_by_side(x, 1)
    assert wide.shape == (3, 1, 2, 8)
    assert wide[0, 0].tolist() == [[1, 2, 3, 0, 7, 8, 9, 0], [4, 5, 6, 0, 10, 11, 12, 0]]
    assert wide[2, 0].tolist() == [[25, 26, 27, 0, 0, 0, 0, 0], [28, 29, 30, 0, 0, 0, 0, 0]]
    assert side_by_side(x, 2).shape == (3, 1, 2, 10)


def test_what_is_frozen_gets_no_gradient(amx):
    layer, x = Conv2d(4, 4, 3, padding=1), drawn(6, 4, 5, 5)
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
    ours, theirs = Conv2d(3, 4, 3, padding=1), nn.Conv2d(3, 4, 3, padding=1)
    theirs.load_state_dict(ours.state_dict())
    for layer in (ours, theirs):
        with torch.autocast("cpu", torch.bfloat16):
            square = layer(drawn(8, 3, 6, 6)).float().square().sum()
        (first,) = torch.autograd.grad(square, layer.weight, create_graph=True)
        first.square().sum().backward()
    assert (ours.weight.grad - theirs.weight.grad).norm() <= 0.02 * theirs.weight.grad.norm()
    assert amx


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"stride": 2, "padding": 1}, 8),
        ({"padding": 0}, 8),
        ({"padding": "same"}, 8),
        ({"padding": 2, "dilation": 2}, 8),
        ({"padding": 1, "groups": 2}, 8),
        ({"padding": 1, "padding_mode": "circular"}, 8),
        ({"padding": 1}, 9),
        ({"kernel_size": 1}, 8),
    ],
)
def test_all_others_are_left_to_pytorch(amx, options, size):
    options = {"kernel_size": 3, **options}
    ours, theirs = Conv2d(4, 4, **options), nn.Conv2d(4, 4, **options)
    theirs.load_state_dict(ours.state_dict())
    x = drawn(3, 4, size, size)
    assert all(map(torch.equal, gradients(ours, x), gradients(theirs, x)))
    assert amx == []


def test_fp32_evaluation_and_other_processors_are_left_to_pytorch(amx, monkeypatch):
    layer, x = Conv2d(4, 4, 3, padding=1), drawn(3, 4, 8, 8)
    layer(x).sum().backward()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        layer(x)
    gradients(layer, x, torch.float16)
    monkeypatch.setattr(room, "native_amx", lambda: False)
    gradients(layer, x)
    assert amx == []


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
