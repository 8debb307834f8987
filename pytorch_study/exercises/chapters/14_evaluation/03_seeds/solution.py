"""换个种子再来：平均值和散布 · Once more with another seed: a mean and its spread."""

import torch


def spread(run, seeds):
    scores = []
    for seed in seeds:
        torch.manual_seed(seed)
        scores.append(run())
    scores = torch.tensor(scores)
    return scores.mean().item(), scores.std().item()


def better(a, b):
    return a[0] - b[0] > a[1] + b[1]


if __name__ == "__main__":
    small = spread(lambda: 0.90 + 0.02 * torch.randn(()).item(), range(5))
    large = spread(lambda: 0.91 + 0.02 * torch.randn(()).item(), range(5, 10))
    print(f"{small[0]:.3f} ± {small[1]:.3f}, {large[0]:.3f} ± {large[1]:.3f}, better: {better(large, small)}")
