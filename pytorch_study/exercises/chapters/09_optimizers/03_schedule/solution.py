"""学习率先升后降 · A learning rate that rises, then falls."""

import math


def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    t = (step - warmup) / (steps - warmup)
    return peak * (1 + math.cos(math.pi * t)) / 2


if __name__ == "__main__":
    for step in range(0, 40, 2):
        print(f"{step:3} " + "*" * round(50 * lr_at(step, 40, 8, 1.0)))
