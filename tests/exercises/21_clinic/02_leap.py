# === right: Adam with its usual rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=2.0)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === right: smaller, with momentum
# - optimizer = torch.optim.SGD(net.parameters(), lr=2.0)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)


# === right: AdamW
# - optimizer = torch.optim.SGD(net.parameters(), lr=2.0)
# + optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3)


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


# === wrong bigger_net: a wider network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))


# === wrong other_batch: larger batches
# - split(50)
# + split(100)


# === wrong other_optimizer: Adam with the same rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=2.0)
# + optimizer = torch.optim.Adam(net.parameters(), lr=2.0)


# === wrong larger_rate: even larger
# - optimizer = torch.optim.SGD(net.parameters(), lr=2.0)
# + optimizer = torch.optim.SGD(net.parameters(), lr=5.0)
