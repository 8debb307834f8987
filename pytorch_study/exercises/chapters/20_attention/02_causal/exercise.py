"""遮住不该看的：未来和补的零
写诗的网络一个字一个字往下猜，训练时整首诗一起送进去，所以第 i 个位置只许看第 0 到第 i 个；
长短不一的句子后面补了 0，补的那些谁也不许看。
`attention(q, k, v, lengths)`：q、k、v 都是 (B, L, D)，lengths 是 (B,)，每句真正的长度（至少 1）。
第 b 句里，位置 i 只看满足 j <= i 并且 j < lengths[b] 的 j。不该看的，softmax 之前把分数换成负无穷。返回 (B, L, D)。

Hide what may not be seen: the future and the padding
A network that writes poems guesses one character after the other, and in training the whole poem goes in at once: so
position i may look at positions 0 to i only. Sentences of different lengths are filled up with zeros, and nobody may
look at these. `attention(q, k, v, lengths)`: q, k, v are all (B, L, D); lengths is (B,), each sentence's real length,
at least 1. In sentence b, position i looks at those j with j <= i and j < lengths[b]. Where one may not look, replace
the score by minus infinity before the softmax. Return (B, L, D).
"""

import torch


def attention(q, k, v, lengths):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.randn(1, 4, 2)
    weights = attention(
        x, x, torch.eye(4)[None], torch.tensor([3])
    )  # 值是单位矩阵，得到的就是权重 · the weights themselves
    print(weights)
