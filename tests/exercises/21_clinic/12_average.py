# === right: a column of targets
# - loss = ((net(x[some]) - y[some]) ** 2).mean()
# + loss = F.mse_loss(net(x[some]), y[some, None])


# === right: the network gives (N,)
# - nn.Linear(32, 1))
# + nn.Linear(32, 1), nn.Flatten(0))


# === right: reshaped as the targets
# - loss = ((net(x[some]) - y[some]) ** 2).mean()
# + loss = F.huber_loss(net(x[some]).view_as(y[some]), y[some], delta=2.0)


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


# === wrong bigger_net: a wider network
# - nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1)
# + nn.Linear(8, 200), nn.ReLU(), nn.Linear(200, 1)


# === wrong larger_rate: a larger rate
# - lr=0.01
# + lr=0.05


# === wrong not_cured: the mean of absolute differences
# - loss = ((net(x[some]) - y[some]) ** 2).mean()
# + loss = (net(x[some]) - y[some]).abs().mean()


# === wrong other_batch: smaller batches
# - split(50)
# + split(10)
