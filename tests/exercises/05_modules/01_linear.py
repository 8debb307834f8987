# === right: functional, uniform start
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs).uniform_(-0.2, 0.2))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


# === right: einsum, register_parameter
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        nn.Module.__init__(self)
        self.register_parameter("weight", nn.Parameter(0.05 * torch.randn((outputs, inputs))))
        self.register_parameter("bias", nn.Parameter(torch.zeros(size=(outputs,))))

    def forward(self, x):
        return torch.einsum("ni,oi->no", x, self.weight) + self.bias


# === right: matmul, initialised in place
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.weight = nn.Parameter(torch.empty(outputs, inputs))
        nn.init.kaiming_uniform_(self.weight)

    def forward(self, x):
        return torch.addmm(self.bias, x, self.weight.t())


# === wrong no_parameter: layers that are not there
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.inputs, self.outputs = inputs, outputs

    def forward(self, x):
        return torch.zeros(len(x), self.outputs)


# === wrong not_a_parameter: trains nothing, a plain tensor
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = torch.randn(outputs, inputs) * 0.1
        self.bias = torch.zeros(outputs)

    def forward(self, x):
        return x @ self.weight.T + self.bias


# === wrong parameter_shape: inputs first
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight + self.bias


# === wrong constant: right shape, the same for every input
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return torch.full((len(x), len(self.bias)), 0.5)


# === wrong no_bias: the bias is forgotten
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight.T


# === wrong weight_start: zeros
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, inputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# === wrong more_parameters: nn.Linear in disguise
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.inner = nn.Linear(inputs, outputs)
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return self.inner(x)


# === wrong no_gradient: cut off from the graph
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight.T.detach() + self.bias


# === wrong raises: super().__init__() forgotten
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# === wrong weight_fixed: the seed is fixed
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        torch.manual_seed(0)
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# === wrong raises: forward misspelled
class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def foward(self, x):
        return x @ self.weight.T + self.bias


# === equal: self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.2) · any small start is right
