# === right: methods
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = self.conv2(self.conv1(x).relu().max_pool2d(2) if False else F.max_pool2d(self.conv1(x).relu(), 2)).relu()
        x = x.view(x.shape[0], -1)
        for layer in (self.linear1, self.linear2):
            x = layer(x).relu()
        return self.linear3(x)


# === right: parts by name
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = {"linear1": (100, 1000), "linear2": (1000, 500), "linear3": (500, 10)}
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 1, 3)
        for name, size in sizes.items():
            setattr(self, name, nn.Linear(*size))

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = torch.flatten(F.relu(self.conv2(x)), start_dim=1)
        return self.linear3(torch.relu(self.linear2(torch.relu(self.linear1(x)))))


# === right: a Sequential made in forward
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        r = nn.ReLU()
        return nn.Sequential(
            self.conv1, nn.MaxPool2d(2), r, self.conv2, r, nn.Flatten(), self.linear1, r, self.linear2, r, self.linear3
        )(x)


# === wrong missing_layer: one linear layer is missing
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2 = nn.Linear(100, 1000), nn.Linear(1000, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2)))).flatten(1)
        return self.linear2(F.relu(self.linear1(x)))


# === wrong layer: the sizes are exchanged
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 500), nn.Linear(500, 1000), nn.Linear(1000, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2)))).flatten(1)
        return self.linear3(F.relu(self.linear2(F.relu(self.linear1(x)))))


# === wrong softmax_inside: softmax at the end
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2)))).flatten(1)
        return F.softmax(self.linear3(F.relu(self.linear2(F.relu(self.linear1(x))))), dim=1)


# === wrong relu_at_the_end: ReLU at the end
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2)))).flatten(1)
        return F.relu(self.linear3(F.relu(self.linear2(F.relu(self.linear1(x))))))


# === wrong no_relu: linear after linear
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2)))).flatten(1)
        return self.linear3(self.linear2(self.linear1(x)))


# === wrong answers: class numbers
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2)))).flatten(1)
        return self.linear3(F.relu(self.linear2(F.relu(self.linear1(x))))).argmax(1)


# === wrong values: right shape, wrong values
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        return torch.zeros(len(x), 10)


# === wrong raises: flattened to the wrong size, no pooling
class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)
        self.linear1, self.linear2, self.linear3 = nn.Linear(100, 1000), nn.Linear(1000, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x)))).flatten(1)
        return self.linear3(F.relu(self.linear2(F.relu(self.linear1(x)))))
