"""Lines for older versions of torch and numpy: each is found, and its new line is the right one."""

import json

import pytest

from pytorch_study.diagnosis.rescue import IDIOMS, mended, places, write_beside
from pytorch_study.text.diagnosis import DIAGNOSIS

OLD = [
    ("total += loss.data[0]", "total += loss.item()"),
    ("x, y = iter(loader).next()", "x, y = next(iter(loader))"),
    ("x, y = dataiter.next()", "x, y = next(dataiter)"),
    ("x, y = self.train_loader_it.next()", "x, y = next(self.train_loader_it)"),
    ("x, y = it2.next()", "x, y = next(it2)"),
    ("batch = self.data_iterator.next()", "batch = next(self.data_iterator)"),
    ("x = x.cuda(async=True)", "x = x.cuda(non_blocking=True)"),
    ("y = y.astype(np.int)", "y = y.astype(int)"),
    ("y = np.zeros(3, dtype=np.float)", "y = np.zeros(3, dtype=float)"),
    ("best = np.Inf", "best = np.inf"),
    ("a = np.asscalar(b)", "a = (b).item()"),
    ("n = np.product(shape)", "n = np.prod(shape)"),
    ("area = np.trapz(y, x)", "area = np.trapezoid(y, x)"),
    ("s = lr_scheduler.StepLR(optimizer, 10, verbose=True)", "s = lr_scheduler.StepLR(optimizer, 10)"),
    ("s = ReduceLROnPlateau(opt, 'min', verbose=True, factor=0.1)", "s = ReduceLROnPlateau(opt, 'min', factor=0.1)"),
    ("opt = optim.Adam(model.parameters, lr=1e-3)", "opt = optim.Adam(model.parameters(), lr=1e-3)"),
    ("x = Variable(x, volatile=True)", "x = x.detach()"),
    ("loss = nn.MSELoss(size_average=False)", 'loss = nn.MSELoss(reduction="sum")'),
    ("loss = F.mse_loss(a, b, reduce=False)", 'loss = F.mse_loss(a, b, reduction="none")'),
    ("p = F.softmax(out)", "p = F.softmax(out, dim=-1)"),
    ("layer = nn.LogSoftmax()", "layer = nn.LogSoftmax(dim=-1)"),
    ("p.data.add_(-lr, p.grad)", "p.data.add_(p.grad, alpha=-lr)"),
    ("p.data.add_(-group['lr'], p.grad)", "p.data.add_(p.grad, alpha=-group['lr'])"),
    ("d_p.add_(weight_decay, p.data)", "d_p.add_(p.data, alpha=weight_decay)"),
    ("g = g.add(1e-4, p.data)", "g = g.add(p.data, alpha=1e-4)"),
    ("p.data.addcmul_(-0.1, a, b)", "p.data.addcmul_(a, b, value=-0.1)"),
    ("torch.nn.utils.clip_grad_norm(m.parameters(), 5)", "torch.nn.utils.clip_grad_norm_(m.parameters(), 5)"),
    ("nn.init.xavier_uniform(w)", "nn.init.xavier_uniform_(w)"),
    ("loss.backward(retain_variables=True)", "loss.backward(retain_graph=True)"),
    ("e, v = torch.symeig(a, eigenvectors=True)", "e, v = torch.linalg.eigh(a)"),
    ("x, _ = torch.gesv(b, a)", "x, _ = (torch.linalg.solve(a, b), None)"),
    ("from torch._six import string_classes", "string_classes = (str, bytes)"),
    ("loss = nn.NLLLoss2d()", "loss = nn.NLLLoss()"),
    ("x = F.upsample(x, scale_factor=2)", "x = F.interpolate(x, scale_factor=2)"),
    ("print(scheduler.get_lr())", "print(scheduler.get_last_lr())"),
    ("t = transforms.Scale(32)", "t = transforms.Resize(32)"),
    ("for i in xrange(3): pass", "for i in range(3): pass"),
    ("    print loss", "    print(loss)"),
    ("keep = ~(x > 0).byte()", "keep = ~(x > 0).bool()"),
]


@pytest.mark.parametrize(("old", "new"), OLD)
def test_an_old_line_has_a_new_one(old, new):
    (place,) = places(f"{old}  # a comment: loss.data[0]\n")
    assert place.new == f"{new}  # a comment: loss.data[0]"
    assert place.why
    assert not places(new), "the new line is not old again"


@pytest.mark.parametrize(
    "line",
    [
        "a = np.int64(3) + np.float32(2) + np.int_(1)",
        "p = F.softmax(out, dim=1)",
        "opt = optim.Adam(model.parameters(), lr=1e-3)",
        "p.add_(g, alpha=-lr)",
        "x.add_(1)",
        "confusion.add(scores.data, target.data)",
        "z = torch.add(x, y)",
        "z = torch.add(1, y)",
        "d = torch.sub(x, y)",
        "w = np.add(a, b)",
        "w = numpy.add(0.5, b)",
        "meter.add(loss, n)",
        "z = torch.addcmul(x, a, b)",
        "print(loss)",
        "x = data[0]",
        "run(verbose=True)",
        "async def f(): pass",
        "node = node.next()",
        "x, y = prefetcher.next()",
        "row = self.writer.next()",
    ],
)
def test_a_line_of_today_is_left_alone(line):
    assert places(line) == []


def test_there_are_enough_idioms_and_each_has_its_reason():
    assert len({key for key, _, _ in IDIOMS}) >= 20
    assert {f"diagnose.old.{key}" for key, _, _ in IDIOMS} <= set(DIAGNOSIS)


def test_what_may_be_loaded_is_named_and_nothing_more():
    error = (
        "UnpicklingError: Weights only load failed. ... add_safe_globals([Net]) ... GLOBAL __main__.Net was not allowed"
    )
    (place,) = places("model = torch.load('m.pt')\n", error)
    assert "torch.serialization.add_safe_globals([Net])" in place.new
    assert "weights_only" not in place.new
    assert places("model = torch.load('m.pt')\n") == []


def test_a_copy_is_written_beside_and_never_over_a_file(tmp_path):
    script = tmp_path / "old.py"
    script.write_text("a = np.int(3)\n", "utf-8")
    copies = [write_beside(script, mended("a = np.int(3)\n", places("a = np.int(3)\n"))) for _ in range(2)]
    assert [one.name for one in copies] == ["old_rescued.py", "old_rescued2.py"]
    assert [one.read_text("utf-8") for one in copies] == ["a = int(3)\n"] * 2
    assert script.read_text("utf-8") == "a = np.int(3)\n"


def test_an_old_script_is_rescued_and_run(inside, tmp_path):
    (tmp_path / "old.py").write_text("import numpy as np\nprint(np.ones(2, dtype=np.int).sum())\n", "utf-8")
    done = inside("diagnose", "old.py")
    assert done.returncode == 1
    assert "numpy 1.24 removed" in done.stderr
    assert "--rescue" in done.stderr
    assert json.loads(inside("diagnose", "--json", "old.py").stdout)["old"][0]["line"] == 2
    assert not (tmp_path / "old_rescued.py").exists()
    done = inside("diagnose", "--rescue", "--yes", "old.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("2")
    assert (tmp_path / "old_rescued.py").exists()
