import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
users, items, dim = 60, 40, 6
u_true, i_true = torch.randn(users, dim), torch.randn(items, dim)
likes = ((u_true @ i_true.t()) > 2.0).float()
pairs = torch.cartesian_prod(torch.arange(users), torch.arange(items))
pairs = pairs[torch.randperm(len(pairs))]
train, test = pairs[:2000], pairs[2000:]


class MF(nn.Module):
    def __init__(self):
        super().__init__()
        self.user = nn.Embedding(users, dim)
        self.item = nn.Embedding(items, dim)

    def forward(self, p):
        dot = (self.user(p[:, 0]) * self.item(p[:, 1])).sum(1)
        return dot


model = MF()
loss_fn = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(15):
    for batch in train[torch.randperm(2000)].split(100):
        loss = loss_fn(model(batch), likes[batch[:, 0], batch[:, 1]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    out = model(test)
    prob = torch.sigmoid(out)
    hit = ((prob > 0.5).float() == likes[test[:, 0], test[:, 1]]).float().mean()
print(f"score={hit.item():.4f}")
