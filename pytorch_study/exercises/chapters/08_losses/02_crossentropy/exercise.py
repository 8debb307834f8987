"""交叉熵：正确答案的对数概率
`cross_entropy` 收到 logits，形状 (N, C)，和答案 y，形状 (N,)，是 0 到 C-1 的整数。
请返回一个数的张量：每个样本取出正确那一类的对数概率，取负，再对样本求平均。
对数概率可以用 `F.log_softmax(logits, 1)`；不要用 `F.cross_entropy` 和 `F.nll_loss`，检查拿它们对答案。

Cross-entropy: the log-probability of the right answer
`cross_entropy` gets logits of shape (N, C) and the answers y of shape (N,), whole numbers from 0 to C-1. Return a
tensor of one number: of each example, take the log-probability of its right class, negate it, and average over the
examples. `F.log_softmax(logits, 1)` gives the log-probabilities; do without `F.cross_entropy` and `F.nll_loss`, which
the check compares you with.
"""

import torch
import torch.nn.functional as F


def cross_entropy(logits, y):
    raise NotImplementedError


if __name__ == "__main__":
    y = torch.tensor([0, 1, 2, 3])
    print("什么都不知道 · knows nothing:", cross_entropy(torch.zeros(4, 10), y))  # log(10)
    print("很有把握，全对 · sure and right:", cross_entropy(10 * torch.eye(10)[:4], y))
    print("很有把握，全错 · sure and wrong:", cross_entropy(-10 * torch.eye(10)[:4], y))
