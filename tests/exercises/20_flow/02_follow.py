# === right: a while loop, a generator of times, lists
def euler(velocity, x, steps):
    times = torch.arange(steps) / steps
    for time in times:
        x = torch.add(x, velocity(x, time.expand(len(x))), alpha=1 / steps)
    return x


def midpoint(velocity, x, steps):
    k = 0
    while k < steps:
        half = velocity(x, x.new_full((x.shape[0],), k / steps)).mul(0.5 / steps).add(x)
        x = velocity(half, x.new_full((x.shape[0],), (k + 0.5) / steps)).mul(1 / steps).add(x)
        k += 1
    return x


# === right: in place, on a copy
def euler(velocity, x, steps):
    x, time = x.clone(), torch.zeros(len(x))
    for _ in range(steps):
        x += velocity(x, time) / steps
        time += 1 / steps
    return x


def midpoint(velocity, x, steps):
    x, time, dt = x.clone(), torch.zeros(len(x)), 1 / steps
    for _ in range(steps):
        half = x + velocity(x, time) * dt / 2
        x += velocity(half, time + dt / 2) * dt
        time += dt
    return x


# === right: twice as many half steps, every second one looked at and taken back
def euler(velocity, x, steps):
    ends = torch.linspace(0, 1, steps + 1)
    for start, end in zip(ends[:-1], ends[1:]):
        x = x + velocity(x, torch.ones(len(x)) * start) * (end - start)
    return x


def midpoint(velocity, x, steps):
    start = x
    for k in range(2 * steps):
        v = velocity(x, torch.full((len(x),), k / (2 * steps)))
        if k % 2:
            x = start = start + v / steps
        else:
            x = start + v / (2 * steps)
    return x


# === right: recursion
def euler(velocity, x, steps, k=0):
    if k == steps:
        return x
    return euler(velocity, x + velocity(x, torch.full([len(x)], k / steps)) / steps, steps, k + 1)


def midpoint(velocity, x, steps, k=0):
    if k == steps:
        return x
    half = x + velocity(x, torch.full([len(x)], k / steps)) / steps / 2
    return midpoint(velocity, x + velocity(half, torch.full([len(x)], (2 * k + 1) / (2 * steps))) / steps, steps, k + 1)


# === wrong whole_steps: not divided
def euler(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, torch.full((len(x),), step / steps))
    return x


# === wrong time_stands: always at the start
def euler(velocity, x, steps):
    for _ in range(steps):
        x = x + velocity(x, torch.zeros(len(x))) / steps
    return x


# === wrong time_counts: the number of the step
def euler(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, torch.full((len(x),), float(step))) / steps
    return x


# === wrong time_turned: from 1 to 0, as diffusion models do
def euler(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, torch.full((len(x),), 1 - step / steps)) / steps
    return x


# === wrong time_late: counted from 1
def euler(velocity, x, steps):
    for step in range(1, steps + 1):
        x = x + velocity(x, torch.full((len(x),), step / steps)) / steps
    return x


# === wrong away: subtracted
def euler(velocity, x, steps):
    for step in range(steps):
        x = x - velocity(x, torch.full((len(x),), step / steps)) / steps
    return x


# === wrong one_step: a single one
def euler(velocity, x, steps):
    return x + velocity(x, torch.zeros(len(x)))


# === wrong one_short: one step left out
def euler(velocity, x, steps):
    for step in range(steps - 1):
        x = x + velocity(x, torch.full((len(x),), step / steps)) / steps
    return x


# === wrong one_more: beyond time 1
def euler(velocity, x, steps):
    for step in range(steps + 1):
        x = x + velocity(x, torch.full((len(x),), step / steps)) / steps
    return x


# === wrong one_step: returned inside the loop, after a whole step
def euler(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, torch.full((len(x),), step / steps))
        return x


# === wrong time_shape: a plain number
def euler(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, step / steps) / steps
    return x


# === wrong time_shape: one time for all
def euler(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, torch.tensor([step / steps])) / steps
    return x


# === wrong stays: the start
def euler(velocity, x, steps):
    return x


# === wrong changed_input: in place
def euler(velocity, x, steps):
    for step in range(steps):
        x += velocity(x, torch.full((len(x),), step / steps)) / steps
    return x


# === wrong constant: zeros
def euler(velocity, x, steps):
    return torch.zeros_like(x)


# === wrong no_return: forgotten
def euler(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, torch.full((len(x),), step / steps)) / steps


# === wrong plain_euler: the trial is not used
def midpoint(velocity, x, steps):
    return euler(velocity, x, steps)


# === wrong only_time: the place of the start
def midpoint(velocity, x, steps):
    for step in range(steps):
        x = x + velocity(x, torch.full((len(x),), (step + 0.5) / steps)) / steps
    return x


# === wrong only_place: the time of the start
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        x = x + velocity(x + velocity(x, time) / (2 * steps), time) / steps
    return x


# === wrong from_half: not taken back
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        x = x + velocity(x, time) / (2 * steps)
        x = x + velocity(x, time + 0.5 / steps) / steps
    return x


# === wrong two_halves: Euler with half steps
def midpoint(velocity, x, steps):
    return euler(velocity, x, 2 * steps)


# === wrong half_way: half a step with the right velocity
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        half = x + velocity(x, time) / (2 * steps)
        x = x + velocity(half, time + 0.5 / steps) / (2 * steps)
    return x


# === wrong trial_too_long: the velocity of the end
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        x = x + velocity(x + velocity(x, time) / steps, time + 1 / steps) / steps
    return x


# === wrong trial_whole: a whole step to half the time
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        x = x + velocity(x + velocity(x, time) / steps, time + 0.5 / steps) / steps
    return x


# === wrong whole_steps: not divided in the end
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        x = x + velocity(x + velocity(x, time) / (2 * steps), time + 0.5 / steps)
    return x


# === wrong mean_of_both_ends: Heun's
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        one = velocity(x, time)
        two = velocity(x + one / steps, time + 1 / steps)
        x = x + (one + two) / 2 / steps
    return x


# === wrong time_stands: always at the start
def midpoint(velocity, x, steps):
    for _ in range(steps):
        time = torch.zeros(len(x))
        x = x + velocity(x + velocity(x, time) / (2 * steps), time) / steps
    return x


# === wrong away: subtracted in the end
def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        x = x - velocity(x + velocity(x, time) / (2 * steps), time + 0.5 / steps) / steps
    return x


# === wrong one_short: one step left out
def midpoint(velocity, x, steps):
    for step in range(steps - 1):
        time = torch.full((len(x),), step / steps)
        x = x + velocity(x + velocity(x, time) / (2 * steps), time + 0.5 / steps) / steps
    return x


# === wrong stays: the start
def midpoint(velocity, x, steps):
    for step in range(steps):
        half = x + velocity(x, torch.full((len(x),), step / steps)) / (2 * steps)
    return x
