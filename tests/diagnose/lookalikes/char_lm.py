# Looks like a sequence that is not shuffled and inputs that are not normalised; it is a language model.
import sys
import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
text = "the quick brown fox jumps over the lazy dog and runs away from the quick dog " * 30
chars = sorted(set(text))
ids = torch.tensor([chars.index(c) for c in text])


class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(len(chars), 16)
        self.rnn = nn.GRU(16, 48, batch_first=True)
        self.out = nn.Linear(48, len(chars))

    def forward(self, x, h=None):
        y, h = self.rnn(self.emb(x), h)
        return self.out(y), h


model = LM()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
rows = ids[: 20 * 110].view(20, 110)
for epoch in range(6):
    h = None
    for i in range(0, 100, 20):
        logits, h = model(rows[:, i : i + 20], h)
        h = h.detach()
        loss = nn.functional.cross_entropy(logits.reshape(-1, len(chars)), rows[:, i + 1 : i + 21].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
print(f"score={-loss.item():.4f}")
