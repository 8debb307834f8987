import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from pytorch_study.exercises.kit import curve, difference, digits, shown, wrong
from pytorch_study.lessons.mnist import MnistNet


def reference(net, batches, clear=True, twice=False, first_only=False, last_only=False):
    net = copy.deepcopy(net).train()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
    losses = []
    for x, y in batches[:1] if first_only else batches:
        if clear:
            optimizer.zero_grad()
        out = net(x).softmax(1) if twice else net(x)
        loss = F.cross_entropy(out, y)
        loss.backward()
        if not last_only:
            optimizer.step()
        losses.append(loss.item())
    if last_only:
        optimizer.step()
    return [p.detach() for p in net.parameters()], losses


def check(learner):
    net = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3)).eval()
    y = [torch.randint(0, 3, (n,)) for n in (7, 7, 4)]
    batches = [(torch.randn(len(one), 6), one) for one in y]
    mine = copy.deepcopy(net)
    losses = learner.train(mine, batches, torch.optim.SGD(mine.parameters(), lr=0.2))
    if losses is None:
        wrong("no_return", function="train")
    if not mine.training:
        wrong("not_in_training_mode", function="train")
    if not isinstance(losses, list | tuple) or not all(isinstance(one, float) for one in losses):
        wrong("not_numbers", function="train", got=shown(losses[:1] if isinstance(losses, list) else losses))
    right, right_losses = reference(net, batches)
    start = [p.detach() for p in net.parameters()]
    got = [p.detach() for p in mine.parameters()]
    where = {"call": "train(net, loader, optimizer)", "got": shown(list(losses)), "expected": shown(right_losses)}
    if difference(got, right):
        if difference(got, start) is None:
            wrong("trains_nothing", **where)
        known = {
            "not_cleared": reference(net, batches, clear=False),
            "softmax_twice": reference(net, batches, twice=True),
            "first_batch_only": reference(net, batches, first_only=True),
            "update_after_loop": reference(net, batches, last_only=True, clear=False),
            "update_after_loop_cleared": reference(net, batches, last_only=True),
        }
        for name, (theirs, _) in known.items():
            if difference(got, theirs) is None:
                wrong("update_after_loop" if name.startswith("update") else name, **where)
        wrong("elsewhere", **where)
    if len(losses) != len(batches):
        wrong("losses_count", function="train", count=len(losses), wanted=len(batches))
    if difference(list(losses), right_losses):
        wrong("losses_only", **where)
    x, y = digits(2500)
    x = (x[:, None].float() / 255 - 0.1307) / 0.3081
    net = MnistNet()
    loader = DataLoader(TensorDataset(x[:2000], y[:2000]), batch_size=50, shuffle=True)
    losses = learner.train(net, loader, torch.optim.Adam(net.parameters(), 2e-3))
    with torch.no_grad():
        accuracy = (net.eval()(x[2000:]).argmax(1) == y[2000:]).float().mean().item()
    return {"accuracy": accuracy, "count": len(losses), "curve": curve(losses)}
