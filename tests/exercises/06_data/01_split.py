# === right: training first
def split(n, validation, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    order = torch.randperm(n, generator=g)
    return order[: n - validation], order[n - validation :]


# === right: random_split
def split(n, validation, seed):
    g = torch.Generator().manual_seed(seed)
    a, b = torch.utils.data.random_split(range(n), [n - validation, validation], generator=g)
    return torch.tensor(a.indices), torch.tensor(b.indices)


# === right: Python's random
import random


def split(n, validation, seed):
    order = list(range(n))
    random.Random(seed).shuffle(order)
    return torch.tensor(order[validation:]), torch.tensor(order[:validation])


# === right: sorted noise
def split(n, validation, seed):
    noise = torch.rand(n, generator=torch.Generator().manual_seed(seed))
    return noise.argsort().tensor_split([n - validation])


# === wrong overlap: two permutations
def split(n, validation, seed):
    g = torch.Generator().manual_seed(seed)
    return torch.randperm(n, generator=g)[validation:], torch.randperm(n, generator=g)[:validation]


# === wrong overlap: training on everything
def split(n, validation, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    return order, order[:validation]


# === wrong swapped: val first
def split(n, validation, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    return order[:validation], order[validation:]


# === wrong not_shuffled: just cut
def split(n, validation, seed):
    return torch.arange(n - validation), torch.arange(n - validation, n)


# === wrong not_repeatable: the seed is not used
import random


def split(n, validation, seed):
    order = list(range(n))
    random.shuffle(order)
    return torch.tensor(order[validation:]), torch.tensor(order[:validation])


# === wrong seed_ignored: a fixed seed
def split(n, validation, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(0))
    return order[validation:], order[:validation]


# === wrong global_state: torch.manual_seed
def split(n, validation, seed):
    torch.manual_seed(seed)
    order = torch.randperm(n)
    return order[validation:], order[:validation]


# === wrong not_all: the visible output copied
def split(n, validation, seed):
    return torch.tensor([7, 1, 5, 0, 8, 2, 6]), torch.tensor([3, 9, 4])


# === wrong not_all: drawn with repetition
def split(n, validation, seed):
    g = torch.Generator().manual_seed(seed)
    return torch.randint(0, n // 2, (n - validation,), generator=g), torch.randint(
        n // 2, n, (validation,), generator=g
    )


# === wrong size: always a tenth
def split(n, validation, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    return order[n // 10 :], order[: n // 10]
