# === right: asked of a permuted tensor
def strides(c, h, w):
    usual = torch.empty(2, c, h, w).stride()
    return usual, torch.empty(2, h, w, c).permute(0, 3, 1, 2).stride()


# === right: contiguous, and each weight by hand
def run(net, x):
    for p in net.parameters():
        if p.dim() == 4:
            p.data = p.data.contiguous(memory_format=torch.channels_last)
    return net(x.contiguous(memory_format=torch.channels_last))


# === right: channels stored last, and permuted back
def run(net, x):
    net.to(memory_format=torch.channels_last)
    return net(x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2))


# === right: products, as lists; a copy of the network
def strides(c, h, w):
    usual, row = [1], 1
    for size in (w, h, c):
        row *= size
        usual.insert(0, row)
    return [usual, [usual[0], 1, c * w, c]]


def run(net, x):
    import copy

    twin = copy.deepcopy(net).to(memory_format=torch.channels_last)
    return twin(torch.empty_like(x, memory_format=torch.channels_last).copy_(x))


# === wrong swapped: the order
def strides(c, h, w):
    return (c * h * w, 1, w * c, c), (c * h * w, h * w, w, 1)


# === wrong in_their_order: as N, H, W, C
def strides(c, h, w):
    return (c * h * w, h * w, w, 1), (c * h * w, w * c, c, 1)


# === wrong both_usual: no difference
def strides(c, h, w):
    return (c * h * w, h * w, w, 1), (c * h * w, h * w, w, 1)


# === wrong sizes: sizes
def strides(c, h, w):
    return (c, h, w), (h, w, c)


# === wrong in_bytes: times four
def strides(c, h, w):
    return (4 * c * h * w, 4 * h * w, 4 * w, 4), (4 * c * h * w, 4, 4 * w * c, 4 * c)


# === wrong height_for_width: h for w
def strides(c, h, w):
    return (c * h * w, h * w, h, 1), (c * h * w, 1, h * c, c)


# === wrong constant: the visible output copied
def strides(c, h, w):
    return (60, 20, 5, 1), (60, 1, 15, 3)


# === wrong permuted: the shape changed
def run(net, x):
    return net.to(memory_format=torch.channels_last)(x.permute(0, 2, 3, 1))


# === wrong scrambled: reshaped
def run(net, x):
    net.to(memory_format=torch.channels_last)
    return net(x.permute(0, 2, 3, 1).reshape(x.shape))


# === wrong neither: plain
def run(net, x):
    return net(x)


# === wrong input_usual: the result is dropped
def run(net, x):
    net.to(memory_format=torch.channels_last)
    x.to(memory_format=torch.channels_last)
    return net(x)


# === wrong net_usual: only the input
def run(net, x):
    return net(x.to(memory_format=torch.channels_last))


# === wrong not_run: the input only
def run(net, x):
    return x.to(memory_format=torch.channels_last)
