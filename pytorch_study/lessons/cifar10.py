"""第三课 · CIFAR-10：一个没有归一化层的 VGG，7,313,482 个参数，认十种彩色小图。
Lesson 3 · CIFAR-10: a VGG without normalisation, 7,313,482 parameters, tells ten kinds of small colour pictures apart.

    pytorch-study train cifar10                      默认配方 · the default recipe
    pytorch-study train cifar10 --epochs 1           先看一轮 · one epoch, for a first look
    pytorch-study train cifar10 --recipe plain       不做数据增强 · no augmentation
    pytorch-study predict cifar10 photo.jpg          认你自己的照片 · your own photo

实测 · Measured: default 92.24 ± 0.19 % (3 个种子 seeds, 4031 s); original 67.41 % / 10.00 % (2 个种子 seeds, 3810 s); plain 87.46 % (1 个种子 seed, 1384 s)

网络与本项目最初的完全相同：九次卷积（第三次是把第二层再用一遍），四次池化，三层全连接；没有 BatchNorm，没有 Dropout。
这样的深网络，用 PyTorch 的默认初始化起步很慢，甚至起不了步：每过一层，信号缩小到原来的约 0.4 倍，十二层之后，
输出几乎与输入无关，梯度也很小；用 SGD，准确率停在 10 %，Adam 和 Muon 有机会走出来（docs/zh/cifar10.md）。这里的办法是：
  1. He 初始化：每个卷积核的长度（L2 范数）约为 √2，ReLU 去掉一半之后，信号的大小一层层保持不变；
  2. Muon：每一步让各个方向走得一样远；走完之后，每个卷积核恢复原来的长度，所以训练中信号也不会变大变小；
  3. 左右翻转、平移、遮挡：同一张图不会以同样的样子出现两次；
  4. 标签平滑；学习率先升后直线降到 0。
The network is exactly the one this project began with: nine convolutions (the third is the second used again), four
pools, three linear layers; no batch normalisation, no dropout. From PyTorch's default initialisation so deep a network
starts slowly or not at all: every layer shrinks the signal to about 0.4 of what it was; after twelve, the output hardly
depends on the input, and gradients are tiny; with SGD, the accuracy stays at 10 %, while Adam and Muon may work their
way out (docs/en/cifar10.md). The cure here:
  1. He initialisation: filters about √2 long, so that signals keep their size although ReLU removes half of them;
  2. Muon: a step goes equally far in all directions; then every filter gets its old length back, so that signals keep
     their size throughout the training too;
  3. flips, shifts and covered squares: no picture is seen twice the same;
  4. label smoothing; a learning rate that rises, then falls to 0 in a straight line.
"""

from dataclasses import dataclass, replace
from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.data import photo
from pytorch_study.data.cifar10 import load_cifar10
from pytorch_study.data.disputed import DOUBT, disputed_cifar10
from pytorch_study.lesson import DataInfo, DataOptions, Lesson, Splits
from pytorch_study.recipe import Recipe, at_least

CLASSES = {
    "airplane": "飞机",
    "automobile": "汽车",
    "bird": "鸟",
    "cat": "猫",
    "deer": "鹿",
    "dog": "狗",
    "frog": "青蛙",
    "horse": "马",
    "ship": "船",
    "truck": "卡车",
}


@dataclass(frozen=True, kw_only=True)
class CifarRecipe(Recipe):
    """A recipe with two fields more.

    Attributes:
        classes: how many there are to tell apart; `--images` sets it to the number of sub-folders.
        initial: the weights before the first step: `he` (He et al. 2015, arXiv:1502.01852, section 2.2) or `torch`,
            PyTorch's default.
    """

    classes: int = at_least(2, default=10)
    initial: Literal["he", "torch"] = "he"


class CifarNet(nn.Module):
    """A VGG whose third convolution is its second again: 7,313,482 parameters."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(64, 64, kernel_size=3, padding=1)  # used twice
        self.pool1 = nn.MaxPool2d(2)
        self.conv3 = nn.Conv2d(64, 128, kernel_size=3, padding=1)
        self.conv4 = nn.Conv2d(128, 128, kernel_size=3, padding=1)
        self.pool2 = nn.MaxPool2d(2)
        self.conv5 = nn.Conv2d(128, 256, kernel_size=3, padding=1)
        self.conv6 = nn.Conv2d(256, 256, kernel_size=3, padding=1)
        self.pool3 = nn.MaxPool2d(2)
        self.conv7 = nn.Conv2d(256, 512, kernel_size=3, padding=1)
        self.conv8 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.pool4 = nn.MaxPool2d(2)
        self.linear1 = nn.Linear(2048, 1024)
        self.linear2 = nn.Linear(1024, 512)
        self.linear3 = nn.Linear(512, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Pixels, (N, 3, 32, 32), to one number per class, (N, classes): the higher, the likelier."""
        # ReLU after the pool: the largest of four, then cut at 0, is the same as cut at 0 first, on a quarter of the data
        x = F.relu(self.conv1(x))  # (N, 3, 32, 32) -> (N, 64, 32, 32)
        x = F.relu(self.conv2(x))  # -> (N, 64, 32, 32)
        x = F.relu(self.pool1(self.conv2(x)))  # -> (N, 64, 16, 16)
        x = F.relu(self.conv3(x))  # -> (N, 128, 16, 16)
        x = F.relu(self.pool2(self.conv4(x)))  # -> (N, 128, 8, 8)
        x = F.relu(self.conv5(x))  # -> (N, 256, 8, 8)
        x = F.relu(self.pool3(self.conv6(x)))  # -> (N, 256, 4, 4)
        x = F.relu(self.conv7(x))  # -> (N, 512, 4, 4)
        x = F.relu(self.pool4(self.conv8(x)))  # -> (N, 512, 2, 2)
        x = F.relu(self.linear1(x.flatten(1)))  # -> (N, 1024)
        x = F.relu(self.linear2(x))  # -> (N, 512)
        return self.linear3(x)  # type: ignore[no-any-return]  # -> (N, classes)


def model(recipe: CifarRecipe) -> CifarNet:
    """A fresh network, its weights drawn as the recipe says."""
    net = CifarNet(recipe.classes)
    if recipe.initial == "torch":
        return net
    for name, parameter in net.named_parameters():
        if parameter.ndim == 1:
            nn.init.zeros_(parameter)
        elif name == "linear3.weight":  # no ReLU follows
            nn.init.kaiming_normal_(parameter, nonlinearity="linear")
        else:
            nn.init.kaiming_normal_(parameter, nonlinearity="relu")
    return net


def load(_: CifarRecipe, options: DataOptions, seed: int) -> Splits:
    """The official 50,000 images to train on and 10,000 to be tested on once, at the end; whatever the seed."""
    del seed
    return Splits(
        train=load_cifar10(options, "train"),
        test=lambda: load_cifar10(options, "test"),
        info=DataInfo(labels=tuple(CLASSES), zh=tuple(CLASSES.values())),
        test_notes=dict.fromkeys(disputed_cifar10(), DOUBT),
    )


DEFAULT = CifarRecipe(
    epochs=20,
    batch_size=500,
    lr=0.03,
    optimizer="muon",
    schedule="linear",
    label_smoothing=0.1,
    augment=("flip", "crop:2", "cutout:8"),
    precision="auto",
)

LESSON = Lesson(
    name="cifar10",
    task="classify",
    recipes={
        "default": DEFAULT,
        # No augmentation: what the same training makes of 50,000 pictures that are always the same.
        "plain": replace(DEFAULT, epochs=8, augment=()),
        # As the project first trained: PyTorch's initialisation, x / 255 + 0.1, Adam, small batches, no schedule.
        "original": CifarRecipe(
            epochs=9,
            batch_size=32,
            lr=1e-3,
            optimizer="adam",
            schedule="constant",
            scaling="shifted",
            initial="torch",
            precision="fp32",  # bf16 has too few bits for a signal that fades like this one: it stays at 10 %
        ),
    },
    load=load,
    model=model,
    mean=(0.4914, 0.4822, 0.4465),
    std=(0.2470, 0.2435, 0.2616),
    shape=(3, 32, 32),
    read_image=photo.read_photo,
)
