"""标签平滑：不要百分之百的把握
one-hot 答案要求正确类的概率是 1，logits 只好越推越大。标签平滑把答案改软一点：
概率 s 平均分给全部 C 类（包括正确的那一类），其余 1 - s 给正确的类。
`targets(y, classes, s)` 收到 y，形状 (N,)，请返回 (N, classes) 的软答案，每一行加起来是 1，dtype 是 float32。
`smoothed_loss(logits, y, s)` 请返回软答案和对数概率的交叉熵：沿类求 -Σ 答案 × 对数概率，再对样本平均。

Label smoothing: never be a hundred per cent sure
One-hot answers ask for a probability of 1, so the logits are pushed ever further. Label smoothing softens the answer:
a share s is spread evenly over all C classes (the right one among them), and the other 1 - s goes to the right class.
`targets(y, classes, s)` gets y of shape (N,): return soft answers of shape (N, classes), float32, each row adding up
to 1. `smoothed_loss(logits, y, s)`: return the cross-entropy of these with the log-probabilities: -Σ answer ×
log-probability over the classes, averaged over the examples.
"""

import torch
import torch.nn.functional as F


def targets(y, classes, s):
    raise NotImplementedError


def smoothed_loss(logits, y, s):
    raise NotImplementedError


if __name__ == "__main__":
    print(targets(torch.tensor([0, 2]), 4, 0.1))
    y = torch.tensor([0])
    for sure in (1.0, 3.0, 10.0, 30.0):  # 太有把握，损失反而变大 · too sure, and the loss grows again
        print(sure, smoothed_loss(torch.tensor([[sure, 0.0, 0.0, 0.0]]), y, 0.1))
