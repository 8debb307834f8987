"""换个种子再来：平均值和散布
同样的训练，只换随机种子，成绩也会不同。`spread(run, seeds)` 对 seeds 里的每个种子各训练一次，返回
(平均值, 标准差)，两个普通的数。训练之前用 `torch.manual_seed(seed)` 设好种子，再调用 `run()`，它返回一次的成绩。
标准差用样本标准差（除以 n - 1）。
`better(a, b)` 比较两个这样的结果 a 和 b：a 的平均值比 b 高出的部分大于两个标准差之和，才返回 True。

Once more with another seed: a mean and its spread
The same training gives another score with another random seed. `spread(run, seeds)` trains once for each of the seeds
and returns (mean, standard deviation), two plain numbers. Set the seed with `torch.manual_seed(seed)`, then call
`run()`: it returns the score of one training. Use the sample standard deviation (divided by n - 1).
`better(a, b)` compares two such results: True only if the mean of a exceeds that of b by more than the sum of the two
standard deviations.
"""

import torch


def spread(run, seeds):
    raise NotImplementedError


def better(a, b):
    raise NotImplementedError


if __name__ == "__main__":
    small = spread(lambda: 0.90 + 0.02 * torch.randn(()).item(), range(5))
    large = spread(lambda: 0.91 + 0.02 * torch.randn(()).item(), range(5, 10))
    print(f"{small[0]:.3f} ± {small[1]:.3f}, {large[0]:.3f} ± {large[1]:.3f}, better: {better(large, small)}")
