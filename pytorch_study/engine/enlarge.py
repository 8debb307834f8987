"""Small pictures enlarged on their way into a network that knows larger ones."""

import torch.nn.functional as F
from torch import Tensor, nn


class Enlarge(nn.Module):
    """Pictures at the size that the network is to see: weights that know photos see little in 32x32 pixels.

    Attributes:
        side: height and width, in pixels.
        training_side: the same in training, where smaller pictures may do for a while.
    """

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = self.training_side = side

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, 3, side, side)."""
        side = self.training_side if self.training else self.side
        if x.shape[2:] == (side, side):
            return x
        small = side < x.shape[2]
        return F.interpolate(x, size=(side, side), mode="bicubic", align_corners=False, antialias=small)
