"""What `diagnose` takes for a mistake and what it leaves alone, where the two look alike: each pair in one place."""

import json
import textwrap

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

import pytorch_study as ps
from pytorch_study import text
from pytorch_study.diagnosis import examples, flow, kept_random
from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.user_source import UserSource
from pytorch_study.diagnosis.watch_losses import describe


def found(inside, tmp_path, source, *words, name="script.py"):
    (tmp_path / name).write_text(textwrap.dedent(source), "utf-8")
    content = json.loads(inside("diagnose", "--json", *words, name).stdout)
    assert content["script_exit"] == 0, content["trouble"]
    return content


def kinds(content):
    return [one["kind"] for one in content["findings"]]


HEAD = """
import math
import torch
import torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
x = torch.randn(600, 8)
y = (x[:, :3].sum(1) > 0).long()
"""

POOLED = (
    HEAD
    + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.pooler, self.head = nn.Linear(8, 16), nn.Linear(16, 16), nn.Linear(16, 2)
    def forward(self, x):
        h = torch.relu(self.body(x))
        unused = torch.tanh(self.pooler(h))
        return self.head(h{cut})
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for step in range(30):
    rows = torch.randint(0, 600, (64,))
    loss = F.cross_entropy(net(x[rows]), y[rows])
    opt.zero_grad()
    loss.backward()
    opt.step()
    total = loss.item()
"""
)


def test_a_cut_graph_is_named_and_an_unused_branch_is_not(inside, tmp_path):
    assert not found(inside, tmp_path, POOLED.format(cut=""))["findings"]
    (one,) = found(inside, tmp_path, POOLED.format(cut=".detach()"))["findings"]
    assert (one["kind"], one["certainty"], one["evidence"]["parameters"]) == ("no_gradient", "certain", 2)
    assert all(name.startswith("body.") for name in one["evidence"]["names"])
    assert ".detach()" in POOLED.format(cut=".detach()").lstrip().splitlines()[one["line"] - 2]


LOSSES = (
    HEAD
    + """
body, one, two = nn.Linear(8, 16), nn.Linear(16, 2), nn.Linear(16, 1)
opt = torch.optim.SGD([*body.parameters(), *one.parameters(), *two.parameters()], lr=1e-3)
for step in range(20):
    h = torch.relu(body(x[:64]))
    losses = [F.cross_entropy(one(h), y[:64]), F.mse_loss(two(h), x[:64, :1])]
    {clear}
    torch.autograd.backward(losses)
    opt.step()
"""
)


def test_a_backward_of_several_losses_is_one(inside, tmp_path):
    (sick,) = found(inside, tmp_path, LOSSES.format(clear="pass"))["findings"]
    assert sick["kind"] == "zero_grad_missing"
    assert sick["cure"] == "opt.zero_grad()\ntorch.autograd.backward(losses)\nopt.step()"
    net = nn.Linear(3, 1)
    optimizer, first = torch.optim.SGD(net.parameters(), lr=1e-3), None
    with ps.diagnose() as diagnosis:
        for one_by_one in (False, True):
            losses = [net(torch.randn(8, 3)).pow(2).mean() for _ in range(2)]
            first = first or sum(one.item() for one in losses)
            optimizer.zero_grad()
            if one_by_one:
                losses[0].backward()
                losses[1].backward()
            else:
                torch.autograd.backward(losses)
            optimizer.step()
    assert diagnosis.records.backwards == 3
    assert diagnosis.records.values[0] == pytest.approx(sum(one.item() for one in losses), rel=10)


def test_gradients_that_are_set_by_hand_are_training(inside, tmp_path):
    source = """
        import torch
        net = torch.nn.Linear(2, 1)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(10):
            opt.zero_grad()
            {grad}
            opt.step()
    """
    set_ = source.format(grad="net.weight.grad = net.weight.detach() - 1")
    (tmp_path / "script.py").write_text(textwrap.dedent(set_), "utf-8")
    said = inside("diagnose", "script.py").stderr
    assert "nothing found" in said
    assert "backward was never called" not in said
    assert kinds(found(inside, tmp_path, source.format(grad="pass"))) == ["no_gradient"]


TEACHER = (
    HEAD
    + """
teacher = nn.Linear(8, {width})
student = nn.Linear(8, 2)
{state}
opt = torch.optim.Adam(student.parameters(), lr=1e-2)
for step in range(30):
    rows = torch.randint(0, 600, (64,))
    loss = F.mse_loss({answer})
    opt.zero_grad()
    loss.backward()
    opt.step()
"""
)


BESIDE = {"width": 2, "answer": "student(x[rows]), teacher(x[rows])"}
BEFORE = {"width": 8, "answer": "student(teacher(x[rows])), x[rows, :2]"}


@pytest.mark.parametrize("state", ["teacher.eval()", "teacher.load_state_dict(nn.Linear(8, 2).state_dict())"])
def test_a_teacher_needs_no_optimizer(inside, tmp_path, state):
    assert not found(inside, tmp_path, TEACHER.format(state=state, **BESIDE))["findings"]


def test_a_network_without_an_optimizer_is_not_called_a_mistake_for_certain(inside, tmp_path):
    for lang, words in (("en", "stays as it is"), ("zh", "整个网络")):
        text.use(lang)
        (tmp_path / "script.py").write_text(TEACHER.format(state="", **BESIDE), "utf-8")
        done = inside("diagnose", "--json", "script.py", lang=lang)
        (one,) = json.loads(done.stdout)["findings"]
        assert (one["kind"], one["certainty"], one["replace"]) == ("not_in_optimizer", "suspicious", None)
        assert "teacher.requires_grad_(False)" in one["cure"]
        assert one["cure"].startswith("# ")
        assert words in one["message"]
    text.use("en")


def test_what_feeds_a_trained_network_is_still_to_be_given_to_its_optimizer(inside, tmp_path):
    (one,) = found(inside, tmp_path, TEACHER.format(state="", **BEFORE))["findings"]
    cure = "opt = torch.optim.Adam([*student.parameters(), *teacher.parameters()], lr=1e-2)"
    assert (one["kind"], one["cure"]) == ("not_in_optimizer", cure)


SQUASHED = (
    HEAD
    + """
answer = {answer}
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4), nn.Sigmoid())
code = nn.Linear(8, 3)
opt = torch.optim.Adam([*net.parameters(), *code.parameters()], lr=1e-2)
for step in range(30):
    rows = torch.randint(0, 600, (64,))
    out = net(x[rows])
    loss = F.mse_loss(out, answer[rows])
    loss = loss + F.mse_loss(code(x[rows]), 7 * x[rows, :3])
    opt.zero_grad()
    loss.backward()
    opt.step()
"""
)


def test_an_activation_is_judged_by_the_answers_of_its_own_loss(inside, tmp_path):
    assert not found(inside, tmp_path, SQUASHED.format(answer="torch.sigmoid(x[:, :4])"))["findings"]
    (one,) = found(inside, tmp_path, SQUASHED.format(answer="1.5 * x[:, :4]"))["findings"]
    assert one["kind"] == "activation_on_output"
    assert one["evidence"]["target_high"] < 10  # and not the other loss's


class Pictures(Dataset):
    """Examples that are changed at random, by generators of their own and of everybody."""

    def __init__(self):
        self.x, self.rng, self.seen = torch.randn(40, 64), np.random.default_rng(0), 0

    def __len__(self):
        return len(self.x)

    def __getitem__(self, k):
        self.seen += 1
        x = self.x[k].clone()
        for _ in range(40):
            x = x + 0.001 * torch.randn(64)
        return x + 0.01 * float(self.rng.normal()) + 0.01 * GLOBAL.normal(), int(self.x[k, 0] > 0)


GLOBAL = np.random.default_rng(1)


def trained(watched):
    GLOBAL.bit_generator.state = np.random.default_rng(1).bit_generator.state
    torch.manual_seed(0)
    pictures = Pictures()
    loader = DataLoader(pictures, 10, shuffle=True)
    net = nn.Linear(64, 2)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)

    def loop():
        for x, y in loader:
            optimizer.zero_grad()
            functional.cross_entropy(net(x.float()), y).backward()
            optimizer.step()

    if watched:
        with ps.diagnose():
            loop()
    else:
        loop()
    return torch.rand(1).item(), pictures.rng.normal(), GLOBAL.normal(), pictures.seen, net.weight.sum().item()


def test_a_block_leaves_the_data_set_and_the_random_numbers_behind_as_they_would_be():
    assert trained(True) == trained(False)


def test_a_data_set_that_cannot_be_copied_is_not_asked(tmp_path, monkeypatch):
    pictures = Pictures()
    assert examples.copied(pictures) is not pictures
    monkeypatch.setattr(examples, "LARGEST", 1000)
    assert examples.copied(pictures) is None
    pictures.x, pictures.file = torch.zeros(3), (tmp_path / "x").open("w")
    monkeypatch.undo()
    assert examples.copied(pictures) is None
    pictures.file.close()


def test_generators_of_the_module_are_given_back():
    before = GLOBAL.bit_generator.state
    with kept_random.kept(Pictures()):
        GLOBAL.normal()
        assert GLOBAL.bit_generator.state != before
    assert GLOBAL.bit_generator.state == before


def test_half_precision_is_judged_with_its_own_rounding():
    logits = 3 * torch.randn(64, 50, generator=torch.Generator().manual_seed(0))
    y = torch.zeros(64, dtype=torch.long)
    for kind in (torch.float32, torch.bfloat16, torch.float16):
        x = logits.to(kind)
        assert describe("nll_loss", x.log_softmax(1), y, {})["log_probabilities"]
        assert not describe("nll_loss", x, y, {})["log_probabilities"]
        assert describe("cross_entropy", x.softmax(1), y, {})["probabilities"]
        assert not describe("cross_entropy", x.sigmoid(), y, {})["probabilities"]
    off = logits.log_softmax(1) + 0.02
    assert not describe("nll_loss", off, y, {})["log_probabilities"]


def reaches(source, first, last):
    return flow.reaches(UserSource("a.py", textwrap.dedent(source).lstrip()), Site("a.py", first), Site("a.py", last))


def test_what_goes_into_a_loss_further_down():
    loop = """
        for real in data:
            with torch.no_grad():
                fake = G(noise)
            loss = bce(D(real), ones) + bce(D(fake), zeros)
            loss.backward()
    """
    assert reaches(loop, 3, 5)
    assert not reaches(loop.replace("D(fake)", "D(other)"), 3, 5)
    scored = """
        for x, y in data:
            with torch.no_grad():
                out = net(x_val)
                accuracy = (out.argmax(1) == y_val).float().mean()
            out = net(x)
            loss = ce(out, y)
            loss.backward()
    """
    assert not reaches(scored, 3, 7)  # another `out`
    assert reaches(scored, 5, 7)
    assert not reaches(scored, 7, 3)


def test_noisy_labels_are_not_certain_and_labels_of_two_are(inside, tmp_path):
    source = HEAD + textwrap.dedent("""
        net = nn.Linear(8, 1)
        opt = torch.optim.Adam(net.parameters(), lr=1e-3)
        for step in range(20):
            label = {label}
            loss = F.binary_cross_entropy_with_logits(net(x), label)
            opt.zero_grad()
            loss.backward()
            opt.step()
    """)
    for label, sure in (("torch.empty(600, 1).uniform_(0.7, 1.2)", "suspicious"), ("2.0 * y[:, None]", "certain")):
        content = found(inside, tmp_path, source.format(label=label))
        assert [(one["kind"], one["certainty"]) for one in content["findings"]] == [("labels_out_of_range", sure)]


def test_a_loss_by_hand_that_is_skipped_is_told(inside, tmp_path):
    source = HEAD + textwrap.dedent("""
        x[::50] = float("nan")
        net = nn.Linear(8, 1)
        opt = torch.optim.SGD(net.parameters(), lr=1e-2)
        for rows in torch.randperm(600).split(30):
            loss = ((net(x[rows])[:, 0] - y[rows]) ** 2).mean()
            if math.isnan(loss.item()):
                continue
            opt.zero_grad()
            loss.backward()
            opt.step()
    """)
    assert "nan_batches_skipped" in kinds(found(inside, tmp_path, source))


TWO = (
    HEAD
    + """
G, D = nn.Linear(4, 8), nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3)
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3)
for real in x[torch.randperm(600)].split(30) * 2:
    fake = G(torch.randn(len(real), 4))
    d_loss = F.softplus(-D(real)).mean() + F.softplus(D(fake.detach())).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    opt_g.zero_grad()
    g_loss = F.softplus(-D(fake)).mean()
    g_loss.backward()
    opt_g.step()
"""
)


@pytest.mark.parametrize("which", ["d", "g"])
def test_of_two_optimizers_the_cure_names_the_one_whose_gradients_stay(inside, tmp_path, which):
    source = TWO.replace(f"    opt_{which}.zero_grad()\n", "")
    (one,) = (f for f in found(inside, tmp_path, source)["findings"] if f["kind"] == "zero_grad_missing")
    assert one["cure"] == f"opt_{which}.zero_grad()\n{which}_loss.backward()\nopt_{which}.step()"


def test_a_magic_line_that_goes_on_is_left_out_whole(inside, tmp_path):
    cells = ["!pip install -q torch \\\n    torchvision \\\n    numpy\nprint('on')", "%time print('a', \\\n  'b')"]
    cells = [{"cell_type": "code", "source": one} for one in cells]
    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    done = inside("diagnose", "--json", "book.ipynb")
    content = json.loads(done.stdout)
    assert content["script_exit"] == 0, done.stderr
    assert content["skipped"] == ["!pip install -q torch \\", "    torchvision \\", "    numpy"]
    assert "on\na b\n" in done.stderr


@pytest.mark.parametrize("notebook", [False, True])
def test_a_baseline_holds_when_lines_above_come_or_go(inside, tmp_path, notebook):
    source = TWO.replace("    opt_d.zero_grad()\n", "")

    def content(code, *words):
        name = "book.ipynb" if notebook else "script.py"
        cells = {"cells": [{"cell_type": "code", "source": one} for one in ("a = 1\n", code)]}
        (tmp_path / name).write_text(json.dumps(cells) if notebook else code, "utf-8")
        return json.loads(inside("diagnose", "--json", *words, name).stdout)

    first = content(source)
    (tmp_path / "known.json").write_text(json.dumps(first), "utf-8")
    assert [one["code"][:6] for one in first["findings"]] == ["d_loss"]
    later = content(f"import os\n\n{source}", "--baseline", "known.json")
    assert (later["findings"], later["silenced"]) == ([], 1)
    for one in first["findings"]:
        del one["code"]  # as it was written before
    (tmp_path / "known.json").write_text(json.dumps(first), "utf-8")
    if not notebook:
        assert content(source, "--baseline", "known.json")["silenced"] == 1


TRAINED = """
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for step in range(20):
    loss = {loss}
    opt.zero_grad()
    loss.backward()
    opt.step()
"""
SEGMENTED = (
    HEAD
    + """
pictures = torch.randn(32, 3, 6, 6)
kinds = pictures.argmax(1)
net = nn.Conv2d(3, 4, 1)
"""
    + TRAINED.format(loss="F.cross_entropy(net(pictures), kinds)")
    + """
with torch.no_grad():
    best = {best}
print((best.indices == kinds[:, None]).any(1).float().mean())
"""
)
TOP = (
    HEAD
    + "net = nn.Linear(8, 6)"
    + TRAINED.format(loss="F.cross_entropy(net(x), y)")
    + """
with torch.no_grad():
    best = {best}
"""
)


@pytest.mark.parametrize(
    ("source", "best", "cure"),
    [
        (SEGMENTED, "net(pictures).topk(3, 1)", None),
        (SEGMENTED, "torch.topk(net(pictures), 2, 1)", None),
        (SEGMENTED, "net(pictures).topk(1, 3)", "best = net(pictures).topk(1, 1)"),
        (SEGMENTED, "torch.topk(net(pictures), 1)", "# the answer is the largest along the classes: dim=1"),
        (TOP, "net(x).topk(5)", None),
        (TOP, "net(x).topk(5, 0)", "best = net(x).topk(5, 1)"),
    ],
)
def test_how_many_are_chosen_is_no_dimension(inside, tmp_path, source, best, cure):
    content = found(inside, tmp_path, source.format(best=best))
    assert kinds(content) == (["accuracy_wrong_dimension"] if cure else [])
    assert [one["cure"] for one in content["findings"]] == ([cure] if cure else [])


PAIRS = (
    HEAD
    + """
words = x @ torch.randn(8, 12) + 0.1 * torch.randn(600, 12)
class Clip(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Linear(8, 16), nn.Linear(12, 16)
    def forward(self, a, b):
        return F.normalize(self.one(a), dim=1) @ F.normalize(self.two(b), dim=1).T * 10
net = Clip()
pair = torch.arange(60)
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for step in range(40):
    rows = torch.randperm(500)[:60]
    scores = net(x[rows], words[rows])
    loss = (F.cross_entropy(scores, pair) + F.cross_entropy(scores.T, pair)) / 2
    opt.zero_grad()
    loss.backward()
    opt.step()
net.eval()
with torch.no_grad():
    scores = net(x[500:560], words[500:560])
    hit = {hit}
print(hit.float().mean())
"""
)


def test_pictures_and_words_choose_each_other(inside, tmp_path):
    both = "torch.cat([scores.argmax(1) == pair, scores.argmax(0) == pair])"
    assert not found(inside, tmp_path, PAIRS.format(hit=both))["findings"]
    batch = TOP.replace("net(x)", "net(x[:6])").replace("(net(x[:6]), y)", "(net(x[:6]), y[:6])")
    assert kinds(found(inside, tmp_path, batch.format(best="net(x[:6]).argmax(0)"))) == ["accuracy_wrong_dimension"]


ONE_ROW = """
import warnings
warnings.simplefilter("ignore")
net, target = nn.Linear(8, {width}), {target}
""" + TRAINED.format(loss="F.mse_loss(out, target)").replace("    loss =", "    out = net(x)\n    loss =")


@pytest.mark.parametrize(
    ("width", "target", "sure"),
    [
        (4, "torch.ones(1, 4)", "suspicious"),  # a centre that all are drawn to
        (1, "torch.ones(1, 1)", "suspicious"),  # LSGAN's
        (1, "x[:, 0]", "certain"),
        (1, "x[:, 0][None]", "certain"),
        (4, "x[:, :1]", "certain"),
    ],
)
def test_one_row_for_all_is_told_as_what_it_is(inside, tmp_path, width, target, sure):
    (one,) = found(inside, tmp_path, HEAD + ONE_ROW.format(width=width, target=target))["findings"]
    assert (one["kind"], one["certainty"]) == ("loss_broadcast", sure)
    assert ("single row" in one["message"], "every answer" in one["message"]) == (sure != "certain", sure == "certain")
    assert (one["cure"] == "loss = F.mse_loss(out, target.expand_as(out))") == (sure != "certain")


def test_one_row_for_all_hides_no_other_mistake(inside, tmp_path):
    source = HEAD + ONE_ROW.format(width=4, target="torch.ones(1, 4)").replace("Adam", "SGD").replace("1e-2", "30.0")
    assert set(kinds(found(inside, tmp_path, source))) == {"loss_broadcast", "lr_too_high"}


BY_GRAD = (
    HEAD
    + """
net = nn.Linear(8, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(20):
    loss = F.cross_entropy(net(x), y)
    for p, g in zip(net.parameters(), torch.autograd.grad(loss, list(net.parameters()))):
        p.grad = g
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    opt.step()
"""
)


def test_gradients_that_autograd_hands_over_are_clipped_in_time(inside, tmp_path):
    assert not found(inside, tmp_path, BY_GRAD)["findings"]
    cut = "    nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n"
    early = BY_GRAD.replace(cut, "").replace("    loss =", f"    opt.zero_grad()\n{cut}    loss =")
    assert kinds(found(inside, tmp_path, early)) == ["clipping_misplaced"]


REPEATED = """
import torch
import torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
n = 900
group, sex = torch.randint(0, 3, (n,)), torch.randint(0, 2, (n,))
family, port = (torch.rand(n) ** 6 * 6).floor(), (torch.rand(n) ** 2 * 3).floor()
age = (5 * torch.randn(n) + 30).round()
fare = torch.where(torch.rand(n) < 0.6, 8.0 + 5 * group, (10 + 90 * torch.rand(n)).round())
x = torch.stack([group, sex, family, port, age, fare], 1).float()
y = ((sex + 0.1 * torch.randn(n)) > 0.5).long()
train, test = torch.randperm(n).split(700)
{share}
x = (x - x[train].mean(0)) / x[train].std(0)
net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for epoch in range(6):
    for rows in train[torch.randperm(len(train))].split(50):
        opt.zero_grad()
        F.cross_entropy(net(x[rows]), y[rows]).backward()
        opt.step()
with torch.no_grad():
    x_test, y_test = x[test], y[test]
    print((net(x_test).argmax(1) == y_test).float().mean())
"""


def test_rows_that_come_again_by_nature_are_no_leak(inside, tmp_path):
    assert not found(inside, tmp_path, REPEATED.format(share=""))["findings"]
    measured = "x = x + 0.01 * torch.randn_like(x)\ntrain = torch.cat([train, test[:60]])"
    assert kinds(found(inside, tmp_path, REPEATED.format(share=measured))) == ["test_in_training"]


SERIES = (
    HEAD
    + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(3, 16), nn.Linear(16, 2)
    def forward(self, x):
        return self.head(self.lstm(x)[0]{last})
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for step in range(40):
    {data}
    loss = F.cross_entropy(net(series), answer)
    opt.zero_grad()
    loss.backward()
    opt.step()
"""
)
ONE_SERIES = "series = torch.randn(25, 3).cumsum(0)\n    answer = (series[:, 0] > 0).long()"


def test_a_series_alone_is_no_batch(inside, tmp_path):
    assert not found(inside, tmp_path, SERIES.format(last="", data=ONE_SERIES))["findings"]
    many = "series = torch.randn(20, 25, 3)\n    answer = (series[:, -1, 0] > 0).long()"
    assert kinds(found(inside, tmp_path, SERIES.format(last="[:, -1]", data=many))) == ["samples_mixed"]


def test_weights_in_soft_targets_are_not_certain(inside, tmp_path):
    source = HEAD + "net = nn.Linear(8, 2)\nweight = torch.tensor([1.0, 3.0])[y]\nhot = F.one_hot(y, 2).float()\n"
    for target, sure, cure in (
        ("hot * weight[:, None]", "suspicious", False),
        ("hot + 0.5", "certain", True),
    ):
        content = found(inside, tmp_path, source + TRAINED.format(loss=f"F.cross_entropy(net(x), {target})"))
        (one,) = content["findings"]
        assert (one["kind"], one["certainty"], "argmax" in one["cure"]) == ("labels_not_classes", sure, cure)
        assert ("weights" in one["message"]) == (sure == "suspicious")


ADAPTED = (
    HEAD
    + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU())
        self.lora_a, self.lora_b = nn.Linear(16, 4, bias=False), nn.Linear(4, 2)
    def forward(self, x):
        return self.lora_b(self.lora_a(self.base(x)))
net = Net()
kept = {{k: v.clone() for k, v in net.state_dict().items() if k.startswith("{what}")}}
with torch.no_grad():
    for p in net.base.parameters():
        p.copy_(0.3 * torch.randn_like(p))
net.base.requires_grad_({trained})
net.load_state_dict(kept, strict=False)
opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-2)
for step in range(20):
    loss = F.cross_entropy(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
"""
)


def test_adapters_alone_are_restored_before_the_first_step(inside, tmp_path):
    assert not found(inside, tmp_path, ADAPTED.format(what="lora", trained=False))["findings"]
    for what, trained in (("lora", True), ("base.0", False)):
        assert "checkpoint_partial" in kinds(found(inside, tmp_path, ADAPTED.format(what=what, trained=trained)))


GUESSED = (
    HEAD
    + """
net = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
def pseudo_labels(x):
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    return guess, p > 0.9
for step in range(60):
    known, other = torch.randint(0, 100, (32,)), torch.randint(100, 500, (64,))
    guess, sure = pseudo_labels(x[other])
    guessed = F.cross_entropy(net(x[other] + 0.1 * torch.randn(64, 8)), guess, reduction="none")
    loss = F.cross_entropy(net(x[known]), y[known]){more}
    opt.zero_grad()
    loss.backward()
    opt.step()
    accuracy = (guess == y[other]).float().mean()
"""
)


def test_pseudo_labels_of_a_function_are_no_evaluation(inside, tmp_path):
    assert not found(inside, tmp_path, GUESSED.format(more=" + (sure * guessed).mean()"))["findings"]
    scored = GUESSED.replace("    guessed =", "    unused =")
    scored = scored.replace("guess, reduction", "y[other], reduction").format(more="")
    assert kinds(found(inside, tmp_path, scored)) == ["eval_in_train_mode"]
