# === right: gather
def cross_entropy(logits, y):
    return -torch.log_softmax(logits, dim=-1).gather(1, y.unsqueeze(1)).mean()


# === right: one-hot
def cross_entropy(logits, y):
    wanted = F.one_hot(y, logits.shape[1])
    return -(wanted * F.log_softmax(logits, 1)).sum(1).mean()


# === right: logsumexp in a loop
def cross_entropy(logits, y):
    total = 0.0
    for row, k in zip(logits, y):
        total = total + torch.logsumexp(row, 0) - row[k]
    return total / len(y)


# === wrong negative: sign
def cross_entropy(logits, y):
    return F.log_softmax(logits, 1)[torch.arange(len(y)), y].mean()


# === wrong summed: sum
def cross_entropy(logits, y):
    return -F.log_softmax(logits, 1)[torch.arange(len(y)), y].sum()


# === wrong not_averaged: a loss for each
def cross_entropy(logits, y):
    return -F.log_softmax(logits, 1)[torch.arange(len(y)), y]


# === wrong all_columns: all rows
def cross_entropy(logits, y):
    return -F.log_softmax(logits, 1)[:, y].mean()


# === wrong raw_logits: no softmax
def cross_entropy(logits, y):
    return -logits[torch.arange(len(y)), y].mean()


# === wrong no_log: probabilities
def cross_entropy(logits, y):
    return -logits.softmax(1)[torch.arange(len(y)), y].mean()


# === wrong log_of_mean: mean first
def cross_entropy(logits, y):
    return -logits.softmax(1)[torch.arange(len(y)), y].mean().log()


# === wrong whole_table: mean over N times C
def cross_entropy(logits, y):
    return -(F.one_hot(y, logits.shape[1]) * F.log_softmax(logits, 1)).mean()


# === wrong softmax_twice: probabilities into log_softmax
def cross_entropy(logits, y):
    return -F.log_softmax(logits.softmax(1), 1)[torch.arange(len(y)), y].mean()


# === wrong wrong_direction: along the batch
def cross_entropy(logits, y):
    return -F.log_softmax(logits, 0)[torch.arange(len(y)), y].mean()


# === wrong constant: the visible output copied
def cross_entropy(logits, y):
    return torch.tensor(2.3026)


# === wrong ready_made: the module
def cross_entropy(logits, y):
    return torch.nn.CrossEntropyLoss()(logits, y)
