# === wrong ready_made: torch's own logsumexp
def log_softmax(logits):
    return logits - torch.logsumexp(logits, dim=1, keepdim=True)


# === right: row by row
def log_softmax(logits):
    rows = []
    for row in logits:
        top = row.max()
        rows.append(row - top - torch.log(torch.exp(row - top).sum()))
    return torch.stack(rows)


# === right: one column after the other
def log_softmax(logits):
    total = logits[:, 0]
    for column in logits.unbind(1)[1:]:
        total = torch.logaddexp(total, column)
    return logits - total[:, None]


# === right: transposed, amax
def log_softmax(logits):
    columns = logits.T
    columns = columns - columns.amax(0)
    return (columns - columns.exp().sum(0).log()).T


# === wrong no_log: probabilities
def log_softmax(logits):
    e = (logits - logits.max(1, keepdim=True).values).exp()
    return e / e.sum(1, keepdim=True)


# === wrong wrong_direction: along the batch
def log_softmax(logits):
    return logits - torch.logsumexp(logits, 0, keepdim=True)


# === wrong whole_tensor: no dimension given
def log_softmax(logits):
    s = logits - logits.max()
    return s - s.exp().sum().log()


# === wrong overflow: by the book
def log_softmax(logits):
    return torch.log(logits.exp() / logits.exp().sum(1, keepdim=True))


# === wrong overflow_sum: without the maximum
def log_softmax(logits):
    return logits - logits.exp().sum(1, keepdim=True).log()


# === wrong one_maximum: the maximum of all
def log_softmax(logits):
    s = logits - logits.max()
    return s - s.exp().sum(1, keepdim=True).log()


# === wrong log_of_softmax: the log comes last
def log_softmax(logits):
    e = (logits - logits.max(1, keepdim=True).values).exp()
    return (e / e.sum(1, keepdim=True)).log()


# === wrong only_shifted: stopped half-way
def log_softmax(logits):
    return logits - logits.max(1, keepdim=True).values


# === wrong small_number: an epsilon against -inf
def log_softmax(logits):
    return (torch.softmax(logits, 1) + 1e-8).log()


# === wrong constant: zeros
def log_softmax(logits):
    return torch.zeros_like(logits)


# === wrong ready_made: the module
def log_softmax(logits):
    return torch.nn.LogSoftmax(dim=1)(logits)


# === wrong raises: rounded to whole numbers
def log_softmax(logits):
    return torch.softmax(logits.long(), 1).log()
