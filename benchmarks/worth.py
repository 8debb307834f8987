"""What each idea of a lesson is worth: ablations that change one thing at a time."""

from benchmarks.ablation import Series
from pytorch_study.text import Text

IDEAS = Series(
    "cifar10_fast",
    "worth cifar10_fast",
    (
        (Text("全部", "all of them"), {}),
        (Text("不白化", "no whitened layer"), {"first": "learned"}),
        (Text("随机初始化", "random filters"), {"start": "random"}),
        (Text("没有批归一化（学习率 0.02）", "no normalisation, lr 0.02"), {"norm": "none", "lr": "0.02"}),
        (Text("SGD（学习率 0.1）", "SGD, lr 0.1"), {"optimizer": "sgd", "lr": "0.1"}),
        (Text("随机翻转", "random flips"), {"augment": "flip,crop:2,progressive_resize:24"}),
        (Text("不平移", "no shifts"), {"augment": "alternating_flip,progressive_resize:24"}),
        (Text("一直用大图", "large pictures only"), {"augment": "alternating_flip,crop:2"}),
        (Text("ReLU", "ReLU"), {"activation": "relu"}),
        (Text("没有标签平滑", "no label smoothing"), {"label_smoothing": "0"}),
        (Text("fp32", "fp32"), {"precision": "fp32"}),
    ),
    epochs=4,  # full trainings would take a day
    recipe="small_batches",
)
FINE_TUNING = Series(
    "finetune",
    "worth finetune",
    (
        (Text("`few` 本身", "`few` as it is"), {}),
        (Text("前 11 块冻结", "the first 11 blocks frozen"), {"freeze": "11"}),
        (Text("只练最后一层", "last layer only"), {"head_epochs": "12", "augment": "flip", "lr": "0.05"}),
        (Text("每往前一块，学习率乘 0.9", "each earlier block at 0.9 of the rate"), {"layer_decay": "0.9"}),
        (Text("不做数据增强", "no augmentation"), {"augment": "none"}),
        (Text("只放大到 96", "enlarged to 96 only"), {"side": "96"}),
        (Text("不放大", "not enlarged"), {"side": "32"}),
        (Text("缩放错：除以 255 再加 0.1", "wrong scaling: / 255 + 0.1"), {"scaling": "shifted"}),
        (Text("缩放错：0 到 255", "wrong scaling: 0 to 255"), {"scaling": "raw"}),
        (Text("学习率十倍", "ten times the rate"), {"lr": "0.02"}),
        (Text("随机权重", "random weights"), {"init": "none", "norm": "batch", "lr": "0.05"}),
    ),
    epochs=12,
    recipe="few",
    flips=False,
)
SERIES = {series.lesson: series for series in (IDEAS, FINE_TUNING)}
"""By lesson."""
