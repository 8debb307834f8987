from random import randint, uniform

import torch
import torch.nn.functional as F

from pytorch_study.exercises.kit import agree, digits, picture, wrong


def draw(n, h, w):
    return torch.randn(n, 1, h, w), torch.rand(n, 1, h, w) * 2 - 1, torch.rand(n)


def as_wide_as_many():
    """N, H and W alike: a time that is laid along the wrong dimension raises no error here."""
    n = randint(4, 6)
    return draw(n, n, n)


def right(noise, x, time):
    time = time.view(-1, 1, 1, 1)
    return (1 - time) * noise + time * x, x - noise


def error(net, noise, x, time, target=None, point=None, seen=None, measure=F.mse_loss):
    guess = net(right(noise, x, time)[0] if point is None else point, time if seen is None else seen)
    return measure(guess, x - noise if target is None else target)


def check(learner):
    mistakes = {
        "backwards": lambda e, x, t: (right(x, e, t)[0], x - e),
        "minus": lambda e, x, t: (right(e, x, t)[0], e - x),
        "from_the_picture": lambda e, x, t: right(x, e, t),
        "one_time": lambda e, x, t: right(e, x, t[:1].expand(len(t))),
        "along_width": lambda e, x, t: (e + t * (x - e), x - e),
        "along_height": lambda e, x, t: (e + t[:, None] * (x - e), x - e),
        "not_faded": lambda e, x, t: (e + t.view(-1, 1, 1, 1) * x, x - e),
        "way_so_far": lambda e, x, t: (right(e, x, t)[0], t.view(-1, 1, 1, 1) * (x - e)),
        "way_to_go": lambda e, x, t: (right(e, x, t)[0], x - right(e, x, t)[0]),
        "exchanged": lambda e, x, t: right(e, x, t)[::-1],
    }
    agree(learner.path, as_wide_as_many, right, times=2, **mistakes)
    agree(learner.path, lambda: draw(randint(2, 3), randint(4, 5), randint(6, 7)), right, times=2, **mistakes)

    def draw_loss():
        slope = uniform(0.5, 2)

        def net(point, time):
            if getattr(time, "shape", None) != (len(point),):
                wrong("time_shape", function="flow_loss")
            return (slope * point + 3 * time.view(-1, 1, 1, 1)).sin()

        return net, *draw(randint(2, 3), randint(4, 5), randint(6, 7))

    agree(
        learner.flow_loss,
        draw_loss,
        error,
        tolerance=1e-5,  # two mistakes may well have losses that differ by 1e-4
        minus=lambda net, e, x, t: error(net, e, x, t, target=e - x),
        to_picture=lambda net, e, x, t: error(net, e, x, t, target=x),
        to_noise=lambda net, e, x, t: error(net, e, x, t, target=e),
        sees_picture=lambda net, e, x, t: error(net, e, x, t, point=x),
        sees_noise=lambda net, e, x, t: error(net, e, x, t, point=e),
        sees_velocity=lambda net, e, x, t: error(net, e, x, t, point=x - e),
        time_turned=lambda net, e, x, t: error(net, e, x, t, seen=1 - t),
        summed=lambda net, e, x, t: error(net, e, x, t) * x.numel(),
        absolute=lambda net, e, x, t: error(net, e, x, t, measure=F.l1_loss),
    )
    weight = torch.ones((), requires_grad=True)
    loss = learner.flow_loss(lambda point, time: point * weight, *draw(3, 2, 4))
    if not (isinstance(loss, torch.Tensor) and loss.requires_grad):
        wrong("no_graph", function="flow_loss")
    x = digits(1, "test")[0].float().div(127.5).sub(1).expand(3, 1, 28, 28)
    points, _ = learner.path(torch.randn(1, 1, 28, 28).expand(3, 1, 28, 28), x, torch.tensor([0.0, 0.5, 1.0]))
    return {"picture": picture(torch.cat([*points[:, 0, 3:25, 3:25].clamp(-1, 1)], 1), 66)}
