import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
t = torch.arange(2000) / 10
wave = torch.sin(t) + 0.5 * torch.sin(3.1 * t)
streams = wave[:1600].view(4, 400)
rnn, out = nn.LSTM(1, 24, batch_first=True), nn.Linear(24, 1)
optimizer = torch.optim.Adam([*rnn.parameters(), *out.parameters()], lr=0.01)
for epoch in range(6):
    state = None
    for k in range(0, 360, 40):
        x, y = streams[:, k : k + 40, None], streams[:, k + 1 : k + 41, None]
        h, state = rnn(x, state)
        state = tuple(one.detach() for one in state)
        loss = F.mse_loss(out(h), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    h, _ = rnn(wave[None, 1600:-1, None])
    print(f"score={1 - (F.mse_loss(out(h)[0, :, 0], wave[1601:]) / wave.var()).item():.4f}")
