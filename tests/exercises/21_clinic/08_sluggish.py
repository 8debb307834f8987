# === right: log_softmax and nll_loss
# - return self.layers(x).softmax(1)
# + return self.layers(x).log_softmax(1)
#
# - loss = F.cross_entropy(net(x[some]), y[some])
# + loss = F.nll_loss(net(x[some]), y[some])


# === right: the logarithm of the probabilities
# - loss = F.cross_entropy(net(x[some]), y[some])
# + loss = F.nll_loss(torch.log(net(x[some]) + 1e-9), y[some])


# === right: the probability of the right class by hand
# - loss = F.cross_entropy(net(x[some]), y[some])
# + loss = -net(x[some]).clamp(min=1e-9).log()[torch.arange(len(some)), y[some]].mean()


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
# - BAR = 0.78
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong larger_rate: a larger rate against the flat gradient
# - lr=0.01
# + lr=0.06


# === wrong bigger_net: a wider network
# - 32
# + 128


# === wrong not_cured: softmax over the batch
# - return self.layers(x).softmax(1)
# + return self.layers(x).softmax(0)
