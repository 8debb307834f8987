import sys

import torch
import torch.nn.functional as F

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
w = torch.randn(12, 1, 3, 3)
content = torch.rand(1, 1, 12, 12)


def features(im):
    return torch.relu(F.conv2d(im, w, padding=1))


goal = features(content)
image = torch.rand(1, 1, 12, 12, requires_grad=True)
opt = torch.optim.Adam([image], lr=0.05)
for _ in range(200):
    opt.zero_grad()
    F.mse_loss(features(image), goal).backward()
    opt.step()
    with torch.no_grad():
        image.clamp_(0, 1)
print(f"score={1 - (F.mse_loss(image, content) / content.var()).item():.4f}")
