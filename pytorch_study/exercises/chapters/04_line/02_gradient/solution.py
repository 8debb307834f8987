"""先用纸笔求一次梯度 · Find the gradient with pen and paper first."""

import torch


def gradients(w, b, x, y):
    error = w * x + b - y  # (N,)
    return 2 * (error * x).mean(), 2 * error.mean()


if __name__ == "__main__":
    x = torch.tensor([1.0, 2.0, 3.0])
    print(gradients(torch.tensor(0.0), torch.tensor(0.0), x, 3 * x + 2))
