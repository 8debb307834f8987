import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(9, 8)
        self.gru = nn.GRU(8, 12, batch_first=True, bidirectional=True)
        self.out = nn.Linear(24, 9)

    def forward(self, s):
        _, h = self.gru(self.emb(s))  # (2, N, 12)
        h = h.transpose(0, 1).reshape(s.size(0), -1)
        return self.out(h)


s = torch.randint(0, 9, (700, 5))
y = s[:, 0]
model = Encoder()
opt = torch.optim.Adam(model.parameters(), lr=0.02)
for _ in range(6):
    for b in torch.randperm(500).split(50):
        opt.zero_grad()
        nn.functional.cross_entropy(model(s[b]), y[b]).backward()
        opt.step()
print(f"score={(model(s[500:]).argmax(1) == y[500:]).float().mean().item():.4f}")
