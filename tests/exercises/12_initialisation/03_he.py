# === right: nn.init
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if type(layer) in (nn.Linear, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


# === right: apply, copy_
@torch.no_grad()
def initialise(net):
    def one(layer):
        if isinstance(layer, nn.Linear):
            fan = layer.in_features
        elif isinstance(layer, nn.Conv2d):
            fan = layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1]
        else:
            return
        layer.weight.copy_(torch.randn(layer.weight.shape) * (2 / fan) ** 0.5)
        if layer.bias is not None:
            layer.bias.fill_(0)

    net.apply(one)


# === right: new parameters, recursion
@torch.no_grad()
def initialise(net):
    for layer in net.children():
        initialise(layer)
        if isinstance(layer, nn.Linear | nn.Conv2d):
            weight = torch.randn_like(layer.weight)
            layer.weight = nn.Parameter(weight / (weight[0].numel() / 2) ** 0.5)
            if layer.bias is not None:
                layer.bias = nn.Parameter(torch.zeros_like(layer.bias))


# === wrong left_out: children only
@torch.no_grad()
def initialise(net):
    for layer in net.children():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, (2 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong left_out: no convolutions
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, nn.Linear):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, (2 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong no_root: the variance
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, 2 / fan_in)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong no_two: Xavier
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, (1 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong no_kernel: channels only
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight.shape[1]
            layer.weight.normal_(0, (2 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong outputs_only: outputs
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight.shape[0]
            layer.weight.normal_(0, (2 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong other_spread: a fixed small number
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, 0.01)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong bias_kept: bias
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, (2 / fan_in) ** 0.5)


# === wrong not_normal: uniform
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.uniform_(-((6 / fan_in) ** 0.5), (6 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong trains_nothing: a name only
@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            weight = torch.randn_like(layer.weight)
            if layer.bias is not None:
                layer.bias.zero_()


# === wrong fixed: a seed
@torch.no_grad()
def initialise(net):
    torch.manual_seed(0)
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, (2 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


# === equal: fan_in = layer.weight[1].numel() · every output has equally many inputs
