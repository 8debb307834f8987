# === right: keepdim, then squeezed
def standardise(x):
    mean = x.mean(dim=0, keepdim=True)
    std = x.std(dim=0, keepdim=True)
    return (x - mean) / std, mean[0], std[0]


# === right: by sums
def standardise(x):
    n = x.shape[0]
    mean = x.sum(0) / n
    centred = x - mean
    std = (centred.pow(2).sum(0) / (n - 1)).sqrt()
    return [centred / std, mean, std]


# === right: column by column
def standardise(x):
    columns = [x[:, k] for k in range(x.shape[1])]
    mean, std = torch.stack([c.mean() for c in columns]), torch.stack([c.std() for c in columns])
    return torch.stack([(c - c.mean()) / c.std() for c in columns], dim=1), mean, std


# === right: torch.std_mean
def standardise(x):
    std, mean = torch.std_mean(x, dim=0)
    return x.sub(mean).div(std), mean, std


# === wrong rows: along the wrong dimension
def standardise(x):
    mean, std = x.mean(1), x.std(1)
    return (x - mean[:, None]) / std[:, None], mean, std


# === wrong whole_table: one number for all
def standardise(x):
    return (x - x.mean()) / x.std(), x.mean(), x.std()


# === wrong only_shifted: not divided
def standardise(x):
    return x - x.mean(0), x.mean(0), x.std(0)


# === wrong only_scaled: not shifted
def standardise(x):
    return x / x.std(0), x.mean(0), x.std(0)


# === wrong variance: divided by the variance
def standardise(x):
    return (x - x.mean(0)) / x.var(0), x.mean(0), x.var(0)


# === wrong only_table: only z
def standardise(x):
    return (x - x.mean(0)) / x.std(0)


# === wrong constant: the visible output copied
def standardise(x):
    return torch.tensor([[-1.0, -1], [1, 1], [0, 0]]), torch.tensor([6.0, 1800]), torch.tensor([2.0, 300])


# === wrong values: right shape, wrong values
def standardise(x):
    return torch.randn(x.shape), x.mean(0), x.std(0)


# === wrong changed_input: in place
def standardise(x):
    mean, std = x.mean(0), x.std(0)
    x -= mean
    x /= std
    return x, mean, std


# === wrong raises: the deviation of rows meets columns
def standardise(x):
    return (x - x.mean(1)) / x.std(1), x.mean(1), x.std(1)
