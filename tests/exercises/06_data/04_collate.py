# === right: pad_sequence
from torch.nn.utils.rnn import pad_sequence


def collate(examples):
    tokens, labels = zip(*examples)
    return pad_sequence(tokens, batch_first=True), torch.tensor([len(t) for t in tokens]), torch.tensor(labels)


# === right: F.pad and stack
def collate(examples):
    longest = max(len(t) for t, _ in examples)
    rows = [torch.nn.functional.pad(t, (0, longest - len(t))) for t, _ in examples]
    lengths = torch.tensor([t.numel() for t, _ in examples])
    return torch.stack(rows), lengths, torch.tensor([one[1] for one in examples])


# === right: lists
def collate(examples):
    longest = max(len(t) for t, _ in examples)
    x = [t.tolist() + [0] * (longest - len(t)) for t, _ in examples]
    return torch.tensor(x), torch.tensor([len(t) for t, _ in examples]), torch.tensor([y for _, y in examples])


# === right: a mask
def collate(examples):
    lengths = torch.tensor([len(t) for t, _ in examples])
    mask = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    x = torch.zeros(mask.shape, dtype=torch.int64)
    x[mask] = torch.cat([t for t, _ in examples])
    return x, lengths, torch.as_tensor([y for _, y in examples])


# === wrong left: zeros first
def collate(examples):
    longest = max(len(t) for t, _ in examples)
    x = torch.stack([torch.nn.functional.pad(t, (longest - len(t), 0)) for t, _ in examples])
    return x, torch.tensor([len(t) for t, _ in examples]), torch.tensor([y for _, y in examples])


# === wrong minus_one: -1
def collate(examples):
    longest = max(len(t) for t, _ in examples)
    x = torch.stack([torch.nn.functional.pad(t, (0, longest - len(t)), value=-1) for t, _ in examples])
    return x, torch.tensor([len(t) for t, _ in examples]), torch.tensor([y for _, y in examples])


# === wrong cut: to the shortest
def collate(examples):
    shortest = min(len(t) for t, _ in examples)
    x = torch.stack([t[:shortest] for t, _ in examples])
    return x, torch.tensor([len(t) for t, _ in examples]), torch.tensor([y for _, y in examples])


# === wrong raises: stacked as they are
def collate(examples):
    x = torch.stack([t for t, _ in examples])
    return x, torch.tensor([len(t) for t, _ in examples]), torch.tensor([y for _, y in examples])


# === wrong padded_lengths: lengths after filling up
def collate(examples):
    longest = max(len(t) for t, _ in examples)
    x = torch.stack([torch.nn.functional.pad(t, (0, longest - len(t))) for t, _ in examples])
    return x, torch.tensor([len(row) for row in x]), torch.tensor([y for _, y in examples])


# === wrong no_lengths: two of three
def collate(examples):
    longest = max(len(t) for t, _ in examples)
    x = torch.stack([torch.nn.functional.pad(t, (0, longest - len(t))) for t, _ in examples])
    return x, torch.tensor([y for _, y in examples])


# === wrong floats: float rows
def collate(examples):
    longest = max(len(t) for t, _ in examples)
    x = torch.zeros(len(examples), longest)
    for k, (t, _) in enumerate(examples):
        x[k, : len(t)] = t
    return x, torch.tensor([len(t) for t, _ in examples]), torch.tensor([y for _, y in examples])


# === wrong constant: the visible output copied
def collate(examples):
    return torch.tensor([[5, 6, 7], [8, 0, 0]]), torch.tensor([3, 1]), torch.tensor([1, 0])


# === wrong sorted: by length
def collate(examples):
    examples = sorted(examples, key=lambda one: -len(one[0]))
    longest = len(examples[0][0])
    x = torch.stack([torch.nn.functional.pad(t, (0, longest - len(t))) for t, _ in examples])
    return x, torch.tensor([len(t) for t, _ in examples]), torch.tensor([y for _, y in examples])
