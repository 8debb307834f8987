# === right: torch's own
def attention(q, k, v, lengths):
    n = q.shape[1]
    mask = torch.ones(n, n, dtype=torch.bool).tril() & (torch.arange(n) < lengths.view(-1, 1, 1))
    return torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)


# === right: infinities added
def attention(q, k, v, lengths):
    b, n, d = q.shape
    future = torch.full((n, n), -torch.inf).triu(1)
    padding = torch.zeros(b, 1, n)
    for row, length in zip(padding, lengths):
        row[0, length:] = -torch.inf
    scores = torch.bmm(q, k.mT) * d**-0.5 + future + padding
    return torch.bmm(torch.softmax(scores, 2), v)


# === right: each position by itself
def attention(q, k, v, lengths):
    out = torch.zeros_like(v)
    for b in range(len(q)):
        for i in range(q.shape[1]):
            end = min(i + 1, int(lengths[b]))
            weights = (k[b, :end] @ q[b, i] / q.shape[2] ** 0.5).softmax(0)
            out[b, i] = weights @ v[b, :end]
    return out


# === right: exponentials, zeroed and then divided
def attention(q, k, v, lengths):
    i, j = torch.arange(q.shape[1])[:, None], torch.arange(q.shape[1])[None]
    allowed = ((j <= i)[None] & (j[None] < lengths[:, None, None])).float()
    scores = torch.einsum("bid,bjd->bij", q, k) / q.shape[2] ** 0.5
    parts = (scores - scores.amax(-1, keepdim=True)).exp() * allowed
    return torch.einsum("bij,bjd->bid", parts / parts.sum(-1, keepdim=True), v)


# === right: the largest negative number instead of infinity
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    hidden = (place[None, :] > place[:, None])[None] | (place[None, None, :] >= lengths[:, None, None])
    scores = torch.matmul(q, k.transpose(-1, -2)).div(q.shape[-1] ** 0.5)
    scores[hidden] = torch.finfo(scores.dtype).min
    return torch.matmul(torch.softmax(scores, dim=-1), v)


# === wrong no_mask: plain
def attention(q, k, v, lengths):
    return (q @ k.transpose(1, 2) / q.shape[-1] ** 0.5).softmax(-1) @ v


# === wrong no_padding: the triangle only
def attention(q, k, v, lengths):
    return torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)


# === wrong no_past: the lengths only
def attention(q, k, v, lengths):
    real = torch.arange(q.shape[1]) < lengths[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~real[:, None], float("-inf")).softmax(-1) @ v


# === wrong future_seen: the other triangle
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place >= place[:, None]) & (place < lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1) @ v


# === wrong queries_hidden: rows
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place < lengths[:, None])[:, :, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1) @ v


# === wrong not_itself: j < i
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place < place[:, None]) & (place < lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1) @ v


# === wrong one_more: j <= length
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place <= lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1) @ v


# === wrong inverted: no negation
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place < lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(allowed, float("-inf")).softmax(-1) @ v


# === wrong filled_with_zero: multiplied before the softmax
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place < lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return (scores * allowed).softmax(-1) @ v


# === wrong after_softmax: multiplied after it
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place < lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return (scores.softmax(-1) * allowed) @ v


# === wrong minus_one: a small number
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place < lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~allowed, -1).softmax(-1) @ v


# === wrong either: or
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) | (place < lengths[:, None])[:, None]
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1) @ v


# === wrong not_scaled: the root forgotten
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place < lengths[:, None])[:, None]
    return (q @ k.transpose(1, 2)).masked_fill(~allowed, float("-inf")).softmax(-1) @ v


# === wrong same_length: one length
def attention(q, k, v, lengths):
    place = torch.arange(q.shape[1])
    allowed = (place <= place[:, None]) & (place < lengths[0])
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1) @ v


# === wrong constant: zeros
def attention(q, k, v, lengths):
    return torch.zeros_like(v)


# === equal: scores = q @ k.transpose(2, 1) / q.shape[-1] ** 0.5 · the two dimensions are exchanged either way
