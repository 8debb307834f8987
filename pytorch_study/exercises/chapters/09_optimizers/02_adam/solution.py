"""自己写 Adam · Write Adam."""

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
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / (s_fair.sqrt() + self.eps))


if __name__ == "__main__":
    for scale in (1.0, 1000.0):  # 损失放大一千倍，走的路一样 · a loss a thousand times larger: the same path
        place = torch.tensor([10.0, 1.0], requires_grad=True)
        optimizer = Adam([place], 0.3, 0.9, 0.999, 1e-8)
        for _ in range(60):
            optimizer.zero_grad()
            (scale * place**2 * torch.tensor([0.1, 20.0])).sum().backward()
            optimizer.step()
        print(scale, place.tolist())
