"""多头注意力：同时看好几样
一个头一次只能看一种关系。把 D 维切成 heads 份，每份各做一次注意力，再拼起来，就是多头。
`attend(x, w_in, b_in, w_out, b_out, heads)`，x 是 (B, L, D)：
1. 一个线性层算出 q、k、v：w_in 是 (3D, D)，b_in 是 (3D,)，结果 (B, L, 3D) 依次是 q、k、v，各 D 维；
2. 每个都切成 heads 份，每份 D / heads 维（头 0 是最前面那些）；
3. 每个头自己做缩放点积注意力（除以 √(D / heads)）；
4. 各头的结果按次序拼回 (B, L, D)，再过线性层 w_out (D, D)、b_out (D,)。
要和 `nn.MultiheadAttention(D, heads, batch_first=True)` 的自注意力一致。

Several heads: look at several things at once
One head sees one relation at a time. Cut the D dimensions into heads parts, let each attend by itself, and join them
again: that is multi-head attention. `attend(x, w_in, b_in, w_out, b_out, heads)`, x is (B, L, D):
1. One linear layer makes q, k and v: w_in is (3D, D), b_in (3D,), and its result (B, L, 3D) is q, k, v in this order, D
each. 2. Each is cut into heads parts of D / heads (head 0 has the first). 3. Each head does scaled dot-product
attention by itself (divide by √(D / heads)). 4. The heads' results, in order, are joined to (B, L, D) and go through a
linear layer w_out (D, D), b_out (D,).
It should equal the self-attention of `nn.MultiheadAttention(D, heads, batch_first=True)`.
"""

import torch
import torch.nn.functional as F


def attend(x, w_in, b_in, w_out, b_out, heads):
    raise NotImplementedError


if __name__ == "__main__":
    layer = torch.nn.MultiheadAttention(8, 2, batch_first=True)
    x = torch.randn(1, 3, 8)
    weights = layer.in_proj_weight, layer.in_proj_bias, layer.out_proj.weight, layer.out_proj.bias
    print(attend(x, *weights, 2) - layer(x, x, x)[0])  # 应当全是 0 左右 · should be about 0
