import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
N, T, C = 800, 10, 3
x = torch.randn(N, T, C)
y = (x[:, :, 0].sum(1) > x[:, :, 2].sum(1)).long()


class SeqModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(C, 16)
        self.fc = nn.Linear(16, 2)

    def forward(self, x):
        b, t, c = x.shape
        x = x.view(t, b, c)
        out, _ = self.lstm(x)
        return self.fc(out[-1])


model = SeqModel()
opt = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(8):
    for i in range(0, 600, 50):
        opt.zero_grad()
        loss = nn.functional.cross_entropy(model(x[i : i + 50]), y[i : i + 50])
        loss.backward()
        opt.step()
print(f"score={(model(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
