# === right: a tuple of four
def save(path, net, optimizer, step):
    torch.save((net.state_dict(), optimizer.state_dict(), torch.random.get_rng_state(), step), path)


def resume(path, net, optimizer):
    weights, moments, random, step = torch.load(path, map_location="cpu")
    torch.random.set_rng_state(random)
    optimizer.load_state_dict(moments)
    net.load_state_dict(weights)
    return step


# === right: the step as a tensor, an open file
def save(path, net, optimizer, step):
    with open(path, "wb") as file:
        parts = dict(step=torch.tensor(step), rng=torch.get_rng_state())
        parts.update(model=net.state_dict(), optim=optimizer.state_dict())
        torch.save(parts, file)


def resume(path, net, optimizer):
    with open(path, "rb") as file:
        parts = torch.load(file, weights_only=True)
    for target, name in ((net, "model"), (optimizer, "optim")):
        target.load_state_dict(parts[name])
    torch.set_rng_state(parts["rng"])
    return int(parts["step"])


# === right: the default generator
def save(path, net, optimizer, step):
    parts = [one.state_dict() for one in (net, optimizer)]
    torch.save([*parts, torch.default_generator.get_state(), step], str(path))


def resume(path, net, optimizer):
    *parts, random, step = torch.load(str(path), weights_only=True)
    for one, state in zip((net, optimizer), parts):
        one.load_state_dict(state)
    torch.default_generator.set_state(random)
    return step


# === wrong random_lost: three of four
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]


# === wrong optimizer_lost: the optimizer forgotten
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    torch.set_rng_state(state["random"])
    return state["step"]


# === wrong net_lost: the network forgotten
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return state["step"]


# === wrong step_lost: a constant
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return 7


# === wrong no_return: nothing comes back
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])


# === wrong random_lost: a seed instead
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    torch.manual_seed(0)
    return state["step"]


# === wrong whole_object: the objects themselves
def save(path, net, optimizer, step):
    torch.save({"net": net, "optimizer": optimizer, "random": torch.get_rng_state(), "step": step}, path)


# === wrong save_disturbs: a seed set while saving
def save(path, net, optimizer, step):
    torch.manual_seed(step)
    state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
    torch.save({**state, "random": torch.get_rng_state()}, path)


# === wrong not_exact: evaluation mode
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    net.eval()
    return state["step"]


# === wrong no_file_written: nothing is saved
def save(path, net, optimizer, step):
    return {"net": net.state_dict(), "step": step}


# === wrong unsafe: weights_only=False
def resume(path, net, optimizer):
    state = torch.load(path, weights_only=False)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return state["step"]
