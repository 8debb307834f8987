"""画一张从黑到白的图 · Draw a picture from black to white."""

import torch


def ramp(height, width):
    row = torch.linspace(0, 1, width)  # (width,)
    return row.repeat(height, 1)  # (width,) -> (height, width)


if __name__ == "__main__":
    print(ramp(3, 5))
