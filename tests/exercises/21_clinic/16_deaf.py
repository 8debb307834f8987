# === right: one Sequential
# - features = torch.tensor(self.body(x).detach().numpy())
# - return self.head(features)
# + return nn.Sequential(self.body, self.head)(x)


# === right: a copy inside the graph
# - features = torch.tensor(self.body(x).detach().numpy())
# + features = self.body(x).clone()


# === right: one call inside the other
# - features = torch.tensor(self.body(x).detach().numpy())
# - return self.head(features)
# + return self.head(self.body(x))


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


# === wrong larger_rate: a larger rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.5)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.003)


# === wrong sick: the same by .data
# - features = torch.tensor(self.body(x).detach().numpy())
# + features = self.body(x).data


# === wrong sick: a leaf that asks for gradients
# - features = torch.tensor(self.body(x).detach().numpy())
# + features = torch.tensor(self.body(x).detach().numpy()).requires_grad_()


# === wrong other_batch: smaller batches
# - split(50)
# + split(10)
