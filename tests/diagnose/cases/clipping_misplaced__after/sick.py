import sys
import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


def sequences(n, g):
    x = torch.randn(n, 12, 3, generator=g)
    y = (x[:, :, 0].sum(1) > x[:, :, 1].sum(1)).long()
    return x, y


g = torch.Generator().manual_seed(11)
train_x, train_y = sequences(1000, g)
test_x, test_y = sequences(300, g)
train_x[::40] *= 100  # a broken sensor
test_x[::40] *= 100


class Classifier(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.lstm = nn.LSTM(3, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 2)

    def forward(self, x):
        h, _ = self.lstm(x)
        return self.out(h[:, -1])


net = Classifier()
opt = torch.optim.SGD(net.parameters(), lr=0.5, momentum=0.9)
ce = nn.CrossEntropyLoss()
for epoch in range(8):
    order = torch.randperm(len(train_x))
    for batch in order.split(50):
        opt.zero_grad()
        out = net(train_x[batch])
        loss = ce(out, train_y[batch])
        loss.backward()
        opt.step()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.2)
    print(epoch, loss.item())

net.eval()
with torch.no_grad():
    acc = (net(test_x).argmax(1) == test_y).float().mean().item()
print("score=%.4f" % acc)
