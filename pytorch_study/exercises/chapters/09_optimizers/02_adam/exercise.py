"""自己写 Adam
Adam（Kingma 与 Ba，2014）给每个参数记两个平均：梯度的 m 和梯度平方的 s，都从 0 开始。第 t 步（t 从 1 数起）：
m = beta1 * m + (1 - beta1) * g，s = beta2 * s + (1 - beta2) * g²
从 0 开始的平均一开始偏小，所以除以 (1 - beta1 ** t) 和 (1 - beta2 ** t)，得到 m̂ 和 ŝ；
最后 p 就地减去 lr * m̂ / (√ŝ + eps)。`__init__` 和 `zero_grad` 已经写好，请写 `step`；没有梯度的参数跳过。
检查会和 torch.optim.Adam 对每一步。

Write Adam
Adam (Kingma and Ba, 2014) keeps two averages for each parameter: m of the gradient, s of its square, both 0 at first.
In step t, counted from 1: m = beta1 * m + (1 - beta1) * g, s = beta2 * s + (1 - beta2) * g². Averages that begin at 0
are too small at first, so divide them by (1 - beta1 ** t) and (1 - beta2 ** t), giving m̂ and ŝ; then lower p in
place by lr * m̂ / (√ŝ + eps). `__init__` and `zero_grad` are given: write `step`; skip parameters without a gradient.
The check compares every step with torch.optim.Adam.
"""

import torch


class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        raise NotImplementedError


if __name__ == "__main__":
    for scale in (1.0, 1000.0):  # 损失放大一千倍，走的路一样 · a loss a thousand times larger: the same path
        place = torch.tensor([10.0, 1.0], requires_grad=True)
        optimizer = Adam([place], 0.3, 0.9, 0.999, 1e-8)
        for _ in range(60):
            optimizer.zero_grad()
            (scale * place**2 * torch.tensor([0.1, 20.0])).sum().backward()
            optimizer.step()
        print(scale, place.tolist())
