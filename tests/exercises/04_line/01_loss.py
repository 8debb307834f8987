# === right: mse_loss
def mse(predicted, y):
    if predicted.size() != y.size():
        raise ValueError("shapes")
    return torch.nn.functional.mse_loss(predicted, y)


# === right: sum divided by the count
def mse(predicted, y):
    if list(predicted.shape) != list(y.shape):
        raise ValueError
    gap = predicted - y
    return (gap * gap).sum() / gap.numel()


# === right: dims compared, pow and mean
def mse(predicted, y):
    if predicted.dim() != y.dim() or len(predicted) != len(y):
        raise ValueError("(N, 1) against (N,)")
    return torch.mean(torch.pow(torch.sub(predicted, y), 2))


# === wrong broadcast: no check
def mse(predicted, y):
    return ((predicted - y) ** 2).mean()


# === wrong summed: sum
def mse(predicted, y):
    if predicted.shape != y.shape:
        raise ValueError
    return ((predicted - y) ** 2).sum()


# === wrong absolute: mean absolute error
def mse(predicted, y):
    if predicted.shape != y.shape:
        raise ValueError
    return (predicted - y).abs().mean()


# === wrong root: RMSE
def mse(predicted, y):
    if predicted.shape != y.shape:
        raise ValueError
    return ((predicted - y) ** 2).mean() ** 0.5


# === wrong not_averaged: one number an example
def mse(predicted, y):
    if predicted.shape != y.shape:
        raise ValueError
    return (predicted - y) ** 2


# === wrong not_squared: the mean of the differences
def mse(predicted, y):
    return (predicted - y).mean()


# === wrong no_graph: item
def mse(predicted, y):
    if predicted.shape != y.shape:
        raise ValueError
    return ((predicted - y) ** 2).mean().item()


# === wrong constant: the visible output copied
def mse(predicted, y):
    return torch.tensor(0.01)


# === wrong halved: half
def mse(predicted, y):
    if predicted.shape != y.shape:
        raise ValueError
    return ((predicted - y) ** 2).mean() / 2


# === wrong broadcast: only the number of dimensions compared
def mse(predicted, y):
    if predicted.dim() != y.dim():
        raise ValueError
    return ((predicted - y) ** 2).mean()
