# === right: a Dropout layer
# - self.out = nn.Linear(64, 10)
# + self.out = nn.Sequential(nn.Dropout(0.7), nn.Linear(64, 10))
#
# - x = F.dropout(self.hidden(x).relu(), 0.7)
# + x = self.hidden(x).relu()


# === right: only if training
# - x = F.dropout(self.hidden(x).relu(), 0.7)
# + x = self.hidden(x).relu()
# + if self.training:
# +     x = F.dropout(x, 0.7)


# === right: no dropout at all
# - x = F.dropout(self.hidden(x).relu(), 0.7)
# + x = self.hidden(x).relu()


# === wrong more_epochs: four times as long
# - for _ in range(epochs):
# + for _ in range(4 * epochs):
#
# - return net, curve
# + return net, curve[-epochs:]


# === wrong random_answers: a score written by hand
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


# === wrong random_answers: fewer numbers dropped, still always
# - 0.7
# + 0.1


# === wrong random_answers: a wider network
# - nn.Linear(784, 64)
# + nn.Linear(784, 256)
#
# - nn.Linear(64, 10)
# + nn.Linear(256, 10)


# === wrong random_answers: a smaller rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.03)


# === wrong random_answers: the exact opposite
# - x = F.dropout(self.hidden(x).relu(), 0.7)
# + x = F.dropout(self.hidden(x).relu(), 0.7, not self.training)
