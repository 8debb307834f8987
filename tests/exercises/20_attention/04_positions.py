# === right: two loops
def positions(length, d):
    import math

    rows = []
    for p in range(length):
        row = []
        for i in range(d // 2):
            angle = p / 10000 ** (2 * i / d)
            row += [math.sin(angle), math.cos(angle)]
        rows.append(row)
    return torch.tensor(rows)


# === right: stacked and flattened
def positions(length, d):
    angle = torch.outer(torch.arange(length), 1 / 10000 ** (torch.arange(d // 2) * 2 / d))
    return torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(length, d)


# === right: complex numbers
def positions(length, d):
    rates = torch.exp(-torch.arange(0, d, 2) * (torch.log(torch.tensor(10000.0)) / d))
    angle = torch.arange(length).float().view(-1, 1) * rates
    return torch.view_as_real(torch.polar(torch.ones_like(angle), torch.pi / 2 - angle)).flatten(1)


# === right: a sine of the shifted angle, in double precision
def positions(length, d):
    column = torch.arange(d)
    angle = torch.arange(length).double()[:, None] / 10000 ** ((column - column % 2) / d)
    return torch.sin(angle + (column % 2) * torch.pi / 2).float()


# === right: a column at a time
def positions(length, d):
    place = torch.arange(length, dtype=torch.float32)
    out = torch.empty(length, d)
    for c in range(d):
        angle = place * 10000 ** (-(c // 2 * 2) / d)
        out[:, c] = torch.cos(angle) if c % 2 else torch.sin(angle)
    return out


# === wrong halves: concatenated
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
    return torch.cat([angle.sin(), angle.cos()], 1)


# === wrong swapped: cos first
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
    return torch.stack([angle.cos(), angle.sin()], 2).flatten(1)


# === wrong sines_only: no cos
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
    return angle.sin().repeat_interleave(2, 1)


# === wrong from_one: counted from 1
def positions(length, d):
    angle = torch.arange(1, length + 1)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


# === wrong another_base: 1000
def positions(length, d):
    angle = torch.arange(length)[:, None] / 1000 ** (torch.arange(0, d, 2) / d)
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


# === wrong half_power: i/d
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(d // 2) / d)
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


# === wrong twice_power: 2 times 2i
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (2 * torch.arange(0, d, 2) / d)
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


# === wrong by_column: the column for 2i
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(d) / d)
    out = angle.sin()
    out[:, 1::2] = angle[:, 1::2].cos()
    return out


# === wrong growing: multiplied
def positions(length, d):
    angle = torch.arange(length)[:, None] * 10000 ** (torch.arange(0, d, 2) / d)
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


# === wrong degrees: degrees
def positions(length, d):
    angle = torch.deg2rad(torch.arange(length)[:, None] / 10000 ** (torch.arange(0, d, 2) / d))
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


# === wrong transposed: the other way
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1).T


# === wrong one_rate: not divided
def positions(length, d):
    angle = torch.arange(length)[:, None].expand(length, d // 2)
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


# === wrong angles: no functions
def positions(length, d):
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
    return angle.repeat_interleave(2, 1)


# === wrong constant: the visible output copied
def positions(length, d):
    return torch.tensor([[0.0, 1, 0, 1], [0.8415, 0.5403, 0.01, 1], [0.9093, -0.4161, 0.02, 0.9998]])


# === wrong constant: ones
def positions(length, d):
    return torch.ones(length, d)
