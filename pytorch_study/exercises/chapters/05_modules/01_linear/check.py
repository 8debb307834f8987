from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.kit import agree, size, wrong


def check(learner):
    for _ in range(3):
        inputs, outputs = randint(3, 6), randint(7, 9)
        layer = learner.Linear(inputs, outputs)
        named = dict(layer.named_parameters())
        for name, wanted in (("weight", (outputs, inputs)), ("bias", (outputs,))):
            if name not in named:
                wrong("not_a_parameter" if hasattr(layer, name) else "no_parameter", function="Linear", name=name)
            if tuple(named[name].shape) != wanted:
                wrong("parameter_shape", function="Linear", name=name, shape=size(named[name]), wanted=wanted)
        if len(named) != 2:
            wrong("more_parameters", function="Linear", names=", ".join(named))
        weight, bias = layer.weight, layer.bias
        if bias.detach().abs().max() != 0:
            wrong("bias_start", function="Linear")
        if not 0 < weight.detach().std() < 1:
            wrong("weight_start", function="Linear", std=f"{weight.detach().std():.3g}")
        if torch.equal(weight, learner.Linear(inputs, outputs).weight):
            wrong("weight_fixed", function="Linear")
        torch.nn.init.normal_(weight)
        torch.nn.init.normal_(bias)

        def Linear(x, layer=layer):  # so that messages name it as the learner does
            return layer(x)

        agree(
            Linear,
            lambda: (torch.randn(randint(2, 5), inputs),),
            lambda x: F.linear(x, weight, bias).detach(),
            no_bias=lambda x: F.linear(x, weight),
            bias_subtracted=lambda x: F.linear(x, weight, -bias),
            relu=lambda x: F.linear(x, weight, bias).relu(),
        )
        layer.zero_grad()
        layer(torch.randn(4, inputs)).sum().backward()
        if weight.grad is None or bias.grad is None or not weight.grad.abs().sum():
            wrong("no_gradient", function="Linear")
    # what it is good for: a few steps with torch's own optimizer
    x, target = torch.randn(200, 3), torch.randn(2, 3)
    layer = learner.Linear(3, 2)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        loss = F.mse_loss(layer(x), x @ target.T + 1)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"first": losses[0], "last": losses[-1]}
