"""让 PyTorch 求斜率 · Let PyTorch find a slope."""

import torch


def slope(f, at):
    x = torch.tensor(float(at), requires_grad=True)
    f(x).backward()
    return x.grad.item()


if __name__ == "__main__":
    print(slope(lambda x: x**3, 2.0), "应当是 · should be", 3 * 2.0**2)
