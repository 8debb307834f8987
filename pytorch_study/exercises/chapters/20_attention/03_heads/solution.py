"""多头注意力：同时看好几样 · Several heads: look at several things at once."""

import torch
import torch.nn.functional as F


def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    parts = F.linear(x, w_in, b_in).view(b, n, 3, heads, d // heads)
    q, k, v = parts.permute(2, 0, 3, 1, 4)  # each (B, heads, L, D / heads)
    scores = q @ k.transpose(2, 3) / (d // heads) ** 0.5  # (B, heads, L, L)
    out = scores.softmax(-1) @ v  # (B, heads, L, D / heads)
    return F.linear(out.transpose(1, 2).reshape(b, n, d), w_out, b_out)


if __name__ == "__main__":
    layer = torch.nn.MultiheadAttention(8, 2, batch_first=True)
    x = torch.randn(1, 3, 8)
    weights = layer.in_proj_weight, layer.in_proj_bias, layer.out_proj.weight, layer.out_proj.bias
    print(attend(x, *weights, 2) - layer(x, x, x)[0])  # 应当全是 0 左右 · should be about 0
