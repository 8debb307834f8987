# === right: windows by unfold
def blocks(x, k):
    return x.unfold(2, k, k).unfold(3, k, k).flatten(4)


def max_pool(x, k):
    return blocks(x, k).max(-1).values


def mean_pool(x, k):
    return blocks(x, k).sum(-1) / k**2


# === right: strided slices, stacked
def blocks(x, k):
    h, w = x.shape[2] // k * k, x.shape[3] // k * k
    return torch.stack([x[:, :, i:h:k, j:w:k] for i in range(k) for j in range(k)])


def max_pool(x, k):
    return blocks(x, k).amax(0)


def mean_pool(x, k):
    return blocks(x, k).mean(0)


# === right: loops
def max_pool(x, k):
    n, c, h, w = x.shape
    out = torch.empty(n, c, h // k, w // k)
    for i in range(h // k):
        for j in range(w // k):
            out[:, :, i, j] = x[:, :, i * k : i * k + k, j * k : j * k + k].amax(dim=(-2, -1))
    return out


# === wrong overlapping: step 1
def max_pool(x, k):
    return x.unfold(2, k, 1).unfold(3, k, 1).amax((4, 5))


# === wrong mixed_blocks: reshaped at once
def blocks(x, k):
    n, c, h, w = x.shape
    x = x[:, :, : h // k * k, : w // k * k]
    return x.reshape(n, c, h // k, w // k, k, k).transpose(3, 4)


# === wrong picked: every k-th pixel
def max_pool(x, k):
    return x[:, :, ::k, ::k][:, :, : x.shape[2] // k, : x.shape[3] // k]


# === wrong whole_picture: global
def max_pool(x, k):
    return x.amax((2, 3))


# === wrong rows_only: height only
def mean_pool(x, k):
    return x.unfold(2, k, k).mean(4)


# === wrong mean_for_max: mean in both
def max_pool(x, k):
    return blocks(x, k).mean((3, 5))


# === wrong max_for_mean: max in both
def mean_pool(x, k):
    return blocks(x, k).amax((3, 5))


# === wrong zero_wins: begins at 0
def max_pool(x, k):
    return blocks(x, k).amax((3, 5)).relu()


# === wrong smallest: min
def max_pool(x, k):
    return blocks(x, k).amin((3, 5))


# === wrong summed: sum
def mean_pool(x, k):
    return blocks(x, k).sum((3, 5))


# === wrong raises: what is left over is not cut off
def blocks(x, k):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // k, k, w // k, k)


# === wrong ready_made: max_pool2d
def max_pool(x, k):
    return torch.nn.functional.max_pool2d(x, k)


# === wrong ready_made: AvgPool2d
def mean_pool(x, k):
    return torch.nn.AvgPool2d(k)(x)
