# === right: a DataLoader that shuffles
# - for some in torch.arange(len(x)).split(50):
# + for some in torch.utils.data.DataLoader(range(len(x)), batch_size=50, shuffle=True):


# === right: mixed once, before the first epoch
# - curve = []
# + curve = []
# + mixed = torch.randperm(len(x))
# + x, y = x[mixed], y[mixed]


# === right: drawn at random
# - for some in torch.arange(len(x)).split(50):
# + for some in torch.randint(len(x), (len(x) // 50, 50)):


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


# === wrong smaller_rate: a smaller rate, so that less is forgotten
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.01)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong other_batch: larger batches
# - split(50)
# + split(200)


# === wrong not_cured: the other way round every second epoch
# - torch.arange(len(x))
# + torch.arange(len(x)).flip(0)
