# === right: switched around the call
# - curve.append(accuracy(net, val_x, val_y))
# + net.eval()
# + curve.append(accuracy(net, val_x, val_y))
# + net.train()


# === right: train(False), and back at each epoch
# - for _ in range(epochs):
# + for _ in range(epochs):
# +     net.train()
#
# - with torch.no_grad():
# + net.train(False)
# + with torch.no_grad():


# === right: no dropout, no difference
# - nn.Dropout(0.7),


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


# === wrong false_score: the mean of ten guesses
# - curve.append(accuracy(net, val_x, val_y))
# + curve.append(sum(accuracy(net, val_x, val_y) for _ in range(10)) / 10)


# === wrong false_score: a constant is added
# - curve.append(accuracy(net, val_x, val_y))
# + curve.append(min(1.0, accuracy(net, val_x, val_y) + 0.3))


# === wrong false_score: a smaller rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.05)


# === wrong false_score: measured on the training data
# - accuracy(net, val_x, val_y)
# + accuracy(net, x, y)
