# === right: a loop with the best so far
def choose(nets, validation, test):
    best, highest = None, -1.0
    for k, net in enumerate(nets):
        score = accuracy(net, validation)
        if score > highest:
            best, highest = k, score
    return best, accuracy(nets[best], test)


# === right: max with a key, counts
@torch.inference_mode()
def accuracy(net, data):
    return int((net.eval()(data[0]).max(dim=1).indices == data[1]).sum()) / len(data[1])


def choose(nets, validation, test):
    best = max(range(len(nets)), key=lambda k: accuracy(nets[k], validation))
    return [best, accuracy(nets[best], test)]


# === right: tensors
def choose(nets, validation, test):
    def hits(net, x, y):
        net.train(False)
        return (net(x).argmax(dim=-1) == y).double().mean()

    with torch.no_grad():
        scores = torch.stack([hits(net, *validation) for net in nets])
        best = int((scores == scores.max()).nonzero()[0, 0])
        return best, hits(nets[best], *test)


# === right: sorted is stable
def choose(nets, validation, test):
    best = sorted(range(len(nets)), key=lambda k: -accuracy(nets[k], validation))[0]
    return best, accuracy(nets[best], test)


# === wrong chosen_by_test: the score looks better
def choose(nets, validation, test):
    scores = [accuracy(net, test) for net in nets]
    best = scores.index(max(scores))
    return best, scores[best]


# === wrong validation_reported: the score that chose it
def choose(nets, validation, test):
    scores = [accuracy(net, validation) for net in nets]
    best = scores.index(max(scores))
    return best, scores[best]


# === wrong best_test_reported: the best of both
def choose(nets, validation, test):
    scores = [accuracy(net, validation) for net in nets]
    return scores.index(max(scores)), max(accuracy(net, test) for net in nets)


# === wrong last_of_equals: >=
def choose(nets, validation, test):
    best, highest = None, -1.0
    for k, net in enumerate(nets):
        score = accuracy(net, validation)
        if score >= highest:
            best, highest = k, score
    return best, accuracy(nets[best], test)


# === wrong training_mode: eval forgotten
def accuracy(net, data):
    x, y = data
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


# === wrong with_gradients: no_grad forgotten
def accuracy(net, data):
    x, y = data
    net.eval()
    return (net(x).argmax(1) == y).float().mean().item()


# === wrong test_seen: all of them look at the test data
def choose(nets, validation, test):
    scores = [accuracy(net, validation) for net in nets]
    on_test = [accuracy(net, test) for net in nets]
    best = scores.index(max(scores))
    return best, on_test[best]


# === wrong worst: min
def choose(nets, validation, test):
    scores = [accuracy(net, validation) for net in nets]
    best = scores.index(min(scores))
    return best, accuracy(nets[best], test)


# === wrong not_two: only the index
def choose(nets, validation, test):
    scores = [accuracy(net, validation) for net in nets]
    return scores.index(max(scores))


# === wrong values: a constant
def choose(nets, validation, test):
    return 8, 0.4333


# === wrong exchanged: the wrong order
def choose(nets, validation, test):
    scores = [accuracy(net, validation) for net in nets]
    best = scores.index(max(scores))
    return accuracy(nets[best], test), best
