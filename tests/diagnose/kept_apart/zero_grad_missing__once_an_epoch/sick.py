import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
vocab, length = 12, 10
seq = torch.randint(0, vocab, (900, length))
label = (seq.eq(3).sum(1) > seq.eq(5).sum(1)).long()


class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.EmbeddingBag(vocab, 16, mode="sum")
        self.fc = nn.Linear(16, 2)

    def forward(self, s):
        return self.fc(self.emb(s))


model = Bag()
optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.5)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(10):
    optimizer.zero_grad()
    for start in range(0, 600, 20):
        loss = loss_fn(model(seq[start : start + 20]), label[start : start + 20])
        loss.backward()
        optimizer.step()
print(f"score={(model(seq[600:]).argmax(1) == label[600:]).float().mean().item():.4f}")
