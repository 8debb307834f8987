"""bf16：位数减半，丢了什么，怎么用 · bf16: half the bits, what they lose and how they are used."""

import torch
import torch.nn.functional as F


def add_up(values, dtype):
    total = torch.zeros((), dtype=dtype)
    for value in values.to(dtype):
        total = total + value
    return total.item()


def step(net, optimizer, x, y):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = net(x)
    loss = F.cross_entropy(out.float(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


if __name__ == "__main__":
    ones = torch.ones(1000)
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        print(dtype, add_up(ones, dtype))  # 1000 个 1 加起来 · a thousand ones
