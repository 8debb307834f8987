# === right: loops over the kernel
def convolve(x, kernel):
    h, w = kernel.shape
    rows, columns = x.shape[0] - h + 1, x.shape[1] - w + 1
    out = 0
    for a in range(h):
        for b in range(w):
            out = out + kernel[a, b] * x[a : a + rows, b : b + columns]
    return out


# === right: unfold and einsum
def convolve(x, kernel):
    windows = x.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1)
    return torch.einsum("ijab,ab->ij", windows, kernel)


# === right: F.unfold, one matrix product
def convolve(x, kernel):
    h, w = kernel.shape
    columns = torch.nn.functional.unfold(x[None, None], (h, w))[0]
    return (kernel.reshape(1, -1) @ columns).reshape(x.size(0) - h + 1, x.size(1) - w + 1)


# === wrong flipped: by the book of mathematics
def convolve(x, kernel):
    k = kernel.flip(0, 1)
    windows = x.unfold(0, k.shape[0], 1).unfold(1, k.shape[1], 1)
    return (windows * k).sum((2, 3))


# === wrong last_missing: one place too few
def convolve(x, kernel):
    h, w = kernel.shape
    out = torch.zeros(x.shape[0] - h, x.shape[1] - w)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i : i + h, j : j + w] * kernel).sum()
    return out


# === wrong not_summed: no sum
def convolve(x, kernel):
    return x.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1) * kernel


# === wrong averaged: mean
def convolve(x, kernel):
    return (x.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1) * kernel).mean((2, 3))


# === wrong padded: as large as the input
def convolve(x, kernel):
    h, w = kernel.shape
    out = torch.zeros_like(x)
    for i in range(x.shape[0] - h + 1):
        for j in range(x.shape[1] - w + 1):
            out[i, j] = (x[i : i + h, j : j + w] * kernel).sum()
    return out


# === wrong kernel_ignored: no product
def convolve(x, kernel):
    return x.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1).sum((2, 3))


# === wrong blocks: no overlap
def convolve(x, kernel):
    h, w = kernel.shape
    return (x.unfold(0, h, h).unfold(1, w, w) * kernel).sum((2, 3))


# === wrong shape: zeros of the wrong shape
def convolve(x, kernel):
    return x * kernel.sum()


# === wrong constant: zeros
def convolve(x, kernel):
    return torch.zeros(x.shape[0] - kernel.shape[0] + 1, x.shape[1] - kernel.shape[1] + 1)


# === wrong ready_made: conv2d
def convolve(x, kernel):
    return torch.nn.functional.conv2d(x[None, None], kernel[None, None])[0, 0]
