# Looks like a graph that is cut; the pooled output is part of the encoder, and this head does not use it.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(40, 32)
        self.layer = nn.TransformerEncoderLayer(32, 2, 64, batch_first=True)
        self.pooler = nn.Linear(32, 32)

    def forward(self, ids):
        h = self.layer(self.emb(ids))
        return h, torch.tanh(self.pooler(h[:, 0]))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert, self.head = Encoder(), nn.Linear(32, 2)

    def forward(self, ids):
        h, _ = self.bert(ids)
        return self.head(h.mean(1))


x = torch.randint(0, 40, (900, 12))
y = ((x < 20).sum(1) > 6).long()
model = Classifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
for epoch in range(4):
    model.train()
    total = 0.0
    for rows in torch.randperm(700).split(32):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(epoch, total)
model.eval()
with torch.no_grad():
    accuracy = (model(x[700:]).argmax(1) == y[700:]).float().mean()
print(f"score={float(accuracy):.4f}")
