"""softmax 做了两次，丢了什么
常见的错误：网络最后加了 softmax，再交给 `F.cross_entropy`，而它里面还有一次 softmax。程序不报错，只是学得慢。
量一量丢了多少。
`pulls` 收到 logits，形状 (N, C)，和答案 y，形状 (N,)。请返回两个数：
损失对 logits 的梯度的长度（范数，`.norm()`）：先是正确的写法 cross_entropy(logits, y)，
后是 cross_entropy(softmax(logits), y)。

What is lost by softmax twice
A common mistake: the network ends in softmax and its output goes to `F.cross_entropy`, which contains another.
Nothing fails; it only learns slowly. Measure what is lost. `pulls` gets logits of shape (N, C) and the answers y of
shape (N,). Return two numbers: the length (the norm, `.norm()`) of the loss's gradient with respect to the logits,
first for the right way, cross_entropy(logits, y), then for cross_entropy(softmax(logits), y).
"""

import torch
import torch.nn.functional as F


def pulls(logits, y):
    raise NotImplementedError


if __name__ == "__main__":
    y = torch.tensor([0])
    for wrong in (0.0, 2.0, 5.0, 10.0):  # 越来越有把握地答错 · wrong, and ever surer of it
        once, twice = pulls(torch.tensor([[0.0, wrong, 0.0]]), y)
        print(f"{wrong:5.1f}  once {once:.5f}  twice {twice:.5f}")
