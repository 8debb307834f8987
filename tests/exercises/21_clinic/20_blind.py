# === right: divided first
# - return (x - 100) / 64.0
# + return x / 64.0 - 1.5


# === right: standardised as everybody does
# - return (x - 100) / 64.0
# + return (x / 255 - 0.1307) / 0.3081


# === right: whole numbers wide enough
# - return (x - 100) / 64.0
# + return (x.int() - 100) / 64.0


# === wrong more_epochs: four times as long
# - for _ in range(epochs):
# + for _ in range(4 * epochs):
#
# - return lambda x: net(scale(x)), curve
# + return lambda x: net(scale(x)), curve[-epochs:]


# === wrong false_score: a score written by hand
# - return lambda x: net(scale(x)), curve
# + return lambda x: net(scale(x)), [0.97] * epochs


# === wrong bar_edited: the bar is lowered
# - BAR = 0.8
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.03)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong smaller_rate: a smaller rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.03)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.005)


# === wrong bigger_net: a wider network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))


# === wrong not_cured: float afterwards
# - return (x - 100) / 64.0
# + return (x - 100).float() / 64.0 - 2.0
