import sys
import torch
import torch.nn as nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
torch.manual_seed(seed)

# data
g = torch.Generator().manual_seed(3)
X = torch.randn(800, 5, generator=g)
y = X[:, :1] * 2 - X[:, 1:2] + torch.sin(2 * X[:, 2:3]) + 0.1 * torch.randn(800, 1, generator=g)
X_train, X_test = X[:600], X[600:]
y_train, y_test = y[:600], y[600:]

# model
model = nn.Sequential(
    nn.Linear(5, 32),
    nn.ReLU(),
    nn.Linear(32, 32),
    nn.ReLU(),
    nn.Linear(32, 1),
)
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

# training
losses = []
batch_size = 50
for epoch in range(20):
    perm = torch.randperm(len(X_train))
    for i in range(0, len(X_train), batch_size):
        idx = perm[i : i + batch_size]
        xb, yb = X_train[idx], y_train[idx]
        pred = model(xb)
        loss = loss_fn(pred, yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)

# evaluation
with torch.no_grad():
    pred = model(X_test)
    r2 = 1 - ((pred - y_test) ** 2).sum() / ((y_test - y_test.mean()) ** 2).sum()
print("R2", r2.item())
held = sum(torch.is_tensor(one) and one.grad_fn is not None for one in losses)
print(f"score={-held:.1f}")  # graphs that are still in memory
