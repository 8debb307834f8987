# Looks like a network that no optimizer holds; it is the teacher, read from a file and in evaluation mode.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)

x = torch.randn(900, 16)
y = (x[:, :4].sum(1) > 0).long()
teacher = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 2))
student = nn.Sequential(nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 2))
trained = {name: value.clone() for name, value in teacher.state_dict().items()}  # in the place of torch.load
teacher.load_state_dict(trained)
teacher.eval()
optimizer = torch.optim.Adam(student.parameters(), lr=1e-2)
T = 3.0
for step in range(100):
    rows = torch.randint(0, 700, (64,))
    out = student(x[rows])
    soft = F.softmax(teacher(x[rows]) / T, dim=1)
    likeness = F.kl_div(F.log_softmax(out / T, dim=1), soft, reduction="batchmean")
    loss = F.cross_entropy(out, y[rows]) + 0.1 * T * T * likeness
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    accuracy = (student(x[700:]).argmax(1) == y[700:]).float().mean()
print(f"score={float(accuracy):.4f}")
