"""The faster depthwise convolution and ReLU6: the same numbers as PyTorch's, in every gradient, layout and mode."""

import itertools

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.engine import depthwise as room
from pytorch_study.engine.depthwise import DepthwiseConv2d, depthwise, relu6
from pytorch_study.rng import make_generator

CASES = [
    (stride, padding, height, width)
    for stride, padding in itertools.product((1, 2), (0, 1, 2))
    for height, width in ((1, 1), (1, 7), (2, 2), (3, 3), (5, 5), (5, 8), (7, 6), (9, 3), (16, 15), (16, 16))
    if min(height, width) + 2 * padding >= 5
]


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def own_gradients(monkeypatch):
    """How often the faster gradient was asked for: a test of PyTorch's own against itself would prove nothing."""
    asked = []
    own = room._Depthwise5.apply

    class Watched:
        @staticmethod
        def apply(*given):
            asked.append(given)
            return own(*given)

    monkeypatch.setattr(room, "_Depthwise5", Watched)
    return asked


def drawn(*shape, key=0, dtype=torch.float32):
    return torch.randn(*shape, generator=make_generator(key), dtype=dtype)


def both(x, weight, bias, stride, padding):
    """Output and gradients of ours and of PyTorch's, for one gradient of the output."""
    found = []
    for function in (depthwise, lambda *given: F.conv2d(*given, groups=len(weight))):
        given = [None if t is None else t.detach().clone().requires_grad_() for t in (x, weight, bias)]
        output = function(*given, stride, padding)
        output.backward(drawn(*output.shape, key=9, dtype=x.dtype))
        found.append([output.detach(), *(t.grad for t in given if t is not None)])
    return zip(*found, strict=True)


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("with_bias", [True, False])
def test_output_and_gradients_are_pytorchs(own_gradients, with_bias, channels_last):
    order = torch.channels_last if channels_last else torch.contiguous_format
    for stride, padding, height, width in CASES:
        x = drawn(3, 4, height, width).contiguous(memory_format=order)
        weight = drawn(4, 1, 5, 5, key=1).contiguous(memory_format=order)
        bias = drawn(4, key=2) if with_bias else None
        for ours, theirs in both(x, weight, bias, stride, padding):
            torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-4)
    assert len(own_gradients) == len(CASES)


@pytest.mark.parametrize(
    ("stride", "padding", "size"), [(1, 2, (1, 1)), (1, 2, (5, 4)), (2, 0, (7, 6)), (2, 1, (5, 5))]
)
def test_gradients_and_their_gradients_are_right(own_gradients, stride, padding, size):
    """Against differences, in float64; the gradient of the gradient, too: somebody may penalise gradients."""
    x, weight, bias = (drawn(*shape, dtype=torch.float64) for shape in ((2, 2, *size), (2, 1, 5, 5), (2,)))
    given = tuple(t.requires_grad_() for t in (x, weight, bias))
    assert torch.autograd.gradcheck(lambda *given: depthwise(*given, stride, padding), given)
    assert torch.autograd.gradgradcheck(lambda *given: depthwise(*given, stride, padding), given)
    assert own_gradients


def test_what_is_frozen_gets_no_gradient(own_gradients):
    x, weight, bias = drawn(2, 3, 6, 6).requires_grad_(), drawn(3, 1, 5, 5), drawn(3).requires_grad_()
    depthwise(x, weight, bias, 1, 2).sum().backward()
    expected = x.detach().clone().requires_grad_()
    F.conv2d(expected, weight, None, 1, 2, groups=3).sum().backward()
    torch.testing.assert_close(x.grad, expected.grad)
    assert weight.grad is None
    assert torch.equal(bias.grad, torch.full((3,), 72.0))
    weight.requires_grad_()
    depthwise(x.detach(), weight, bias.detach(), 1, 2).sum().backward()
    assert weight.grad.shape == weight.shape
    assert len(own_gradients) == 2


@pytest.mark.parametrize("shape", [(4, 17, 17), (4, 16, 20), (4, 8, 8, 3)])
def test_other_kernels_and_larger_images_are_left_to_pytorch(own_gradients, shape):
    channels, height, width, *kernel = shape
    x, weight = drawn(2, channels, height, width).requires_grad_(), drawn(channels, 1, *(kernel or [5]) * 2)
    expected = F.conv2d(x, weight, None, 1, 1, groups=channels)
    assert torch.equal(depthwise(x, weight, None, 1, 1), expected)
    assert own_gradients == []


def test_without_gradients_or_in_bf16_it_is_pytorchs_own(own_gradients):
    x, weight = drawn(2, 3, 8, 8), drawn(3, 1, 5, 5).requires_grad_()
    with torch.no_grad():
        found = depthwise(x, weight, None, 2, 2)
    assert torch.equal(found, F.conv2d(x, weight, None, 2, 2, groups=3).detach())
    with torch.autocast("cpu", torch.bfloat16):
        found = depthwise(x, weight, None, 2, 2)
    assert found.dtype == torch.bfloat16
    found.float().sum().backward()
    assert weight.grad.dtype == torch.float32
    assert own_gradients == []


def test_the_layer_is_a_convolution_that_computes_it():
    layer = DepthwiseConv2d(4, 4, 5, 2, 2, groups=4)
    plain = nn.Conv2d(4, 4, 5, 2, 2, groups=4)
    plain.load_state_dict(layer.state_dict())
    x = drawn(2, 4, 9, 9)
    assert torch.equal(layer(x), plain(x))
    assert "Depthwise5" in type(layer(x).grad_fn).__name__


# ------------------------------------------------------------------------------------------------------------ ReLU6


def test_relu6_is_pytorchs_in_place():
    edges = torch.tensor([-1.0, -0.0, 0.0, 1e-30, 3.0, 6.0, 6.0001, 1e30, float("inf"), -float("inf"), float("nan")])
    for values in (edges, drawn(2, 3, 4, 4) * 6, (drawn(2, 3, 4, 4) * 6).to(memory_format=torch.channels_last)):
        results = []
        for function in (relu6, lambda y: F.relu6(y, inplace=True)):
            x = values.clone().requires_grad_()
            before = x * 1
            after = function(before)
            assert after.data_ptr() == before.data_ptr()
            assert after.stride() == values.stride()
            after.backward(torch.arange(values.numel()).reshape(values.shape).float())
            results.append((after.detach(), x.grad))
        for ours, theirs in zip(*results, strict=True):
            assert torch.equal(ours.nan_to_num(7), theirs.nan_to_num(7))
            assert ours.isnan().equal(theirs.isnan())


def test_gradients_of_relu6_and_their_gradients_are_right():
    x = (drawn(3, 7, dtype=torch.float64) * 6).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: relu6(x * 1), x)
    assert torch.autograd.gradgradcheck(lambda x: relu6(x * 1), x)


def outcome(function, make):
    """What becomes of it: the values, or the kind of error."""
    try:
        return function(make()).detach().tolist()
    except RuntimeError as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("make", "works"),
    [
        (lambda: drawn(4) * 6, True),
        (lambda: torch.tensor([-3, 4, 9]), True),
        (lambda: (drawn(2, 4).requires_grad_() * 6)[:, :2], True),
        (lambda: (drawn(4).requires_grad_() * 6).half(), True),
        (lambda: drawn(0).requires_grad_() * 6, True),
        (lambda: drawn(4).requires_grad_(), False),
        (lambda: (drawn(2, 4).requires_grad_() * 6).chunk(2)[0], False),
        (lambda: (drawn(3, 1).requires_grad_() * 6).expand(3, 4), False),
    ],
    ids=["no gradient", "integers", "a view", "half", "empty", "a leaf", "one of two views", "expanded"],
)
def test_relu6_refuses_what_pytorch_refuses_and_nothing_else(make, works):
    found = outcome(relu6, make)
    assert found == outcome(lambda y: F.relu6(y, inplace=True), make)
    assert (found != "RuntimeError") == works


def test_what_is_overwritten_is_noticed():
    """A value that another gradient needs must not change unseen."""
    x = drawn(4).requires_grad_()
    y = x * 6
    z = y.square()
    relu6(y)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()
