# === right: chunks, and torch's attention
def attend(x, w_in, b_in, w_out, b_out, heads):
    def cut(t):
        return t.unflatten(-1, (heads, -1)).transpose(1, 2)

    q, k, v = (cut(t) for t in (x @ w_in.T + b_in).chunk(3, dim=-1))
    out = F.scaled_dot_product_attention(q, k, v)
    return out.transpose(1, 2).flatten(2) @ w_out.T + b_out


# === right: a loop over the heads
def attend(x, w_in, b_in, w_out, b_out, heads):
    d = x.shape[-1]
    size = d // heads
    all_three = F.linear(x, w_in, b_in)
    outs = []
    for h in range(heads):
        q, k, v = (all_three[..., i * d + h * size : i * d + (h + 1) * size] for i in range(3))
        outs.append(torch.softmax(torch.bmm(q, k.mT) / size**0.5, -1).bmm(v))
    return F.linear(torch.cat(outs, -1), w_out, b_out)


# === right: einsum
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    w, c = w_in.reshape(3, heads, d // heads, d), b_in.reshape(3, 1, heads, 1, d // heads)
    q, k, v = torch.einsum("bld,thkd->tbhlk", x, w) + c
    weights = (torch.einsum("bhlk,bhmk->bhlm", q, k) * (heads / d) ** 0.5).softmax(3)
    out = torch.einsum("bhlm,bhmk->blhk", weights, v)
    return torch.einsum("blhk,ohk->blo", out, w_out.reshape(d, heads, -1)) + b_out


# === wrong ready_made: torch's module
def attend(x, w_in, b_in, w_out, b_out, heads):
    out, _ = F.multi_head_attention_forward(
        *[x.transpose(0, 1)] * 3, x.shape[-1], heads, w_in, b_in, None, None, False, 0.0, w_out, b_out, training=False
    )
    return out.transpose(0, 1)


# === wrong one_head: not cut
def attend(x, w_in, b_in, w_out, b_out, heads):
    q, k, v = F.linear(x, w_in, b_in).chunk(3, -1)
    return F.linear((q @ k.mT / q.shape[-1] ** 0.5).softmax(-1) @ v, w_out, b_out)


# === wrong scaled_by_all: the whole D
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    out = (q @ k.mT / d**0.5).softmax(-1) @ v
    return F.linear(out.transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong not_scaled: the root forgotten
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    out = (q @ k.mT).softmax(-1) @ v
    return F.linear(out.transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong scaled_by_heads: heads
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    out = (q @ k.mT / heads**0.5).softmax(-1) @ v
    return F.linear(out.transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong no_output_layer: joined only
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d)


# === wrong no_output_bias: b_out
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d) @ w_out.T


# === wrong no_input_bias: b_in
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in).chunk(3, -1))
    return F.linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong keys_first: the order
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    k, q, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong values_first: the order
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    v, q, k = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong cut_across: view to heads at once
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.reshape(b, heads, n, -1) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.linear(F.scaled_dot_product_attention(q, k, v).reshape(b, n, d), w_out, b_out)


# === wrong cut_across_only: cut across, joined rightly
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.reshape(b, heads, n, -1) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong not_put_back: joined without a transposition
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.linear(F.scaled_dot_product_attention(q, k, v).reshape(b, n, d), w_out, b_out)


# === wrong interleaved: every heads-th
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, -1, heads).permute(0, 3, 1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.linear(F.scaled_dot_product_attention(q, k, v).permute(0, 2, 3, 1).reshape(b, n, d), w_out, b_out)


# === wrong over_queries: dim=2
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    out = (q @ k.mT / (d // heads) ** 0.5).softmax(2) @ v
    return F.linear(out.transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong residual: x added
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return x + F.linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d), w_out, b_out)


# === wrong transposed: w_out as it stands
def attend(x, w_in, b_in, w_out, b_out, heads):
    b, n, d = x.shape
    q, k, v = (t.view(b, n, heads, -1).transpose(1, 2) for t in F.linear(x, w_in, b_in).chunk(3, -1))
    return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d) @ w_out + b_out


# === wrong constant: zeros
def attend(x, w_in, b_in, w_out, b_out, heads):
    return torch.zeros_like(x)


# === equal: scores = q @ k.transpose(3, 2) / (d // heads) ** 0.5 · the two dimensions are exchanged either way
# === equal: return F.linear(out.transpose(2, 1).reshape(b, n, d), w_out, b_out) · the two dimensions are exchanged either way
