# === right: a loop into an empty tensor
def batch(pictures):
    h, w = pictures[0].shape
    x = torch.empty(len(pictures), 1, h, w)
    for k, one in enumerate(pictures):
        x[k, 0] = one
    return x


# === right: cat of pictures with two new dimensions
def batch(pictures):
    return torch.cat([one[None, None] for one in pictures])


# === right: stack, then view
def batch(pictures):
    x = torch.stack(pictures, dim=0)
    return x.view(x.shape[0], 1, *x.shape[1:])


# === wrong no_channel: without the channel
def batch(pictures):
    return torch.stack(pictures)


# === wrong channel_first: the channel stands first
def batch(pictures):
    return torch.stack(pictures)[None]


# === wrong channel_last: the channel stands last
def batch(pictures):
    return torch.stack(pictures, 0).unsqueeze(3)


# === wrong glued: cat instead of stack
def batch(pictures):
    return torch.cat(pictures)


# === wrong constant: right shape, zeros
def batch(pictures):
    return torch.zeros(len(pictures), 1, *pictures[0].shape)


# === wrong constant: the visible output copied
def batch(pictures):
    return torch.stack([torch.zeros(28, 28), torch.ones(28, 28)]).unsqueeze(1)


# === wrong no_return: nothing returned
def batch(pictures):
    torch.stack(pictures).unsqueeze(1)


# === wrong mixed: stacked last, then reshaped
def batch(pictures):
    return torch.stack(pictures, -1).reshape(len(pictures), 1, *pictures[0].shape)


# === wrong only_first: the first picture alone
def batch(pictures):
    return pictures[0].unsqueeze(0).unsqueeze(0)


# === wrong reversed_order: the last comes first
def batch(pictures):
    return torch.stack(list(reversed(pictures))).unsqueeze(1)
