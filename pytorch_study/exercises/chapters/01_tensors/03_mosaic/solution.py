"""拼一面照片墙 · Build a wall of pictures."""

import torch


def mosaic(x, rows):
    count, height, width = x.shape
    columns = count // rows
    x = x.reshape(rows, columns, height, width)  # (R * C, H, W) -> (R, C, H, W)
    x = x.permute(0, 2, 1, 3)  # -> (R, H, C, W): what belongs together stands side by side
    return x.reshape(rows * height, columns * width)  # -> (R * H, C * W)


if __name__ == "__main__":
    x = torch.arange(4.0)[:, None, None].expand(4, 2, 3)  # 四张小图，各是一个数 · four small pictures, each one number
    print(mosaic(x, rows=2))
