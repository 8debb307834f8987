"""学习率先升后降
开头权重还是随机的，步子太大会走偏；末尾要小步才能落到谷底。常用的办法：先线性升高（预热），再按余弦降低。
`lr_at(step, steps, warmup, peak)` 返回第 step 步（0 ≤ step < steps）的学习率，一个普通的数：
预热的 warmup 步：peak * (step + 1) / warmup，所以第一步不是 0；
之后：t = (step - warmup) / (steps - warmup)，学习率 peak * (1 + cos(π t)) / 2，从 peak 慢慢降到接近 0。
warmup 可以是 0：没有预热。

A learning rate that rises, then falls
At the start the weights are random and large steps lead astray; at the end, only small ones reach the bottom. The
usual remedy: rise linearly (warm-up), then fall along a cosine. `lr_at(step, steps, warmup, peak)` returns the
learning rate of a step (0 ≤ step < steps), a plain number. During the first warmup steps: peak * (step + 1) / warmup,
so the first is not 0. Afterwards, with t = (step - warmup) / (steps - warmup): peak * (1 + cos(π t)) / 2, from peak
gently down to nearly 0. warmup may be 0: no warm-up.
"""

import math


def lr_at(step, steps, warmup, peak):
    raise NotImplementedError


if __name__ == "__main__":
    for step in range(0, 40, 2):
        print(f"{step:3} " + "*" * round(50 * lr_at(step, 40, 8, 1.0)))
