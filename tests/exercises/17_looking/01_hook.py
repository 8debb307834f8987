# === right: with try and finally, a dictionary, inference_mode
def features(net, layer, x):
    seen, was = {}, net.training
    handle = layer.register_forward_hook(lambda m, i, o: seen.update(out=o.detach().clone()))
    try:
        with torch.inference_mode():
            net.eval()(x)
    finally:
        handle.remove()
        net.train(was)
    return seen["out"]


# === right: a copy of the network
def features(net, layer, x):
    import copy

    twin = copy.deepcopy(net).eval()
    names = [name for name, one in net.named_modules() if one is layer]
    out = []
    twin.get_submodule(names[0]).register_forward_hook(lambda m, i, o: out.append(o + 0))
    with torch.no_grad():
        twin(x)
    return out.pop()


# === right: the layer's own forward is wrapped
def features(net, layer, x):
    kept, forward, mode = [], layer.forward, net.training

    def wrapped(*inputs):
        out = forward(*inputs)
        kept.append(out.clone())
        return out

    layer.forward = wrapped
    with torch.no_grad():
        net.eval()
        net(x)
        net.train(mode)
    del layer.forward
    return kept[0]


# === right: stopped as soon as it is known
def features(net, layer, x):
    class Found(Exception):
        pass

    def stop(module, inputs, output):
        raise Found(output)

    handle, mode = layer.register_forward_hook(stop), net.training
    net.eval()
    try:
        with torch.no_grad():
            net(x)
    except Found as found:
        return found.args[0]
    finally:
        handle.remove()
        net.train(mode)


# === wrong hook_left: never removed
def features(net, layer, x):
    kept, mode = [], net.training
    layer.register_forward_hook(lambda m, i, o: kept.append(o.clone()))
    with torch.no_grad():
        net.eval()(x)
    net.train(mode)
    return kept[0]


# === wrong statistics_moved: in training mode
def features(net, layer, x):
    kept = []
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.clone()))
    with torch.no_grad():
        net(x)
    handle.remove()
    return kept[0]


# === wrong mode_changed: left in eval
def features(net, layer, x):
    kept = []
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.clone()))
    with torch.no_grad():
        net.eval()(x)
    handle.remove()
    return kept[0]


# === wrong mode_changed: train in any case
def features(net, layer, x):
    kept = []
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.clone()))
    with torch.no_grad():
        net.eval()(x)
    handle.remove()
    net.train()
    return kept[0]


# === wrong gradients: with the graph
def features(net, layer, x):
    kept, mode = [], net.training
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.clone()))
    net.eval()(x)
    handle.remove()
    net.train(mode)
    return kept[0]


# === wrong overwritten: no copy
def features(net, layer, x):
    kept, mode = [], net.training
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o))
    with torch.no_grad():
        net.eval()(x)
    handle.remove()
    net.train(mode)
    return kept[0]


# === wrong overwritten: detached only
def features(net, layer, x):
    kept, mode = [], net.training
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.detach()))
    with torch.no_grad():
        net.eval()(x)
    handle.remove()
    net.train(mode)
    return kept[0].clone()


# === wrong net_output: no hook
def features(net, layer, x):
    mode = net.training
    with torch.no_grad():
        out = net.eval()(x)
    net.train(mode)
    return out


# === wrong input_kept: what goes in
def features(net, layer, x):
    kept, mode = [], net.training
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(i[0].clone()))
    with torch.no_grad():
        net.eval()(x)
    handle.remove()
    net.train(mode)
    return kept[0]


# === wrong a_list: the list
def features(net, layer, x):
    kept, mode = [], net.training
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.clone()))
    with torch.no_grad():
        net.eval()(x)
    handle.remove()
    net.train(mode)
    return kept


# === wrong training_mode: a copy in training mode
def features(net, layer, x):
    import copy

    if net.training is False or not hasattr(layer, "running_mean"):
        kept, mode = [], net.training
        handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.clone()))
        with torch.no_grad():
            net.eval()(x)
        handle.remove()
        net.train(mode)
        return kept[0]
    twin = copy.deepcopy(net)
    names = [name for name, one in net.named_modules() if one is layer]
    out = []
    twin.get_submodule(names[0]).register_forward_hook(lambda m, i, o: out.append(o.clone()))
    with torch.no_grad():
        twin(x)
    return out[0]


# === wrong shape: zeros, as printed
def features(net, layer, x):
    return torch.zeros(2, 4, 26, 26)
