# === right: a factor made for batches
# - gamma=0.7
# + gamma=0.99


# === right: no schedule at all
# - scheduler.step()


# === right: a cosine over all batches
# - scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.7)
# + scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * (len(x) // 50))


# === wrong more_epochs: four times as long
# - for _ in range(epochs):
# + for _ in range(4 * epochs):
#
# - return net, curve
# + return net, curve[-epochs:]


# === wrong false_score: a score written by hand
# - return net, curve
# + return net, [0.97] * epochs


# === wrong bar_edited: the bar is lowered
# - BAR = 0.8
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong larger_rate: a larger rate to begin with
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.5)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong bigger_net: a wider network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))


# === wrong not_cured: a little slower, still per batch
# - gamma=0.7
# + gamma=0.8
