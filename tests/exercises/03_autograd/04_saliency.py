# === right: one picture at a time
def saliency(net, x, y):
    maps = []
    for one, label in zip(x, y):
        one = one[None].detach().clone().requires_grad_()
        (g,) = torch.autograd.grad(net(one)[0, label], one)
        maps.append(g[0, 0].abs())
    return torch.stack(maps)


# === right: gather and grad_outputs
def saliency(net, x, y):
    x = x.detach().clone().requires_grad_(True)
    scores = net(x).gather(1, y[:, None])
    (g,) = torch.autograd.grad(scores, x, grad_outputs=torch.ones_like(scores))
    return g[:, 0].abs()


# === right: one-hot, backward with inputs
def saliency(net, x, y):
    x = torch.nn.Parameter(x.clone())
    out = net(x)
    hot = torch.nn.functional.one_hot(y, out.shape[1])
    (out * hot).sum().backward(inputs=[x])
    return x.grad.abs().amax(1)


# === wrong left_in_network: plain backward
def saliency(net, x, y):
    x = x.clone().requires_grad_()
    net(x)[torch.arange(len(y)), y].sum().backward()
    return x.grad.abs().squeeze(1)


# === wrong signed: no absolute value
def saliency(net, x, y):
    x = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(net(x)[torch.arange(len(y)), y].sum(), x)
    return g.squeeze(1)


# === wrong with_channel: the channel is left
def saliency(net, x, y):
    x = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(net(x)[torch.arange(len(y)), y].sum(), x)
    return g.abs()


# === wrong all_classes: the sum of all scores
def saliency(net, x, y):
    x = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(net(x).sum(), x)
    return g.abs().squeeze(1)


# === wrong averaged: mean
def saliency(net, x, y):
    x = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(net(x)[torch.arange(len(y)), y].mean(), x)
    return g.abs().squeeze(1)


# === wrong raises: x requires no gradient
def saliency(net, x, y):
    (g,) = torch.autograd.grad(net(x)[torch.arange(len(y)), y].sum(), x)
    return g.abs().squeeze(1)


# === wrong values: right shape, wrong values
def saliency(net, x, y):
    return x.abs().squeeze(1)


# === wrong shape: the visible output copied
def saliency(net, x, y):
    return torch.rand(1, 3, 3)


# === wrong squared: squares
def saliency(net, x, y):
    x = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(net(x)[torch.arange(len(y)), y].sum(), x)
    return (g**2).squeeze(1)


# === wrong x_marked: the caller's own tensor
def saliency(net, x, y):
    x.requires_grad_()
    (gradient,) = torch.autograd.grad(net(x)[torch.arange(len(y)), y].sum(), x)
    return gradient.abs().squeeze(1)
