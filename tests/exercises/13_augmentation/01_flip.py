# === right: a copy, filled by index
def flip(x, chosen):
    out = x.clone()
    out[chosen] = x[chosen].flip(-1)
    return out


# === right: a loop
def flip(x, chosen):
    return torch.stack([one.fliplr() if one.dim() == 2 else one.flip(2) if k else one for one, k in zip(x, chosen)])


# === right: arithmetic
def flip(x, chosen):
    k = chosen.float().view(-1, 1, 1, 1)
    return k * x[..., torch.arange(x.shape[3] - 1, -1, -1)] + (1 - k) * x


# === wrong upside_down: height
def flip(x, chosen):
    return torch.where(chosen[:, None, None, None], x.flip(2), x)


# === wrong turned: both
def flip(x, chosen):
    return torch.where(chosen[:, None, None, None], x.flip(2, 3), x)


# === wrong channels: channels
def flip(x, chosen):
    return torch.where(chosen[:, None, None, None], x.flip(1), x)


# === wrong all_flipped: all
def flip(x, chosen):
    return x.flip(3)


# === wrong none_flipped: the result is dropped
def flip(x, chosen):
    x[chosen].flip(3)
    return x


# === wrong others_flipped: the other way
def flip(x, chosen):
    return torch.where(chosen[:, None, None, None], x, x.flip(3))


# === wrong only_chosen: the others are lost
def flip(x, chosen):
    return x[chosen].flip(3)


# === wrong regrouped: order
def flip(x, chosen):
    return torch.cat([x[chosen].flip(3), x[~chosen]])


# === wrong changed_input: in place
def flip(x, chosen):
    x[chosen] = x[chosen].flip(3)
    return x


# === wrong constant: zeros
def flip(x, chosen):
    return torch.zeros_like(x)
