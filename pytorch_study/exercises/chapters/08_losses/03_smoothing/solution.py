"""标签平滑：不要百分之百的把握 · Label smoothing: never be a hundred per cent sure."""

import torch
import torch.nn.functional as F


def targets(y, classes, s):
    return F.one_hot(y, classes) * (1 - s) + s / classes  # (N,) -> (N, classes)


def smoothed_loss(logits, y, s):
    soft = targets(y, logits.shape[1], s)
    return -(soft * F.log_softmax(logits, 1)).sum(1).mean()


if __name__ == "__main__":
    print(targets(torch.tensor([0, 2]), 4, 0.1))
    y = torch.tensor([0])
    for sure in (1.0, 3.0, 10.0, 30.0):  # 太有把握，损失反而变大 · too sure, and the loss grows again
        print(sure, smoothed_loss(torch.tensor([[sure, 0.0, 0.0, 0.0]]), y, 0.1))
