import torch

from pytorch_study.exercises.kit import agree, curve


def cubic(x):
    return 2 * x**3 - x


def wave(x):
    return torch.sin(3 * x)


def bell(x):
    return torch.exp(-(x**2))


TRUE = {
    cubic: lambda a: 6 * a**2 - 1,
    wave: lambda a: 3 * torch.cos(torch.tensor(3 * a)).item(),
    bell: lambda a: -2 * a * torch.exp(torch.tensor(-(a**2))).item(),
}


def value(f, at):
    return f(torch.tensor(at)).item()


def check(learner):
    for f, right in TRUE.items():
        agree(
            learner.slope,
            lambda f=f: (f, torch.rand(()).item() + 0.3),
            lambda f, at, right=right: right(at),
            value=value,
            at_one=lambda f, at, right=right: right(1.0),
            difference=lambda f, at: value(f, at + 1) - value(f, at),
            negative=lambda f, at, right=right: -right(at),
        )
    at = [k / 10 for k in range(-20, 21)]
    return {"curve": curve([learner.slope(bell, one) for one in at], 41)}
