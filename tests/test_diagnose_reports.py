"""What `diagnose` reports, read as its reader does: no false alarm, cures in the script's own names, true sentences."""

import json

import pytest


def found(inside, tmp_path, source, *words, name="script.py"):
    (tmp_path / name).write_text(source, "utf-8")
    done = inside("diagnose", "--json", *words, name)
    return json.loads(done.stdout)


CLOSURES = """
import torch
from torch import nn
torch.manual_seed(0)
x = torch.linspace(-3, 3, 200).view(-1, 1)
y = torch.sin(x) + 0.05 * torch.randn_like(x)
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.LBFGS(net.parameters(), lr=0.5, max_iter=10)
crit = nn.MSELoss()
losses = []
for step in range(15):
    def closure():
        opt.zero_grad()
        loss = crit(net(x), y)
        loss.backward()
        return loss
    loss = opt.step(closure)
    {kept}
"""


@pytest.mark.parametrize(("kept", "kinds"), [("print(loss.item())", []), ("losses.append(loss)", ["graph_kept"])])
def test_a_closure_that_is_called_many_times_a_step_keeps_no_graph(inside, tmp_path, kept, kinds):
    content = found(inside, tmp_path, CLOSURES.format(kept=kept))
    assert [one["kind"] for one in content["findings"]] == kinds
