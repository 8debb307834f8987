# === right: einsum
def attention(q, k, v):
    weights = torch.softmax(torch.einsum("bld,bsd->bls", q, k) / q.size(-1) ** 0.5, dim=2)
    return torch.einsum("bls,bse->ble", weights, v)


# === right: the queries scaled first, bmm, exp
def attention(q, k, v):
    scores = torch.bmm(q * k.shape[2] ** -0.5, k.permute(0, 2, 1))
    parts = (scores - scores.amax(2, keepdim=True)).exp()
    return torch.bmm(parts, v) / parts.sum(2, keepdim=True)


# === right: a loop over the batch
def attention(q, k, v):
    return torch.stack([torch.softmax(a @ b.T / len(a[0]) ** 0.5, 1) @ c for a, b, c in zip(q, k, v)])


# === wrong ready_made: torch's own
def attention(q, k, v):
    return torch.nn.functional.scaled_dot_product_attention(q, k, v)


# === right: by elements, without a matrix product
def attention(q, k, v):
    scores = (q[:, :, None] * k[:, None]).sum(-1) / q.shape[-1] ** 0.5
    weights = (scores - scores.logsumexp(-1, keepdim=True)).exp()
    return (weights[..., None] * v[:, None]).sum(2)


# === wrong not_scaled: the root forgotten
def attention(q, k, v):
    return (q @ k.transpose(1, 2)).softmax(-1) @ v


# === wrong scaled_by_d: no root
def attention(q, k, v):
    return (q @ k.transpose(1, 2) / q.shape[-1]).softmax(-1) @ v


# === wrong over_queries: dim=1
def attention(q, k, v):
    return (q @ k.transpose(1, 2) / q.shape[-1] ** 0.5).softmax(1) @ v


# === wrong no_softmax: raw scores
def attention(q, k, v):
    return q @ k.transpose(1, 2) / q.shape[-1] ** 0.5 @ v


# === wrong weights_only: the values forgotten
def attention(q, k, v):
    return (q @ k.transpose(1, 2) / q.shape[-1] ** 0.5).softmax(-1)


# === wrong mean: nothing is looked at
def attention(q, k, v):
    return v.mean(1, keepdim=True).expand(-1, q.shape[1], -1)


# === wrong constant: zeros of the right shape
def attention(q, k, v):
    return torch.zeros(len(q), q.shape[1], v.shape[2])


# === equal: scores = q @ k.transpose(2, 1) / q.shape[-1] ** 0.5 · the two dimensions are exchanged either way
