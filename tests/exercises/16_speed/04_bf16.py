# === right: the loss inside autocast, which takes float32 for it
def step(net, optimizer, x, y):
    with torch.autocast("cpu", torch.bfloat16):
        loss = F.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


# === right: a decorator and log_softmax
def step(net, optimizer, x, y):
    forward = torch.autocast(device_type="cpu", dtype=torch.bfloat16)(net)
    logs = forward(x).to(torch.float32).log_softmax(1)
    loss = -logs[torch.arange(len(y)), y].mean()
    net.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach().item()


# === right: reduce
def add_up(values, dtype):
    import functools

    return functools.reduce(torch.add, values.to(dtype), torch.tensor(0, dtype=dtype)).item()


# === right: added in float32, rounded at each step
def add_up(values, dtype):
    total = torch.tensor(0.0)
    for value in values.to(dtype).float():
        total = (total + value).to(dtype).float()
    return float(total)


# === right: Python's sum, and in place
def add_up(values, dtype):
    return sum(values.to(dtype)).item()


# === right: begun with the first number, autocast entered by hand
def add_up(values, dtype):
    numbers = list(values.to(dtype))
    total = numbers[0].clone()
    for value in numbers[1:]:
        total += value
    return float(total)


# === wrong not_rounded: dtype unused
def add_up(values, dtype):
    total = torch.zeros(())
    for value in values:
        total = total + value
    return total.item()


# === wrong numbers_rounded_only: the sum is a plain number
def add_up(values, dtype):
    total = 0.0
    for value in values.to(dtype):
        total += value.item()
    return total


# === wrong summed_at_once: sum
def add_up(values, dtype):
    return values.to(dtype).sum().item()


# === wrong mean: divided
def add_up(values, dtype):
    total = torch.zeros((), dtype=dtype)
    for value in values.to(dtype):
        total = total + value
    return total.item() / len(values)


# === wrong constant: the visible output copied
def add_up(values, dtype):
    return 256.0


# === wrong not_a_number: a tensor
def add_up(values, dtype):
    total = torch.zeros((), dtype=dtype)
    for value in values.to(dtype):
        total = total + value
    return total


# === wrong no_autocast: plain
def step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# === wrong no_autocast: forward outside
def step(net, optimizer, x, y):
    optimizer.zero_grad()
    out = net(x)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = F.cross_entropy(out.float(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# === wrong converted: the whole network
def step(net, optimizer, x, y):
    net.bfloat16()
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x.bfloat16()).float(), y)
    loss.backward()
    optimizer.step()
    net.float()
    return loss.item()


# === wrong another_dtype: float16
def step(net, optimizer, x, y):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        out = net(x)
    loss = F.cross_entropy(out.float(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# === wrong loss_in_bf16: the output as it is
def step(net, optimizer, x, y):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = net(x)
    loss = F.cross_entropy(out, y)
    loss.backward()
    optimizer.step()
    return loss.item()


# === wrong not_cleared: no zero_grad
def step(net, optimizer, x, y):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = net(x)
    loss = F.cross_entropy(out.float(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# === wrong trains_nothing: no step
def step(net, optimizer, x, y):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = net(x)
    loss = F.cross_entropy(out.float(), y)
    loss.backward()
    return loss.item()


# === wrong elsewhere: summed
def step(net, optimizer, x, y):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = net(x)
    loss = F.cross_entropy(out.float(), y, reduction="sum")
    loss.backward()
    optimizer.step()
    return loss.item()


# === wrong not_run: nothing
def step(net, optimizer, x, y):
    return 1.6
