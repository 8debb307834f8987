# === right: batch normalisation in front
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.BatchNorm1d(784), *nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)))


# === right: each picture by its own mean and spread
# - x, val_x = x.float(), val_x.float()
# + x, val_x = F.layer_norm(x.float(), (784,)), F.layer_norm(val_x.float(), (784,))
#
# - return lambda x: net(x.float()), curve
# + return lambda x: net(F.layer_norm(x.float(), (784,))), curve


# === right: between 0 and 1
# - x, val_x = x.float(), val_x.float()
# + x, val_x = x / 65535, val_x / 65535
#
# - return lambda x: net(x.float()), curve
# + return lambda x: net(x / 65535), curve


# === wrong more_epochs: four times as long
# - for _ in range(epochs):
# + for _ in range(4 * epochs):
#
# - return lambda x: net(x.float()), curve
# + return lambda x: net(x.float()), curve[-epochs:]


# === wrong false_score: a score written by hand
# - return lambda x: net(x.float()), curve
# + return lambda x: net(x.float()), [0.97] * epochs


# === wrong bar_edited: the bar is lowered
# - BAR = 0.8
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.01)


# === wrong smaller_rate: a rate so small that nothing bursts
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=1e-8)


# === wrong bigger_net: a wider network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))


# === wrong other_batch: larger batches
# - split(50)
# + split(200)
