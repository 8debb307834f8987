# === right: no shuffling: the data are mixed already
# - x = x[torch.randperm(len(x))]  # 每一轮换个次序 · another order in every epoch


# === right: indices shuffled, not data
# - x = x[torch.randperm(len(x))]  # 每一轮换个次序 · another order in every epoch
#
# - torch.arange(len(x))
# + torch.randperm(len(x))


# === right: a DataLoader keeps pairs together
# - x = x[torch.randperm(len(x))]  # 每一轮换个次序 · another order in every epoch
# + pairs = torch.utils.data.TensorDataset(x, y)
#
# - for some in torch.arange(len(x)).split(50):
# + for a, b in torch.utils.data.DataLoader(pairs, batch_size=50, shuffle=True):
#
# - loss = F.cross_entropy(net(x[some]), y[some])
# + loss = F.cross_entropy(net(a), b)


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


# === wrong smaller_rate: a smaller rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.01)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong bigger_net: a wider network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))


# === wrong not_cured: both shuffled, each its own way
# - x = x[torch.randperm(len(x))]
# + x, y = x[torch.randperm(len(x))], y[torch.randperm(len(y))]
