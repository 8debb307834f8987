# === right: after the step
# - optimizer.zero_grad()
# - optimizer.step()
# + optimizer.step()
# + optimizer.zero_grad()


# === right: before the loss
# - loss = F.cross_entropy(net(x[some]), y[some])
# - loss.backward()
# - optimizer.zero_grad()
# + net.zero_grad()
# + loss = F.cross_entropy(net(x[some]), y[some])
# + loss.backward()


# === right: gradients from autograd.grad
# - loss.backward()
# - optimizer.zero_grad()
# + optimizer.zero_grad()
# + for one, grad in zip(net.parameters(), torch.autograd.grad(loss, list(net.parameters()))):
# +     one.grad = grad


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
# + optimizer = torch.optim.SGD(net.parameters(), lr=1.0)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong sick: zeros instead of None
# - optimizer.zero_grad()
# + optimizer.zero_grad(set_to_none=False)


# === wrong sick: twice backward
# - loss.backward()
# + loss.backward(retain_graph=True)
# + loss.backward()


# === wrong bigger_net: a wider network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))
