# === right: sine squared
def lr_at(step, steps, warmup, peak):
    if warmup and step < warmup:
        return (1 + step) / warmup * peak
    left = (steps - step) / (steps - warmup)
    return peak * math.sin(math.pi / 2 * left) ** 2


# === right: one factor
def lr_at(step, steps, warmup, peak):
    t = max(0, step - warmup) / (steps - warmup)
    up = min(1.0, (step + 1) / max(1, warmup))
    return peak * up * (0.5 + 0.5 * math.cos(t * math.pi))


# === right: torch's cosine
import torch


def lr_at(step, steps, warmup, peak):
    if step >= warmup:
        t = torch.tensor((step - warmup) / (steps - warmup))
        return (peak * (torch.cos(torch.pi * t) + 1) / 2).item()
    return [peak * (k + 1) / warmup for k in range(warmup)][step]


# === wrong from_zero: the first is 0
def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return peak * step / warmup
    return peak * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup))) / 2


# === wrong no_offset: t from step 0
def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * (1 + math.cos(math.pi * step / steps)) / 2


# === wrong not_halved: twice as high
def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup)))


# === wrong straight: linear
def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * (1 - (step - warmup) / (steps - warmup))


# === wrong degrees: degrees
def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * (1 + math.cos(180 * (step - warmup) / (steps - warmup))) / 2


# === wrong no_warmup: cosine only
def lr_at(step, steps, warmup, peak):
    return peak * (1 + math.cos(math.pi * step / steps)) / 2


# === wrong no_peak: peak forgotten
def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return (step + 1) / warmup
    return (1 + math.cos(math.pi * (step - warmup) / (steps - warmup))) / 2


# === wrong stays_up: no fall
def lr_at(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak


# === wrong constant: a fixed number
def lr_at(step, steps, warmup, peak):
    return 0.001
