import torch
import torch.nn.functional as F

from pytorch_study.exercises.kit import difference, shown, size, wrong
from pytorch_study.lessons.mnist import MnistNet


def check(learner):
    net, ours = learner.MnistNet(), MnistNet()
    shapes = {name: tuple(p.shape) for name, p in ours.named_parameters()}
    found = {name: tuple(p.shape) for name, p in net.named_parameters()}
    if absent := [name for name in shapes if name not in found]:
        wrong("missing_layer", function="MnistNet", name=absent[0].split(".")[0])
    for name, shape in shapes.items():
        if found[name] != shape:
            wrong("layer", function="MnistNet", name=name, got=found[name], expected=shape)
    if len(found) > len(shapes):
        wrong("more_layers", function="MnistNet", names=", ".join(set(found) - set(shapes)))
    net.load_state_dict(ours.state_dict())
    for _ in range(2):
        x = torch.randn(int(torch.randint(2, 6, ())), 1, 28, 28)
        with torch.no_grad():
            got = net(x)
            f = F.relu(ours.conv2(F.relu(F.max_pool2d(ours.conv1(x), 2)))).flatten(1)
            one, two = ours.linear1(f), ours.linear2(ours.linear1(f).relu())
            right = ours.linear3(two.relu())
            known = {
                "softmax_inside": right.softmax(1),
                "log_softmax_inside": right.log_softmax(1),
                "relu_at_the_end": right.relu(),
                "no_relu": ours.linear3(ours.linear2(one)),
                "no_first_relu": ours.linear3(ours.linear2(one).relu()),
                "no_second_relu": ours.linear3(two),
                "answers": right.argmax(1),
            }
        if got is None:
            wrong("no_return", function="MnistNet.forward")
        where = {"call": f"MnistNet.forward(tensor{size(x)})", "got": shown(got), "expected": shown(right)}
        for name, theirs in known.items():
            if difference(got, right, 1e-6) and difference(got, theirs, 1e-6) is None:
                wrong(
                    {
                        "log_softmax_inside": "softmax_inside",
                        "no_first_relu": "no_relu",
                        "no_second_relu": "no_relu",
                    }.get(name, name),
                    **where,
                )
        if found := difference(got, right, 1e-5):
            wrong(found.name, **{**where, **found.values})
    return {"count": f"{sum(p.numel() for p in net.parameters()):,}"}
