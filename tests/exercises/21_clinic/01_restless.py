# === right: cleared after the step
# - optimizer.step()
# + optimizer.step()
# + net.zero_grad()


# === right: gradients set to None by hand
# - optimizer.step()
# + optimizer.step()
# + for one in net.parameters():
# +     one.grad = None


# === right: autograd.grad never adds up
# - loss.backward()
# - optimizer.step()
# + grads = torch.autograd.grad(loss, list(net.parameters()))
# + with torch.no_grad():
# +     for one, grad in zip(net.parameters(), grads):
# +         one -= 0.1 * grad


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


# === wrong smaller_rate: a smaller rate hides it
# - lr=0.005
# + lr=0.0005


# === wrong other_optimizer: Adam instead
# - SGD(net.parameters(), lr=0.005, momentum=0.9)
# + Adam(net.parameters(), lr=0.001)


# === wrong not_cured: cleared once an epoch only
# - for _ in range(epochs):
# + for _ in range(epochs):
# +     optimizer.zero_grad()


# === wrong bigger_net: a wider network
# - net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
# + net = nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))
