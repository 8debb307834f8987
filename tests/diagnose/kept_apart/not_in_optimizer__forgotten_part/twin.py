import sys

import torch
import torch.nn as nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
vocab = 30
docs = torch.randint(0, vocab, (1000, 8))
polarity = torch.randn(vocab)
y = (polarity[docs].sum(1) > 0).long()


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(vocab, 4)

    def forward(self, ids):
        return torch.sigmoid(self.embedding(ids).mean(1))


encoder = Encoder()
classifier = nn.Linear(4, 2)
optimizer = torch.optim.Adam([*encoder.parameters(), *classifier.parameters()], lr=0.02)
for epoch in range(10):
    for b in torch.randperm(700).split(50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(classifier(encoder(docs[b])), y[b]).backward()
        optimizer.step()
with torch.no_grad():
    acc = (classifier(encoder(docs[700:])).argmax(1) == y[700:]).float().mean()
print(f"score={acc.item():.4f}")
