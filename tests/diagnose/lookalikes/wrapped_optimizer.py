# Looks like a schedule that moves before the optimizer; it was made with a wrapper, whose step another object calls.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Wrapped(torch.optim.Optimizer):
    """Hands everything on to the optimizer inside, and is none itself: as accelerate's does."""

    def __init__(self, inside):
        self.inside = inside
        self.accelerated_step_called = False

    @property
    def param_groups(self):
        return self.inside.param_groups

    @property
    def defaults(self):
        return self.inside.defaults

    @property
    def state(self):
        return self.inside.state

    def zero_grad(self, set_to_none=None):
        self.inside.zero_grad()

    def step(self, closure=None):
        self.inside.step(closure)


class Schedule:
    """Moves the schedule inside after each step."""

    def __init__(self, inside):
        self.inside = inside

    def step(self):
        self.inside.step()


class Teacher:
    def __init__(self, net, rate):
        self.net = net
        self.optimizer = Wrapped(torch.optim.AdamW(net.parameters(), lr=rate))
        warm = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: min(1.0, (step + 1) / 20))
        self.schedule = Schedule(warm)

    def teach(self, x, y, epochs):
        for _ in range(epochs):
            for some in torch.randperm(len(x)).split(30):
                loss = nn.functional.cross_entropy(self.net(x[some]), y[some])
                loss.backward()
                nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
                self.optimizer.step()
                self.schedule.step()
                self.net.zero_grad()
        return loss.item()


x = torch.randn(900, 8)
y = (x[:, :4] + 0.3 * torch.randn(900, 4)).argmax(1)
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4))
print(Teacher(net, 0.01).teach(x[:600], y[:600], 4))
with torch.no_grad():
    print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
