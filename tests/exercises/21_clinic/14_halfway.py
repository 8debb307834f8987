# === right: three attributes
# - self.hidden = [nn.Linear(784, 32), nn.Linear(32, 32), nn.Linear(32, 32)]
# + self.a, self.b, self.c = nn.Linear(784, 32), nn.Linear(32, 32), nn.Linear(32, 32)
#
# - for layer in self.hidden:
# + for layer in (self.a, self.b, self.c):


# === right: a Sequential
# - self.hidden = [nn.Linear(784, 32), nn.Linear(32, 32), nn.Linear(32, 32)]
# + self.hidden = nn.Sequential(nn.Linear(784, 32), nn.Linear(32, 32), nn.Linear(32, 32))


# === right: handed to the optimizer one by one
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
# + every = [*net.parameters(), *(p for layer in net.hidden for p in layer.parameters())]
# + optimizer = torch.optim.SGD(every, lr=0.01, momentum=0.9)


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
# - lr=0.01
# + lr=0.05


# === wrong other_optimizer: Adam instead
# - SGD(net.parameters(), lr=0.01, momentum=0.9)
# + Adam(net.parameters(), lr=0.003)


# === wrong bigger_net: only the last of them is registered
# - self.hidden = [nn.Linear(784, 32), nn.Linear(32, 32), nn.Linear(32, 32)]
# + self.hidden = [nn.Linear(784, 32), nn.Linear(32, 32), nn.Linear(32, 32)]
# + self.last = self.hidden[2]


# === wrong other_batch: smaller batches
# - split(50)
# + split(10)
