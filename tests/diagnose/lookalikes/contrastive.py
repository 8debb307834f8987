# Looks like labels that are no classes; every pair's partner is its class.
import sys
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
data = torch.randn(512, 16)
encoder = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 16))
optimizer = torch.optim.Adam(encoder.parameters(), lr=2e-3)
for step in range(150):
    x = data[torch.randperm(512)[:64]]
    a = F.normalize(encoder(x + 0.3 * torch.randn_like(x)), dim=1)
    b = F.normalize(encoder(x + 0.3 * torch.randn_like(x)), dim=1)
    logits = a @ b.t() / 0.1
    loss = F.cross_entropy(logits, torch.arange(64))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    a = F.normalize(encoder(data + 0.3 * torch.randn_like(data)), dim=1)
    b = F.normalize(encoder(data + 0.3 * torch.randn_like(data)), dim=1)
    accuracy = ((a @ b.t()).argmax(1) == torch.arange(512)).float().mean().item()
print(f"score={accuracy:.4f}")
