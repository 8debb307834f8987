# === right: both ends mixed, lerp, the loss by hand
def path(noise, x, time):
    return torch.lerp(noise, x, time.view(-1, 1, 1, 1)), x - noise


def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    return (velocity - net(point, time)).square().mean()


# === right: a loop over the pictures, a list
def path(noise, x, time):
    points = [(1 - t) * e + t * one for e, one, t in zip(noise, x, time)]
    return [torch.stack(points), x - noise]


def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    errors = [((guess - right) ** 2).mean() for guess, right in zip(net(point, time), velocity)]
    return sum(errors) / len(errors)


# === right: einsum, from the picture's end, and nn.MSELoss
def path(noise, x, time):
    left = torch.einsum("n,nchw->nchw", 1 - time, x - noise)
    return x - left, x.sub(noise)


def flow_loss(net, noise, x, time):
    point = path(noise, x, time)[0]
    return torch.nn.MSELoss()(net(point, time) + noise, x)


# === right: the velocity as the slope of the line
def path(noise, x, time):
    def place(t):
        return noise * (1 - t[:, None, None, None]) + x * t[:, None, None, None]

    return place(time), place(torch.ones_like(time)) - place(torch.zeros_like(time))


# === wrong backwards: time 0 is the picture, the velocity is not
def path(noise, x, time):
    time = time[:, None, None, None]
    return time * noise + (1 - time) * x, x - noise


# === wrong minus: noise minus picture
def path(noise, x, time):
    time = time[:, None, None, None]
    return (1 - time) * noise + time * x, noise - x


# === wrong from_the_picture: the convention of others
def path(noise, x, time):
    velocity = noise - x
    return x + time[:, None, None, None] * velocity, velocity


# === wrong one_time: the first one's for all
def path(noise, x, time):
    return noise + time[0] * (x - noise), x - noise


# === wrong along_width: no dimensions added
def path(noise, x, time):
    return noise + time * (x - noise), x - noise


# === wrong along_height: one dimension added
def path(noise, x, time):
    return noise + time[:, None] * (x - noise), x - noise


# === wrong shape: two dimensions added
def path(noise, x, time):
    return noise + time[:, None, None] * (x - noise), x - noise


# === wrong not_faded: the noise stays
def path(noise, x, time):
    return noise + time[:, None, None, None] * x, x - noise


# === wrong way_so_far: multiplied by time
def path(noise, x, time):
    way = time[:, None, None, None] * (x - noise)
    return noise + way, way


# === wrong way_to_go: from the point to the picture
def path(noise, x, time):
    point = torch.lerp(noise, x, time[:, None, None, None])
    return point, x - point


# === wrong exchanged: velocity first
def path(noise, x, time):
    return x - noise, noise + time[:, None, None, None] * (x - noise)


# === wrong type: the point only
def path(noise, x, time):
    return noise + time[:, None, None, None] * (x - noise)


# === wrong changed_input: in place
def path(noise, x, time):
    velocity = x - noise
    noise += time[:, None, None, None] * velocity
    return noise, velocity


# === wrong values: the point stays where it starts
def path(noise, x, time):
    return noise, x - noise


# === wrong to_picture: the target is the picture
def flow_loss(net, noise, x, time):
    return F.mse_loss(net(path(noise, x, time)[0], time), x)


# === wrong to_noise: the target is the noise
def flow_loss(net, noise, x, time):
    return F.mse_loss(net(path(noise, x, time)[0], time), noise)


# === wrong minus: the target points back
def flow_loss(net, noise, x, time):
    return F.mse_loss(net(path(noise, x, time)[0], time), noise - x)


# === wrong sees_picture: the picture instead of the point
def flow_loss(net, noise, x, time):
    return F.mse_loss(net(x, time), x - noise)


# === wrong sees_noise: the noise instead of the point
def flow_loss(net, noise, x, time):
    return F.mse_loss(net(noise, time), x - noise)


# === wrong sees_velocity: the wrong one of the two
def flow_loss(net, noise, x, time):
    velocity, _ = path(noise, x, time)[::-1]
    return F.mse_loss(net(velocity, time), velocity)


# === wrong time_turned: 1 - time
def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    return F.mse_loss(net(point, 1 - time), velocity)


# === wrong time_shape: the reshaped time
def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    return F.mse_loss(net(point, time[:, None, None, None]), velocity)


# === wrong summed: no mean
def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    return ((net(point, time) - velocity) ** 2).sum()


# === wrong absolute: not squared
def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    return (net(point, time) - velocity).abs().mean()


# === wrong no_graph: a plain number
def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    return F.mse_loss(net(point, time), velocity).item()


# === wrong no_graph: without gradients
def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    with torch.no_grad():
        return F.mse_loss(net(point, time), velocity)


# === equal: return F.mse_loss(velocity, net(point, time)) · the square of a difference has no sign
