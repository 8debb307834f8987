# === right: batch normalisation remembers it
# - x = standardise(x)
#
# - net = nn.Sequential(nn.Linear(6, 32)
# + net = nn.Sequential(nn.BatchNorm1d(6), nn.Linear(6, 32)


# === right: standardised in both places
# - x = standardise(x)
# + middle, spread = x.mean(0), x.std(0)
# + x = standardise(x)
# + val_x = (val_x - middle) / spread
#
# - return net, curve
# + return lambda new: net((new - middle) / spread), curve


# === right: a layer of fixed numbers in front
# - x = standardise(x)
# + first = nn.Linear(6, 6)
# + first.weight.data, first.bias.data = torch.diag(1 / x.std(0)), -x.mean(0) / x.std(0)
# + first.requires_grad_(False)
# + net.insert(0, first)


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
# - BAR = 0.85
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong larger_rate: a larger rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.5)


# === wrong bigger_net: a wider network
# - nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 3)
# + nn.Linear(6, 128), nn.ReLU(), nn.Linear(128, 3)


# === wrong smaller_rate: no scaling, and a smaller rate
# - x = standardise(x)
#
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.0001)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong not_alone: new data by their own statistics
# - curve.append(accuracy(net, val_x, val_y))
# + curve.append(accuracy(net, standardise(val_x), val_y))
#
# - return net, curve
# + return lambda z: net(standardise(z)), curve
