from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree, picture


def draw():
    b, n, heads, size = randint(2, 3), randint(6, 7), randint(4, 5), randint(2, 3)
    d = heads * size
    x = torch.randn(b, n, d)
    return x, torch.randn(3 * d, d) * 0.7, torch.randn(3 * d), torch.randn(d, d) * 0.5, torch.randn(d), heads


def torchs(x, w_in, b_in, w_out, b_out, heads):
    layer = nn.MultiheadAttention(x.shape[-1], heads, batch_first=True)
    with torch.no_grad():
        layer.in_proj_weight.copy_(w_in)
        layer.in_proj_bias.copy_(b_in)
        layer.out_proj.weight.copy_(w_out)
        layer.out_proj.bias.copy_(b_out)
        return layer(x, x, x, need_weights=False)[0]


def own(x, w_in, b_in, w_out, b_out, heads, scale=None, order=(0, 1, 2), cut=None, join=None, last=True, rows=False):
    b, n, d = x.shape
    size = d // heads
    parts = F.linear(x, w_in, b_in).chunk(3, -1)
    cut = cut or (lambda t: t.view(b, n, heads, size).transpose(1, 2))
    join = join or (lambda t: t.transpose(1, 2).reshape(b, n, d))
    q, k, v = (cut(parts[i]) for i in order)
    scores = q @ k.mT / (size if scale is None else scale) ** 0.5
    out = join(scores.softmax(-2 if rows else -1) @ v)
    return F.linear(out, w_out, b_out) if last else out


def check(learner):
    agree(
        learner.attend,
        draw,
        torchs,
        one_head=lambda x, *a: own(x, *a[:4], 1),
        scaled_by_all=lambda x, *a: own(x, *a, scale=x.shape[-1]),
        not_scaled=lambda x, *a: own(x, *a, scale=1),
        scaled_by_heads=lambda x, *a: own(x, *a, scale=a[-1]),
        no_output_layer=lambda x, *a: own(x, *a, last=False),
        no_output_bias=lambda x, w, b, o, c, h: own(x, w, b, o, 0 * c, h),
        no_input_bias=lambda x, w, b, o, c, h: own(x, w, 0 * b, o, c, h),
        keys_first=lambda x, *a: own(x, *a, order=(1, 0, 2)),
        values_first=lambda x, *a: own(x, *a, order=(1, 2, 0)),
        cut_across=lambda x, *a: own(
            x, *a, cut=lambda t: t.reshape(len(x), a[-1], x.shape[1], -1), join=lambda t: t.reshape(x.shape)
        ),
        cut_across_only=lambda x, *a: own(x, *a, cut=lambda t: t.reshape(len(x), a[-1], x.shape[1], -1)),
        not_put_back=lambda x, *a: own(x, *a, join=lambda t: t.reshape(x.shape)),
        interleaved=lambda x, *a: own(
            x,
            *a,
            cut=lambda t: t.view(*x.shape[:2], -1, a[-1]).permute(0, 3, 1, 2),
            join=lambda t: t.permute(0, 2, 3, 1).reshape(x.shape),
        ),
        over_queries=lambda x, *a: own(x, *a, rows=True),
        residual=lambda x, *a: x + own(x, *a),
        transposed=lambda x, w, b, o, c, h: own(x, w, b, o.T, c, h),
    )
    x, weights = torch.randn(1, 5, 8), [torch.randn(shape) for shape in ((24, 8), (24,), (8, 8), (8,))]
    with by_hand("multi_head_attention_forward"):
        learner.attend(x, *weights, 2)
    layer, x = nn.MultiheadAttention(16, 2, batch_first=True), torch.randn(1, 12, 16)
    maps = layer(x, x, x, average_attn_weights=False)[1][0]
    one, two = (picture(one.repeat_interleave(2, 0).repeat_interleave(2, 1)) for one in maps.detach() ** 2)
    return {"one": one, "two": two}
