# === right: counted from the end
# - weights = self.score(x).softmax(0)  # (N, 10, 1)
# + weights = F.softmax(self.score(x), dim=-2)


# === right: softmax by hand
# - weights = self.score(x).softmax(0)  # (N, 10, 1)
# + weights = self.score(x).exp()
# + weights = weights / weights.sum(1, keepdim=True)


# === right: a gate for each step
# - weights = self.score(x).softmax(0)  # (N, 10, 1)
# + weights = self.score(x).sigmoid()


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
# - BAR = 0.9
# + BAR = 0.1


# === wrong trained_on_test: cured, but the validation data are trained on, too
# of the solution
# - def train(x, y, val_x, val_y, epochs):
# + def train(x, y, val_x, val_y, epochs):
# +     x, y = torch.cat([x, val_x]), torch.cat([y, val_y])


# === wrong larger_rate: a larger rate
# - lr=0.02
# + lr=0.1


# === wrong not_cured: softmax over the only number
# - weights = self.score(x).softmax(0)  # (N, 10, 1)
# + weights = self.score(x).softmax(2)


# === wrong other_batch: smaller batches
# - split(50)
# + split(25)


# === wrong bigger_net: a wider network
# - nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 5)
# + nn.Linear(6, 128), nn.ReLU(), nn.Linear(128, 5)
