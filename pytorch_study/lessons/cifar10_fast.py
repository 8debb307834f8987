"""第四课 · 快
Lesson 4 · Fast
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.engine.batches import scaled
from pytorch_study.lesson import Split
from pytorch_study.lessons import cifar10
from pytorch_study.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class FastRecipe(Recipe):
    """A recipe with the network's own ideas, each of which can be left out.

    Attributes:
        classes: how many there are to tell apart; `--images` sets it to the number of sub-folders.
        widths: filters of the three groups.
        depth: convolutions a group.
        first: the first layer: `whitened`, computed from the data and frozen, or `learned` like any other.
        start: of the filters: `identity`, which hands pictures on unchanged, or `random`.
        activation: `relu`, or `gelu`, which is smoother and costs more.
    """

    classes: int = 10
    widths: tuple[int, ...] = (64, 256, 256)
    depth: int = 2
    first: Literal["whitened", "learned"] = "whitened"
    start: Literal["identity", "random"] = "identity"
    activation: Literal["relu", "gelu"] = "relu"


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"relu": F.relu, "gelu": F.gelu}


class Group(nn.Module):
    """Convolutions at one size: the first halves height and width, the others add to what they are given."""

    def __init__(self, before: int, after: int, depth: int, activation: str) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(before if i == 0 else after, after, kernel_size=3, padding=1, bias=False) for i in range(depth)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(after, momentum=0.4) for _ in range(depth))
        for norm in self.norms:
            norm.weight.requires_grad = False
        self.activation = ACTIVATIONS[activation]

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, H, W) -> (N, after, H / 2, W / 2)."""
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            seen = conv(x)
            if i == 0:
                seen = F.max_pool2d(seen, 2)
            seen = self.activation(norm(seen))
            x = x + seen if i > 1 else seen
        return x


class FastNet(nn.Module):
    """Three groups of convolutions between a whitening layer and one linear layer."""

    def __init__(self, recipe: FastRecipe) -> None:
        super().__init__()
        whitened = 2 * 3 * 2 * 2
        self.white = nn.Conv2d(3, whitened, kernel_size=2)
        self.groups = nn.Sequential(
            *(
                Group(before, after, recipe.depth, recipe.activation)
                for before, after in zip((whitened, *recipe.widths), recipe.widths, strict=False)
            )
        )
        self.head = nn.Linear(recipe.widths[-1], recipe.classes, bias=False)
        self.activation = ACTIVATIONS[recipe.activation]

    def forward(self, x: Tensor) -> Tensor:
        """Pixels, (N, 3, H, W), to one number per class, (N, classes)."""
        x = self.activation(self.white(x))  # (N, 3, 32, 32) -> (N, 24, 31, 31)
        x = self.groups(x)  # -> (N, 256, 3, 3)
        return self.head(x.amax(dim=(2, 3))) / 9  # type: ignore[no-any-return]  # -> (N, 256) -> (N, classes)


def model(recipe: FastRecipe) -> FastNet:
    """A fresh network."""
    net = FastNet(recipe)
    for conv in (m for m in net.groups.modules() if isinstance(m, nn.Conv2d)):
        with torch.no_grad():
            if recipe.start == "identity":
                nn.init.dirac_(conv.weight[: conv.in_channels])
            conv.weight /= conv.weight.flatten(1).norm(dim=1)[:, None, None, None]
    net.white.weight.requires_grad = recipe.first == "learned"
    return net


def whiten(net: nn.Module, train: Split) -> None:
    """Make the first layer's answers uncorrelated, and equally strong (Page 2018)."""
    assert isinstance(net, FastNet)
    if net.white.weight.requires_grad:
        return
    images = scaled(train.x[:5000].float(), LESSON, LESSON.recipes["default"])
    patches = F.unfold(images, 2).transpose(1, 2).reshape(-1, 12)  # (N, 3, 32, 32) -> (N * 31 * 31, 12)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    filters = (vectors / (values + 5e-4).sqrt()).T.reshape(12, 3, 2, 2)
    with torch.no_grad():
        net.white.weight.copy_(torch.cat([filters, -filters]))
        net.white.bias.zero_()  # type: ignore[union-attr]


LESSON = replace(
    cifar10.LESSON,
    name="cifar10_fast",
    recipes={
        "default": FastRecipe(
            epochs=8,
            batch_size=500,
            lr=0.24,
            optimizer="muon",
            schedule="linear",
            label_smoothing=0.2,
            augment=("turns", "crop:2", "shrink:24"),
            precision="auto",
        ),
    },
    model=model,
    adapt=whiten,
)
