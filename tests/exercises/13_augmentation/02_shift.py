# === right: a loop over the pictures
def shift(x, top, left, pad):
    padded = F.pad(x, (pad,) * 4)
    return torch.stack([one[:, a : a + x.shape[2], b : b + x.shape[3]] for one, a, b in zip(padded, top, left)])


# === right: all crops by unfold, then one for each
def shift(x, top, left, pad):
    windows = F.pad(x, [pad] * 4).unfold(2, x.shape[2], 1).unfold(3, x.shape[3], 1)
    return windows[torch.arange(len(x)), :, top, left]


# === right: gather, first the rows and then the columns
def shift(x, top, left, pad):
    n, c, h, w = x.shape
    padded = F.pad(x, (pad, pad, pad, pad))
    rows = (top.view(-1, 1, 1, 1) + torch.arange(h).view(1, 1, -1, 1)).expand(n, c, h, w + 2 * pad)
    columns = (left.view(-1, 1, 1, 1) + torch.arange(w)).expand(n, c, h, w)
    return padded.gather(2, rows).gather(3, columns)


# === right: written into zeros, where they overlap
def shift(x, top, left, pad):
    out = torch.zeros_like(x)
    h, w = x.shape[2:]
    for i in range(len(x)):
        dy, dx = pad - int(top[i]), pad - int(left[i])
        source = x[i, :, max(0, -dy) : h - max(0, dy), max(0, -dx) : w - max(0, dx)]
        out[i, :, max(0, dy) : h - max(0, -dy), max(0, dx) : w - max(0, -dx)] = source
    return out


# === wrong exchanged: top for the columns
def shift(x, top, left, pad):
    padded = F.pad(x, (pad,) * 4)
    return torch.stack([one[:, a : a + x.shape[2], b : b + x.shape[3]] for one, a, b in zip(padded, left, top)])


# === wrong opposite: the other way
def shift(x, top, left, pad):
    padded = F.pad(x, (pad,) * 4)
    top, left = 2 * pad - top, 2 * pad - left
    return torch.stack([one[:, a : a + x.shape[2], b : b + x.shape[3]] for one, a, b in zip(padded, top, left)])


# === wrong all_alike: one place for all
def shift(x, top, left, pad):
    a, b = top[0], left[0]
    return F.pad(x, (pad,) * 4)[:, :, a : a + x.shape[2], b : b + x.shape[3]]


# === wrong rows_only: left forgotten
def shift(x, top, left, pad):
    padded = F.pad(x, (0, 0, pad, pad))
    return torch.stack([one[:, a : a + x.shape[2]] for one, a in zip(padded, top)])


# === wrong columns_only: top forgotten
def shift(x, top, left, pad):
    padded = F.pad(x, (pad, pad, 0, 0))
    return torch.stack([one[:, :, b : b + x.shape[3]] for one, b in zip(padded, left)])


# === wrong rolled: round the edge
def shift(x, top, left, pad):
    return torch.stack([one.roll((pad - int(a), pad - int(b)), (1, 2)) for one, a, b in zip(x, top, left)])


# === wrong edge_repeated: replicate
def shift(x, top, left, pad):
    padded = F.pad(x, (pad,) * 4, mode="replicate")
    return torch.stack([one[:, a : a + x.shape[2], b : b + x.shape[3]] for one, a, b in zip(padded, top, left)])


# === wrong mirrored: reflect
def shift(x, top, left, pad):
    padded = F.pad(x, (pad,) * 4, mode="reflect")
    return torch.stack([one[:, a : a + x.shape[2], b : b + x.shape[3]] for one, a, b in zip(padded, top, left)])


# === wrong channels_last: the permute forgotten
def shift(x, top, left, pad):
    padded = F.pad(x, (pad, pad, pad, pad))
    rows = top[:, None] + torch.arange(x.shape[2])
    columns = left[:, None] + torch.arange(x.shape[3])
    return padded[torch.arange(len(x))[:, None, None], :, rows[:, :, None], columns[:, None, :]]


# === wrong not_cropped: padded only
def shift(x, top, left, pad):
    return F.pad(x, (pad, pad, pad, pad))


# === wrong unmoved: the middle
def shift(x, top, left, pad):
    return F.pad(x, (pad,) * 4)[:, :, pad:-pad, pad:-pad]


# === wrong constant: zeros
def shift(x, top, left, pad):
    return torch.zeros_like(x)
