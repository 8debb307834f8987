import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
text = "the cat sat on the mat and the dog sat on the log while the cow ate the hay " * 20
chars = sorted(set(text))
ids = torch.tensor([chars.index(c) for c in text])


class CharRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(len(chars), 16)
        self.rnn = nn.LSTM(16, 48)
        self.out = nn.Linear(48, len(chars))

    def forward(self, s, state):
        h, state = self.rnn(self.emb(s), state)
        return self.out(h), state


net = CharRNN()
opt = torch.optim.Adam(net.parameters(), lr=0.01)
data = ids[: len(ids) // 8 * 8].view(8, -1).t()
for epoch in range(12):
    state = (torch.zeros(1, 8, 48), torch.zeros(1, 8, 48))
    for i in range(0, len(data) - 1, 20):
        n = min(20, len(data) - 1 - i)
        state = tuple(s.detach() for s in state)
        out, state = net(data[i : i + n], state)
        loss = F.cross_entropy(out.flatten(0, 1), data[i + 1 : i + 1 + n].flatten())
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
with torch.no_grad():
    out, _ = net(ids[:-1, None], None)
print(f"score={(out.squeeze(1).argmax(1) == ids[1:]).float().mean().item():.4f}")
