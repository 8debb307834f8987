# === right: He's initialisation
# - for one in net.parameters():
# -     nn.init.constant_(one, 0.01)
# + for one in net.parameters():
# +     if one.dim() == 2:
# +         nn.init.kaiming_normal_(one)


# === right: random numbers instead
# - for one in net.parameters():
# -     nn.init.constant_(one, 0.01)
# + for one in net.parameters():
# +     nn.init.normal_(one, std=0.05)


# === right: only the biases are constant
# - for one in net.parameters():
# -     nn.init.constant_(one, 0.01)
# + for one in net.parameters():
# +     if one.dim() == 1:
# +         nn.init.constant_(one, 0.01)


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


# === wrong not_cured: another constant
# - 0.01
# + 0.1


# === wrong not_cured: zeros
# - nn.init.constant_(one, 0.01)
# + nn.init.zeros_(one)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.003)


# === wrong larger_rate: a larger rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.3)
