# === right: only the training half goes into the batches
# - torch.randperm(len(x))
# + torch.randperm(len(x) - len(val_x))


# === right: more data out of the training data
# - x, y = torch.cat([x, val_x]), torch.cat([y, val_y])  # 数据越多越好 · the more data the better
# + x, y = torch.cat([x, x + 0.1 * torch.randn_like(x)])[: len(x)], y


# === right: taken out again
# - curve = []
# + curve = []
# + x, y = x[: -len(val_x)], y[: -len(val_x)]


# === wrong more_epochs: cured, and four times as long
# of the solution
# - for _ in range(epochs):
# + for _ in range(4 * epochs):
#
# - return net, curve
# + return net, curve[-epochs:]


# === wrong false_score: cured, and a score written by hand
# of the solution
# - return net, curve
# + return net, [0.97] * epochs


# === wrong bar_edited: the bar is lowered
# - BAR = 0.7
# + BAR = 0.1


# === wrong trained_on_test: with some noise
# - x, y = torch.cat([x, val_x]), torch.cat([y, val_y])  # 数据越多越好 · the more data the better
# + x, y = torch.cat([x, val_x + 0.1 * torch.randn_like(val_x)]), torch.cat([y, val_y])


# === wrong trained_on_test: a smaller rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.05)


# === wrong trained_on_test: only after each epoch
# - x, y = torch.cat([x, val_x]), torch.cat([y, val_y])  # 数据越多越好 · the more data the better
#
# - curve.append(accuracy(net, val_x, val_y))
# + for some in torch.arange(len(val_x)).split(50):
# +     optimizer.zero_grad()
# +     F.cross_entropy(net(val_x[some]), val_y[some]).backward()
# +     optimizer.step()
# + curve.append(accuracy(net, val_x, val_y))


# === wrong trained_on_test: a smaller network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 10))
