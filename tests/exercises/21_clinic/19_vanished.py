# === right: never divided by less than a bound
# - mean, std = x.mean(0), x.std(0)
# + mean, std = x.mean(0), x.std(0).clamp(min=0.1)


# === right: one spread for all
# - mean, std = x.mean(0), x.std(0)
# + mean, std = x.mean(0), x.std()


# === right: left as they are
# - mean, std = x.mean(0), x.std(0)
# - x, val_x = (x - mean) / std, (val_x - mean) / std
#
# - return lambda x: net((x - mean) / std), curve
# + return net, curve


# === wrong more_epochs: four times as long
# - for _ in range(epochs):
# + for _ in range(4 * epochs):
#
# - return lambda x: net((x - mean) / std), curve
# + return lambda x: net((x - mean) / std), curve[-epochs:]


# === wrong false_score: a score written by hand
# - return lambda x: net((x - mean) / std), curve
# + return lambda x: net((x - mean) / std), [0.97] * epochs


# === wrong bar_edited: the bar is lowered
# - BAR = 0.8
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong smaller_rate: a smaller rate
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.SGD(net.parameters(), lr=0.001)


# === wrong other_optimizer: Adam instead
# - optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
# + optimizer = torch.optim.Adam(net.parameters(), lr=0.001)


# === wrong not_cured: batches with NaN are left out
# - loss.backward()
# + if not loss.isfinite():
# +     continue
# + loss.backward()


# === wrong sick: gradients are clipped
# - optimizer.step()
# + nn.utils.clip_grad_norm_(net.parameters(), 1.0)
# + optimizer.step()
