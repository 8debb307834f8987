"""What each idea of the fast lesson is worth: an ablation that leaves out one idea at a time.

A few epochs each, because full trainings would take a day.
"""

from benchmarks.ablation import Series
from pytorch_study.text import Text

IDEAS = Series(
    "cifar10_fast",
    "worth",
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
)
