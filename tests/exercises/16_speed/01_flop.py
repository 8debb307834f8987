# === right: by the layer's own numbers
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, nn.Conv2d):
            n, k, h, w = x.shape
            inputs = layer.in_channels // layer.groups * layer.kernel_size[0] * layer.kernel_size[1]
            total += 2 * n * k * h * w * inputs
        elif isinstance(layer, nn.Linear):
            total += 2 * len(x) * layer.in_features * layer.out_features
    return total


# === right: with hooks
def flop(net, x):
    counts = []
    handles = [
        layer.register_forward_hook(lambda m, i, o: counts.append(2 * o.numel() * m.weight.numel() // len(m.weight)))
        for layer in net.modules()
        if isinstance(layer, (nn.Linear, nn.Conv2d))
    ]
    net(x)
    for handle in handles:
        handle.remove()
    return sum(counts)


# === right: one picture, times the batch
@torch.no_grad()
def flop(net, x):
    one, total = x[:1], 0
    net = nn.Sequential(*net).eval()
    for layer in net:
        one = layer(one)
        if hasattr(layer, "weight") and not isinstance(layer, nn.BatchNorm2d):
            total += one.numel() * layer.weight.flatten(1).shape[1]
    return total * len(x) * 2


# === wrong ready_made: torch's own counter
def flop(net, x):
    from torch.utils.flop_counter import FlopCounterMode

    counter = FlopCounterMode(display=False)
    with counter:
        net(x)
    return counter.get_total_flops()


# === wrong multiplications_only: MAC
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += x.numel() * layer.weight[0].numel()
    return total


# === wrong one_picture: without the batch
@torch.no_grad()
def flop(net, x):
    x, total = x[:1], 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += 2 * x.numel() * layer.weight[0].numel()
    return total


# === wrong convolutions_only: linear layers forgotten
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, nn.Conv2d):
            total += 2 * x.numel() * layer.weight[0].numel()
    return total


# === wrong linear_only: convolutions forgotten
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, nn.Linear):
            total += 2 * x.numel() * layer.weight[0].numel()
    return total


# === wrong parameters: parameters counted
def flop(net, x):
    return sum(p.numel() for p in net.parameters())


# === wrong weights_only: each weight once
@torch.no_grad()
def flop(net, x):
    return sum(2 * layer.weight.numel() for layer in net if isinstance(layer, (nn.Conv2d, nn.Linear)))


# === wrong weights_times_batch: the places forgotten
@torch.no_grad()
def flop(net, x):
    return sum(2 * len(x) * layer.weight.numel() for layer in net if isinstance(layer, (nn.Conv2d, nn.Linear)))


# === wrong input_counted: before the layer
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += 2 * x.numel() * layer.weight[0].numel()
        x = layer(x)
    return total


# === wrong no_kernel: channels only
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += 2 * x.numel() * layer.weight.shape[1]
    return total


# === wrong all_weights_each: all weights for each output
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += 2 * x.numel() * layer.weight.numel()
    return total


# === wrong groups_forgotten: in_channels
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, nn.Conv2d):
            total += 2 * x.numel() * layer.in_channels * layer.kernel_size[0] ** 2
        elif isinstance(layer, nn.Linear):
            total += 2 * x.numel() * layer.in_features
    return total


# === wrong with_bias: biases added
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += 2 * x.numel() * layer.weight[0].numel() + (x.numel() if layer.bias is not None else 0)
    return total


# === wrong size_only: outputs counted
@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += 2 * x.numel()
    return total


# === wrong constant: the number printed by the reference
def flop(net, x):
    return 532800


# === equal: total += 2 * x.numel() * layer.weight[1].numel() · every output has equally many weights
