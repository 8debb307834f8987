# === right: a loop with slices
def cutout(x, row, column, size):
    out = x.clone()
    for i in range(len(x)):
        a, b = int(row[i]), int(column[i])
        out[i, :, max(a, 0) : a + size, max(b, 0) : b + size] = 0
    return out


# === right: a mask of floats, multiplied
def cutout(x, row, column, size):
    y, z = torch.arange(x.shape[2]), torch.arange(x.shape[3])
    rows = ((y >= row.view(-1, 1)) & (y < (row + size).view(-1, 1))).float()
    columns = ((z >= column.view(-1, 1)) & (z < (column + size).view(-1, 1))).float()
    return x * (1 - torch.einsum("nh,nw->nhw", rows, columns)).unsqueeze(1)


# === right: where, with isin of the floor
def cutout(x, row, column, size):
    a = (torch.arange(x.shape[2])[None] - row[:, None]).div(size, rounding_mode="floor") == 0
    b = (torch.arange(x.shape[3])[None] - column[:, None]).div(size, rounding_mode="floor") == 0
    return torch.where((a[:, :, None] & b[:, None, :])[:, None], torch.zeros(()), x)


# === right: by index, into a padded copy
def cutout(x, row, column, size):
    big = torch.nn.functional.pad(x, [size] * 4)
    steps = torch.arange(size)
    n = torch.arange(len(x))[:, None, None]
    big[n, :, (row[:, None] + size + steps)[:, :, None], (column[:, None] + size + steps)[:, None, :]] = 0
    return big[:, :, size:-size, size:-size]


# === wrong cross: or
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return x.masked_fill(rows[:, None, :, None] | columns[:, None, None, :], 0)


# === wrong kept_only: the mask the other way
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return x * (rows[:, None, :, None] & columns[:, None, None, :])


# === wrong exchanged: row for the width
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - column[:, None], torch.arange(x.shape[3]) - row[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return x.masked_fill(rows[:, None, :, None] & columns[:, None, None, :], 0)


# === wrong one_larger: up to size
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down <= size), (right >= 0) & (right <= size)
    return x.masked_fill(rows[:, None, :, None] & columns[:, None, None, :], 0)


# === wrong one_smaller: the last row left
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size - 1), (right >= 0) & (right < size - 1)
    return x.masked_fill(rows[:, None, :, None] & columns[:, None, None, :], 0)


# === wrong centred: around the point
def cutout(x, row, column, size):
    row, column = row - size // 2, column - size // 2
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return x.masked_fill(rows[:, None, :, None] & columns[:, None, None, :], 0)


# === wrong all_alike: the first for all
def cutout(x, row, column, size):
    out = x.clone()
    out[:, :, row[0] : row[0] + size, column[0] : column[0] + size] = 0
    return out


# === wrong wrapped: negative slices
def cutout(x, row, column, size):
    out = x.clone()
    for i in range(len(x)):
        out[i, :, row[i] : row[i] + size, column[i] : column[i] + size] = 0
    return out


# === wrong pushed_in: clamped
def cutout(x, row, column, size):
    row, column = row.clamp(0, x.shape[2] - size), column.clamp(0, x.shape[3] - size)
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return x.masked_fill(rows[:, None, :, None] & columns[:, None, None, :], 0)


# === wrong first_channel: one channel
def cutout(x, row, column, size):
    out = x.clone()
    for i in range(len(x)):
        a, b = int(row[i]), int(column[i])
        out[i, 0, max(a, 0) : a + size, max(b, 0) : b + size] = 0
    return out


# === wrong another_grey: the mean
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return torch.where(rows[:, None, :, None] & columns[:, None, None, :], x.mean(), x)


# === wrong uncut: the result is dropped
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    x.masked_fill(rows[:, None, :, None] & columns[:, None, None, :], 0)
    return x


# === wrong mask_only: the booleans
def cutout(x, row, column, size):
    down, right = torch.arange(x.shape[2]) - row[:, None], torch.arange(x.shape[3]) - column[:, None]
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return rows[:, None, :, None] & columns[:, None, None, :]


# === wrong changed_input: in place
def cutout(x, row, column, size):
    for i in range(len(x)):
        a, b = int(row[i]), int(column[i])
        x[i, :, max(a, 0) : a + size, max(b, 0) : b + size] = 0
    return x


# === wrong constant: zeros
def cutout(x, row, column, size):
    return torch.zeros_like(x)
