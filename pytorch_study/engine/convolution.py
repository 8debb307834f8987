"""A convolution whose weight gradient is computed faster on processors with matrix units (AMX).

PyTorch 2.13 leaves convolutions on the CPU to oneDNN. In bfloat16 on AMX, oneDNN computes the weight gradient of a 3x3
convolution on small images, whose rows are shorter than a tile, at a tenth to a third of the speed of the forward pass
(docs/log.md). Images laid side by side in wide ones, with zeros between them or their gradients, have the same weight
gradient (up to rounding), and long rows.
"""

from typing import Any

import torch
from torch import Tensor, nn

from pytorch_study.engine.compute import native_amx

LARGEST = 8
"""Height and width of the largest results for which laying images side by side pays."""
FEWEST = 32
"""Channels, before and after, with which it pays."""
KERNEL = (3, 3)
DTYPES = (torch.float32, torch.bfloat16, torch.float16)
"""What autocast makes bfloat16 of; other types are left as they are."""
ROW = 256
"""Pixels in a row of the wide images, about."""


class _SideBySide(torch.autograd.Function):
    """A 3x3 convolution with stride 1 and padding 0 or 1."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, padding: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.has_bias, ctx.padding = bias is not None, padding
        return torch.conv2d(x, weight, bias, padding=padding)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        padding, frame = ctx.padding, x.shape[3] + ctx.padding

        def part(gradient: Tensor, x: Tensor, which: int) -> Tensor:
            wanted = [which == 0, which == 1, False]
            sizes = [1, 1], [padding, padding], [1, 1], False, [0, 0], 1
            return torch.ops.aten.convolution_backward(gradient, x, weight, None, *sizes, wanted)[which]  # type: ignore[no-any-return]

        of_x = part(gradient, x, 0) if ctx.needs_input_grad[0] else None
        of_weight = None
        if ctx.needs_input_grad[1]:
            wide = side_by_side(gradient, frame)
            # without padding, the last image's frame is wider than its gradient
            of_weight = part(wide[..., : wide.shape[3] - 2 + 2 * padding], side_by_side(x, frame), 1)
        of_bias = gradient.sum((0, 2, 3)) if ctx.has_bias and ctx.needs_input_grad[2] else None
        return of_x, of_weight, of_bias, None


def side_by_side(x: Tensor, frame: int) -> Tensor:
    """Lay images side by side, each at the left of a frame of zeros: (N, C, H, W) -> (n, C, H, m * frame).

    `m` is chosen so that rows have about `ROW` pixels; what the last of the `n` wide images lacks is zeros.
    """
    n, channels, height, width = x.shape
    rows = max(1, round(n * frame / ROW))
    each = -(-n // rows)
    wide = x.new_zeros(-(-n // each), height, each, frame, channels)
    for i, images in enumerate(x.split(each)):
        wide[i, :, : len(images), :width] = images.permute(2, 0, 3, 1)  # (m, C, H, W) -> (H, m, W, C)
    return wide.flatten(2, 3).permute(0, 3, 1, 2)


class Conv2d(nn.Conv2d):
    """`nn.Conv2d`, but trained faster on small images in bf16 on processors with AMX."""

    def forward(self, x: Tensor) -> Tensor:
        if self._may_pay(x) and (weight := self.weight).requires_grad and weight.dtype in DTYPES:
            bias = None if self.bias is None else self.bias.bfloat16()
            given = x.bfloat16(), weight.bfloat16(), bias, int(self.padding[0])
            return _SideBySide.apply(*given)  # type: ignore[no-any-return, no-untyped-call]
        return super().forward(x)

    def _may_pay(self, x: Tensor) -> bool:
        bf16 = torch.is_autocast_enabled("cpu") and torch.get_autocast_dtype("cpu") == torch.bfloat16
        if not (bf16 and torch.is_grad_enabled() and x.device.type == "cpu" and x.dtype in DTYPES):
            return False
        less = 2 if self.padding == (0, 0) else 0  # pixels in a row of the result
        small = x.ndim == 4 and len(x) > 0 and max(x.shape[2:]) - less <= LARGEST
        wide = min(self.in_channels, self.out_channels) >= FEWEST and self.groups == 1
        padded = self.padding == (1, 1) or (self.padding == (0, 0) and x.ndim == 4 and min(x.shape[2:]) >= KERNEL[0])
        usual = self.kernel_size == KERNEL and padded and self.padding_mode == "zeros"
        plain = {*self.stride, *self.dilation} == {1}
        # gradients per example (torch.func) and compiled code cannot see into the function above
        watched = torch.compiler.is_compiling() or torch._C._are_functorch_transforms_active()
        return small and wide and usual and plain and not watched and native_amx()
