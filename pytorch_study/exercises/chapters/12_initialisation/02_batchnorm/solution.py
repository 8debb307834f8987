"""自己写批归一化 · Write batch normalisation."""

import torch


def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


if __name__ == "__main__":
    x = torch.randn(8, 3, 4, 4) * 50 + 7
    y, mean, var = batch_norm(x, torch.ones(3), torch.zeros(3), torch.zeros(3), torch.ones(3), True)
    print(y.mean(), y.std(), mean, var)
