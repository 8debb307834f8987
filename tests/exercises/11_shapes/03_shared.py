# === right: the same module several times in a Sequential
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, kernel_size=3, padding="same")
        self.net = nn.Sequential(*[self.conv, nn.ReLU()] * times)

    def forward(self, x):
        return self.net(x)


# === right: functional
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.left = times
        self.conv = nn.Conv2d(channels, channels, (3, 3), 1, 1)

    def forward(self, x):
        left = self.left
        while left:
            x = nn.functional.conv2d(x, self.conv.weight, self.conv.bias, padding=1).clamp(min=0)
            left -= 1
        return x


# === right: tied layers in a list
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.layers = nn.ModuleList([self.conv for _ in range(times)])

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


# === wrong not_shared: a layer for each time
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.more = nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in range(times))
        self.times = times

    def forward(self, x):
        for one in self.more:
            x = one(x).relu()
        return x


# === wrong once: used once
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        x = self.conv(x).relu()
        return x


# === wrong one_more: once too often
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        for _ in range(self.times + 1):
            x = self.conv(x).relu()
        return x


# === wrong no_relu: linear
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        for _ in range(self.times):
            x = self.conv(x)
        return x


# === wrong relu_at_end: one relu
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        for _ in range(self.times):
            x = self.conv(x)
        x = x.relu()
        return x


# === wrong other_conv: no padding
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3)
        self.times = times

    def forward(self, x):
        for _ in range(self.times):
            x = self.conv(x).relu()
        return x


# === wrong no_conv: another name
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.layer = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        for _ in range(self.times):
            x = self.layer(x).relu()
        return x


# === wrong added: the first input each time
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        x = sum(self.conv(x).relu() for _ in range(self.times))
        return x


# === wrong no_gradient: detached
class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        for _ in range(self.times):
            x = self.conv(x).relu().detach().requires_grad_()
        return x
