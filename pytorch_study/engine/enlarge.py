"""Small pictures enlarged on their way into a network that knows larger ones."""

import torch.nn.functional as F
from torch import Tensor, nn


class Enlarge(nn.Module):
    """Pictures at the size that the network is to see: weights that know photos see little in 32x32 pixels."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = side

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, 3, side, side)."""
        if x.shape[2:] == (self.side, self.side):
            return x
        small = self.side < x.shape[2]
        return F.interpolate(x, size=(self.side,) * 2, mode="bicubic", align_corners=False, antialias=small)
