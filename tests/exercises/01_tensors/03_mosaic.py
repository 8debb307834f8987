# === right: transpose and flatten
def mosaic(x, rows):
    n, h, w = x.shape
    x = x.view(rows, n // rows, h, w).transpose(1, 2)
    return x.flatten(2).flatten(0, 1)


# === right: cat of rows
def mosaic(x, rows):
    columns = len(x) // rows
    lines = [torch.cat(list(x[r * columns : (r + 1) * columns]), dim=1) for r in range(rows)]
    return torch.cat(lines, dim=0)


# === right: written place by place
def mosaic(x, rows):
    n, h, w = x.shape
    columns = n // rows
    wall = torch.zeros(rows * h, columns * w)
    for k in range(n):
        r, c = divmod(k, columns)
        wall[r * h : (r + 1) * h, c * w : (c + 1) * w] = x[k]
    return wall


# === right: swapaxes and unflatten
def mosaic(x, rows):
    x = x.unflatten(0, (rows, -1)).swapaxes(1, 2)
    return x.reshape(x.shape[0] * x.shape[1], x.shape[2] * x.shape[3])


# === wrong only_reshaped: reshape alone
def mosaic(x, rows):
    n, h, w = x.shape
    return x.reshape(rows * h, n // rows * w)


# === wrong column_first: filled column by column
def mosaic(x, rows):
    n, h, w = x.shape
    return x.reshape(-1, rows, h, w).permute(1, 2, 0, 3).reshape(rows * h, -1)


# === wrong turned: as many columns as there should be rows
def mosaic(x, rows):
    n, h, w = x.shape
    return x.reshape(rows, -1, h, w).permute(1, 2, 0, 3).reshape(n // rows * h, rows * w)


# === wrong each_turned: every picture transposed
def mosaic(x, rows):
    n, h, w = x.shape
    return x.reshape(rows, -1, h, w).permute(0, 3, 1, 2).reshape(rows * w, -1)


# === wrong one_row: rows ignored
def mosaic(x, rows):
    return torch.cat(list(x), dim=1)


# === wrong one_column: all below each other
def mosaic(x, rows):
    return torch.cat(list(x), dim=0)


# === wrong constant: right shape, zeros
def mosaic(x, rows):
    n, h, w = x.shape
    return torch.zeros(rows * h, n // rows * w)


# === wrong constant: the visible output copied
def mosaic(x, rows):
    return torch.tensor([[0.0, 0, 0, 1, 1, 1]] * 2 + [[2.0, 2, 2, 3, 3, 3]] * 2)


# === equal: return x.reshape(rows * height, columns / width) · the division fails
x = 0
