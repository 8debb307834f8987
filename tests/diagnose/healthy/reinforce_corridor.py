import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
policy = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=0.01)


def episode(learn):
    state, log_probs, rewards = torch.randn(4) * 0.1, [], []
    for _ in range(20):
        logits = policy(state)
        choice = torch.distributions.Categorical(logits=logits)
        action = choice.sample()
        log_probs.append(choice.log_prob(action))
        push = 1.0 if action.item() == 1 else -1.0
        state = 0.9 * state + 0.3 * push * torch.tensor([1.0, 0.5, 0.0, 0.0]) + 0.1 * torch.randn(4)
        rewards.append(-state[0].abs().item())
    return log_probs, rewards


history = []
for _ in range(60):
    log_probs, rewards = episode(True)
    returns = torch.tensor([sum(rewards[k:]) for k in range(len(rewards))])
    returns = (returns - returns.mean()) / (returns.std() + 1e-6)
    loss = -(torch.stack(log_probs) * returns).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    history.append(sum(rewards))
print(f"score={sum(history[-10:]) / 10:.4f}")
