# === right: full and scatter
def targets(y, classes, s):
    soft = torch.full((len(y), classes), s / classes)
    return soft.scatter_(1, y[:, None], 1 - s + s / classes)


# === right: eye and lerp; the loss in two parts
def targets(y, classes, s):
    return torch.lerp(torch.eye(classes)[y], torch.full((classes,), 1 / classes), s)


def smoothed_loss(logits, y, s):
    logp = F.log_softmax(logits, 1)
    right = -logp[torch.arange(len(y)), y].mean()
    return (1 - s) * right - s * logp.mean()


# === right: torch's cross-entropy with probabilities
def smoothed_loss(logits, y, s):
    return F.cross_entropy(logits, targets(y, logits.shape[1], s))


# === wrong others_only: spread over the wrong classes
def targets(y, classes, s):
    return torch.where(F.one_hot(y, classes).bool(), 1 - s, s / (classes - 1))


# === wrong no_share: 1 - s for the right class
def targets(y, classes, s):
    return torch.where(F.one_hot(y, classes).bool(), 1 - s, s / classes)


# === wrong not_lowered: added only
def targets(y, classes, s):
    return F.one_hot(y, classes) + s / classes


# === wrong not_spread: s for each
def targets(y, classes, s):
    return F.one_hot(y, classes) * (1 - s) + s


# === wrong swapped: the wrong way round
def targets(y, classes, s):
    return F.one_hot(y, classes) * s + (1 - s) / classes


# === wrong hard: no smoothing
def targets(y, classes, s):
    return F.one_hot(y, classes).float()


# === wrong dtype: whole numbers
def targets(y, classes, s):
    return F.one_hot(y, classes)


# === wrong whole_table: mean over all
def smoothed_loss(logits, y, s):
    return -(targets(y, logits.shape[1], s) * F.log_softmax(logits, 1)).mean()


# === wrong negative: sign
def smoothed_loss(logits, y, s):
    return (targets(y, logits.shape[1], s) * F.log_softmax(logits, 1)).sum(1).mean()


# === wrong summed: sum
def smoothed_loss(logits, y, s):
    return -(targets(y, logits.shape[1], s) * F.log_softmax(logits, 1)).sum()


# === wrong not_smoothed: s ignored
def smoothed_loss(logits, y, s):
    return F.cross_entropy(logits, y)


# === wrong no_log: probabilities
def smoothed_loss(logits, y, s):
    return -(targets(y, logits.shape[1], s) * logits.softmax(1)).sum(1).mean()
