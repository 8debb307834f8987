# === right: unsqueeze and norm
def distances(a, b):
    return (a.unsqueeze(1) - b.unsqueeze(0)).norm(dim=2)


# === right: by products
def distances(a, b):
    squares = (a * a).sum(1, keepdim=True) + (b * b).sum(1) - 2 * a @ b.T
    return squares.clamp(min=0) ** 0.5


# === right: two loops, all the same right
def distances(a, b):
    return torch.stack([torch.stack([torch.linalg.vector_norm(one - other) for other in b]) for one in a])


# === wrong squared: no root
def distances(a, b):
    return ((a[:, None] - b) ** 2).sum(2)


# === wrong absolute: Manhattan
def distances(a, b):
    return (a[:, None] - b).abs().sum(2)


# === wrong averaged: mean instead of sum
def distances(a, b):
    return ((a[:, None] - b) ** 2).mean(2).sqrt()


# === wrong transposed: b for rows
def distances(a, b):
    return (b[:, None] - a).norm(dim=-1)


# === wrong not_summed: (N, M, D)
def distances(a, b):
    return ((a[:, None] - b) ** 2).sqrt()


# === wrong summed_first: signs cancel
def distances(a, b):
    return (a[:, None] - b).sum(-1).pow(2).sqrt()


# === wrong product: a similarity instead
def distances(a, b):
    return a.matmul(b.t())


# === wrong raises: no dimensions added
def distances(a, b):
    return ((a - b) ** 2).sum(-1).sqrt()


# === wrong constant: the visible output copied
def distances(a, b):
    return torch.tensor([[4.0], [5.0]])


# === wrong values: right shape, wrong values
def distances(a, b):
    return torch.rand(len(a), len(b))


# === wrong ready_made: cdist
def distances(a, b):
    return torch.cdist(a, b)
