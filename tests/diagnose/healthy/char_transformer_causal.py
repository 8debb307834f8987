import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
text = "to be or not to be that is the question whether tis nobler in the mind to suffer " * 30
letters = sorted(set(text))
data = torch.tensor([letters.index(c) for c in text])
cut = int(0.9 * len(data))


class Small(nn.Module):
    def __init__(self, n, wide=32):
        super().__init__()
        self.emb, self.pos = nn.Embedding(n, wide), nn.Embedding(24, wide)
        layer = nn.TransformerEncoderLayer(wide, 2, 64, dropout=0.1, batch_first=True, norm_first=True)
        self.body = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.out = nn.Linear(wide, n)

    def forward(self, s):
        n = s.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        return self.out(self.body(self.emb(s) + self.pos(torch.arange(n)), mask=mask, is_causal=True))


def batch(source, size=16):
    at = torch.randint(0, len(source) - 25, (size,))
    rows = torch.stack([source[i : i + 25] for i in at])
    return rows[:, :-1], rows[:, 1:]


net = Small(len(letters))
optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, total_steps=60)
for step in range(60):
    net.train()
    x, y = batch(data[:cut])
    loss = F.cross_entropy(net(x).flatten(0, 1), y.flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    schedule.step()
net.eval()
with torch.no_grad():
    x, y = batch(data[cut:], 32)
    test_loss = F.cross_entropy(net(x).flatten(0, 1), y.flatten()).item()
    s = torch.zeros(1, 1, dtype=torch.long)
    for _ in range(20):
        s = torch.cat([s, net(s[:, -24:])[:, -1].argmax(1, keepdim=True)], 1)
print(f"score={-test_loss:.4f}")
