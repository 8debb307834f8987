# === right: shape multiplied; a copy is tried
import copy
import math


def head(features, shape, classes):
    out = copy.deepcopy(features).eval()(torch.rand(2, *shape))
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(out.shape[1:]), classes))


# === right: try, finally; no batch of one
def head(features, shape, classes):
    mode = features.training
    try:
        features.train(False)
        with torch.inference_mode():
            count = features(torch.empty((4, *shape))).flatten(1).shape[1]
    finally:
        features.train(mode)
    return nn.Sequential(nn.Flatten(1), nn.Linear(count, classes))


# === right: LazyLinear
import copy


def head(features, shape, classes):
    net = nn.Sequential(nn.Flatten(), nn.LazyLinear(classes))
    with torch.no_grad():
        net(copy.deepcopy(features).eval()(torch.zeros(1, *shape)))
    return net


# === wrong features_changed: in training mode
def head(features, shape, classes):
    out = features(torch.zeros(1, *shape))
    return nn.Sequential(nn.Flatten(), nn.Linear(out[0].numel(), classes))


# === wrong mode_changed: left in eval mode
def head(features, shape, classes):
    out = features.eval()(torch.zeros(1, *shape))
    return nn.Sequential(nn.Flatten(), nn.Linear(out[0].numel(), classes))


# === wrong input_size: the picture's size
def head(features, shape, classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(shape[0] * shape[1] * shape[2], classes))


# === wrong channels_only: channels
def head(features, shape, classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(features[0].out_channels, classes))


# === wrong does_not_fit: a fixed number
def head(features, shape, classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(392, classes))


# === wrong no_flatten: no Flatten
def head(features, shape, classes):
    was = features.training
    out = features.eval()(torch.zeros(1, *shape))
    features.train(was)
    return nn.Sequential(nn.Linear(out[0].numel(), classes))


# === wrong last_only: the last dimension
def head(features, shape, classes):
    was = features.training
    out = features.eval()(torch.zeros(1, *shape))
    features.train(was)
    return nn.Sequential(nn.Flatten(), nn.Linear(out.shape[-1], classes))


# === wrong no_channels: height times width
def head(features, shape, classes):
    was = features.training
    out = features.eval()(torch.zeros(1, *shape))
    features.train(was)
    return nn.Sequential(nn.Flatten(), nn.Linear(out[0, 0].numel(), classes))


# === wrong more_than_linear: softmax
def head(features, shape, classes):
    was = features.training
    out = features.eval()(torch.zeros(1, *shape))
    features.train(was)
    return nn.Sequential(nn.Flatten(), nn.Linear(out[0].numel(), classes), nn.Softmax(1))


# === equal: out = features(torch.zeros(2, *shape)) · only the first of the batch is looked at
