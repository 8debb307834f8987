"""哪些像素最要紧：对输入求梯度 · Which pixels matter: the gradient of the input."""

import torch


def saliency(net, x, y):
    x = x.clone().requires_grad_()
    scores = net(x)[torch.arange(len(y)), y]  # (N,)
    (gradient,) = torch.autograd.grad(scores.sum(), x)  # each picture has a score of its own: the sum keeps them apart
    return gradient.abs().squeeze(1)  # (N, 1, H, W) -> (N, H, W)


if __name__ == "__main__":
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(9, 2))
    print(saliency(net, torch.rand(1, 1, 3, 3), torch.tensor([1])))
