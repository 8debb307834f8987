import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from torch.nn.utils.rnn import pack_padded_sequence

length = torch.randint(1, 9, (500,))
s = torch.randint(1, 7, (500, 8)).masked_fill(torch.arange(8) >= length[:, None], 0)
y = (s.eq(3).sum(1) > 0).long()


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(7, 8, padding_idx=0)
        self.gru = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 2)

    def forward(self, s, length):
        packed = pack_padded_sequence(self.emb(s), length, batch_first=True, enforce_sorted=False)
        return self.fc(self.gru(packed)[1][-1])


net = Tagger()
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(15):
    for b in torch.randperm(400).split(40):
        opt.zero_grad()
        F.cross_entropy(net(s[b], length[b]), y[b]).backward()
        opt.step()
print(f"score={(net(s[400:], length[400:]).argmax(1) == y[400:]).float().mean().item():.4f}")
