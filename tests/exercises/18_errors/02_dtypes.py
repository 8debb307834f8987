# === right: torch.tensor and reshape
def prepare(pixels, labels):
    x = torch.tensor(pixels, dtype=torch.float32).reshape(len(pixels), -1).div(255)
    return x, torch.tensor(labels, dtype=torch.int64).squeeze(1)


# === right: converted in NumPy
def prepare(pixels, labels):
    x = torch.from_numpy(pixels.reshape(-1, 784).astype("float32") / 255)
    return x, torch.from_numpy(labels.ravel().astype("int64"))


# === right: true division of bytes gives fractions
def prepare(pixels, labels):
    x = torch.from_numpy(pixels) / 255
    y = torch.from_numpy(labels).flatten().to(torch.int64)
    return [x.flatten(start_dim=1), y]


# === right: from lists
def prepare(pixels, labels):
    x = torch.stack([torch.as_tensor(one).to(torch.float).view(-1) * (1 / 255) for one in pixels])
    return x, torch.tensor([int(one) for (one,) in labels])


# === wrong x_dtype: float64
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).double() / 255, torch.from_numpy(labels)[:, 0].long()


# === wrong x_dtype: float16
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).half() / 255, torch.from_numpy(labels)[:, 0].long()


# === wrong whole_numbers: divided before it was converted
def prepare(pixels, labels):
    return (torch.from_numpy(pixels).flatten(1) // 255).float(), torch.from_numpy(labels)[:, 0].long()


# === wrong all_zero: divided by 256 as whole numbers
def prepare(pixels, labels):
    return (torch.from_numpy(pixels).flatten(1).int() // 256).float(), torch.from_numpy(labels)[:, 0].long()


# === wrong not_scaled: only converted
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float(), torch.from_numpy(labels)[:, 0].long()


# === wrong by_256: 256
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 256, torch.from_numpy(labels)[:, 0].long()


# === wrong x_shape: not flattened
def prepare(pixels, labels):
    return torch.from_numpy(pixels).float() / 255, torch.from_numpy(labels)[:, 0].long()


# === wrong pixels_mixed: reshaped and transposed
def prepare(pixels, labels):
    return torch.from_numpy(pixels).float().reshape(784, -1).T / 255, torch.from_numpy(labels)[:, 0].long()


# === wrong transposed: rows for columns
def prepare(pixels, labels):
    return torch.from_numpy(pixels).float().mT.flatten(1) / 255, torch.from_numpy(labels)[:, 0].long()


# === wrong y_column: a column
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 255, torch.from_numpy(labels).long()


# === wrong y_dtype: fractions
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 255, torch.from_numpy(labels)[:, 0]


# === wrong y_dtype: int32
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 255, torch.from_numpy(labels)[:, 0].int()


# === wrong one_hot: one-hot
def prepare(pixels, labels):
    y = F.one_hot(torch.from_numpy(labels)[:, 0].long(), 10).float()
    return torch.from_numpy(pixels).flatten(1).float() / 255, y


# === wrong labels_lost: argmax
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 255, torch.from_numpy(labels).argmax(1)


# === wrong labels_lost: the visible shapes copied
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 255, torch.zeros(len(labels), dtype=torch.long)


# === wrong y_values: sorted
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 255, torch.from_numpy(labels)[:, 0].long().sort().values


# === wrong arrays_changed: in place
def prepare(pixels, labels):
    y = torch.from_numpy(labels)
    y -= 1
    return torch.from_numpy(pixels).flatten(1).float() / 255, (y[:, 0] + 1).long()


# === wrong not_two: only x
def prepare(pixels, labels):
    return torch.from_numpy(pixels).flatten(1).float() / 255


# === wrong not_a_tensor: arrays
def prepare(pixels, labels):
    return pixels.reshape(-1, 784) / 255.0, labels[:, 0].astype("int64")
