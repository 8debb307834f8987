"""What `diagnose` reports, read as its reader does: no false alarm, cures in the script's own names, true sentences."""

import json
import os
import sys

import pytest
from helpers import POSIX


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
SERVED = "pass\nnew = {made}\nnew.load_state_dict({state}, strict=False)"
DEEP = (
    "parts = [nn.Linear(4, 32), act()]\nfor _ in range({}):\n    parts += [nn.Linear(32, 32), act()]\n"
    "net = nn.Sequential(*parts, nn.Linear(32, 2))"
)


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
        (
            {"outputs": 1, "label": "(data[:, :1] > 0).double()"},
            "single_output_cross_entropy",
            "err = torch.nn.functional.binary_cross_entropy_with_logits(out, label[start:start + 24])",
        ),
        (
            {"made": "for p in net.parameters():\n    nn.init.zeros_(p)"},
            "symmetric_init",
            "if p.dim() > 1:\n    nn.init.kaiming_normal_(p)",
        ),
        (
            {"made": "net.one.weight.data.fill_(0.5)"},
            "symmetric_init",
            "nn.init.kaiming_normal_(net.one.weight)",
        ),
        (
            {"loss": f"{HEALTHY['loss']}\n    err = torch.tensor(err.item(), requires_grad=True)"},
            "no_gradient",
            "# delete this line: err = torch.tensor(err.item(), requires_grad=True)",
        ),
        (
            {"loss": f"{HEALTHY['loss']}\n    new = torch.tensor(err.item(), requires_grad=True)\n    err = new"},
            "no_gradient",
            "new = err",
        ),
        (
            {"end": SERVED.format(made="Net()", state="{'a.' + k: v for k, v in net.state_dict().items()}")},
            "checkpoint_partial",
            "new.load_state_dict({k.removeprefix('a.'): v for k, v in"
            " ({'a.' + k: v for k, v in net.state_dict().items()}).items()})",
        ),
        (
            {"end": SERVED.format(made="nn.Sequential(Net())", state="net.state_dict()")},
            "checkpoint_partial",
            "new.load_state_dict({'0.' + k: v for k, v in net.state_dict().items()})",
        ),
        (
            {"made": "import numpy as np\nlight = np.full((30, 4), 200, np.uint8)\nlight = light + np.uint8(100)"},
            "uint8_wraps",
            "light = light.astype(np.float32) + np.uint8(100)",
        ),
        (
            {"loss": "-torch.log(F.softmax(1e4 * out, dim=1))[:, 0].mean()"},
            "nan_origin",
            "err = -F.log_softmax(1e4 * out, dim=1)[:, 0].mean()",
        ),
        ({"made": f"act = nn.Sigmoid\n{DEEP.format(3)}"}, "vanishing_gradients", "act = nn.ReLU"),
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


@pytest.mark.parametrize(
    ("sick", "kind"),
    [
        ({"outputs": 1, "label": "torch.zeros(240).long()"}, "single_output_cross_entropy"),  # which is which is lost
        (
            {"loss": f"{HEALTHY['loss']}\n    n = err.item()\n    err = torch.tensor(n, requires_grad=True)"},
            "no_gradient",  # the loss itself has no name any more
        ),
        (
            {"end": SERVED.format(made="Net()", state="{k + '_': v for k, v in net.state_dict().items()}")},
            "checkpoint_partial",
        ),
        ({"made": DEEP.format(3).replace("act", "nn.Sigmoid")}, "vanishing_gradients"),  # in several places
        ({"made": f"act = nn.Sigmoid\n{DEEP.format(8)}"}, "vanishing_gradients"),  # ReLU alone does not heal it
    ],
)
def test_a_cure_that_is_no_line_is_told_in_words(inside, tmp_path, sick, kind):
    made = {**HEALTHY, **sick}
    if "crit =" not in made["made"]:
        made["made"] = f"{HEALTHY['made']}\n{made['made']}"
    (one,) = (one for one in found(inside, tmp_path, LOOP.format(**made))["findings"] if one["kind"] == kind)
    assert one["replace"] is None
    assert all(line.startswith("# ") for line in one["cure"].splitlines())


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
    assert "book.ipynb, code cell 5, line 13" in inside("diagnose", name).stderr


@pytest.mark.parametrize(("cell", "line"), [("a = 1\nb = = 2\n", 2), ("\n\n1 / 0\n", 3)])
def test_errors_of_a_notebook_name_the_cell(inside, tmp_path, cell, line):
    done = inside("diagnose", book(tmp_path, "%matplotlib inline\n", "x = 1\ny = 2", cell))
    assert done.returncode == 1
    assert f"book.ipynb, code cell 3, line {line}:" in done.stderr
    assert '"cell_type"' not in done.stderr


def words(inside, tmp_path, source, *more, **how):
    (tmp_path / "script.py").write_text(source, "utf-8")
    return inside("diagnose", *more, "script.py", **how).stderr


ACCUMULATED = (
    LOOP.format(**HEALTHY)
    .replace("    opt.zero_grad()\n", "")
    .replace("    opt.step()\n", "    if start % 96 == 72:\n        opt.step()\n        opt.zero_grad()\n")
    .replace("range(0, 240, 24)", "[*range(0, 192, 24)] * 6")
)
BEFORE = "    err.backward()\n", "    opt.zero_grad()\n    err.backward()\n"


def test_clearing_before_every_accumulated_backward_is_misplaced(inside, tmp_path):
    assert not found(inside, tmp_path, ACCUMULATED)["findings"]
    (one,) = found(inside, tmp_path, ACCUMULATED.replace(*BEFORE))["findings"]
    assert (one["kind"], one["cure"]) == ("zero_grad_misplaced", "# delete this line: opt.zero_grad()")
    (one,) = found(inside, tmp_path, ACCUMULATED.replace("        opt.zero_grad()\n", "").replace(*BEFORE))["findings"]
    cure = "# delete this line: opt.zero_grad()\nopt.step()\nopt.zero_grad()"
    assert (one["kind"], one["cure"]) == ("zero_grad_misplaced", cure)


BY_HAND = """
import torch
w = torch.zeros(3, requires_grad=True)
x = torch.randn(50, 3)
for _ in range(30):
    loss = torch.nn.functional.mse_loss(x @ w, x.sum(1))
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
"""
FUNCTIONAL = """
import torch
from torch.func import grad
x = torch.randn(50, 3)
w = torch.zeros(3)
for _ in range(30):
    w = w - 0.1 * grad(lambda v: ((x @ v - x.sum(1)) ** 2).mean())(w)
"""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_steps_that_nobody_sees_are_not_called_healthy(inside, tmp_path, lang):
    by_hand, functional = (words(inside, tmp_path, source, lang=lang) for source in (BY_HAND, FUNCTIONAL))
    assert {"en": "without an optimizer", "zh": "没有用优化器"}[lang] in by_hand
    assert {"en": "backward is never called", "zh": "从没有调用 backward"}[lang] in functional
    for said in (by_hand, functional):
        assert {"en": "nothing found", "zh": "没有发现问题"}[lang] not in said
        assert {"en": "arguments", "zh": "参数"}[lang] not in said


@pytest.mark.parametrize(("lang", "said"), [("en", "backward() never"), ("zh", "backward() 一次也没有调用")])
def test_a_backward_that_is_forgotten_is_no_cut(inside, tmp_path, lang, said):
    source = LOOP.format(**HEALTHY).replace("    err.backward()\n", "") + "    print(err.item())\n"
    told = words(inside, tmp_path, source, lang=lang)
    (line,) = (number for number, text in enumerate(source.splitlines(), 1) if "opt.step()" in text)
    assert f"script.py:{line}" in told
    assert said in told
    assert {"en": "cut on the way", "zh": "半路断了"}[lang] not in told


def test_a_notebook_s_display_shows_something(inside, tmp_path):
    cells = [
        {
            "cell_type": "code",
            "source": "import torch\ndisplay(torch.ones(2))\nprint('on')",
            "metadata": {},
            "outputs": [],
        }
    ]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}), "utf-8")
    assert inside("diagnose", "a.ipynb").stdout == "tensor([1., 1.])\non\n"


def test_the_range_of_classes_is_not_told(inside, tmp_path):
    said = words(inside, tmp_path, LOOP.format(**{**HEALTHY, "forward": "return F.relu(self.two(z))"}))
    assert "activation_on_output" in said
    assert "targets go" not in said


VARIED = """
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
torch.manual_seed(0)

class Noisy(Dataset):
    def __init__(self, n, train):
        self.x = torch.randn(n, 8)
        self.y = (self.x[:, 0] > 0).long()
        self.train = train
        if train:
            self.x, self.y = self.x[self.y.argsort()], self.y.sort()[0]
    def __len__(self):
        return len(self.x)
    def __getitem__(self, i):
        return self.x[i] + self.train * 0.05 * torch.randn(8), self.y[i]

train, test = DataLoader(Noisy(600, True), 32), DataLoader(Noisy(200, False), 100)
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for epoch in range(3):
    for x, y in train:
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
    with torch.no_grad():
        print(sum((net(x).argmax(1) == y).sum().item() for x, y in test))
"""


def test_the_training_examples_may_be_augmented(inside, tmp_path):
    assert [one["kind"] for one in found(inside, tmp_path, VARIED)["findings"]] == ["not_shuffled"]


def test_a_summed_loss_does_not_explode(inside, tmp_path):
    source = LOOP.format(**{**HEALTHY, "loss": "3e3 * crit(out, label[start:start + 24])"})
    source = source.replace("optim.SGD", "optim.Adam").replace("lr=0.1", "lr=1e-6")
    assert "exploding_gradients" not in [one["kind"] for one in found(inside, tmp_path, source)["findings"]]


def test_what_a_baseline_leaves_out_is_counted(inside, tmp_path):
    source = LOOP.format(**HEALTHY).replace("    opt.zero_grad()\n", "")
    (tmp_path / "known.json").write_text(json.dumps(found(inside, tmp_path, source)), "utf-8")
    said = words(inside, tmp_path, source, "--baseline", "known.json")
    assert "1 known from the baseline or an ignore comment, left out" in said
    assert "zero_grad_missing" not in said


@pytest.mark.timeout(300)
def test_what_the_first_optimizer_imports_is_there_before_seconds_are_counted(command, tmp_path):
    (tmp_path / "script.py").write_text("import sys\nprint('torch._dynamo' in sys.modules)\n", "utf-8")
    assert command("diagnose", "--seconds", "60", "script.py").stdout.strip() == "True"


def test_seconds_are_the_script_s_own(inside, tmp_path):
    begun = "import time\nstart = time.monotonic()\nwhile True:\n    time.sleep(0.01)\n"
    said = words(inside, tmp_path, begun, "--seconds", "0.5")
    assert "training had not begun" in said
    assert "--seconds" in said
    assert "arguments" not in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_no_script_is_told_truly(inside, tmp_path, lang):
    (tmp_path / "old.py").write_bytes("# 第一行\nx = 1  # 损失\n".encode("gbk"))
    done = inside("diagnose", "old.py", lang=lang)
    assert done.returncode == 2
    assert "# -*- coding: gbk -*-" in done.stderr
    (tmp_path / "old.py").write_bytes(b"# -*- coding: gbk -*-\n" + (tmp_path / "old.py").read_bytes())
    assert inside("diagnose", "old.py").returncode == 0
    (tmp_path / "folder").mkdir()
    for name, said in (("folder", "__main__.py"), ("-", {"en": "standard input", "zh": "标准输入"}[lang])):
        done = inside("diagnose", name, lang=lang)
        assert done.returncode == 2
        assert said in done.stderr


def test_the_script_s_name_is_as_it_was_typed(inside, tmp_path):
    (tmp_path / "script.py").write_text("import sys\nprint(sys.argv)\n", "utf-8")
    for name in ("script.py", "./script.py"):
        assert inside("diagnose", name, "--own").stdout.strip() == str([name, "--own"])


@pytest.mark.timeout(300)
def test_warnings_have_the_script_s_line_and_none_is_ours(command, tmp_path):
    source = LOOP.format(**{**HEALTHY, **REGRESSION, "loss": "F.mse_loss(out, label[start:start + 24])"})
    bad = source.replace("F.mse_loss(out, label[start:start + 24])", "torch.log(out * 0).mean()")
    line = 1 + source.splitlines().index("    err = F.mse_loss(out, label[start:start + 24])")
    for text, warned in ((source, 1), (bad, 0)):
        (tmp_path / "script.py").write_text(text, "utf-8")
        done = command("diagnose", "script.py")
        assert done.stderr.count("UserWarning") == warned, done.stderr
        assert (f"script.py:{line}: UserWarning" in done.stderr) == bool(warned)
        assert "diagnosis" not in done.stderr


@pytest.mark.timeout(300)
def test_what_others_print_is_no_part_of_the_json(command, tmp_path):
    """Processes of the script, what it has left for the end, and what Python itself holds as stdout."""
    source = """
import atexit, os, sys
atexit.register(print, "bye")
os.system("echo from-a-child")
print("from-its-own-stdout", file=sys.__stdout__)
"""
    (tmp_path / "script.py").write_text(source, "utf-8")
    done = command("diagnose", "--json", "script.py")
    assert json.loads(done.stdout)["script_exit"] == 0
    assert all(said in done.stderr for said in ("bye", "from-a-child", "from-its-own-stdout"))


@POSIX
@pytest.mark.timeout(300)
def test_json_holds_a_name_that_the_terminal_has_not(command, tmp_path):
    name = "with space 中.py"
    (tmp_path / name).write_text("print(1)\n", "utf-8")
    done = command("diagnose", "--json", name, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert os.fsencode(json.loads(done.stdout)["script"]).decode() == name


def test_a_rescued_copy_is_judged_by_the_same_baseline(inside, tmp_path):
    sick = LOOP.format(**HEALTHY).replace("    opt.zero_grad()\n", "")
    (tmp_path / "known.json").write_text(json.dumps(found(inside, tmp_path, sick)), "utf-8")
    old = sick + "import numpy as np\nprint(np.ones(2, dtype=np.int))\n"
    content = found(inside, tmp_path, old, "--rescue", "--yes", "--baseline", "known.json")
    assert (content["script"], content["script_exit"]) == ("script_rescued.py", 0)
    assert (content["findings"], content["silenced"]) == ([], 1)


@pytest.mark.parametrize(
    ("first", "encoding"), [(b"# -*- coding: gbk -*-\n", "gbk"), (b"\xef\xbb\xbf", "utf-8"), (b"", "utf-8")]
)
def test_a_rescued_copy_is_encoded_as_its_script(inside, tmp_path, first, encoding):
    source = "import numpy as np\nprint(np.ones(2, dtype=np.int).sum(), '损失' == '\\u635f\\u5931')  # 损失\n"
    (tmp_path / "old.py").write_bytes(first + source.encode(encoding))
    done = inside("diagnose", "--rescue", "--yes", "old.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("2 True")
    mended = source.replace("np.int", "int").encode(encoding)
    assert (tmp_path / "old_rescued.py").read_bytes().replace(b"\r\n", b"\n") == first + mended


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("raise AttributeError('half-made')", "AttributeError: half-made"),
        ("raise ValueError('half-made')", "ValueError: half-made"),
        ("import not_here_at_all", "pip install not_here_at_all"),
        ("raise SystemExit(5)", "no training was seen"),
    ],
)
def test_a_package_that_cannot_be_imported_is_told_as_the_script_s(inside, tmp_path, monkeypatch, line, said):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "__init__.py").write_text(f"{line}\n", "utf-8")
    (tmp_path / "half" / "mod.py").write_text("print(1)\n", "utf-8")
    done = inside("diagnose", "-m", "half.mod")
    assert done.returncode == (5 if "Exit" in line else 1), done.stderr
    assert said in done.stderr
    assert "Exit" in line or "__init__.py:1" in done.stderr


@pytest.mark.parametrize("name", ["whole.not_there", "whole.not_there.mod", "not_there_at_all.mod", "json.decoder.mod"])
def test_a_module_that_is_not_there_is_a_usage_error(inside, tmp_path, monkeypatch, name):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "__init__.py").write_text("", "utf-8")
    done = inside("diagnose", "-m", name)
    sys.modules.pop("whole", None)
    assert done.returncode == 2
    assert f"{name} not found" in done.stderr
