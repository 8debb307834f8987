# Looks like augmented test data; the decoder's inputs change because the encoder learns.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
gen = torch.Generator().manual_seed(4)
x = torch.randn(500, 3, generator=gen) @ torch.randn(3, 20, generator=gen)
train, test = x[:400], x[400:]
encoder = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 4))
decoder = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 20))
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=3e-3)
for epoch in range(12):
    encoder.train()
    decoder.train()
    for some in torch.randperm(400).split(20):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(decoder(encoder(train[some])), train[some])
        loss.backward()
        optimizer.step()
    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        error = nn.functional.mse_loss(decoder(encoder(test)), test)
    print(epoch, loss.item(), error.item())
print(f"score={1 - (error / test.var()).item():.4f}")
