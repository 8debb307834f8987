# === right: Sequential
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        layers, at = [], inputs
        for width in hidden:
            layers += [nn.Linear(at, width), nn.ReLU()]
            at = width
        self.net = nn.Sequential(*layers, nn.Linear(at, outputs))

    def forward(self, x):
        return self.net(x)


# === right: add_module and getattr
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs] + list(hidden) + [outputs]
        self.count = len(widths) - 1
        for k in range(self.count):
            self.add_module(f"layer{k}", nn.Linear(widths[k], widths[k + 1]))

    def forward(self, x):
        for k in range(self.count):
            x = getattr(self, f"layer{k}")(x)
            if k < self.count - 1:
                x = nn.functional.relu(x)
        return x


# === right: hidden layers and head apart
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs, *hidden]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, hidden))
        self.head = nn.Linear(widths[-1], outputs)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.clamp(layer(x), min=0)
        return self.head(x)


# === wrong not_registered: a plain list trains nothing
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs, *hidden, outputs]
        self.layers = [nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)


# === wrong relu_at_the_end: one too many
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        nn.Module.__init__(self)
        widths = [inputs, *hidden, outputs]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x


# === wrong no_relu: still a line
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs, *hidden, outputs]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


# === wrong layers: always one hidden layer
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.first = nn.Linear(inputs, hidden[0])
        self.last = nn.Linear(hidden[0], outputs)

    def forward(self, x):
        return self.last(self.first(x).relu())


# === wrong other_activation: sigmoid
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs, *hidden, outputs]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])])

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.sigmoid(layer(x))
        return self.layers[-1](x)


# === wrong values: right shape, wrong values
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs, *hidden, outputs]
        self.outputs = outputs
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])])

    def forward(self, x):
        return torch.zeros(len(x), self.outputs)


# === wrong no_return: forward returns nothing
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs, *hidden, outputs]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])])

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        self.layers[-1](x)


# === wrong widths: all layers from the inputs
class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(inputs, b) for b in [*hidden, outputs]])

    def forward(self, x):
        return self.layers[-1](x)
