# === right: F.linear, by the definition
def spreads(x, weights):
    found = []
    for weight in weights:
        x = torch.nn.functional.linear(x, weight).clamp(min=0)
        found.append((((x - x.mean()) ** 2).sum() / (x.numel() - 1)).sqrt().item())
    return found


# === right: columns
def spreads(x, weights):
    x, found = x.T, []
    for weight in weights:
        x = torch.relu(weight @ x)
        found.append(float(torch.std(x)))
    return found


# === right: all outputs kept first; tensors of one number
from itertools import accumulate


def spreads(x, weights):
    outputs = list(accumulate(weights, lambda y, w: torch.einsum("ni,oi->no", y, w).relu(), initial=x))
    return [one.var().sqrt() for one in outputs[1:]]


# === wrong no_relu: linear
def spreads(x, weights):
    found = []
    for weight in weights:
        x = x @ weight.T
        found.append(x.std().item())
    return found


# === wrong not_transposed: not turned
def spreads(x, weights):
    found = []
    for weight in weights:
        x = (x @ weight).relu()
        found.append(x.std().item())
    return found


# === wrong not_chained: always the first input
def spreads(x, weights):
    return [(x @ weight.T).relu().std().item() for weight in weights]


# === wrong before_relu: measured too early
def spreads(x, weights):
    found = []
    for weight in weights:
        x = x @ weight.T
        found.append(x.std().item())
        x = x.relu()
    return found


# === wrong variance: variance
def spreads(x, weights):
    found = []
    for weight in weights:
        x = (x @ weight.T).relu()
        found.append(x.var().item())
    return found


# === wrong average: mean
def spreads(x, weights):
    found = []
    for weight in weights:
        x = (x @ weight.T).relu()
        found.append(x.mean().item())
    return found


# === wrong weights_only: the weights
def spreads(x, weights):
    return [weight.std().item() for weight in weights]


# === wrong with_input: the input first
def spreads(x, weights):
    found = [x.std().item()]
    for weight in weights:
        x = (x @ weight.T).relu()
        found.append(x.std().item())
    return found


# === wrong only_last: the last
def spreads(x, weights):
    for weight in weights:
        x = (x @ weight.T).relu()
    return x.std().item()


# === wrong constant: ones
def spreads(x, weights):
    return [1.0] * len(weights)
