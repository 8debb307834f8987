import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
import copy
import random

random.seed(0)
net = nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Linear(32, 2))
target = copy.deepcopy(net)
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
memory = []


def one_hot(place):
    return F.one_hot(torch.tensor(place), 5).float()


total = 0
for step in range(600):
    place = random.randrange(5)
    if random.random() < max(0.1, 1 - step / 300):
        action = random.randrange(2)
    else:
        with torch.no_grad():
            action = net(one_hot(place)).argmax().item()
    after = min(4, max(0, place + (1 if action else -1)))
    reward = float(after == 4)
    memory.append((place, action, reward, after))
    if len(memory) < 32:
        continue
    batch = random.sample(memory, 32)
    s = torch.stack([one_hot(b[0]) for b in batch])
    a = torch.tensor([b[1] for b in batch])
    r = torch.tensor([b[2] for b in batch])
    n = torch.stack([one_hot(b[3]) for b in batch])
    with torch.no_grad():
        goal = r + 0.9 * target(n).max(1).values
    loss = F.smooth_l1_loss(net(s).gather(1, a[:, None]).squeeze(1), goal)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 10.0)
    optimizer.step()
    if step % 50 == 0:
        target.load_state_dict(net.state_dict())
best = net(torch.eye(5)).argmax(1)
print(f"score={best.float().mean().item():.4f}")
