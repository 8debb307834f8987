"""交叉熵：正确答案的对数概率 · Cross-entropy: the log-probability of the right answer."""

import torch
import torch.nn.functional as F


def cross_entropy(logits, y):
    rows = torch.arange(len(y))
    return -F.log_softmax(logits, 1)[rows, y].mean()


if __name__ == "__main__":
    y = torch.tensor([0, 1, 2, 3])
    print("什么都不知道 · knows nothing:", cross_entropy(torch.zeros(4, 10), y))  # log(10)
    print("很有把握，全对 · sure and right:", cross_entropy(10 * torch.eye(10)[:4], y))
    print("很有把握，全错 · sure and wrong:", cross_entropy(-10 * torch.eye(10)[:4], y))
