"""遮住不该看的：未来和补的零 · Hide what may not be seen: the future and the padding."""

import torch


def attention(q, k, v, lengths):
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5  # (B, L, L)
    place = torch.arange(q.shape[1])
    past = place <= place[:, None]  # (L, L): row i, column j
    real = place < lengths[:, None]  # (B, L)
    scores = scores.masked_fill(~(past & real[:, None, :]), float("-inf"))
    return scores.softmax(-1) @ v


if __name__ == "__main__":
    x = torch.randn(1, 4, 2)
    weights = attention(
        x, x, torch.eye(4)[None], torch.tensor([3])
    )  # 值是单位矩阵，得到的就是权重 · the weights themselves
    print(weights)
