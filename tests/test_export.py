"""A trained model leaves the house: the file answers as PyTorch does, or there is no file."""

import json
import re
import sys
import tomllib

import numpy as np
import onnx
import onnxruntime
import pytest
import safetensors.torch
import torch
from helpers import ROOT
from torch import nn

import pytorch_study as ps
from pytorch_study import lessons, text
from pytorch_study.artifacts.weights import SHIPPED
from pytorch_study.cli import main
from pytorch_study.engine import score
from pytorch_study.errors import CheckpointError, UsageError
from pytorch_study.exporters.exporting import FORMATS
from pytorch_study.exporters.onnx_file import OPSET, PACKAGES
from pytorch_study.lesson import DataInfo, DataOptions, Lesson, Split, Splits
from pytorch_study.recipe import Recipe
from pytorch_study.trained import Trained, load_trained


def ask(path, x):
    """An ONNX file's answers to a float32 array, by onnxruntime alone."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["output"], {"input": x})[0]


def card(path):
    return {entry.key: entry.value for entry in onnx.load(path).metadata_props}


def trained(model, *, shape=(4,), task="classify", recipe=None, count=300):
    """A lesson around `model`, as if it had been trained; images where the shape is one of images."""
    rng = torch.Generator().manual_seed(0)
    x = torch.randn(count, *shape, generator=rng)
    x = (x * 60 + 128).clamp(0, 255).to(torch.uint8) if len(shape) == 3 else x
    split = Split(x, torch.arange(count) % 3)
    recipe = recipe or Recipe()
    lesson = Lesson(
        name="own",
        task=task,
        recipes={"default": recipe},
        load=lambda *_: Splits(train=split, test=lambda: split),
        model=lambda _: model(),
        mean=(0.4, 0.5, 0.6),
        std=(0.2, 0.3, 0.4),
    )
    torch.manual_seed(0)
    names = DataInfo(labels=("red", "green", "blue"), shape=shape)
    return Trained(lesson, recipe, model().eval(), names, {"recipe_name": "default", "seed": 0}, DataOptions())


def test_mnist_takes_pixels_and_gives_logits(tmp_path):
    path = tmp_path / "new" / "digits.onnx"
    found = ps.export("mnist", "onnx", output=path)
    assert found == {
        "file": str(path),
        "format": "onnx",
        "bytes": path.stat().st_size,
        "max_difference": found["max_difference"],
        "count": 256,
    }
    assert 0 < found["max_difference"] <= 1e-4
    # Other images than those that the export itself looked at, scaled by hand.
    shipped = load_trained("mnist")
    split = shipped.lesson.load(shipped.recipe, DataOptions(), 0).test()
    x, y = split.x[1000:1500], split.y[1000:1500]
    with torch.no_grad():
        expected = shipped.model((x / 255 - 0.1307) / 0.3081).numpy()
    pixels = x.numpy().astype(np.float32)
    np.testing.assert_allclose(ask(path, pixels), expected, rtol=0, atol=1e-4)
    np.testing.assert_allclose(ask(path, pixels[:1]), expected[:1], rtol=0, atol=1e-4)
    assert (ask(path, pixels).argmax(1) == y.numpy()).mean() > 0.97

    said, shipped_card = card(path), json.loads((SHIPPED / "mnist-default.json").read_text("utf-8"))
    assert json.loads(said["labels"]) == list("0123456789")
    assert said["input"] == "float32 (N, 1, 28, 28), pixels 0..255"
    assert (said["lesson"], said["recipe"], said["output"]) == ("mnist", "default", "logits (N, classes)")
    assert float(said["test_accuracy"]) == shipped_card["test_accuracy"]
    (opset,) = onnx.load(path).opset_import
    assert (opset.domain, opset.version) == ("", OPSET)
    assert b".py" not in path.read_bytes(), "source lines of the machine that wrote it"


def test_regression_takes_rows_and_gives_values(tmp_path):
    path = tmp_path / "cars.onnx"
    found = ps.export("regression", "onnx", output=path)
    shipped = load_trained("regression")
    rows = shipped.lesson.load(shipped.recipe, DataOptions(), 0).test().x
    assert found["count"] == len(rows) < 256
    expected = score.predict(shipped.model, rows, shipped.lesson, shipped.recipe).numpy()
    np.testing.assert_allclose(ask(path, rows.numpy()), expected, rtol=0, atol=1e-4)
    said = card(path)
    assert json.loads(said["columns"]) == list(shipped.info.columns)
    assert (said["output"], said["input"]) == ("mpg (N, 1)", "float32 (N, 7)")
    assert "test_rmse" in said
    assert "labels" not in said


def test_the_command_says_one_thing_and_overwrites_nothing(command, inside, tmp_path):
    line = ("export", "mnist:original", "--format", "onnx")
    done = command(*line, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert set(found) == {"file", "format", "bytes", "max_difference", "count"}
    assert found["file"] == "mnist-original.onnx"
    path = tmp_path / "mnist-original.onnx"
    assert path.stat().st_size == found["bytes"]
    # Raw pixels make outputs beyond 1000, where the next float32 is 1.2e-4 away.
    assert found["max_difference"] <= 1e-6 * np.abs(ask(path, np.full((1, 1, 28, 28), 255, np.float32))).max() + 2e-3

    path.write_text("mine", "utf-8")
    for lang in ("en", "zh"):
        again = inside(*line, lang=lang)
        assert (again.returncode, again.stdout) == (2, "")
        assert "--force" in again.stderr
        assert len(again.stderr.strip().splitlines()) == 1
    assert path.read_text("utf-8") == "mine"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_force_replaces(tmp_path):
    path = tmp_path / "a"
    path.write_text("mine", "utf-8")
    ps.export("regression:line", "safetensors", output=path, force=True)
    assert safetensors.torch.load_file(path)


def test_safetensors_are_the_weights(inside, tmp_path):
    done = inside("export", "mnist", "--format", "safetensors", "--output", "w.safetensors", lang="zh")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"w\.safetensors：[\d,]+ 字节；在 256 个测试样本上，输出与 PyTorch 最多相差 0\n", done.stdout)
    mine, shipped = (
        safetensors.torch.load_file(p) for p in (tmp_path / "w.safetensors", SHIPPED / "mnist-default.safetensors")
    )
    assert mine.keys() == shipped.keys()
    assert all(torch.equal(mine[name], shipped[name].float()) for name in mine)
    with safetensors.safe_open(tmp_path / "w.safetensors", "pt") as file:
        assert json.loads(file.metadata()["about"])["names"]["labels"] == list("0123456789")


OWN = """
import torch
from torch import nn
from pytorch_study import Lesson, DataInfo, Recipe, Split, Splits

class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.shared = nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(6, 6, 3, padding=1)
        self.last = nn.Linear(6 * 4 * 4, 3)

    def forward(self, x):
        x = torch.relu(self.shared(torch.relu(self.shared(torch.relu(self.first(x))))))
        return self.last(nn.functional.max_pool2d(x, 2).flatten(1))

def load(recipe, sources, seed):
    rng = torch.Generator().manual_seed(seed)
    split = Split(torch.randint(256, (60, 3, 8, 8), generator=rng, dtype=torch.uint8), torch.arange(60) % 3)
    return Splits(train=split, test=lambda: split, info=DataInfo(labels=("圆", "square", "star")))

LESSON = Lesson(name="twice", task="classify", recipes={"default": Recipe(epochs=1, batch_size=20, scaling="shifted")},
                load=load, model=lambda recipe: Twice())
"""


def test_a_run_of_ones_own_lesson_with_a_layer_used_twice(tmp_path):
    (tmp_path / "own.py").write_text(OWN, "utf-8")
    run = ps.train(str(tmp_path / "own.py"), runs=tmp_path / "runs", quiet=True)
    found = ps.export(run, "onnx")
    path = run.folder / "twice.onnx"
    assert (found["file"], found["count"]) == (str(path), 60)
    said = card(path)
    assert json.loads(said["labels"]) == ["圆", "square", "star"]
    assert float(said["test_accuracy"]) == run.result["test_accuracy"]
    graph = onnx.load(path).graph
    assert sum(node.op_type == "Conv" for node in graph.node) == 3
    assert sum(list(tensor.dims) == [6, 6, 3, 3] for tensor in graph.initializer) == 1, "the shared weights, once"
    again = ps.export(run.name, "safetensors", runs=tmp_path / "runs")
    assert again["max_difference"] == 0
    exported = safetensors.torch.load_file(run.folder / "twice.safetensors")
    kept = safetensors.torch.load_file(run.folder / "model.safetensors")
    assert all(torch.equal(exported[name], kept[name]) for name in kept)


def test_the_vgg_of_lesson_3(tmp_path):
    cifar = lessons.get("cifar10")
    recipe = cifar.recipes[cifar.default]
    one = trained(lambda: cifar.model(recipe), shape=(3, 32, 32), recipe=recipe, count=20)
    found = ps.export(one, "onnx", output=tmp_path / "vgg.onnx")
    assert found["count"] == 20
    assert found["bytes"] < 30e6, "7,313,482 parameters of 4 bytes: the shared convolution is there once"
    assert sum(node.op_type == "Conv" for node in onnx.load(tmp_path / "vgg.onnx").graph.node) == 9


@pytest.mark.parametrize("inputs", ["raw", "shifted", "standard"])
def test_every_way_to_scale_pixels_is_in_the_graph(tmp_path, inputs):
    one = trained(lambda: nn.Sequential(nn.Flatten(), nn.Linear(48, 3)), shape=(3, 4, 4), recipe=Recipe(inputs=inputs))
    ps.export(one, "onnx", output=tmp_path / "m.onnx")
    x = one.lesson.load().test().x[260:]
    expected = score.predict(one.model, x, one.lesson, one.recipe)
    np.testing.assert_allclose(ask(tmp_path / "m.onnx", x.numpy().astype(np.float32)), expected, rtol=1e-5, atol=1e-4)


class Linear(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)


class Otherwise(Linear):
    """Computes something else while it is exported."""

    def forward(self, x):
        return self.layer(x) * (1.001 if torch.compiler.is_exporting() else 1)


class OddPairs(Linear):
    """While it is exported, it computes something else for batches of two and three: a graph wrong for these alone."""

    def forward(self, x):
        few = torch.ones_like(x[:, 0]).sum().sub(2.5).abs() < 1  # counted by the graph itself
        return self.layer(x) * (1 + few) if torch.compiler.is_exporting() else self.layer(x)


class ByBatch(Linear):
    """Computes something else for large batches: the graph knows one of the two only, and is for one size."""

    def forward(self, x):
        return self.layer(x) * (2 if len(x) > 4 else 1)


class Unrolled(Linear):
    """A loop over the examples: the graph holds as many turns as the example that was traced."""

    def forward(self, x):
        return self.layer(torch.stack([row * 2 for row in x]))


class Forgetful(Linear):
    """A part of it is no parameter and no buffer, so that its weights are not all of it."""

    def __init__(self):
        super().__init__()
        self.scale = torch.rand(3)

    def forward(self, x):
        return self.layer(x) * self.scale


class ByNumber(Linear):
    """Looks at the numbers to decide what to do."""

    def forward(self, x):
        return self.layer(x) if x.sum() > 0 else -self.layer(x)


class NotANumber(Linear):
    def forward(self, x):
        return self.layer(x) / 0 * 0


@pytest.mark.parametrize(
    ("model", "format", "kind", "words"),
    [
        (Otherwise, "onnx", CheckpointError, ("differ from PyTorch's by", "与 PyTorch 相差")),
        (OddPairs, "onnx", CheckpointError, ("differ from PyTorch's by", "与 PyTorch 相差")),
        (ByBatch, "onnx", CheckpointError, ("onnxruntime cannot run", "onnxruntime 无法运行")),
        (Unrolled, "onnx", CheckpointError, ("onnxruntime cannot run", "onnxruntime 无法运行")),
        (Forgetful, "safetensors", CheckpointError, ("differ from PyTorch's by", "与 PyTorch 相差")),
        (NotANumber, "safetensors", CheckpointError, ("by nan", "相差 nan")),
        (ByNumber, "onnx", UsageError, ("cannot be exported to ONNX: Could not guard", "无法导出为 ONNX")),
    ],
)
def test_a_file_that_answers_otherwise_is_not_kept(tmp_path, capfd, model, format, kind, words):
    with pytest.raises(kind) as caught:
        ps.export(trained(model), format, output=tmp_path / "m")
    for language, word in zip(("en", "zh"), words, strict=True):
        text.use(language)
        assert word in str(caught.value)
        assert "\n" not in str(caught.value)
    assert caught.value.exit_code == (2 if kind is UsageError else 4)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_the_exporters_own_words_are_kept_from_the_terminal(tmp_path, capfd):
    class Chatty(Linear):
        def forward(self, x):
            if torch.compiler.is_exporting():
                print("on the way")
            return self.layer(x)

    ps.export(trained(Chatty), "onnx", output=tmp_path / "m")
    assert capfd.readouterr() == ("", "")


def test_a_test_set_of_one_example_makes_a_graph_for_any_number(tmp_path):
    class Recurrent(nn.Module):
        """Traced with a single example, an LSTM becomes a graph for a single example."""

        def __init__(self):
            super().__init__()
            self.memory = nn.LSTM(2, 3, batch_first=True)

        def forward(self, x):
            return self.memory(x.reshape(-1, 2, 2))[0][:, -1]

    found = ps.export(trained(Recurrent, count=1), "onnx", output=tmp_path / "m")
    assert found["count"] == 1
    assert ask(tmp_path / "m", np.zeros((7, 4), np.float32)).shape == (7, 3)


def test_without_the_packages_the_line_that_installs_them_is_said(inside, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # as if it were not installed
    told = {"en": "In the same virtual environment, run: python -m pip install"}
    told["zh"] = "先在同一个虚拟环境里运行：python -m pip install"
    for lang, words in told.items():
        done = inside("export", "regression:line", "--format", "onnx", "--lang", lang)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{words} {' '.join(PACKAGES)}" in done.stderr
        assert "onnxruntime" in done.stderr.partition("pip")[0]
    assert list(tmp_path.iterdir()) == []
    assert inside("export", "regression:line", "--format", "safetensors").returncode == 0
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["onnx"]
    assert tuple(re.match(r"[\w-]+", requirement)[0] for requirement in extra) == PACKAGES


def test_wrong_usage(inside, tmp_path):
    for lang in ("en", "zh"):
        done = inside("export", "mnist", "--format", "paper", lang=lang)
        assert done.returncode == 2
        assert "onnx, safetensors, web" in done.stderr
    assert inside("export", "mnist").returncode == 2
    assert inside("export", "nowhere", "--format", "safetensors").returncode == 2
    (tmp_path / "file").write_text("", "utf-8")
    below = inside("export", "regression:line", "--format", "safetensors", "--output", "file/w.safetensors")
    assert below.returncode == 5, below.stderr
    with pytest.raises(UsageError, match="onnx, safetensors, web"):
        ps.export("mnist", "paper")
    (format,) = (p for p in main.commands["export"].params if p.name == "format")
    assert set(format.type.choices) == set(FORMATS)
