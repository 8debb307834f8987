# === right: ranges
def batches(x, y, size, generator):
    order = torch.randperm(x.shape[0], generator=generator)
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        yield x[rows], y[rows]


# === wrong ready_made: a DataLoader inside
from torch.utils.data import DataLoader, TensorDataset


def batches(x, y, size, generator):
    yield from DataLoader(TensorDataset(x, y), batch_size=size, shuffle=True, generator=generator)


# === right: a list of pairs, shuffled copies
def batches(x, y, size, generator):
    order = torch.rand(len(y), generator=generator).argsort()
    return list(zip(x[order].split(size), y[order].split(size)))


# === right: one example after the other
def batches(x, y, size, generator):
    rows = []
    for row in torch.randperm(len(y), generator=generator).tolist():
        rows.append(row)
        if len(rows) == size:
            yield x[rows], y[rows]
            rows = []
    if rows:
        yield x[rows], y[rows]


# === wrong ready_made: a sampler that shuffles and cuts
from torch.utils.data import BatchSampler, RandomSampler


def batches(x, y, size, generator):
    for rows in BatchSampler(RandomSampler(y, generator=generator), size, drop_last=False):
        yield x[rows], y[rows]


# === wrong apart: shuffled separately
def batches(x, y, size, generator):
    a, b = torch.randperm(len(y), generator=generator), torch.randperm(len(y), generator=generator)
    for one, other in zip(a.split(size), b.split(size)):
        yield x[one], y[other]


# === wrong not_shuffled: in order
def batches(x, y, size, generator):
    for start in range(0, len(y), size):
        yield x[start : start + size], y[start : start + size]


# === wrong last_dropped: the rest is lost
def batches(x, y, size, generator):
    order = torch.randperm(len(y), generator=generator)
    for k in range(len(y) // size):
        rows = order[k * size : (k + 1) * size]
        yield x[rows], y[rows]


# === wrong repeated: each batch drawn by itself
def batches(x, y, size, generator):
    for k in range(len(y) // size + 1):
        rows = torch.randint(0, len(y), (min(size, len(y) - k * size),), generator=generator)
        yield x[rows], y[rows]


# === wrong own_chance: the global generator
def batches(x, y, size, generator):
    for rows in torch.randperm(len(y)).split(size):
        yield x[rows], y[rows]


# === wrong same_order: a fixed seed
def batches(x, y, size, generator):
    for rows in torch.randperm(len(y), generator=torch.Generator().manual_seed(0)).split(size):
        yield x[rows], y[rows]


# === wrong one_batch: return in the loop
def batches(x, y, size, generator):
    for rows in torch.randperm(len(y), generator=generator).split(size):
        return [(x[rows], y[rows])]


# === wrong only_batches_shuffled: neighbours stay together
def batches(x, y, size, generator):
    parts = torch.arange(len(y)).split(size)
    full = torch.randperm(len(parts) - 1, generator=generator).tolist()
    for k in [*full, len(parts) - 1]:
        yield x[parts[k]], y[parts[k]]


# === wrong not_pairs: x alone
def batches(x, y, size, generator):
    for rows in torch.randperm(len(y), generator=generator).split(size):
        yield x[rows]


# === wrong missing: the visible output copied
def batches(x, y, size, generator):
    yield x[:3], y[:3]
    yield x[3:6], y[3:6]
    yield x[6:7], y[6:7]


# === wrong sizes: one too many in a batch
def batches(x, y, size, generator):
    for rows in torch.randperm(len(y), generator=generator).split(size + 1):
        yield x[rows], y[rows]
