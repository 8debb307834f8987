"""第四课 · 快：同样的十种小图，两个 CPU 核，第三课的几分之一的时间，更高的准确率。
Lesson 4 · Fast: the same ten kinds of small pictures, two CPU cores, a fraction of lesson 3's time, and more accuracy.

    pytorch-study train cifar10_fast                     默认配方 · the default recipe
    pytorch-study train cifar10_fast --epochs 2          先看两轮 · two epochs, for a first look
    pytorch-study compare A B                            少一样，差多少 · leave an idea out, and compare

实测 · Measured: default 93.36 ± 0.12 % (5 个种子 seeds, 718 s); accurate 94.79 % (1 个种子 seed, 8342 s); default precision=fp32 93.63 % (1 个种子 seed, 2658 s)
各值多少 · Worth: default epochs=4 90.88 % (1 个种子 seed); optimizer=sgd lr=0.1 -11.21; norm=none lr=0.02 -4.00;
  label_smoothing=0 -0.41; start=random -0.35; first=learned -0.25; activation=relu -0.21;
  augment=flip,crop:2,shrink:24 -0.16; augment=turns,shrink:24 -0.11; precision=fp32 +0.25; augment=turns,crop:2 +0.53

先给第三课的训练提速：整批准备数据、channels-last、bf16、先池化再 ReLU，一步里剩下的几乎全是卷积。再要快，只能少算一些、学得快一些：
  1. 白化的第一层：2×2 的小块有 12 个数，彼此高度相关。用 5,000 张训练图算出它们的主成分方向（PCA），除以各自的标准差，正反各一份，作为
     24 个固定的卷积核：信息一点不少，但后面的层一开始就拿到互不相关的输入（Page 2018，myrtle.ai 的 ResNet 系列）；
  2. 恒等初始化：其余卷积里，与输入通道一样多的卷积核一开始原样传递输入（dirac），不必先从噪声里找回图像（airbench，Jordan 2024，arXiv:2404.00498）；
  3. 批归一化：每层的输出重新回到均值 0、方差 1，第三课为此想尽办法，这里每一步都做，代价是一点时间（Ioffe & Szegedy 2015，arXiv:1502.03167）；
  4. Muon：各个方向走得一样远（第三课）；这里每一步转的角度更大；
  5. 轮流翻转（turns）：每张图一轮正、一轮反，不会连着两轮看到同样的样子；
  6. 先小后大（shrink）：训练的前一半，图只有 24×24，一步的计算量约为一半；
  7. GELU：负的一侧不是一刀切断，而是平滑地弯下去；多花百分之几的时间（Hendrycks & Gimpel 2016，arXiv:1606.08415）；
  8. 标签平滑 0.2；空出来的内存留给下一步（engine/compute.py）。
Lesson 3 was made fast first: whole batches, channels-last, bf16, pools before ReLU, until a step was little but
convolution. To be faster still, compute less and learn more of it:
  1. a whitened first layer: the 12 numbers of a 2x2 patch say almost the same. Their principal directions over
     5,000 training pictures, divided by their deviations, each once plus and once minus, make 24 fixed filters: nothing is lost,
     and the next layer gets inputs that are uncorrelated from the first step on (Page 2018, myrtle.ai's ResNet series);
  2. identity initialisation: in the other convolutions as many filters as there are input channels begin by handing them
     on (dirac), so that no picture has to be found again in noise (airbench: Jordan 2024, arXiv:2404.00498);
  3. batch normalisation: every layer's output is brought back to mean 0 and variance 1; lesson 3 went to great lengths
     for that, here every step does it, for some time (Ioffe & Szegedy 2015, arXiv:1502.03167);
  4. Muon: all directions move equally far (lesson 3); here a step turns filters by a larger angle;
  5. turns: every picture comes one way round in one epoch and mirrored in the next, never twice the same in a row;
  6. shrink: in the first half of the training pictures are 24x24, and a step is about half the work;
  7. GELU: what is negative is not cut off but bent down smoothly, for a few per cent of the time (Hendrycks & Gimpel 2016,
     arXiv:1606.08415);
  8. label smoothing of 0.2; memory is kept for the next step (engine/compute.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.engine.batches import scale_pixels
from pytorch_study.lesson import Split
from pytorch_study.lessons import cifar10
from pytorch_study.recipe import Recipe, at_least

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"relu": F.relu, "gelu": F.gelu}


@dataclass(frozen=True, kw_only=True)
class FastRecipe(Recipe):
    """A recipe with the network's own ideas, each of which can be left out.

    Attributes:
        classes: how many there are to tell apart; `--images` sets it to the number of sub-folders.
        widths: filters of the groups.
        depth: layers a group, 2 or more; from the third on, they add to what they are given (He et al. 2015,
            arXiv:1512.03385).
        first: the first layer: `whitened`, computed from the data and frozen, or `learned` like any other.
        start: of the filters: `identity`, which hands pictures on unchanged, or `random`.
        norm: `batch`, or `none`.
        activation: `gelu`, or `relu`, which costs less and learns less.
    """

    classes: int = at_least(2, default=10)
    widths: tuple[int, ...] = at_least(1, default=(64, 256, 256))
    depth: int = at_least(2, default=2)
    first: Literal["whitened", "learned"] = "whitened"
    start: Literal["identity", "random"] = "identity"
    norm: Literal["batch", "none"] = "batch"
    activation: Literal["gelu", "relu"] = "gelu"


class Layer(nn.Module):
    """A convolution, a pool where the picture is to become smaller, normalisation, activation."""

    def __init__(self, before: int, after: int, pool: bool, recipe: FastRecipe) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel_size=3, padding=1, bias=False)
        self.pool = pool
        self.norm = normalisation(after, recipe)
        self.activation = ACTIVATIONS[recipe.activation]

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, H, W) -> (N, after, H, W), or half as high and wide."""
        x = self.conv(x)
        x = F.max_pool2d(x, 2) if self.pool else x
        return self.activation(self.norm(x))


def normalisation(channels: int, recipe: FastRecipe) -> nn.Module:
    """Over the batch. Its running means follow fast (0.4), because the whole training is about a thousand steps."""
    if recipe.norm == "none":
        return nn.Identity()
    norm = nn.BatchNorm2d(channels, momentum=0.4)
    norm.weight.requires_grad = False  # a scale is for the next filters to learn
    return norm


class Group(nn.Module):
    """Layers at one size, of which the first halves height and width."""

    def __init__(self, before: int, after: int, recipe: FastRecipe) -> None:
        super().__init__()
        self.first = Layer(before, after, True, recipe)
        self.second = Layer(after, after, False, recipe)
        self.others = nn.ModuleList(Layer(after, after, False, recipe) for _ in range(recipe.depth - 2))

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, H, W) -> (N, after, H / 2, W / 2)."""
        x = self.second(self.first(x))
        for other in self.others:
            x = x + other(x)
        return x


class FastNet(nn.Module):
    """Groups of convolutions between a whitening layer and one linear layer. It takes pictures of any size."""

    def __init__(self, recipe: FastRecipe) -> None:
        super().__init__()
        self.recipe = recipe
        patch = 3 * 2 * 2
        channels = [2 * patch, *recipe.widths]
        self.white = nn.Conv2d(3, 2 * patch, kernel_size=2)
        self.groups = nn.Sequential(*(Group(i, o, recipe) for i, o in pairwise(channels)))
        self.head = nn.Linear(channels[-1], recipe.classes, bias=False)
        self.activation = ACTIVATIONS[recipe.activation]

    def forward(self, x: Tensor) -> Tensor:
        """Pixels, (N, 3, H, W), to one number per class, (N, classes): the higher, the likelier."""
        x = self.activation(self.white(x))  # (N, 3, 32, 32) -> (N, 24, 31, 31)
        x = self.groups(x)  # -> (N, 64, 15, 15) -> (N, 256, 7, 7) -> (N, 256, 3, 3)
        x = x.amax(dim=(2, 3))  # -> (N, 256): of each filter, its loudest answer
        return self.head(x) / 9  # type: ignore[no-any-return]  # -> (N, classes); near 0 at first


def model(recipe: FastRecipe) -> FastNet:
    """A fresh network, its weights as the recipe says; the first layer's come from the data, see `whiten`."""
    net = FastNet(recipe)
    for conv in net.groups.modules():
        if isinstance(conv, nn.Conv2d):
            with torch.no_grad():
                if recipe.start == "identity":
                    nn.init.dirac_(conv.weight[: conv.in_channels])  # as many filters as there are channels to hand on
                conv.weight /= conv.weight.flatten(1).norm(dim=1)[:, None, None, None]  # of length 1: lr is an angle
    net.white.weight.requires_grad = recipe.first == "learned"
    return net


def whiten(net: nn.Module, train: Split) -> None:
    """Compute the first layer, where it is not learned: what it says of 2x2 patches is uncorrelated, equally strong."""
    assert isinstance(net, FastNet)
    if net.white.weight.requires_grad:
        return
    few = torch.linspace(0, len(train.x) - 1, min(5000, len(train.x))).long()  # of all classes, if they are sorted
    images = scale_pixels(train.x[few].float(), LESSON, net.recipe)
    patches = F.unfold(images, kernel_size=2).transpose(1, 2).flatten(0, 1)  # (n, 3, 32, 32) -> (n * 961, 12)
    strengths, directions = torch.linalg.eigh(patches.T @ patches / len(patches))  # (12,), (12, 12)
    filters = (directions / (strengths + 5e-4).sqrt()).T.reshape(-1, 3, 2, 2)  # 5e-4: noise stays small
    with torch.no_grad():
        net.white.weight.copy_(torch.cat([filters, -filters]))  # what is negative is cut off next, so each comes twice
        nn.init.zeros_(net.white.bias)  # type: ignore[arg-type]


LESSON = replace(
    cifar10.LESSON,  # its data, its classes, its way to read a photo
    name="cifar10_fast",
    recipes={
        "default": FastRecipe(
            epochs=16,
            batch_size=500,
            lr=0.05,
            optimizer="muon",
            schedule="linear",
            label_smoothing=0.2,
            augment=("alternating_flip", "crop:2", "progressive_resize:24"),
            precision="auto",
        ),
        # almost four times the work a picture, and twice the epochs; stronger changes: it could learn by heart
        "accurate": FastRecipe(
            epochs=32,
            batch_size=500,
            lr=0.05,
            optimizer="muon",
            schedule="linear",
            label_smoothing=0.2,
            augment=("alternating_flip", "crop:4", "cutout:12", "progressive_resize:24:0.7"),
            precision="auto",
            widths=(128, 384, 512),
            depth=3,
        ),
    },
    model=model,
    init_from_data=whiten,
)
