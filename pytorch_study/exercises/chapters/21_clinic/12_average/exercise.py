"""永远回答平均数
要预测一个数。损失降了一点就停住，网络对谁都给出差不多的答案，R² 约等于 0。
这个训练不报错，却学不好。找出病根，改好它，再保存。检查会用新抽的数据和种子真的训练它：
`train` 收到训练数据 x、y，验证数据 val_x、val_y 和轮数 epochs，返回 (net, curve)，也就是能对新数据给出输出的网络，
和每一轮之后的验证成绩。在没见过的数据上不低于 BAR 才算治好。验证数据只能用来打分；别的都可以改。

Always the average
A number is to be predicted. The loss falls a little and stops; everybody gets about the same answer, and R² is
about 0. This training raises no error and learns badly. Find the cause, cure it, and save. The check trains it for
real, on fresh data and seeds: `train` gets training data x and y, validation data val_x and val_y, and the number
of epochs; it returns (net, curve): the network, which gives outputs for new data, and the validation score after
each epoch. It is cured when it reaches BAR on data that nobody has seen. Validation data are for scoring only; all
else may be changed.
"""

import torch
import torch.nn.functional as F
from torch import nn

BAR = 0.85


def explained(net, x, y):
    with torch.no_grad():
        return 1 - F.mse_loss(net(x).flatten(), y).item() / y.var(correction=0).item()


def train(x, y, val_x, val_y, epochs):
    net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    curve = []
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(50):
            optimizer.zero_grad()
            loss = ((net(x[some]) - y[some]) ** 2).mean()
            loss.backward()
            optimizer.step()
        curve.append(explained(net, val_x, val_y))
    return net, curve


if __name__ == "__main__":
    from pytorch_study.exercises import clinic_data

    torch.manual_seed(0)
    x, y, val_x, val_y, _, _ = clinic_data.measurements()
    net, curve = train(x, y, val_x, val_y, epochs=15)
    print(" ".join(f"{one:.2f}" for one in curve), "-> bar", BAR)
