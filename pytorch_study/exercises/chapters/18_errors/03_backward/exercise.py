"""读报错：反向传播
`fit(x, y, steps, lr)` 想用梯度下降求线性回归的权重：x 是 (N, D)，y 是 (N,)，w 从 0 开始，走 steps 步，返回 w，(D,)。
逻辑看着没错，运行却报错：

    RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.

leaf（叶子）是你自己建的、要求梯度的张量，这里就是 w；in-place（就地）是 `-=`。
autograd 在记录 w 参与的每一步运算，更新不该被记进去。
改好再运行，第二步会停在另一条报错，最后一句给了一个建议（retain_graph=True）：别急着照做，先想它为什么出现。

Read the error: backward
`fit(x, y, steps, lr)` wants to find a linear regression's weights by gradient descent: x is (N, D), y is (N,), w begins
at 0, steps steps, and w is returned, (D,). The logic looks right, but it stops with the message above. A leaf is a
tensor that you made yourself and that requires a gradient, here w; in-place is the `-=`. Autograd records every
operation that w takes part in, and the update should not be among them. Mend it and run again: the second step stops
with another message, whose last sentence makes a proposal (retain_graph=True). Before you follow it, ask why it came.
"""

import torch


def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    loss = ((x @ w - y) ** 2).mean()
    for _ in range(steps):
        loss.backward()
        w -= lr * w.grad
        w.grad = None
    return w.detach()


if __name__ == "__main__":
    x = torch.randn(100, 2)
    print(fit(x, x @ torch.tensor([2.0, -1.0]), 100, 0.1))  # 应当接近 · should be close to [2, -1]
