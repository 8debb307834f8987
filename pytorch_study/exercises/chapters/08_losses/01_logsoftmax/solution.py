"""不会溢出的 log-softmax · A log-softmax that does not overflow."""

import torch


def log_softmax(logits):
    shifted = logits - logits.max(1, keepdim=True).values  # (N, C), the largest of each row is 0
    return shifted - shifted.exp().sum(1, keepdim=True).log()


if __name__ == "__main__":
    logits = torch.tensor([[1.0, 2.0, 3.0], [301.0, 302.0, 303.0]])
    print(log_softmax(logits).exp())  # 两行的概率相同 · both rows have the same probabilities
