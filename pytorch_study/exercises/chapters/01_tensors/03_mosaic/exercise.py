"""拼一面照片墙
想一眼看很多张图，就把它们拼成一张大图。`mosaic` 收到形状 (R * C, H, W) 的一批灰度图，请返回 (R * H, C * W) 的大图：
共 R 行，每行 C 张，先排满第一行，再排第二行。rows 就是 R。最好不用循环：用 `reshape` 和 `permute`。

Build a wall of pictures
To see many pictures at a glance, put them together into a large one. `mosaic` gets a batch of grey pictures of shape
(R * C, H, W); return the large picture (R * H, C * W): R rows of C pictures each, the first row filled first.
`rows` is R. Try it without a loop: use `reshape` and `permute`.
"""

import torch


def mosaic(x, rows):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.arange(4.0)[:, None, None].expand(4, 2, 3)  # 四张小图，各是一个数 · four small pictures, each one number
    print(mosaic(x, rows=2))
