"""Dataset：第几个样本是什么
全世界的 PyTorch 代码都这样读数据：一个 `Dataset` 只回答两个问题：一共多少个（`__len__`），
第 index 个是什么（`__getitem__`）。
写 `Digits(x, y)`：x 是字节图片 (N, 28, 28)，y 是标签 (N,)。第 index 个样本是 (图片, 标签)：
图片 float32，形状 (1, 28, 28)，值在 0 到 1；标签是一个 0 维的整数张量。在取的时候才转换，不要一次全转好。

Dataset: what is example number so-and-so
This is how PyTorch code all over the world reads data: a `Dataset` answers two questions, how many there are
(`__len__`) and what number `index` is (`__getitem__`). Write `Digits(x, y)`: x are pictures of bytes, (N, 28, 28), y
labels, (N,). Example number index is (picture, label): the picture float32, of shape (1, 28, 28), from 0 to 1; the
label a tensor of whole numbers without dimensions. Convert when an example is asked for, not all of them in advance.
"""

import torch
from torch.utils.data import Dataset


class Digits(Dataset):
    def __init__(self, x, y):
        raise NotImplementedError

    def __len__(self):
        raise NotImplementedError

    def __getitem__(self, index):
        raise NotImplementedError


if __name__ == "__main__":
    data = Digits(torch.randint(0, 256, (5, 28, 28), dtype=torch.uint8), torch.arange(5))
    print(len(data), data[2][0].shape, data[2][1])
