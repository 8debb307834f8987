# === right: F.unfold and a matrix product
def conv(x, weight, bias, stride, padding):
    n, c, height, width = x.shape
    o, _, k, _ = weight.shape
    columns = F.unfold(x, k, padding=padding, stride=stride)
    out = weight.reshape(o, -1) @ columns + bias[:, None]
    return out.reshape(n, o, (height + 2 * padding - k) // stride + 1, (width + 2 * padding - k) // stride + 1)


# === right: a loop over the places of the output
def conv(x, weight, bias, stride, padding):
    k = weight.shape[2]
    x = F.pad(x, (padding, padding, padding, padding))
    rows = []
    for i in range(0, x.shape[2] - k + 1, stride):
        row = []
        for j in range(0, x.shape[3] - k + 1, stride):
            patch = x[:, :, i : i + k, j : j + k].flatten(1)
            row.append(patch @ weight.flatten(1).T + bias)
        rows.append(torch.stack(row, -1))
    return torch.stack(rows, 2)


# === right: a loop over the places of the kernel
def conv(x, weight, bias, stride, padding):
    n, c, height, width = x.shape
    o, k = weight.shape[0], weight.shape[3]
    big = torch.zeros(n, c, height + 2 * padding, width + 2 * padding)
    big[:, :, padding : padding + height, padding : padding + width] = x
    rows, columns = (big.shape[2] - k) // stride + 1, (big.shape[3] - k) // stride + 1
    out = bias.view(1, o, 1, 1).repeat(n, 1, rows, columns)
    for a in range(k):
        for b in range(k):
            part = big[:, :, a : a + stride * rows : stride, b : b + stride * columns : stride][:, :, :rows, :columns]
            out += (part[:, None] * weight[None, :, :, a, b, None, None]).sum(2)
    return out


# === wrong no_bias: bias
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocij->nohw", windows, weight)


# === wrong no_stride: stride 1
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4).unfold(2, k, 1).unfold(3, k, 1)
    return torch.einsum("nchwij,ocij->nohw", windows, weight) + bias[:, None, None]


# === wrong no_padding: no padding
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = x.unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocij->nohw", windows, weight) + bias[:, None, None]


# === wrong one_sided: two sides only
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding, 0, padding, 0)).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocij->nohw", windows, weight) + bias[:, None, None]


# === wrong edge_copied: replicate
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4, mode="replicate").unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocij->nohw", windows, weight) + bias[:, None, None]


# === wrong first_channel: grey
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x[:, :1], (padding,) * 4).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocij->nohw", windows, weight[:, :1]) + bias[:, None, None]


# === wrong channels_averaged: mean
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocij->nochw", windows, weight).mean(2) + bias[:, None, None]


# === wrong transposed: letters swapped
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocji->nohw", windows, weight) + bias[:, None, None]


# === wrong flipped: flipped
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,ocij->nohw", windows, weight.flip((2, 3))) + bias[:, None, None]


# === wrong same_kernel: the first for all
def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwij,oij->nohw", windows, weight[:, 0]) + bias[:, None, None]


# === equal: k = weight.shape[-2] · the kernel is square


# === wrong ready_made: conv2d
def conv(x, weight, bias, stride, padding):
    return torch.nn.functional.conv2d(x, weight, bias, stride, padding)
