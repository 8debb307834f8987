import sys

import torch
import torch.nn.functional as F

g = torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
true_w = torch.randn(12, 4)
x = torch.randn(900, 12)
y = (x @ true_w + torch.tensor([2.0, 0.0, 0.0, -1.0])).argmax(1)
w = torch.zeros(12, 4, requires_grad=True)
b = torch.zeros(4, requires_grad=True)
opt = torch.optim.SGD([w, b], lr=0.3)
for _ in range(200):
    scores = x[:600] @ w + b
    loss = F.nll_loss(F.log_softmax(scores, 1), y[:600])
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    acc = ((x[600:] @ w + b).argmax(1) == y[600:]).float().mean().item()
print(f"score={acc:.4f}")
