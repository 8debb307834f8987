"""What each block of the pretrained network knows already: a linear classifier on its features, without fine-tuning."""

import json
from typing import Any

import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from benchmarks import accuracy
from pytorch_study import measurements
from pytorch_study.artifacts.initial import read_initial
from pytorch_study.data.splits import hold_out
from pytorch_study.engine.batches import prepare
from pytorch_study.files import write_json
from pytorch_study.lesson import DataOptions, Split
from pytorch_study.lessons import finetune
from pytorch_study.plots import canvas
from pytorch_study.plots.fonts import MUTED, RULE, picked, settings
from pytorch_study.recipe import change
from pytorch_study.text import Text

RESULT = measurements.RESULTS / "finetune_probes.json"
BATCH = 100
VALIDATION = 2000
ORIGINS = {
    "imagenet": Text("从 ImageNet 学来的权重", "ImageNet's weights"),
    "random": Text("随机权重", "random weights"),
}


def measure(seeds: range, per_class: int = 100) -> dict[str, Any]:
    """Score a linear classifier on every layer's features and write the accuracies to `results/finetune_probes.json`.

    The test set is not used: pictures of the training set that are held out give the scores.
    """
    recipe = change(finetune.FEW, {"per_class": per_class, "validation": VALIDATION, "norm": "batch"})
    whole = finetune.LESSON.load(recipe, DataOptions(), 0)
    found: dict[str, dict[str, list[float]]] = {origin: {} for origin in ORIGINS}
    for seed in seeds:
        splits = hold_out(whole, recipe, seed)
        assert splits.validation is not None
        for origin, scores in found.items():
            torch.manual_seed(seed)
            net = finetune.LiteNet(recipe)
            if origin == "imagenet" and (initial := read_initial(finetune.LESSON, recipe)):
                finetune.transfer(net, initial.tensors, splits.train)
            else:
                _settle(net, splits.train.x)
            net.eval()
            train, test = (_features(net, split) for split in (splits.train, splits.validation))
            for name in train:
                one = _linear(train[name], splits.train.y, test[name], splits.validation.y)
                scores.setdefault(name, []).append(one)
    content = {
        "per_class": per_class,
        "validation": VALIDATION,
        "seeds": len(seeds),
        "accuracy": found,
        **accuracy.where(f"python -m benchmarks probes --seeds {seeds.stop}"),
    }
    write_json(RESULT, content)
    accuracy.save_picture("finetune_probes.png", draw)
    return content


@torch.no_grad()
def _settle(net: nn.Module, x: Tensor) -> None:
    """Measure batch normalisation's statistics, which a network with random weights does not have yet."""
    net.train()
    for norm in net.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.momentum = None  # the mean over all batches: a moving one would keep 59 % of where it began
    for batch in x[: 5 * BATCH].split(BATCH):
        net(prepare(batch, finetune.LESSON, finetune.DEFAULT))


@torch.no_grad()
def _features(net: finetune.LiteNet, split: Split) -> dict[str, Tensor]:
    """The mean of each channel of every layer's output: name -> (N, C). The pixels themselves are the first."""
    rows: dict[str, list[Tensor]] = {}
    for batch in split.x.split(BATCH):
        x = prepare(batch, finetune.LESSON, finetune.DEFAULT)
        rows.setdefault("pixels", []).append(x.flatten(1))
        for name, layer in net.named_children():
            x = layer(x)
            if x.ndim == 4 and name not in ("enlarge", "pool"):
                rows.setdefault(name, []).append(x.mean((2, 3)))
    return {name: torch.cat(parts) for name, parts in rows.items()}


def _linear(train: Tensor, y: Tensor, test: Tensor, wanted: Tensor) -> float:
    """Accuracy of a logistic regression on standardised features."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500))
    model.fit(train.numpy(), y.numpy())
    return float(model.score(test.numpy(), wanted.numpy()))


@settings()
def draw() -> Figure:
    """Draw the accuracy by layer, for both origins of the weights."""
    content = json.loads(RESULT.read_text("utf-8"))
    figure = canvas.new_figure(8.4, 4.4)
    axes = figure.subplots()
    ends, names = [], list[str]()
    for (origin, title), colour in zip(ORIGINS.items(), (canvas.BLUE, MUTED), strict=True):
        names = list(content["accuracy"][origin])
        means = [100 * sum(each) / len(each) for each in content["accuracy"][origin].values()]
        axes.plot(range(len(means)), means, marker="o", color=colour, linewidth=2.2)
        ends.append((means[-1], picked(title), colour))
    axes.set_xticks(
        range(len(names)), [name.replace("block", "").replace("stem", "\nstem") for name in names], fontsize=9
    )
    axes.set_ylim(0, 100)
    axes.grid(axis="y", color=RULE)
    axes.set_xlabel(picked(Text("从哪一层取特征（数字是第几块）", "features of which layer (a number is a block)")))
    axes.set_title(
        picked(
            Text("线性分类器的准确率（%），每类 100 张图", "linear classifier's accuracy (%), 100 pictures per class")
        )
    )
    canvas.end_labels(axes, ends)
    return figure
