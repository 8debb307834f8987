# Looks like trainings that are compared without a seed; the second one goes on where the first one stopped.
import torch
from torch import nn

gen = torch.Generator().manual_seed(5)
x = torch.randn(900, 8, generator=gen)
y = (x[:, :4] + 0.3 * torch.randn(900, 4, generator=gen)).argmax(1)
body = nn.Sequential(nn.Linear(8, 32), nn.ReLU())
decoder, head = nn.Linear(32, 8), nn.Linear(32, 4)


def fit(model, targets, loss_function, rate):
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for epoch in range(4):
        for some in torch.randperm(600, generator=gen).split(30):
            optimizer.zero_grad()
            loss = loss_function(model(x[some]), targets[some])
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
    return loss.item()


first = fit(nn.Sequential(body, decoder), x, nn.functional.mse_loss, 0.01)
second = fit(nn.Sequential(body, head), y, nn.functional.cross_entropy, 0.003)
print("reconstruction", first, "labels", second)
with torch.no_grad():
    accuracy = (head(body(x[600:])).argmax(1) == y[600:]).float().mean().item()
print("good" if accuracy > 0.7 else "bad")
print(f"score={accuracy:.4f}")
