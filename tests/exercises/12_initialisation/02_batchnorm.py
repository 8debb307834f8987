# === right: channels last, flattened
def batch_norm(x, weight, bias, mean, var, training):
    rows = x.movedim(1, -1).reshape(-1, x.shape[1])
    m, v = mean, var
    if training:
        m = rows.mean(0)
        v = ((rows - m) ** 2).mean(0)
        n = len(rows)
        mean = torch.lerp(mean, m, 0.1)
        var = torch.lerp(var, v * n / (n - 1), 0.1)
    y = (rows - m) * torch.rsqrt(v + 1e-5) * weight + bias
    return y.reshape(x.shape[0], *x.shape[2:], -1).movedim(-1, 1), mean, var


# === right: one channel at a time
def batch_norm(x, weight, bias, mean, var, training):
    mean, var, y = mean.clone(), var.clone(), torch.empty_like(x)
    for c in range(x.shape[1]):
        one = x[:, c]
        m, v = (one.mean(), one.var(correction=0)) if training else (mean[c].clone(), var[c].clone())
        if training:
            mean[c] += 0.1 * (m - mean[c])
            var[c] += 0.1 * (one.var() - var[c])
        y[:, c] = weight[c] * (one - m) / (v + 1e-5) ** 0.5 + bias[c]
    return y, mean, var


# === right: var_mean, a scale and a shift
def batch_norm(x, weight, bias, mean, var, training):
    if training:
        now, middle = torch.var_mean(x, (0, 2, 3), correction=0)
        n = x.numel() / x.shape[1]
        new_mean, new_var = mean.lerp(middle, 0.1), var.lerp(now * n / (n - 1), 0.1)
    else:
        now, middle, new_mean, new_var = var, mean, mean, var
    scale = weight / torch.sqrt(now + 1e-5)
    shift = bias - middle * scale
    return torch.einsum("nchw,c->nchw", x, scale) + shift[None, :, None, None], new_mean, new_var


# === wrong ready_made: torch's module
def batch_norm(x, weight, bias, mean, var, training):
    layer = torch.nn.BatchNorm2d(len(weight))
    layer.load_state_dict(dict(weight=weight, bias=bias, running_mean=mean, running_var=var), strict=False)
    with torch.no_grad():
        return layer.train(training)(x), layer.running_mean, layer.running_var


# === wrong no_affine: weight and bias forgotten
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y, mean, var


# === wrong momentum_swapped: 0.1 of the old
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.1 * mean + 0.9 * now_mean
        var = 0.1 * var + 0.9 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong running_biased: one variance for both
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * now_var
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong batch_unbiased: the default
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3))  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong each_example: instance norm
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    if training:
        y = (x - x.mean((2, 3), keepdim=True)) / (x.var((2, 3), correction=0, keepdim=True) + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong all_channels: one mean for all
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - x.mean()) / (x.var(correction=0) + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong eps_missing: no eps
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None]).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong no_root: by the variance
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5)
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong never_batch: running statistics in training
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = old = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
        now_mean, now_var = old
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong no_running: not updated
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong always_batch: training ignored
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if True:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean = 0.9 * mean + 0.1 * now_mean
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var


# === wrong changed_input: running statistics in place
def batch_norm(x, weight, bias, mean, var, training):
    now_mean, now_var = mean, var
    if training:
        now_mean, now_var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (C,)
        mean.mul_(0.9).add_(0.1 * now_mean)
        var = 0.9 * var + 0.1 * x.var((0, 2, 3))
    y = (x - now_mean[:, None, None]) / (now_var[:, None, None] + 1e-5).sqrt()
    return y * weight[:, None, None] + bias[:, None, None], mean, var
