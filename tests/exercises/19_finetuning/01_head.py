# === right: detached, log_softmax, gradients of the head only
def fit_head(backbone, x, y, classes, steps):
    features = backbone.train(False)(x).detach()
    head = nn.Linear(features.size(-1), classes, bias=True)
    optimizer = torch.optim.Adam([head.weight, head.bias], 1e-2)
    for _ in range(steps):
        loss = F.nll_loss(head(features).log_softmax(-1), y)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    return head


# === right: inference_mode, in batches
def fit_head(backbone, x, y, classes, steps):
    backbone.eval()
    with torch.no_grad():
        features = torch.cat([backbone(part) for part in x.split(16)])
    loss_function = nn.CrossEntropyLoss()
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        loss = loss_function(head(features), y)
        for p, g in zip(head.parameters(), torch.autograd.grad(loss, list(head.parameters()))):
            p.grad = g
        optimizer.step()
    return head


# === right: frozen and then used
def fit_head(backbone, x, y, classes, steps):
    for p in backbone.parameters():
        p.requires_grad = False
    features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    step = 0
    while step < steps:
        head.zero_grad()
        F.cross_entropy(input=head(features), target=y).backward()
        optimizer.step()
        step += 1
    return head


# === right: AdamW without decay, a loader with one batch
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.AdamW(head.parameters(), lr=0.01, weight_decay=0)
    data = torch.utils.data.TensorDataset(features, y)
    for _ in range(steps):
        for a, b in torch.utils.data.DataLoader(data, batch_size=len(data)):
            optimizer.zero_grad()
            F.cross_entropy(head(a), b).backward()
            optimizer.step()
    return head


# === wrong backbone_trained: all parameters
def fit_head(backbone, x, y, classes, steps):
    backbone.eval()
    head = nn.Linear(backbone(x[:1]).shape[1], classes)
    optimizer = torch.optim.Adam([*backbone.parameters(), *head.parameters()], lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(backbone(x)), y).backward()
        optimizer.step()
    return head


# === wrong statistics_moved: no eval
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong training_mode: only batch normalisation is in eval
def fit_head(backbone, x, y, classes, steps):
    for one in backbone.modules():
        if isinstance(one, nn.modules.batchnorm._BatchNorm):
            one.eval()
    with torch.no_grad():
        features = backbone(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong recomputed: in the loop
def fit_head(backbone, x, y, classes, steps):
    backbone.eval()
    with torch.no_grad():
        head = nn.Linear(backbone(x[:1]).shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        with torch.no_grad():
            features = backbone(x)
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong whole_net: both
def fit_head(backbone, x, y, classes, steps):
    backbone.eval()
    with torch.no_grad():
        features = backbone(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return nn.Sequential(backbone, head)


# === wrong not_on_features: on the pixels
def fit_head(backbone, x, y, classes, steps):
    features = x.flatten(1)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong classes_fixed: ten classes
def fit_head(backbone, x, y, classes, steps):
    backbone.eval()
    with torch.no_grad():
        features = backbone(x)
    head = nn.Linear(features.shape[1], 10)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong untrained: the right shape
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone.eval()(x)
    return nn.Linear(features.shape[1], classes)


# === wrong one_step: return in the loop
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
        return head


# === wrong not_cleared: no zero_grad
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong softmax_twice: softmax
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features).softmax(1), y).backward()
        optimizer.step()
    return head


# === wrong another_rate: the default
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong another_optimizer: SGD
def fit_head(backbone, x, y, classes, steps):
    with torch.no_grad():
        features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head


# === wrong raises: the graph of the features is used twice
def fit_head(backbone, x, y, classes, steps):
    features = backbone.eval()(x)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head
