import copy
from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import difference, digits, shown, wrong


def backbone():
    one = nn.Sequential(nn.Conv2d(1, 16, 5, stride=2), nn.BatchNorm2d(16), nn.ReLU())
    two = nn.Sequential(nn.Conv2d(16, 32, 3, stride=2), nn.BatchNorm2d(32), nn.ReLU())
    return nn.Sequential(*one, *two, nn.Flatten(), nn.Linear(800, 64), nn.ReLU(), nn.Dropout(0.2))


def pretrain(net, x, y):
    whole = nn.Sequential(net, nn.Linear(64, 5)).train()
    optimizer = torch.optim.Adam(whole.parameters(), 2e-3)
    for a, b in zip(x.split(50), y.split(50), strict=True):
        optimizer.zero_grad()
        F.cross_entropy(whole(a), b).backward()
        optimizer.step()


def small(learner):
    """What can be seen without a real network: who was changed, how often it was asked, what came back."""
    k, classes, n = randint(6, 8), randint(3, 5), randint(20, 25)
    net = nn.Sequential(nn.Linear(9, k), nn.BatchNorm1d(k), nn.Tanh(), nn.Dropout(0.5)).train()
    x, y = torch.randn(n, 9) * 2 + 1, torch.arange(n) % classes
    before, asked = copy.deepcopy(net.state_dict()), []
    net.register_forward_pre_hook(lambda module, inputs: asked.append((len(inputs[0]), module.training)))
    head = learner.fit_head(net, x, y, classes, 12)
    if head is None:
        wrong("no_return", function="fit_head")
    after = net.state_dict()
    for kind, names in (
        ("backbone_trained", [name for name, _ in net.named_parameters()]),
        ("statistics_moved", [name for name, _ in net.named_buffers()]),
    ):
        if difference([after[name] for name in names], [before[name] for name in names], 0.0):
            wrong(kind, function="fit_head")
    if not isinstance(head, nn.Module):
        wrong("type", function="fit_head", type=type(head).__name__, expected="nn.Linear(...)", got=shown(head))
    if any(one is net for one in head.modules()):
        wrong("whole_net", function="fit_head")
    if not isinstance(head, nn.Linear):
        wrong("type", function="fit_head", type=type(head).__name__, expected="nn.Linear(...)", got="")
    if any(training for _, training in asked):
        wrong("training_mode", function="fit_head")
    if head.in_features != k:
        wrong("not_on_features", function="fit_head", got=head.in_features, wanted=k)
    if head.out_features != classes:
        wrong("classes_fixed", function="fit_head", got=head.out_features, wanted=classes)
    if sum(count for count, _ in asked) != n:
        wrong("recomputed", function="fit_head", count=sum(count for count, _ in asked), wanted=n)


def mathematics(learner):
    """A head that begins at 0 is exactly determined: Adam's steps on one-hot features."""
    k, steps = randint(4, 6), randint(3, 6)
    x = torch.eye(k) * 3
    y = torch.arange(k) % 3
    right, got, start = nn.Linear(k, 3), None, []
    reset = nn.Linear.reset_parameters

    def zero(layer):
        start.append(layer)
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)

    nn.Linear.reset_parameters = zero
    try:
        got = learner.fit_head(nn.Identity(), x, y, 3, steps)
    finally:
        nn.Linear.reset_parameters = reset
    zero(right)

    def trained(steps=steps, lr=0.01, clear=True, twice=False, kind=torch.optim.Adam):
        head = copy.deepcopy(right)
        optimizer = kind(head.parameters(), lr=lr)
        for _ in range(steps):
            if clear:
                optimizer.zero_grad()
            out = head(x).softmax(1) if twice else head(x)
            F.cross_entropy(out, y).backward()
            optimizer.step()
        return head.weight.detach()

    expected = trained()
    where = {"call": f"fit_head(backbone, x, y, 3, {steps})", "got": shown(got.weight), "expected": shown(expected)}
    if difference(got.weight, expected, 1e-5):
        known = {
            "untrained": torch.zeros_like(expected),
            "not_cleared": trained(clear=False),
            "softmax_twice": trained(twice=True),
            "one_step": trained(1),
            "another_rate": trained(lr=0.001),
            "another_optimizer": trained(kind=torch.optim.SGD),
        }
        for name, theirs in known.items():
            if difference(theirs, expected, 1e-5) and difference(got.weight, theirs, 1e-5) is None:
                wrong(name, **where)
        wrong("elsewhere", **where)


def check(learner):
    small(learner)
    mathematics(learner)
    x, y = digits(6000)
    x = (x[:, None].float() / 255 - 0.1307) / 0.3081
    new, net, blank = y > 4, backbone(), backbone()
    pretrain(net, x[~new][:2500], y[~new][:2500])
    with torch.no_grad():
        for _ in range(3):
            blank.train()(x[new][:60])
    some, rest, labels = x[new][:60], x[new][60:1060], y[new] - 5
    found = {}
    for name, one in (("pretrained", net), ("blank", blank)):
        head = learner.fit_head(one, some, labels[:60], 5, 100)
        with torch.no_grad():
            right = head(one.eval()(rest)).argmax(1) == labels[60:1060]
        found[name] = right.float().mean().item()
    if found["pretrained"] < 0.5:
        wrong("learns_badly", function="fit_head", accuracy=f"{found['pretrained']:.0%}")
    return found
