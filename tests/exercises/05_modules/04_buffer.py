# === right: copied in place, masked
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        std, mean = torch.std_mean(x, dim=0)
        std[std == 0] = 1
        self.mean.copy_(mean)
        self.std.copy_(std)
        return self

    def forward(self, x):
        return x.sub(self.mean).div(self.std)


# === right: nn.Buffer
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.mean = nn.Buffer(torch.zeros(features))
        self.std = nn.Buffer(torch.ones(features))

    def fit(self, x):
        self.mean = x.mean(dim=0)
        self.std = x.std(dim=0)
        self.std = self.std + (self.std == 0).to(self.std.dtype)
        return self

    def forward(self, x):
        return (x - self.mean) / self.std


# === right: a loop over columns
class Standard(nn.Module):
    def __init__(self, features):
        nn.Module.__init__(self)
        for name, value in (("mean", 0.0), ("std", 1.0)):
            self.register_buffer(name, torch.full((features,), value))

    def fit(self, x):
        for k in range(x.shape[1]):
            self.mean[k] = x[:, k].mean()
            self.std[k] = x[:, k].std() if len(x[:, k].unique()) > 1 else 1.0
        return self

    def forward(self, x):
        return (x - self.mean[None]) / self.std[None]


# === wrong trained: parameters
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(features))
        self.std = nn.Parameter(torch.ones(features))

    def fit(self, x):
        self.mean.data, self.std.data = x.mean(0), x.std(0)
        return self

    def forward(self, x):
        return (x - self.mean) / self.std


# === wrong not_saved: plain attributes
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.mean, self.std = torch.zeros(features), torch.ones(features)

    def fit(self, x):
        self.mean, self.std = x.mean(0), x.std(0)
        return self

    def forward(self, x):
        return (x - self.mean) / self.std


# === wrong divided_by_zero: no care for equal columns
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        self.mean, self.std = x.mean(0), x.std(0)
        return self

    def forward(self, x):
        return (x - self.mean) / self.std


# === wrong own_numbers: the new data's own
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        self.mean, self.std = x.mean(0), x.std(0)
        return self

    def forward(self, x):
        return (x - x.mean(0)) / x.std(0)


# === wrong not_self: fit returns nothing
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        self.mean, self.std = x.mean(0), x.std(0)

    def forward(self, x):
        return (x - self.mean) / self.std


# === wrong not_fitted: whole-table numbers
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        self.mean, self.std = x.mean().repeat(x.shape[1]), x.std().repeat(x.shape[1])
        return self

    def forward(self, x):
        return (x - self.mean) / self.std


# === wrong start: right shape, wrong values
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.zeros(features))

    def fit(self, x):
        return self

    def forward(self, x):
        return x


# === wrong not_fitted: fit trains nothing
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        mean, std = x.mean(0), x.std(0)
        return self

    def forward(self, x):
        return (x - self.mean) / self.std


# === wrong tiny: something small added
# of the solution
# - self.std = torch.where(std == 0, torch.ones_like(std), std)
# + self.std = std + 1e-8


# === wrong not_fitted: every deviation below 1 is raised
class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        self.mean, self.std = x.mean(0), x.std(0).clamp(min=1)
        return self

    def forward(self, x):
        return (x - self.mean) / self.std
