# === right: expand
def ramp(height, width):
    return torch.linspace(0, 1, width).expand(height, width)


# === right: from counting
def ramp(height, width):
    return (torch.arange(width) / (width - 1)).unsqueeze(0).repeat(height, 1)


# === right: stacked rows
def ramp(height, width):
    return torch.stack([torch.linspace(0, 1, width) for _ in range(height)])


# === right: filled in a loop
def ramp(height, width):
    x = torch.empty(height, width)
    for column in range(width):
        x[:, column] = column / (width - 1)
    return x


# === wrong no_return: nothing returned
def ramp(height, width):
    torch.linspace(0, 1, width).repeat(height, 1)


# === wrong constant: the visible output copied
def ramp(height, width):
    return torch.tensor([[0.0, 0.25, 0.5, 0.75, 1.0]] * 3)


# === wrong values: right shape, wrong values
def ramp(height, width):
    return torch.rand(height, width)


# === wrong constant: right shape, zeros
def ramp(height, width):
    return torch.zeros(height, width)


# === wrong transposed: height and width swapped
def ramp(height, width):
    return torch.linspace(0, 1, height).repeat(width, 1)


# === wrong one_row: not repeated
def ramp(height, width):
    return torch.linspace(0, 1, width)


# === wrong never_white: one gap too many
def ramp(height, width):
    return (torch.arange(width) / width).repeat(height, 1)


# === wrong down: the grey runs along the rows
def ramp(height, width):
    return torch.linspace(0, 1, height).view(-1, 1).expand(height, width)


# === wrong reversed: from white to black
def ramp(height, width):
    return torch.linspace(1, 0, width).repeat(height, 1)


# === wrong not_a_tensor: a list
def ramp(height, width):
    return [[k / (width - 1) for k in range(width)]] * height


# === wrong dtype: numbers as whole ones
def ramp(height, width):
    return torch.linspace(0, 1, width).repeat(height, 1).long()
