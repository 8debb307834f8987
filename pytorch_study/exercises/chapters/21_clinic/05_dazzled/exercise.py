"""强光晃花了眼
这回的图是 16 位的扫描图，像素从 0 到 65535，没有处理过。同样的网络，损失马上变成天文数字。
这个训练不报错，却学不好。找出病根，改好它，再保存。检查会用新抽的数据和种子真的训练它：
`train` 收到训练数据 x、y，验证数据 val_x、val_y 和轮数 epochs，返回 (net, curve)，也就是能对新数据给出输出的网络，
和每一轮之后的验证成绩。在没见过的数据上不低于 BAR 才算治好。验证数据只能用来打分；别的都可以改。

Blinded by the light
These are scans of 16 bits, and their pixels come as they are: 0 to 65,535. With the same network the loss is
astronomical at once. This training raises no error and learns badly. Find the cause, cure it, and save. The check
trains it for real, on fresh data and seeds: `train` gets training data x and y, validation data val_x and val_y,
and the number of epochs; it returns (net, curve): the network, which gives outputs for new data, and the validation
score after each epoch. It is cured when it reaches BAR on data that nobody has seen. Validation data are for
scoring only; all else may be changed.
"""

import torch
import torch.nn.functional as F
from torch import nn

BAR = 0.8


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = (net(x).argmax(1) == y).float().mean().item()
    net.train()
    return right


def train(x, y, val_x, val_y, epochs):
    net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    x, val_x = x.float(), val_x.float()
    curve = []
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(50):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x[some]), y[some])
            loss.backward()
            optimizer.step()
        curve.append(accuracy(net, val_x, val_y))
    net.eval()
    return lambda x: net(x.float()), curve


if __name__ == "__main__":
    from pytorch_study.exercises import clinic_data

    torch.manual_seed(0)
    x, y, val_x, val_y, _, _ = clinic_data.scans()
    net, curve = train(x, y, val_x, val_y, epochs=10)
    print(" ".join(f"{one:.2f}" for one in curve), "-> bar", BAR)
