# === right: targets brought into the range, and back
# - curve = []
# + curve = []
# + scale = 1.5 * y.abs().max()
#
# - loss = F.mse_loss(net(x[some]), y[some])
# + loss = F.mse_loss(net(x[some]), y[some] / scale)
#
# - curve.append(explained(net, val_x, val_y))
# + curve.append(explained(lambda x: net(x) * scale, val_x, val_y))
#
# - return net, curve
# + return lambda x: net(x) * scale, curve


# === right: tanh moved inside
# - nn.ReLU(), nn.Linear(32, 1), nn.Tanh(),
# + nn.Tanh(), nn.Linear(32, 1),


# === right: the identity at the end
# - nn.Tanh()
# + nn.Identity()


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
# - lr=0.01
# + lr=0.05


# === wrong bigger_net: a wider network
# - nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1)
# + nn.Linear(8, 128), nn.ReLU(), nn.Linear(128, 1)


# === wrong not_cured: a sigmoid instead
# - nn.Tanh()
# + nn.Sigmoid()


# === wrong not_cured: a ReLU instead
# - nn.Tanh()
# + nn.ReLU()
