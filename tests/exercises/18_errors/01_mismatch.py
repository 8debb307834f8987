# === right: padding keeps the size, and 7 x 7 is right
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 7 * 7, classes),
    )


# === right: the first convolution gives six, a lazy layer finds the size
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 6, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.LazyLinear(classes),
    )


# === right: a class, the size measured
class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.one, self.two, self.pool = nn.Conv2d(1, 8, 3), nn.Conv2d(8, 16, 3), nn.MaxPool2d(2)
        self.last = nn.Linear(self.features(torch.zeros(1, 1, 28, 28)).shape[1], classes)

    def features(self, x):
        return self.pool(self.two(self.pool(self.one(x).relu())).relu()).flatten(1)

    def forward(self, x):
        return self.last(self.features(x))


def network(classes):
    return Net(classes)


# === right: pooled to 7 x 7
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(7),
        nn.Flatten(),
        nn.Linear(16 * 7 * 7, classes),
    )


# === right: put together step by step, the size computed
def network(classes):
    layers, channels, size = [], 1, 28
    for out in (8, 16):
        layers += [nn.Conv2d(channels, out, 3), nn.ReLU(), nn.MaxPool2d(2)]
        channels, size = out, (size - 2) // 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * size * size, classes))


# === wrong linear_size: only the first message is mended
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 7 * 7, classes),
    )


# === wrong linear_size: the number of the batch taken for it
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64, classes),
    )


# === wrong channels: the outputs changed instead of the inputs
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, classes),
    )


# === wrong not_written: only the last layer was changed
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, classes),
    )


# === wrong layers_gone: what complains is deleted
def network(classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, classes))


# === wrong batch_lost: everything in one row
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(0),
        nn.LazyLinear(classes),
    )


# === wrong batch_lost: the linear layer without flattening
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Linear(5, classes),
    )


# === wrong classes_fixed: ten
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 10),
    )


# === wrong batch_fixed: the batch's size remembered
class View(nn.Module):
    def forward(self, x):
        self.n = getattr(self, "n", len(x))
        return x.view(self.n, 400)


def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        View(),
        nn.Linear(400, classes),
    )


# === wrong mixed: reshaped the other way round and transposed
class Mix(nn.Module):
    def forward(self, x):
        return x.reshape(400, -1).T


def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        Mix(),
        nn.Linear(400, classes),
    )


# === wrong learns_badly: one number of each picture is left
def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, classes),
    )


# === wrong no_return: the return is missing
def network(classes):
    nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(8 * 26 * 26, classes))


# === equal: return nn.Sequential(nn.ReLU(), nn.Conv2d(1, 8, 3), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * 5 * 5, classes)) · another network that fits and learns: nothing asks for this order of the first two
# === equal: return nn.Sequential(nn.Conv2d(1, 8, 4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * 5 * 5, classes)) · pooling drops the odd line: it fits and learns just as well
# === equal: return nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * 5 * 5, classes)) · pooling drops the odd line: it fits and learns just as well
