"""从字节到小数：拉开对比度
图片文件里的像素是 0 到 255 的字节（torch.uint8）。`stretch` 收到形状 (N, H, W) 的字节图片，请返回 float32 的同样形状：
每张图各自把最暗的像素变成 0，最亮的变成 1，中间按比例：(x - 最小) / (最大 - 最小)。
小心：字节的减法会绕回去，2 - 3 得到 255。先变成小数再算。每张图里都有不同的像素。

From bytes to fractions: stretch the contrast
The pixels of a picture file are bytes from 0 to 255 (torch.uint8). `stretch` gets pictures of bytes, (N, H, W); return
float32 of the same shape: in each picture the darkest pixel becomes 0, the brightest 1, the others in proportion:
(x - smallest) / (largest - smallest). Beware: bytes wrap around, 2 - 3 gives 255. Convert before you compute.
No picture has pixels that are all alike.
"""

import torch


def stretch(x):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.tensor([[[100, 110], [120, 150]]], dtype=torch.uint8)
    print(stretch(x))
