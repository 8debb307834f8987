# === right: CrossEntropyLoss, cleared at the end
def train(net, loader, optimizer):
    losses, criterion = [], torch.nn.CrossEntropyLoss()
    net.train(True)
    optimizer.zero_grad()
    for x, y in loader:
        loss = criterion(net(x), y)
        losses.append(float(loss))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
    return losses


# === right: log_softmax and nll
def train(net, loader, optimizer):
    net.train()
    losses = []
    for batch in loader:
        x, y = batch
        loss = F.nll_loss(net(x).log_softmax(dim=1), y)
        net.zero_grad()
        loss.backward()
        optimizer.step()
        losses += [loss.detach().item()]
    return losses


# === right: picked by hand, a closure
def train(net, loader, optimizer):
    net.train()

    def step(x, y):
        optimizer.zero_grad()
        scores = net(x)
        loss = (scores.logsumexp(1) - scores[torch.arange(len(y)), y]).mean()
        loss.backward()
        optimizer.step()
        return loss.item()

    return [step(x, y) for x, y in loader]


# === wrong trains_nothing: no step
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        losses.append(loss.item())
    return losses


# === wrong trains_nothing: the gradients are cleared before the step
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


# === wrong not_cleared: no zero_grad
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# === wrong softmax_twice: softmax before cross-entropy
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x).softmax(1), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# === wrong not_in_training_mode: evaluation mode
def train(net, loader, optimizer):
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# === wrong first_batch_only: return in the loop
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        return losses


# === wrong update_after_loop: one step at the end
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return losses


# === wrong not_numbers: tensors
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


# === wrong trains_nothing: the visible output copied
def train(net, loader, optimizer):
    net.train()
    return [0.7, 0.5, 0.4, 0.3, 0.25]


# === wrong elsewhere: the sum of the losses
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y, reduction="sum")
        loss.backward()
        optimizer.step()
        losses.append(loss.item() / len(y))
    return losses


# === wrong losses_only: the loss after the update
def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        losses.append(F.cross_entropy(net.eval()(x), y).item())
        net.train()
    return losses
