"""训练循环
上两题写好了损失，也算出了梯度。现在把它们放进循环，让一条直线自己找到斜率和截距。
`fit` 收到数据 x、y，形状都是 (N,)。请从 w = 0、b = 0 开始走 steps 步，每一步：
预测 -> 均方误差 -> 反向传播 -> 参数减去 lr × 梯度 -> 把梯度清零。
返回 (w, b, losses)：w、b 是单个数的张量，losses 是每一步更新之前的损失组成的列表（普通的数）。
梯度请交给 autograd 的 `backward()`，不用 torch.optim。

The training loop
The last two exercises gave you the loss and its gradient. Put them in a loop and let a line find its slope.
`fit` gets data x and y, both of shape (N,). Start with w = 0 and b = 0 and take `steps` steps, each of them:
predict -> mean squared error -> backward -> subtract lr times the gradient from the parameters -> clear the gradients.
Return (w, b, losses): w and b are tensors with a single number, losses is a list of the loss before each update
(plain numbers).
Leave the gradients to autograd's `backward()`; do not use torch.optim.
"""

import torch


def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        raise NotImplementedError
    return w, b, losses


if __name__ == "__main__":
    x = torch.rand(100) * 2 - 1
    w, b, losses = fit(x, 3 * x + 2)
    print(f"y = {w:.3f} x + {b:.3f}, loss {losses[0]:.3f} -> {losses[-1]:.6f}")
