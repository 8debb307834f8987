"""哪些像素最要紧：对输入求梯度
梯度也可以对输入求。`saliency` 收到一个网络 net、图片 x（形状 (N, 1, H, W)）和标签 y（(N,)）。
请返回 (N, H, W)：每张图里，每个像素稍稍一动，正确类别的分数 net(x)[i, y[i]] 会变多少，取绝对值。
不要改动 x，也不要在网络的参数里留下梯度（`torch.autograd.grad` 只求你要的）。

Which pixels matter: the gradient of the input
Gradients can be taken of inputs, too. `saliency` gets a network net, pictures x, (N, 1, H, W), and labels y, (N,).
Return (N, H, W): for each picture and pixel, how much the right class's score net(x)[i, y[i]] changes when that pixel
moves a little, as an absolute value. Leave x as it is, and leave no gradient in the network's parameters:
`torch.autograd.grad` computes only what you ask for.
"""

import torch


def saliency(net, x, y):
    raise NotImplementedError


if __name__ == "__main__":
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(9, 2))
    print(saliency(net, torch.rand(1, 1, 3, 3), torch.tensor([1])))
