"""注意力：每个位置去看别的位置 · Attention: every position looks at the others."""

import torch


def attention(q, k, v):
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.softmax(-1) @ v


if __name__ == "__main__":
    print(attention(torch.tensor([[[9.0, 0.0]]]), torch.eye(2)[None], torch.tensor([[[1.0], [2.0]]])))
