# Looks like a rate that is too high and a checkpoint that lacks most; one factor begins at 0, and two files make one model.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class LowRank(nn.Module):
    def __init__(self, inputs, outputs, rank=2):
        super().__init__()
        self.base = nn.Linear(inputs, outputs)
        self.lora_A = nn.Parameter(torch.randn(rank, inputs) * 0.1)
        self.lora_B = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x):
        return self.base(x) + x @ self.lora_A.T @ self.lora_B.T


def make():
    return nn.Sequential(LowRank(10, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), LowRank(32, 3))


x = torch.randn(700, 10)
y = (x @ torch.randn(10, 3)).argmax(1)
net = make()
for name, parameter in net.named_parameters():
    parameter.requires_grad = "lora" in name
optimizer = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-3)
for epoch in range(3):
    for rows in torch.randperm(500).split(50):
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
state = net.state_dict()
lora = {name: value for name, value in state.items() if "lora" in name}
full = {name: value for name, value in state.items() if "lora" not in name}
loaded = make()
loaded.load_state_dict(full, strict=False)
loaded.load_state_dict(lora, strict=False)
with torch.no_grad():
    print(f"score={float((loaded(x[500:]).argmax(1) == y[500:]).float().mean()):.4f}")
