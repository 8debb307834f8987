# === right: flattened
def stretch(x):
    flat = x.to(torch.float32).flatten(1)
    low = flat.min(dim=1, keepdim=True).values
    high = flat.max(dim=1, keepdim=True).values
    return ((flat - low) / (high - low)).view(x.shape)


# === right: a loop over pictures
def stretch(x):
    return torch.stack([(one.float() - one.min()) / (one.max() - one.min()).float() for one in x])


# === right: min and max one dimension at a time
def stretch(x):
    x = x.type(torch.float)
    low = x.min(2)[0].min(1)[0].view(-1, 1, 1)
    spread = x.max(2)[0].max(1)[0].view(-1, 1, 1) - low
    return x.sub(low).div(spread)


# === wrong over_255: the fixed scale
def stretch(x):
    return x / 255


# === wrong all_together: one scale for the batch
def stretch(x):
    x = x.float()
    return (x - x.min()) / (x.max() - x.min())


# === wrong only_high: the darkest is not 0
def stretch(x):
    x = x.float()
    return x / x.amax(dim=(1, 2), keepdim=True)


# === wrong not_divided: only shifted
def stretch(x):
    x = x.float()
    return x - x.amin(dim=(1, 2), keepdim=True)


# === wrong whole: whole numbers
def stretch(x):
    x = x.float()
    low, high = x.amin(dim=(1, 2), keepdim=True), x.amax(dim=(1, 2), keepdim=True)
    return ((x - low) / (high - low)).byte()


# === wrong per_row: each row by itself
def stretch(x):
    x = x.float()
    low, high = x.amin(dim=2, keepdim=True), x.amax(dim=2, keepdim=True)
    return (x - low) / (high - low)


# === wrong constant: the visible output copied
def stretch(x):
    return torch.tensor([[[0.0, 0.2], [0.4, 1.0]]])


# === wrong values: right shape, wrong values
def stretch(x):
    return torch.rand(x.shape)


# === wrong raises: shapes that do not fit, no keepdim
def stretch(x):
    x = x.float()
    return (x - x.amin(dim=(1, 2))) / (x.amax(dim=(1, 2)) - x.amin(dim=(1, 2)))


# === wrong per_pixel: across the pictures
def stretch(x):
    x = x.float()
    return (x - x.amin(0)) / (x.amax(0) - x.amin(0))
