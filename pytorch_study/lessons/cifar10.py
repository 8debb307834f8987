"""第三课 · CIFAR-10：网络一深，为什么学不动？怎么解决？没有归一化层的 VGG，7,313,482 个参数。
Lesson 3 · CIFAR-10: why do deep networks fail to learn, and what helps? A VGG of 7,313,482 parameters.

    pytorch-study train cifar10                      默认配方 · the default recipe
    pytorch-study train cifar10 --epochs 1           先看一轮 · one epoch, for a first look
    pytorch-study train cifar10 --recipe plain       不做数据增强 · no augmentation
    pytorch-study predict cifar10 photo.jpg          认你自己的照片 · your own photo

实测 · Measured: default 92.24 ± 0.19 % (3 个种子 seeds, 4031 s); original 67.41 % / 10.00 % (2 个种子 seeds, 3810 s); plain 87.46 % (1 个种子 seed, 1384 s)

讲解 · Explained in docs/zh/cifar10.md, docs/en/cifar10.md
"""

from dataclasses import dataclass, replace
from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.data import photo
from pytorch_study.data.cifar10 import load_cifar10
from pytorch_study.data.disputed import disputed_cifar10
from pytorch_study.engine.convolution import Conv2d  # nn.Conv2d，有 AMX 时更快 · faster with AMX
from pytorch_study.lesson import DataInfo, DataOptions, Lesson, Splits
from pytorch_study.recipe import Recipe, at_least

LABELS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
CHINESE = ("飞机", "汽车", "鸟", "猫", "鹿", "狗", "青蛙", "马", "船", "卡车")


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
    """A VGG (Simonyan & Zisserman 2014, arXiv:1409.1556): nine convolutions, four pools, three linear layers.

    The third convolution is the second used again. There is no normalisation and no dropout, as in this project's first
    version.
    """

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = Conv2d(3, 64, kernel_size=3, padding=1)
        self.conv2 = Conv2d(64, 64, kernel_size=3, padding=1)  # 用两次 · used twice
        self.pool1 = nn.MaxPool2d(2)
        self.conv3 = Conv2d(64, 128, kernel_size=3, padding=1)
        self.conv4 = Conv2d(128, 128, kernel_size=3, padding=1)
        self.pool2 = nn.MaxPool2d(2)
        self.conv5 = Conv2d(128, 256, kernel_size=3, padding=1)
        self.conv6 = Conv2d(256, 256, kernel_size=3, padding=1)
        self.pool3 = nn.MaxPool2d(2)
        self.conv7 = Conv2d(256, 512, kernel_size=3, padding=1)
        self.conv8 = Conv2d(512, 512, kernel_size=3, padding=1)
        self.pool4 = nn.MaxPool2d(2)
        self.linear1 = nn.Linear(2048, 1024)
        self.linear2 = nn.Linear(1024, 512)
        self.linear3 = nn.Linear(512, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Pixels, (N, 3, 32, 32), to one number per class, (N, classes): the higher, the likelier."""
        # 先池化再 ReLU：结果一样，要算的只有四分之一 · pooled before ReLU: same result, a quarter of the work
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
        logits: Tensor = self.linear3(x)  # -> (N, classes)
        return logits


def model(recipe: CifarRecipe) -> CifarNet:
    """A fresh network, its weights drawn as the recipe says."""
    net = CifarNet(recipe.classes)
    # PyTorch 的默认初始化，每层把信号缩小到约 0.4 倍，十二层之后输出几乎与输入无关：SGD 停在 10 %
    # PyTorch's default shrinks the signal to about 0.4 per layer: after twelve the output hardly depends on the input,
    # gradients are tiny, and SGD stays at 10 % (Adam and Muon may work their way out)
    if recipe.initial == "torch":
        return net
    # He 初始化：每个卷积核的 L2 范数约为 √2，补回 ReLU 去掉的一半，信号一层层保持大小
    # He initialisation: filters with an L2 norm of about √2 make up for the half that ReLU removes
    for name, parameter in net.named_parameters():
        if parameter.ndim == 1:
            nn.init.zeros_(parameter)
        elif name == "linear3.weight":  # 后面没有 ReLU · no ReLU follows
            nn.init.kaiming_normal_(parameter, nonlinearity="linear")
        else:
            nn.init.kaiming_normal_(parameter, nonlinearity="relu")
    return net


def load(recipe: CifarRecipe, options: DataOptions, seed: int) -> Splits:
    """The official split, whatever the recipe and the seed: 50,000 images to train on, 10,000 for the test."""
    return Splits(
        train=load_cifar10(options, "train"),
        test=lambda: load_cifar10(options, "test"),
        info=DataInfo(labels=LABELS, zh=CHINESE),
        test_notes=disputed_cifar10,
    )


DEFAULT = CifarRecipe(
    epochs=20,
    batch_size=500,
    lr=0.03,
    # Muon：每一步在各个方向上走得一样远，再把每个卷积核缩放回原来的 L2 范数，信号在训练中也不会变大变小
    # Muon: a step goes equally far in all directions; then every filter is scaled back to the norm it had, so that
    # signals keep their size during training (engine/optimizers.py; Jordan 2024, kellerjordan.github.io/posts/muon)
    optimizer="muon",
    schedule="linear",  # 学习率先升（预热），再直线降到 0 · warm-up, then down to 0 in a straight line
    label_smoothing=0.1,  # 标签平滑，见第二课 · see lesson 2
    # 翻转、平移、遮挡：同一张图每次的样子都不同 · flips, shifts, covered squares: pictures look different every time
    augment=("flip", "crop:2", "cutout:8"),
    precision="auto",
)

LESSON = Lesson(
    name="cifar10",
    task="classify",
    input="image",
    recipes={
        "default": DEFAULT,
        # 不做数据增强：50,000 张图，每次都一样 · no augmentation: the 50,000 pictures look the same every time
        "plain": replace(DEFAULT, epochs=8, augment=()),
        # 项目最初的训练方式 · as first trained: PyTorch's initialisation, x / 255 + 0.1, Adam, a constant rate
        "original": CifarRecipe(
            epochs=9,
            batch_size=32,
            lr=1e-3,
            optimizer="adam",
            schedule="constant",
            scaling="shifted",
            initial="torch",
            precision="fp32",  # 信号太弱，bf16 的位数不够 · with bf16's few bits it stays at 10 %
        ),
    },
    load=load,
    model=model,
    mean=(0.4914, 0.4822, 0.4465),
    std=(0.2470, 0.2435, 0.2616),
    shape=(3, 32, 32),
    read_image=photo.read_photo,
)
