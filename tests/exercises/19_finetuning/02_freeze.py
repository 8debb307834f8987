# === right: eval in every forward pass
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone, self.head = backbone, nn.Linear(width, classes)
        for p in self.backbone.parameters():
            p.requires_grad = False

    def forward(self, x):
        self.backbone.eval()
        with torch.no_grad():
            features = self.backbone(x)
        return self.head(features)


# === right: only the children are switched
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.add_module("backbone", backbone)
        self.add_module("head", nn.Linear(width, classes))
        [p.requires_grad_(False) for p in backbone.parameters()]
        self.train()

    def train(self, mode=True):
        self.training = mode
        self.head.train(mode)
        self.backbone.train(False)
        return self

    def forward(self, x):
        return self.head(self.backbone(x).detach())


# === right: a backbone that cannot be switched
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        backbone.eval().requires_grad_(False)
        backbone.train = lambda mode=True: backbone
        self.backbone = backbone
        self.head = nn.Linear(in_features=width, out_features=classes)

    def train(self, mode=True):
        return super().train(mode)

    def forward(self, x):
        return nn.functional.linear(self.backbone(x), self.head.weight, self.head.bias)


# === right: eval from a hook before each forward pass
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(width, classes)
        for name, p in self.named_parameters():
            p.requires_grad_(name.startswith("head"))
        self.backbone.register_forward_pre_hook(lambda module, inputs: module.eval() and None)

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong moved_at_start: a new module is in training mode
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong statistics_moved: only the parameters
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong statistics_moved: eval once, in __init__
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False).eval()
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong statistics_moved: no_grad instead
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        with torch.no_grad():
            features = self.backbone(x)
        return self.head(features)


# === wrong statistics_moved: eval before super's train
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        self.backbone.eval()
        return super().train(mode)

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong batch_statistics: a momentum of 0
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)
        for one in backbone.modules():
            if isinstance(one, nn.BatchNorm2d):
                one.momentum = 0.0

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong batch_statistics: only batch normalisation is switched
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        for one in self.backbone.modules():
            if isinstance(one, nn.BatchNorm2d):
                one.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong not_frozen: only the mode
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong not_frozen: an attribute of the module, which nothing reads
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone
        self.backbone.requires_grad = False
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong head_frozen: everything
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(width, classes)
        self.requires_grad_(False)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong not_self: nothing comes back
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong mode_lost: all in eval
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        return super().train(False)

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong never_eval: the mode is not passed on
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train()
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong no_head: features
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.backbone(x)


# === wrong head_size: the other way round
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(classes, width)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


# === wrong shape: zeros
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        return torch.zeros(50, 3)


# === wrong no_part: another name
class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.body = backbone.requires_grad_(False)
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        self.body.eval()
        return self

    def forward(self, x):
        return self.head(self.body(x))
