from random import randint, uniform

import torch
import torch.nn.functional as F

from pytorch_study.exercises.kit import agree


def soft(y, classes, s):
    return F.one_hot(y, classes) * (1 - s) + s / classes


def loss(x, y, s):
    return F.cross_entropy(x, y, label_smoothing=s)


def check(learner):
    def draw():
        n, classes = randint(2, 4), randint(5, 8)
        return torch.randint(0, classes, (n,)), classes, round(uniform(0.05, 0.4), 2)

    agree(
        learner.targets,
        draw,
        soft,
        others_only=lambda y, c, s: F.one_hot(y, c) * (1 - s - s / (c - 1)) + s / (c - 1),
        no_share=lambda y, c, s: torch.where(F.one_hot(y, c).bool(), 1 - s, s / c),
        not_lowered=lambda y, c, s: F.one_hot(y, c) + s / c,
        not_spread=lambda y, c, s: F.one_hot(y, c) * (1 - s) + s,
        swapped=lambda y, c, s: F.one_hot(y, c) * s + (1 - s) / c,
        hard=lambda y, c, s: F.one_hot(y, c).float(),
    )

    def draw_logits():
        y, classes, s = draw()
        return torch.randn(len(y), classes) * 3, y, s

    agree(
        learner.smoothed_loss,
        draw_logits,
        loss,
        negative=lambda x, y, s: -loss(x, y, s),
        whole_table=lambda x, y, s: loss(x, y, s) / x.shape[1],
        summed=lambda x, y, s: loss(x, y, s) * len(y),
        not_smoothed=lambda x, y, s: F.cross_entropy(x, y),
        no_log=lambda x, y, s: -(soft(y, x.shape[1], s) * x.softmax(1)).sum(1).mean(),
        raw_logits=lambda x, y, s: -(soft(y, x.shape[1], s) * x).sum(1).mean(),
    )
    heights = torch.linspace(0, 15, 151)
    y = torch.tensor([0])
    logits = torch.zeros(10)
    losses = [float(learner.smoothed_loss(torch.cat([h[None], logits[1:]])[None], y, 0.1)) for h in heights]
    return {"best": heights[losses.index(min(losses))].item(), "low": min(losses)}
