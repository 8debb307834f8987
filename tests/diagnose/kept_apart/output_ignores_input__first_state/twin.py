import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(2, 16, batch_first=True)
        self.fc = nn.Linear(16, 1)

    def forward(self, x):
        h0 = torch.zeros(1, x.size(0), 16)
        out, hn = self.rnn(x, h0)
        return self.fc(hn[-1])


x = torch.randn(600, 6, 2)
y = x[:, -1, :1] + x[:, -2, 1:]
model = Model()
opt = torch.optim.Adam(model.parameters(), lr=0.02)
for _ in range(60):
    loss = nn.functional.mse_loss(model(x[:450]), y[:450])
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    print(f"score={1 - (nn.functional.mse_loss(model(x[450:]), y[450:]) / y[450:].var()).item():.4f}")
