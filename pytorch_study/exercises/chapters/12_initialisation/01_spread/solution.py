"""信号穿过许多层，还剩多少 · How much signal is left after many layers."""

import torch


def spreads(x, weights):
    found = []
    for weight in weights:
        x = (x @ weight.T).relu()  # (N, d) -> (N, d)
        found.append(x.std().item())
    return found


if __name__ == "__main__":
    x = torch.randn(200, 100)
    for scale in (0.05, 0.1, 0.1414, 0.2):
        found = spreads(x, [scale * torch.randn(100, 100) for _ in range(20)])
        print(f"{scale:6}  1: {found[0]:.3g}  10: {found[9]:.3g}  20: {found[19]:.3g}")
