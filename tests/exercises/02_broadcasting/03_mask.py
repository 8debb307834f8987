# === right: joined by |
def only(x, y, wanted):
    keep = torch.zeros(len(y), dtype=torch.bool)
    for label in wanted:
        keep = keep | (y == label)
    return x[keep], y[keep]


# === right: broadcasting and any
def only(x, y, wanted):
    keep = (y[:, None] == torch.tensor(wanted)[None, :]).any(1)
    where = keep.nonzero().squeeze(1)
    return x.index_select(0, where), y.index_select(0, where)


# === right: a list of numbers
def only(x, y, wanted):
    where = [k for k in range(len(y)) if int(y[k]) in wanted]
    return x[where], y[where]


# === wrong first_only: one label
def only(x, y, wanted):
    return x[y == wanted[0]], y[y == wanted[0]]


# === wrong others: the unwanted
def only(x, y, wanted):
    keep = torch.isin(y, torch.tensor(wanted))
    return x[~keep], y[~keep]


# === wrong order: grouped by label
def only(x, y, wanted):
    return torch.cat([x[y == one] for one in wanted]), torch.cat([y[y == one] for one in wanted])


# === wrong y_left: labels not filtered
def only(x, y, wanted):
    return x[torch.isin(y, torch.tensor(wanted))], y


# === wrong as_numbers: labels taken for positions
def only(x, y, wanted):
    return x[list(wanted)], y[list(wanted)]


# === wrong zeroed: multiplied by the mask
def only(x, y, wanted):
    keep = torch.isin(y, torch.tensor(wanted))
    return x * keep.view(-1, 1, 1), y * keep


# === wrong raises: `or` of tensors
def only(x, y, wanted):
    keep = (y == wanted[0]) or (y == wanted[1])
    return x[keep], y[keep]


# === wrong shape: the visible output copied
def only(x, y, wanted):
    return x[:4], torch.tensor([3, 8, 8, 3])


# === wrong shape: nothing is filtered
def only(x, y, wanted):
    return x, y
