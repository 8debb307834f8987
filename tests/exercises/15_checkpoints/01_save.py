# === right: with open files
def save(net, path):
    with open(path, "wb") as file:
        torch.save(net.state_dict(), file)


def load(net, path):
    with open(path, "rb") as file:
        state = torch.load(file, weights_only=True, map_location=torch.device("cpu"))
    net.load_state_dict(state)
    net.eval()
    return net


# === right: a copied state, strict said
def save(net, path):
    state = {name: value.detach().cpu().clone() for name, value in net.state_dict().items()}
    torch.save(state, str(path))


def load(net, path):
    state = torch.load(str(path), map_location="cpu")
    net.load_state_dict(state, strict=True)
    return net.train(False)


# === right: copied in by hand
def load(net, path):
    state = torch.load(path, map_location="cpu", weights_only=True)
    own = net.state_dict()
    if set(own) != set(state):
        raise RuntimeError("another structure")
    with torch.no_grad():
        for name, value in own.items():
            value.copy_(state[name])
    net.eval()
    return net


# === right: map_location in its place
def load(network, path):
    network.load_state_dict(torch.load(path, "cpu", weights_only=True))
    network.eval()
    return network


# === right: a device in its place
def load(network, path):
    network.load_state_dict(torch.load(path, torch.device("cpu"), weights_only=True))
    return network.eval()


# === wrong whole_object: the network itself
def save(net, path):
    torch.save(net, path)


# === wrong no_buffers: parameters alone
def save(net, path):
    torch.save(dict(net.named_parameters()), path)


# === wrong not_the_state: wrapped
def save(net, path):
    torch.save({"net": net.state_dict()}, path)


# === wrong no_file_written: nothing is saved
def save(net, path):
    net.state_dict()


# === wrong not_loaded: read and dropped
def load(net, path):
    torch.load(path, map_location="cpu", weights_only=True)
    return net.eval()


# === wrong not_the_network: what load_state_dict returns
def load(net, path):
    return net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))


# === wrong training_mode: eval forgotten
def load(net, path):
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return net


# === wrong unsafe: weights_only=False
def load(net, path):
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=False))
    return net.eval()


# === wrong no_map_location: cpu forgotten
def load(net, path):
    net.load_state_dict(torch.load(path, weights_only=True))
    return net.eval()


# === wrong not_strict: strict=False
def load(net, path):
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True), strict=False)
    return net.eval()


# === wrong another_network: a copy
def load(net, path):
    import copy

    net = copy.deepcopy(net)
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return net.eval()


# === wrong no_return: nothing comes back
def load(net, path):
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    net.eval()
