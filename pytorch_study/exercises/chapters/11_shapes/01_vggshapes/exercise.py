"""先在纸上算：VGG 每一层的形状
VGG 的结构写成一张单子：数字表示 3×3 卷积（补 1 圈，步长 1），数字就是输出通道数；"M" 表示 2×2 最大池化，步长 2，
除不尽就丢掉一行一列。
`shapes(shape, plan)` 收到输入的形状 (C, H, W) 和单子，例如 (3, 32, 32) 和 [64, "M", 128, "M"]。
请返回每一层之后的形状，一个元组的列表，和单子一样长。只要算，不用造网络。

On paper first: the shapes through a VGG
A VGG is written as a list: a number is a 3×3 convolution (padding 1, stride 1) with so many output channels, "M" is
2×2 max pooling with stride 2, dropping a row or column that is left over. `shapes(shape, plan)` gets the input's
shape (C, H, W) and the list, e.g. (3, 32, 32) and [64, "M", 128, "M"]. Return the shape after every layer: a list of
tuples, as long as the plan. Only compute; no network is needed.
"""


def shapes(shape, plan):
    raise NotImplementedError


if __name__ == "__main__":
    plan = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]  # VGG-11
    for layer, shape in zip(plan, shapes((3, 32, 32), plan)):
        print(layer, shape)
