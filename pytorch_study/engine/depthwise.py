"""Two layers of mobile networks, computed faster on the CPU than by PyTorch's own, and equal to them.

PyTorch 2.13 leaves convolutions on the CPU to oneDNN, which computes the weight gradient of a depthwise convolution
fast for 3x3 kernels only: for 5x5 kernels on small images it takes 50 to 150 times as long (docs/log.md). And
`relu6(inplace=True)` copies its input.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LARGEST = 16
"""Height of the largest images for which the copies that the faster way needs pay."""
PART = 3
"""Height and width of the kernels that oneDNN is fast for."""


class _Depthwise5(torch.autograd.Function):
    """A depthwise convolution with 5x5 kernels, whose weight gradient is put together from that of 3x3 kernels."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.stride, ctx.padding, ctx.has_bias = stride, padding, bias is not None
        return F.conv2d(x, weight, bias, stride, padding, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        stride, padding = ctx.stride, ctx.padding

        def parts(x: Tensor, weight: Tensor, padding: int, wanted: list[bool]) -> list[Tensor]:
            sizes = [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], len(weight)
            return torch.ops.aten.convolution_backward(gradient, x, weight, None, *sizes, wanted)  # type: ignore[no-any-return]

        of_x = parts(x, weight, padding, [True, False, False])[0] if ctx.needs_input_grad[0] else None
        of_weight = None
        if ctx.needs_input_grad[1]:
            of_weight, part = torch.empty_like(weight), weight[:, :, :PART, :PART].contiguous()
            high, wide = ((n - 1) * stride + PART for n in gradient.shape[2:])
            for i in (0, 2):  # rows 0..2 and 2..4 of the kernel: row 2 is computed twice
                for j in (0, 2):
                    up, left = padding - i, padding - j
                    seen = F.pad(x, (left, wide - x.shape[3] - left, up, high - x.shape[2] - up))
                    of_weight[:, :, i : i + PART, j : j + PART] = parts(seen, part, 0, [False, True, False])[1]
        of_bias = gradient.sum((0, 2, 3)) if ctx.has_bias and ctx.needs_input_grad[2] else None
        return of_x, of_weight, of_bias, None, None


class _Relu6(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        x.clamp_(0, 6)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (y,) = ctx.saved_tensors
        return torch.ops.aten.hardtanh_backward(gradient, y, 0, 6)  # type: ignore[no-any-return]


def depthwise(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int = 1, padding: int = 0) -> Tensor:
    """`F.conv2d(x, weight, bias, stride, padding, groups=C)` for a depthwise convolution.

    Args:
        x: (N, C, H, W).
        weight: one kernel per channel, (C, 1, k, k).
        bias: (C,), or None.
        stride: of the convolution.
        padding: rows and columns of zeros on each side.
    """
    fast = weight.shape[2:] == (5, 5) and max(x.shape[2:]) <= LARGEST and padding <= 2 and x.device.type == "cpu"
    if fast and torch.is_grad_enabled() and not torch.is_autocast_enabled("cpu"):
        return _Depthwise5.apply(x, weight, bias, stride, padding)  # type: ignore[no-any-return, no-untyped-call]
    return F.conv2d(x, weight, bias, stride, padding, groups=len(weight))


class DepthwiseConv2d(nn.Conv2d):
    """`nn.Conv2d` with one kernel per channel, the same stride in both directions, and zeros on all sides."""

    def forward(self, x: Tensor) -> Tensor:
        return depthwise(x, self.weight, self.bias, self.stride[0], int(self.padding[0]))


def relu6(x: Tensor) -> Tensor:
    """`F.relu6(x, inplace=True)`: values below 0 become 0, those above 6 become 6, in the memory of `x`."""
    if torch.is_grad_enabled() and x.requires_grad and x.device.type == "cpu":
        return _Relu6.apply(x)  # type: ignore[no-any-return, no-untyped-call]
    return F.relu6(x, inplace=True)
