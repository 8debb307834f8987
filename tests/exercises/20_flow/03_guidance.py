# === right: where, and the shares of both
def hide(label, luck, share, classes):
    return torch.where(luck < share, classes, label)


def guided(net, x, time, label, classes, scale):
    hidden = torch.zeros_like(label) + classes
    return scale * net(x, time, label) + (1 - scale) * net(x, time, hidden)


# === right: a copy with a mask, and one batch of both
def hide(label, luck, share, classes):
    label = label.clone()
    label[luck < share] = classes
    return label


def guided(net, x, time, label, classes, scale):
    both = torch.cat([label, torch.full((len(label),), classes)])
    towards, without = net(torch.cat([x, x]), time.repeat(2), both).chunk(2)
    return without.lerp(towards, scale)


# === right: a list, and beyond the velocity with the label
def hide(label, luck, share, classes):
    return torch.tensor([classes if p < share else y for y, p in zip(label.tolist(), luck.tolist())])


def guided(net, x, time, label, classes, scale):
    towards = net(x, time, label)
    without = net(x, time, hide(label, torch.zeros(len(x)), 1.0, classes))
    return towards + (scale - 1) * (towards - without)


# === right: arithmetic
def hide(label, luck, share, classes):
    hidden = (luck < share).long()
    return label * (1 - hidden) + classes * hidden


# === wrong inverted: the wrong way round
def hide(label, luck, share, classes):
    return label.masked_fill(luck > share, classes)


# === wrong hidden_as_zero: a class
def hide(label, luck, share, classes):
    return label.masked_fill(luck < share, 0)


# === wrong hidden_as_zero: multiplied by the mask
def hide(label, luck, share, classes):
    return label * (luck >= share)


# === wrong hidden_as_last: a class, too
def hide(label, luck, share, classes):
    return label.masked_fill(luck < share, classes - 1)


# === wrong hidden_as_minus_one: no row of an embedding
def hide(label, luck, share, classes):
    return label.masked_fill(luck < share, -1)


# === wrong all_hidden: the condition forgotten
def hide(label, luck, share, classes):
    return torch.full_like(label, classes)


# === wrong none_hidden: as it is
def hide(label, luck, share, classes):
    label.masked_fill(luck < share, classes)
    return label


# === wrong left_out: the rest
def hide(label, luck, share, classes):
    return label[luck >= share]


# === wrong changed_input: in place
def hide(label, luck, share, classes):
    return label.masked_fill_(luck < share, classes)


# === wrong dtype: labels that are no whole numbers
def hide(label, luck, share, classes):
    return torch.where(luck < share, float(classes), label.float())


# === wrong exchanged: the other way
def guided(net, x, time, label, classes, scale):
    without = net(x, time, torch.full_like(label, classes))
    towards = net(x, time, label)
    return towards + scale * (without - towards)


# === wrong one_more: the paper's w
def guided(net, x, time, label, classes, scale):
    without = net(x, time, torch.full_like(label, classes))
    return (1 + scale) * net(x, time, label) - scale * without


# === wrong away: the difference turned round
def guided(net, x, time, label, classes, scale):
    without = net(x, time, torch.full_like(label, classes))
    return without + scale * (without - net(x, time, label))


# === wrong only_difference: nothing to begin with
def guided(net, x, time, label, classes, scale):
    return scale * (net(x, time, label) - net(x, time, torch.full_like(label, classes)))


# === wrong added: no difference
def guided(net, x, time, label, classes, scale):
    return net(x, time, torch.full_like(label, classes)) + scale * net(x, time, label)


# === wrong only_scaled: faster
def guided(net, x, time, label, classes, scale):
    return scale * net(x, time, label)


# === wrong only_label: not guided
def guided(net, x, time, label, classes, scale):
    return net(x, time, label)


# === wrong no_label: without
def guided(net, x, time, label, classes, scale):
    return net(x, time, torch.full_like(label, classes))


# === wrong hidden_as_zero: a class for the hidden label
def guided(net, x, time, label, classes, scale):
    without = net(x, time, torch.zeros_like(label))
    return without + scale * (net(x, time, label) - without)


# === wrong hidden_as_last: the last class for the hidden label
def guided(net, x, time, label, classes, scale):
    without = net(x, time, torch.full_like(label, classes - 1))
    return without + scale * (net(x, time, label) - without)


# === wrong label_shape: None for the hidden label
def guided(net, x, time, label, classes, scale):
    without = net(x, time, None)
    return without + scale * (net(x, time, label) - without)


# === wrong label_shape: a single number
def guided(net, x, time, label, classes, scale):
    without = net(x, time, torch.tensor(classes))
    return without + scale * (net(x, time, label) - without)


# === wrong constant: zeros
def guided(net, x, time, label, classes, scale):
    return torch.zeros_like(x)
