"""注意力：每个位置去看别的位置
`attention(q, k, v)` 自己写缩放点积注意力：q 是 (B, L, D)，k 是 (B, S, D)，v 是 (B, S, E)，返回 (B, L, E)。
每个查询和每个键做点积，除以 √D，对键做 softmax 得到权重 (B, L, S)，再按权重把值加起来。

Attention: every position looks at the others
Write scaled dot-product attention, `attention(q, k, v)`: q is (B, L, D), k is (B, S, D), v is (B, S, E); it returns
(B, L, E). Take the dot product of every query with every key, divide by √D, softmax over the keys gives the weights
(B, L, S), and with these add up the values.
"""

import torch


def attention(q, k, v):
    raise NotImplementedError


if __name__ == "__main__":
    print(attention(torch.tensor([[[9.0, 0.0]]]), torch.eye(2)[None], torch.tensor([[[1.0], [2.0]]])))
