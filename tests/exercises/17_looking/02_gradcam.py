# === right: gradients cleared first
def gradcam(features, head, x, target):
    features.zero_grad()
    head.zero_grad()
    maps = features(x)
    maps.retain_grad()
    head(maps)[torch.arange(len(x)), target].sum().backward()
    return (maps.grad.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === right: backward and retain_grad
def gradcam(features, head, x, target):
    maps = features(x)
    maps.retain_grad()
    head(maps).gather(1, target[:, None]).sum().backward()
    weights = maps.grad.flatten(2).mean(2)
    return torch.einsum("nk,nkhw->nhw", weights, maps.detach()).clamp(min=0)


# === right: a picture at a time
def gradcam(features, head, x, target):
    out = []
    for k in range(len(x)):
        a = features(x[k : k + 1]).detach().requires_grad_(True)
        head(a)[0, target[k]].backward()
        heat = sum(a.grad[0, j].mean() * a[0, j] for j in range(a.shape[1]))
        out.append(torch.relu(heat).detach())
    return torch.stack(out)


# === right: one-hot as the gradient of the output
def gradcam(features, head, x, target):
    with torch.no_grad():
        maps = features(x)
    maps.requires_grad_()
    scores = head(maps)
    one = nn.functional.one_hot(target, scores.shape[1]).to(scores)
    scores.backward(one)
    n, k, h, w = maps.shape
    heat = maps.grad.sum((2, 3)).div(h * w)[:, None] @ maps.detach().reshape(n, k, h * w)
    return nn.functional.relu(heat).reshape(n, h, w)


# === right: torch.func
def gradcam(features, head, x, target):
    maps = features(x).detach()
    slope = torch.func.grad(lambda a: head(a)[torch.arange(len(a)), target].sum())(maps)
    return torch.maximum((slope.mean((-1, -2), keepdim=True) * maps).sum(dim=1), torch.zeros(())).detach()


# === wrong no_relu: the negative part, too
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).detach()


# === wrong absolute: abs
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).abs().detach()


# === wrong relu_first: before the sum
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).relu().sum(1).detach()


# === wrong not_weighted: maps added up
def gradcam(features, head, x, target):
    return features(x).sum(1).relu().detach()


# === wrong maps_mean: the mean of the maps
def gradcam(features, head, x, target):
    return features(x).mean(1).relu().detach()


# === wrong gradient_only: no maps
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return slope.mean(1).relu()


# === wrong each_pixel: gradient times map
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope * maps).sum(1).relu().detach()


# === wrong weights_summed: a sum for a mean
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.sum((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong batch_weights: the batch's mean
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.mean((0, 2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong all_classes: all scores
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps).sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong best_class: the highest score
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps).amax(1).sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong first_target: one class for all
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[:, target[0]].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong every_target: the colon
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[:, target].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong probabilities: softmax first
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps).softmax(1)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong of_loss: cross-entropy
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(nn.functional.cross_entropy(head(maps), target), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong mean_of_scores: a mean over the batch
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].mean(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu().detach()


# === wrong not_added: all maps
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).relu().detach()


# === wrong attached: no detach at the end
def gradcam(features, head, x, target):
    maps = features(x)
    slope = torch.autograd.grad(head(maps)[torch.arange(len(x)), target].sum(), maps)[0]
    return (slope.mean((2, 3), keepdim=True) * maps).sum(1).relu()


# === wrong constant: zeros
def gradcam(features, head, x, target):
    return torch.zeros_like(features(x)[:, 0]).detach()
