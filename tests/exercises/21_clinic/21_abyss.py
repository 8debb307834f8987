# === right: batch normalisation before each
# - layers += [nn.Linear(64, 64), nn.Sigmoid()]
# + layers += [nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU()]


# === right: one hidden layer is enough
# - for _ in range(3):
# -     layers += [nn.Linear(64, 64), nn.Sigmoid()]
# + layers[1] = nn.Tanh()


# === right: tanh, whose slope is four times as steep
# - layers = [nn.Linear(784, 64), nn.Sigmoid()]
# + layers = [nn.Linear(784, 64), nn.Tanh()]
#
# - layers += [nn.Linear(64, 64), nn.Sigmoid()]
# + layers += [nn.Linear(64, 64), nn.Tanh()]


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
# - BAR = 0.7
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong larger_rate: a larger rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=1.0)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong other_batch: smaller batches
# - split(50)
# + split(10)


# === wrong not_cured: one sigmoid less
# - range(3)
# + range(2)
