# === right: Sequential inside, ReLU before pooling
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 1, 3)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = self.pool(self.conv1(x).relu())
        return self.conv2(x).relu().view(len(x), -1)


# === right: clamp and reshape
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels=1, out_channels=10, kernel_size=(5, 5))
        self.conv2 = nn.Conv2d(in_channels=10, out_channels=1, kernel_size=(3, 3))

    def forward(self, x):
        h = torch.clamp(F.max_pool2d(self.conv1(x), kernel_size=2, stride=2), min=0)
        return torch.clamp(self.conv2(h), min=0).reshape(x.shape[0], 100)


# === right: pooling by amax
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        h = self.conv1(x).view(-1, 10, 12, 2, 12, 2).amax(dim=(3, 5)).relu()
        return self.conv2(h).relu().squeeze(1).flatten(1)


# === wrong no_layers: nothing registered
class Features(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        return torch.zeros(len(x), 100)


# === wrong layer: channels exchanged
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(10, 1, 5), nn.Conv2d(1, 10, 3)

    def forward(self, x):
        return self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2))).relu().flatten(1)


# === wrong no_pool: no pooling
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x)))).flatten(1)


# === wrong average_pool: the mean
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(F.avg_pool2d(self.conv1(x), 2)))).flatten(1)


# === wrong no_first_relu: linear in between
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        return F.relu(self.conv2(F.max_pool2d(self.conv1(x), 2))).flatten(1)


# === wrong no_last_relu: no ReLU at the end
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        return self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2))).flatten(1)


# === wrong not_flat: (N, 1, 10, 10)
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2))))


# === wrong flat_all: the batch as well
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(F.max_pool2d(self.conv1(x), 2)))).flatten()


# === wrong values: right shape, wrong values
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 1, 3)

    def forward(self, x):
        return torch.rand(len(x), 100)
