"""A convolution whose weight gradient is computed faster on processors with matrix units (AMX), and equals PyTorch's.

PyTorch 2.13 leaves convolutions on the CPU to oneDNN. In bfloat16 on AMX, oneDNN computes the output and the input's
gradient of a 3x3 convolution near the peak of the processor, but the weight gradient of small images, whose rows are
shorter than a tile, at a tenth of it (docs/log.md). Images laid side by side in wide ones, with columns of zeros
between them, have the same weight gradient, and long rows.
"""

from typing import Any

import torch
from torch import Tensor, nn

from pytorch_study.engine.compute import native_amx

LARGEST = 8
"""Height and width of the largest images for which laying them side by side pays."""
ROW = 256
"""Pixels in a row of the wide images, about."""


class _SideBySide(torch.autograd.Function):
    """A convolution with stride 1 and odd kernels that keeps the image size."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.has_bias = bias is not None
        return torch.conv2d(x, weight, bias, padding=[k // 2 for k in weight.shape[2:]])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        padding = [k // 2 for k in weight.shape[2:]]

        def part(gradient: Tensor, x: Tensor, which: int) -> Tensor:
            wanted = [which == 0, which == 1, False]
            sizes = [1, 1], padding, [1, 1], False, [0, 0], 1
            return torch.ops.aten.convolution_backward(gradient, x, weight, None, *sizes, wanted)[which]  # type: ignore[no-any-return]

        of_x = part(gradient, x, 0) if ctx.needs_input_grad[0] else None
        of_weight = None
        if ctx.needs_input_grad[1]:
            of_weight = part(side_by_side(gradient, padding[1]), side_by_side(x, padding[1]), 1)
        of_bias = gradient.sum((0, 2, 3)) if ctx.has_bias and ctx.needs_input_grad[2] else None
        return of_x, of_weight, of_bias


def side_by_side(x: Tensor, gap: int) -> Tensor:
    """Lay images side by side, `gap` columns of zeros after each: (N, C, H, W) -> (n, C, H, m * (W + gap)).

    `m` is chosen so that rows have about `ROW` pixels; what the last of the `n` wide images lacks is zeros.
    """
    n, channels, height, width = x.shape
    rows = max(1, round(n * (width + gap) / ROW))
    each = -(-n // rows)
    wide = x.new_zeros(-(-n // each), height, each, width + gap, channels)
    for i, images in enumerate(x.split(each)):
        wide[i, :, : len(images), :width] = images.permute(2, 0, 3, 1)  # (m, C, H, W) -> (H, m, W, C)
    return wide.flatten(2, 3).permute(0, 3, 1, 2)


class Conv2d(nn.Conv2d):
    """`nn.Conv2d`: the same numbers, but trained faster on small images in bf16 on processors with AMX."""

    def forward(self, x: Tensor) -> Tensor:
        if self._side_by_side_pays(x):
            bias = None if self.bias is None else self.bias.bfloat16()
            return _SideBySide.apply(x.bfloat16(), self.weight.bfloat16(), bias)  # type: ignore[no-any-return, no-untyped-call]
        return super().forward(x)

    def _side_by_side_pays(self, x: Tensor) -> bool:
        bf16 = torch.is_autocast_enabled("cpu") and torch.get_autocast_dtype("cpu") == torch.bfloat16
        learns = torch.is_grad_enabled() and self.weight.requires_grad
        if not (bf16 and learns and x.device.type == "cpu" and x.ndim == 4 and max(x.shape[2:]) <= LARGEST):
            return False
        same_size = all(k > 1 and k % 2 and p == k // 2 for k, p in zip(self.kernel_size, self.padding, strict=False))
        plain = self.groups == 1 and self.padding_mode == "zeros" and not isinstance(self.padding, str)
        return plain and same_size and {*self.stride, *self.dilation} == {1} and native_amx()
