"""第四课 · 快：怎样训练才快？同样的十种小图，两个 CPU 核，时间是第三课的几分之一，准确率更高。
Lesson 4 · Fast: what makes training fast? The same pictures, a fraction of lesson 3's time, and more accuracy.

    pytorch-study train cifar10_fast                     默认配方 · the default recipe
    pytorch-study train cifar10_fast --epochs 2          先看两轮 · two epochs, for a first look
    pytorch-study compare A B                            少一样，差多少 · leave an idea out, and compare

实测 · Measured: default 93.19 ± 0.25 % (5 个种子 seeds, 718 s); accurate 94.57 ± 0.07 % (2 个种子 seeds, 3861 s); small_batches 93.36 ± 0.12 % (5 个种子 seeds, 718 s)

讲解 · Explained in docs/zh/cifar10_fast.md, docs/en/cifar10_fast.md
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.engine.batches import scale_pixels
from pytorch_study.engine.convolution import Conv2d  # nn.Conv2d，有 AMX 时更快 · faster with AMX
from pytorch_study.lesson import Split
from pytorch_study.lessons import cifar10
from pytorch_study.recipe import Recipe, at_least

# 第三课的训练已经提过速（整批、channels-last、bf16、先池化再激活、复用内存），再要快，只能少算一些，或者每步多学一些。
# Lesson 3 is fast already (whole batches, channels-last, bf16, pools before activations, reused memory). To be faster
# still, compute less or learn more per step: each idea below does one of the two.

# GELU：负的一侧平滑地弯下去，不是一刀切断；多花百分之几的时间
# GELU bends negative values down smoothly instead of cutting them off (Hendrycks & Gimpel 2016, arXiv:1606.08415)
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"relu": F.relu, "gelu": F.gelu}


@dataclass(frozen=True, kw_only=True)
class FastRecipe(Recipe):
    """A recipe with the network's own ideas, each of which can be left out.

    Attributes:
        classes: how many there are to tell apart; `--images` sets it to the number of sub-folders.
        widths: filters of the groups.
        depth: layers a group, 2 or more; from the third on they are residual (He et al. 2015, arXiv:1512.03385).
        first: the first layer: `whitened`, its filters computed from the data and only its biases learned; `fixed`, the
            same with biases that stay 0; or `learned` like any other.
        start: of the filters: `identity`, which hands pictures on unchanged, or `random`.
        norm: `batch`, or `none`.
        activation: `gelu`, or `relu`, which costs less and learns less.
    """

    classes: int = at_least(2, default=10)
    widths: tuple[int, ...] = at_least(1, default=(64, 256, 256))
    depth: int = at_least(2, default=2)
    first: Literal["whitened", "fixed", "learned"] = "whitened"
    start: Literal["identity", "random"] = "identity"
    norm: Literal["batch", "none"] = "batch"
    activation: Literal["gelu", "relu"] = "gelu"


class Layer(nn.Module):
    """A convolution, a pool where the picture is to become smaller, normalisation, activation."""

    def __init__(self, before: int, after: int, pool: bool, recipe: FastRecipe) -> None:
        super().__init__()
        self.conv = Conv2d(before, after, kernel_size=3, padding=0 if pool else 1, bias=False)
        self.pool = pool
        self.norm = normalisation(after, recipe)
        self.activation = ACTIVATIONS[recipe.activation]

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, H, W) -> (N, after, H, W), or half as high and wide."""
        x = F.max_pool2d(self.conv(border(x)), 2) if self.pool else self.conv(x)
        return self.activation(self.norm(x))


def border(x: Tensor) -> Tensor:
    """A border of zeros for a 3x3 convolution before a pool, (N, C, H, W) -> (N, C, H + 2, W + 2), or one less if odd.

    A pool of 2x2 drops an odd last row and column, here of 31, 15 and 7. Without the border there, the convolution does
    not compute them: the same results for a tenth fewer operations.
    """
    # 2×2 池化用不上奇数的最后一行一列（这里是 31、15、7）。那一边不补零，卷积就不去算它：结果一样，运算少一成
    height, width = x.shape[2:]
    return F.pad(x, (1, 1 - width % 2, 1, 1 - height % 2))


def normalisation(channels: int, recipe: FastRecipe) -> nn.Module:
    """Batch normalisation (Ioffe & Szegedy 2015, arXiv:1502.03167), or nothing."""
    if recipe.norm == "none":
        return nn.Identity()
    # 每一步都把每个通道拉回均值 0、方差 1；整个训练只有几百步，滑动平均要跟得快（0.4）
    # Every step brings each channel back to mean 0 and variance 1. A training is only a few hundred steps long, so the
    # running averages must follow fast (0.4)
    norm = nn.BatchNorm2d(channels, momentum=0.4)
    norm.weight.requires_grad = False  # 缩放交给后面的卷积核去学 · scaling is left to the next filters
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
            x = x + other(x)  # 残差连接 · a residual connection
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
        x = x.amax(
            dim=(2, 3)
        )  # -> (N, 256)：每个通道取最大值，所以多大的图都行 · the largest of each: any size will do
        logits: Tensor = self.head(x) / 9  # -> (N, classes)：开始时接近 0 · near 0 at first
        return logits


def model(recipe: FastRecipe) -> FastNet:
    """A fresh network, its weights as the recipe says; the first layer's come from the data, see `whiten`."""
    net = FastNet(recipe)
    for conv in net.groups.modules():
        if isinstance(conv, nn.Conv2d):
            with torch.no_grad():
                # 恒等初始化：与输入通道一样多的卷积核，一开始原样传递输入，不必从噪声里找回图像（airbench）
                # Identity: as many filters as input channels begin by handing them on (Jordan 2024, arXiv:2404.00498)
                if recipe.start == "identity":
                    nn.init.dirac_(conv.weight[: conv.in_channels])
                # L2 范数都是 1，学习率就是一步转过的角度 · all of norm 1, so that lr is the angle of a step
                conv.weight /= conv.weight.flatten(1).norm(dim=1)[:, None, None, None]
    for name, parameter in net.white.named_parameters():
        parameter.requires_grad = recipe.first == "learned" or (recipe.first == "whitened" and name == "bias")
    return net


def whiten(net: nn.Module, train: Split) -> None:
    """Compute the first layer, where it is not learned (Page 2018, myrtle.ai's ResNet series)."""
    assert isinstance(net, FastNet)
    if net.white.weight.requires_grad:
        return
    # 白化：2×2 小块的 12 个数高度相关；换到主成分方向（PCA）上，除以各自的标准差，就互不相关、一样强，信息不丢
    # Whitening: the 12 numbers of a 2x2 patch are highly correlated; along their principal directions (PCA), divided by
    # their standard deviations, they become uncorrelated and equally strong, and nothing is lost
    few = torch.linspace(0, len(train.x) - 1, min(5000, len(train.x))).long()  # 各类都有 · of all classes, if sorted
    images = scale_pixels(train.x[few].float(), LESSON, net.recipe)
    patches = F.unfold(images, kernel_size=2).transpose(1, 2).flatten(0, 1)  # (n, 3, 32, 32) -> (n * 961, 12)
    strengths, directions = torch.linalg.eigh(patches.T @ patches / len(patches))  # (12,), (12, 12)
    filters = (directions / (strengths + 5e-4).sqrt()).T.reshape(-1, 3, 2, 2)  # 5e-4: noise stays small
    # 激活函数去掉负的一半，所以正反各一份 · the activation drops what is negative, so each comes with both signs
    both = torch.cat([filters, -filters])  # (24, 3, 2, 2)
    net.white.load_state_dict({"weight": both, "bias": torch.zeros(len(both))})


DEFAULT = FastRecipe(
    epochs=13,
    # 一批越大，Muon 的方向越准，一步就敢转得更多，也不必记住以前的方向那么久（momentum；Jordan 2024，airbench94_muon）
    # The larger the batch, the better Muon's directions: larger angles a step, and a shorter memory of earlier ones
    batch_size=2000,
    lr=0.18,
    momentum=0.6,
    optimizer="muon",  # 各个方向走得一样远，见第三课 · all directions move equally far, see lesson 3
    schedule="linear",
    label_smoothing=0.2,
    # 交替翻转：每张图一轮正、一轮反 · alternating flip: each picture is mirrored in every other epoch
    # 渐进式放大：训练的前一半用 24×24 的图 · progressive resizing: 24x24 in the first half, about half the work a step
    augment=("alternating_flip", "crop:2", "progressive_resize:24"),
    precision="auto",
    widths=(64, 192, 320),  # 越往后图越小，多一些卷积核也便宜 · later pictures are smaller, so that filters cost less
    first="fixed",  # 反向传播不必走到第一层 · the backward pass need not reach the first layer
)

LESSON = replace(
    cifar10.LESSON,  # 数据、类别、读照片的方法与第三课相同 · the same data, classes and way to read a photo
    name="cifar10_fast",
    recipes={
        "default": DEFAULT,
        # 这一课以前的配方，内存少要一半多 · this lesson's former recipe, which needs less than half the memory
        "small_batches": replace(
            DEFAULT, epochs=16, batch_size=500, lr=0.05, momentum=0.9, widths=(64, 256, 256), first="whitened"
        ),
        # 一张图的计算量三倍，轮数也是三倍；网络大，增强也要更强，不然会背下来
        # Three times the work per picture, three times the epochs; a large network needs stronger augmentation, or it
        # learns the pictures by heart
        "accurate": replace(
            DEFAULT,
            epochs=38,
            lr=0.24,
            augment=("alternating_flip", "crop:4", "cutout:12", "progressive_resize:24:0.55"),
            widths=(96, 288, 512),
            depth=3,
        ),
    },
    model=model,
    init_from_data=whiten,
)
