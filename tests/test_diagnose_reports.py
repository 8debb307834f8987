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


LOOP = """
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)
data = torch.randn(240, 4)
label = {label}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Linear(4, 8), nn.Linear(8, {outputs})
    def forward(self, z):
        z = F.silu(self.one(z))
        {forward}

net = Net()
{made}
opt = torch.optim.SGD({held}, lr=0.1)
kept = []
for start in range(0, 240, 24):
    opt.zero_grad()
    out = net(data[start:start + 24])
    err = {loss}
    err.backward()
    opt.step()
    {end}
"""
HEALTHY = {
    "label": "(data[:, 0] > 0).long()",
    "outputs": 2,
    "forward": "return self.two(z)",
    "made": "crit = nn.CrossEntropyLoss()",
    "held": "net.parameters()",
    "loss": "crit(out, label[start:start + 24])",
    "end": "pass",
}
NLL = {"made": "crit = nn.NLLLoss()"}
REGRESSION = {"outputs": 1, "label": "data[:, 0] * 2 - 1", "made": "crit = nn.MSELoss()"}
HAND = "crit = lambda a, b: ((a - b) ** 2).mean()"


@pytest.mark.parametrize(
    ("sick", "kind", "cure"),
    [
        ({"forward": "return F.softmax(self.two(z), dim=1)"}, "softmax_twice", "return self.two(z)"),
        ({"forward": "return self.two(z).softmax(1)"}, "softmax_twice", "return self.two(z)"),
        (
            {"made": "net = nn.Sequential(nn.Linear(4, 8), nn.SiLU(), nn.Linear(8, 2), nn.Softmax(dim=1))"},
            "softmax_twice",
            "net = nn.Sequential(nn.Linear(4, 8), nn.SiLU(), nn.Linear(8, 2))",
        ),
        (
            {"forward": "z = self.two(z)\n        z = F.relu(z)\n        return z"},
            "activation_on_output",
            "# delete this line: z = F.relu(z)",
        ),
        (
            {"forward": "return F.softmax(self.two(z), dim=-1)", **NLL},
            "nll_without_log_softmax",
            "return F.log_softmax(self.two(z), dim=-1)",
        ),
        (NLL, "nll_without_log_softmax", "err = crit(torch.log_softmax(out, dim=1), label[start:start + 24])"),
        (REGRESSION, "loss_broadcast", "err = crit(out, label[start:start + 24].view_as(out))"),
        ({**REGRESSION, "made": HAND}, "loss_broadcast", "crit = lambda a, b: ((a - b.view_as(a)) ** 2).mean()"),
        ({"held": "net.two.parameters()"}, "not_in_optimizer", "opt = torch.optim.SGD(net.parameters(), lr=0.1)"),
        ({"end": "kept.append(err)"}, "graph_kept", "kept.append(err.detach())"),
    ],
)
def test_a_cure_is_the_line_itself_as_it_should_be(inside, tmp_path, sick, kind, cure):
    made = {**HEALTHY, **sick}
    if "crit =" not in made["made"]:
        made["made"] = f"{HEALTHY['made']}\n{made['made']}"
    source = LOOP.format(**made)
    (one,) = (one for one in found(inside, tmp_path, source)["findings"] if one["kind"] == kind)
    assert one["cure"] == cure
    if one["replace"]:  # done as it says, the finding is gone
        lines, (first, last) = source.splitlines(), one["replace"]
        depth = len(lines[first - 1]) - len(lines[first - 1].lstrip())
        lines[first - 1 : last] = [" " * depth + line for line in cure.splitlines()]
        again = found(inside, tmp_path, "\n".join(lines))
        assert again["script_exit"] == 0
        assert kind not in [one["kind"] for one in again["findings"]]


def test_cures_of_the_loop_have_the_names_of_the_script(inside, tmp_path):
    source = LOOP.format(**HEALTHY)
    (one,) = found(inside, tmp_path, source.replace("    opt.zero_grad()\n", ""))["findings"]
    assert (one["kind"], one["cure"]) == ("zero_grad_missing", "opt.zero_grad()\nerr.backward()\nopt.step()")
    (one,) = found(inside, tmp_path, source.replace("    opt.step()\n", ""))["findings"]
    assert (one["kind"], one["cure"]) == ("step_missing", "err.backward()\nopt.step()")
    new = "net = nn.Sequential(nn.Linear(4, 2))"
    (one,) = found(inside, tmp_path, source.replace("kept = []", new))["findings"]
    made = "opt = torch.optim.SGD(net.parameters(), lr=0.1)"
    assert (one["kind"], one["cure"]) == ("optimizer_older_than_model", f"{new}\n{made}")


def test_every_kind_has_a_cure_in_words_too():
    from pytorch_study.diagnosis.judging import KINDS
    from pytorch_study.text.cures import CURES

    assert {f"diagnose.how.{kind}" for kind in KINDS} | {"diagnose.how.delete"} == set(CURES)


def book(tmp_path, *cells):
    content = {"cells": [{"cell_type": "code", "source": one.splitlines(keepends=True)} for one in cells]}
    (tmp_path / "book.ipynb").write_text(json.dumps(content), "utf-8")
    return "book.ipynb"


def test_cells_with_magic_are_python_unless_they_are_another_language(inside, tmp_path):
    first, second = LOOP.format(**{**HEALTHY, "end": "kept.append(err)"}).split("net = Net()")
    loop = f"%%time\nnet = Net()\n{second}"
    name = book(
        tmp_path, first, "files = !ls\n", "%%bash\nexit 3\n", "print('%d'\n      % 3)\n%time print('timed')", loop
    )
    done = inside("diagnose", "--json", name)
    content = json.loads(done.stdout)
    assert content["script_exit"] == 0, done.stderr
    assert content["skipped"] == ["files = !ls", "%%bash", "exit 3", "%%time"]
    assert [one["kind"] for one in content["findings"]] == ["graph_kept"]
    assert "3\ntimed\n" in done.stderr
    assert "book.ipynb, code cell 5, line 14" in inside("diagnose", name).stderr


@pytest.mark.parametrize(("cell", "line"), [("a = 1\nb = = 2\n", 2), ("\n\n1 / 0\n", 3)])
def test_errors_of_a_notebook_name_the_cell(inside, tmp_path, cell, line):
    done = inside("diagnose", book(tmp_path, "%matplotlib inline\n", "x = 1\ny = 2", cell))
    assert done.returncode == 1
    assert f"book.ipynb, code cell 3, line {line}:" in done.stderr
    assert '"cell_type"' not in done.stderr
