import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Counter(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(1, 16, nonlinearity="relu", batch_first=True)
        self.out = nn.Linear(16, 1)
        nn.init.eye_(self.rnn.weight_hh_l0)

    def forward(self, x):
        return self.out(self.rnn(x)[0][:, -1])


x = torch.rand(300, 40, 1)
y = x.sum(1) / 10
net = Counter()
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(60):
    pred = net(x[:200])
    loss = nn.functional.mse_loss(pred, y[:200])
    opt.zero_grad()
    nn.utils.clip_grad_norm_(net.parameters(), 0.5)
    loss.backward()
    opt.step()
with torch.no_grad():
    print(f"score={-nn.functional.mse_loss(net(x[200:]), y[200:]).item():.4f}")
