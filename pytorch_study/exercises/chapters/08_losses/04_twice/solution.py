"""softmax 做了两次，丢了什么 · What is lost by softmax twice."""

import torch
import torch.nn.functional as F


def pulls(logits, y):
    x = logits.clone().requires_grad_()
    once = torch.autograd.grad(F.cross_entropy(x, y), x)[0]
    twice = torch.autograd.grad(F.cross_entropy(x.softmax(1), y), x)[0]
    return once.norm(), twice.norm()


if __name__ == "__main__":
    y = torch.tensor([0])
    for wrong in (0.0, 2.0, 5.0, 10.0):  # 越来越有把握地答错 · wrong, and ever surer of it
        once, twice = pulls(torch.tensor([[0.0, wrong, 0.0]]), y)
        print(f"{wrong:5.1f}  once {once:.5f}  twice {twice:.5f}")
