"""第七课 · 从噪声到数字：网络怎样画出从来没有过的图？流匹配（flow matching），损失只有几行。
Lesson 7 · Digits out of noise: how does a network draw what nobody has drawn? Flow matching; its loss is a few lines.

    pytorch-study generate flow --prompt 7 --count 16   先看画得怎样 · see what it draws, first
    pytorch-study train flow --recipe quick             自己练一个，几分钟 · train one yourself, in minutes
    pytorch-study train flow --data FOLDER              里面放 Fashion-MNIST · a folder with Fashion-MNIST

实测 · Measured: default loss 0.147 (1 个种子 seed, 1069 s)
讲解 · Explained in docs/zh/flow.md, docs/en/flow.md
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from pytorch_study.engine.score import evaluating
from pytorch_study.lesson import Lesson
from pytorch_study.lessons import drawing, mnist
from pytorch_study.lessons.drawing import GUIDANCE, to_bytes
from pytorch_study.recipe import Recipe, at_least
from pytorch_study.task import CLASSIFY, Task

# 在一张噪声（时刻 0）和一张真图（时刻 1）之间连一条直线，一个点沿着它匀速走，速度 = 真图 - 噪声。网络只看得见这个点，
# 看不见两端，学到的是所有经过这里的直线的平均速度。跟着这个速度走，任何噪声都会走成一张图。
# Join noise (time 0) to a picture (time 1) by a straight line, along which a point travels; its velocity is picture -
# noise. A network sees the point, not the ends, and learns the mean velocity of all lines through it. Whoever follows
# that velocity goes from any noise to a picture (Lipman et al. 2022, arXiv:2210.02747; Liu et al. 2022, 2209.03003).


@dataclass(frozen=True, kw_only=True)
class FlowRecipe(Recipe):
    """A recipe with fields for the network, and for labels that are hidden.

    Attributes:
        classes: how many there are; other data set it to what they have.
        channels: at half of the picture's height and width, a multiple of 8; twice as many at a quarter.
        depth: residual blocks at a quarter.
        hide_label: share of the examples whose label is hidden, so that the network learns to draw any class, too.
    """

    classes: int = at_least(2, default=10)
    channels: int = at_least(8, default=32)
    depth: int = at_least(1, default=2)
    hide_label: float = at_least(0, default=0.1)


class Block(nn.Module):
    """Two convolutions, whose result is added to the input; time and class scale and shift what is in between."""

    def __init__(self, before: int, after: int, known: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(8, before), nn.Conv2d(before, after, kernel_size=3, padding=1)
        self.norm2, self.conv2 = nn.GroupNorm(8, after), nn.Conv2d(after, after, kernel_size=3, padding=1, bias=False)
        nn.init.zeros_(self.conv2.weight)  # 一开始什么也不改 · at first, nothing is changed
        self.modulate = nn.Linear(known, 2 * after)
        self.shortcut = nn.Identity() if before == after else nn.Conv2d(before, after, kernel_size=1)

    def forward(self, x: Tensor, known: Tensor) -> Tensor:
        """(N, before, H, W), (N, known) -> (N, after, H, W)."""
        y = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.modulate(known)[:, :, None, None].chunk(2, dim=1)  # (N, after, 1, 1) each
        y = self.conv2(F.silu(self.norm2(y) * (1 + scale) + shift))
        out: Tensor = self.shortcut(x) + y
        return out


class FlowNet(nn.Module):
    """A U-Net (Ronneberger et al. 2015, arXiv:1505.04597): smaller, larger again, and a bridge for the details."""

    def __init__(self, recipe: FlowRecipe, known: int = 128) -> None:
        super().__init__()
        wide, deep = recipe.channels, 2 * recipe.channels
        self.hidden = recipe.classes  # 标签藏起来时用的编号 · the number that stands for a hidden label
        self.label = nn.Embedding(recipe.classes + 1, known)
        self.time = nn.Sequential(nn.Linear(64, known), nn.SiLU(), nn.Linear(known, known))
        self.first = nn.Conv2d(4, wide, kernel_size=3, padding=1)
        self.down = Block(wide, wide, known)
        self.smaller = nn.Conv2d(wide, deep, kernel_size=3, stride=2, padding=1)
        self.middle = nn.ModuleList(Block(deep, deep, known) for _ in range(recipe.depth))
        self.larger = nn.Conv2d(deep, wide, kernel_size=1)
        self.up = Block(2 * wide, wide, known)
        self.norm, self.last = nn.GroupNorm(8, wide), nn.Conv2d(wide, 4, kernel_size=3, padding=1, bias=False)
        nn.init.zeros_(self.last.weight)  # 一开始速度都是 0 · at first, all velocities are 0

    def forward(self, x: Tensor, time: Tensor | None = None, label: Tensor | None = None) -> Tensor:
        """The velocity at points on the way, (N, 1, H, W) -> (N, 1, H, W); H and W are multiples of 4.

        Times, (N,), go from 0, noise, to 1, a picture; None: 0. Labels are (N,) int64; None: all are hidden.
        """
        time = x.new_zeros(len(x)) if time is None else time
        label = torch.full((len(x),), self.hidden, device=x.device) if label is None else label
        known = F.silu(self.time(waves(time)) + self.label(label))  # (N, known)
        # 2×2 个像素变成 4 个通道：数一样多，计算少得多 · 2x2 pixels become 4 channels: as many numbers, far less work
        x = F.pixel_unshuffle(x, 2)  # (N, 1, 28, 28) -> (N, 4, 14, 14)
        x = bridge = self.down(self.first(x), known)  # -> (N, 32, 14, 14)
        x = self.smaller(x)  # -> (N, 64, 7, 7)
        for block in self.middle:
            x = block(x, known)
        x = F.interpolate(self.larger(x), scale_factor=2)  # -> (N, 32, 14, 14)
        x = self.up(torch.cat([x, bridge], dim=1), known)  # (N, 64, 14, 14) -> (N, 32, 14, 14)
        return F.pixel_shuffle(self.last(F.silu(self.norm(x))), 2)  # -> (N, 4, 14, 14) -> (N, 1, 28, 28)


def waves(time: Tensor) -> Tensor:
    """Times as sines and cosines of 32 frequencies, (N,) -> (N, 64) (Vaswani et al. 2017, arXiv:1706.03762)."""
    # 一个数说不清时刻；快慢不同的波像钟的时针、分针、秒针 · waves of many speeds tell times apart, as a clock's hands do
    angles = time[:, None] * torch.logspace(0, 3, 32).to(time.device)  # 1 ... 1000
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def flow_loss(net: nn.Module, x: Tensor, y: Tensor, recipe: Recipe, rng: Generator) -> tuple[Tensor, None]:
    """Mean squared error of the velocity at a random time; `x`, (N, 1, H, W), goes from -1, black, to 1, white."""
    assert isinstance(recipe, FlowRecipe)
    noise, luck = torch.randn(x.shape, generator=rng).to(x), torch.rand(len(x), generator=rng).to(x.device)
    # 中途最难，多学一些（logit 正态） · halfway it is hardest: learned more often (Esser et al. 2024, arXiv:2403.03206)
    time = torch.randn(len(x), generator=rng).sigmoid().to(x)  # (N,)
    point = noise + time[:, None, None, None] * (x - noise)
    label = y.masked_fill(luck < recipe.hide_label, recipe.classes) if net.training else y
    velocity = net(point, time, label)
    return F.mse_loss(velocity.float(), x - noise), None


FLOW = Task(
    name="flow",
    check=CLASSIFY.check,  # 标签与分类的一样 · labels like those of a classification
    complete=lambda info, _: replace(info, labels=(), zh=()),  # 它不回答是哪一类 · it does not answer with a class
    loss=flow_loss,
    metrics=lambda output, y: {},
    headline="loss",
    higher_is_better=False,
)


@torch.no_grad()
def walk(
    net: nn.Module, labels: Tensor, rng: Generator, steps: int = 10, guidance: float = GUIDANCE, side: int = 28
) -> Iterator[Tensor]:
    """The way from noise to pictures of these classes: the points, (N, 1, side, side), at first and after each step.

    Args:
        net: the trained network.
        labels: the classes, (N,) int64.
        rng: where the noise comes from.
        steps: number of steps, of two velocities each (the midpoint method).
        guidance: 1 follows the velocity for the label; more than 1 goes further away from that without a label: clearer
            pictures, less variety (classifier-free guidance; Ho & Salimans 2022, arXiv:2207.12598).
        side: height and width; a multiple of 4.
    """
    device = next(net.parameters()).device
    labels, x = labels.to(device), torch.randn(len(labels), 1, side, side, generator=rng).to(device)

    def velocity(x: Tensor, time: float) -> Tensor:
        times = torch.full((len(x),), time, device=device)
        with evaluating(net):
            towards: Tensor = net(x, times, labels)
            return towards if guidance == 1 else net(x, times).lerp(towards, guidance)

    yield x
    for step in range(steps):
        # 先试走半步，再用半路上的速度走一整步：路是弯的 · try half a step; its velocity is that of the whole: ways bend
        half = x + velocity(x, step / steps) / (2 * steps)
        x = x + velocity(half, (step + 0.5) / steps) / steps
        yield x


def sample(net: nn.Module, labels: Tensor, rng: Generator, steps: int = 10, guidance: float = GUIDANCE) -> Tensor:
    """Pictures of these classes, (N, 1, 28, 28) uint8: where `walk` ends."""
    *_, last = walk(net, labels, rng, steps, guidance)
    return to_bytes(last)


DEFAULT = FlowRecipe(
    epochs=12,
    batch_size=128,
    optimizer="muon",  # 见第三课：同样的步数学得更多 · see lesson 3: it learns more in as many steps
    lr=0.03,
    schedule="linear",
    ema=0.999,  # 权重的滑动平均：画出来的图更稳 · a moving average of the weights draws more steadily
    precision="auto",
)

LESSON = Lesson(
    name="flow",
    task=FLOW,
    input="image",
    recipes={"default": DEFAULT, "quick": replace(DEFAULT, epochs=3, ema=0.99)},
    load=mnist.load,  # 与第二课的数据相同 · the same data as lesson 2
    model=FlowNet,
    mean=(0.5,),  # 像素变成 -1 到 1，与噪声差不多大 · pixels become -1 to 1, about as large as noise
    std=(0.5,),
    shape=(1, 28, 28),
    generate=lambda net, recipe, request: drawing.draw(net, recipe.classes, request, walk),
    generate_options=drawing.OPTIONS,
)
