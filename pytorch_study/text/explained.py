"""More error messages of PyTorch in plain words: those that the later chapters of `learn` bring."""

from pytorch_study.text import Text

EXPLAINED: dict[str, Text] = {
    "explain.labels": Text(
        "交叉熵的标签要是类别的编号：形状 (N,)，类型 int64。用 `.long()` 转换；形状 (N, 1) 用 `[:, 0]` 去掉那一维。",
        "Labels for the cross-entropy are the numbers of classes: shape (N,), dtype int64. Convert with `.long()`; from shape "
        "(N, 1), take `[:, 0]`.",
    ),
    "explain.device": Text(
        "参与计算的张量在不同的设备上。把它们都 `.to(device)`，数据和模型用同一个 device。",
        "The tensors are on different devices. Move them all with `.to(device)`, the same one for data and model.",
    ),
    "explain.inplace": Text(
        "反向传播还要用的一个张量被就地改动了。看看 `+=`、`x[...] = ...` 和名字带下划线的方法，改成得到新张量的写法。",
        "A tensor that backward still needs was changed in place. Look for `+=`, `x[...] = ...` and methods that end in an "
        "underscore, and make a new tensor instead.",
    ),
    "explain.one_per_channel": Text(
        "训练模式下，批归一化至少要有两个样本才能算统计量。批太小（最后一批只剩一个？）就用 `drop_last=True`；评估时先 `net.eval()`。",
        "In training mode, batch normalisation needs at least two examples for its statistics. If the last batch has a single one, "
        "use `drop_last=True`; in evaluation, call `net.eval()` first.",
    ),
    "explain.needs_detach": Text(
        "这个张量还连着计算图。先 `.detach()`，再 `.numpy()`。",
        "This tensor is still part of a graph: `.detach()` it before `.numpy()`.",
    ),
    "explain.not_contiguous": Text(
        "转置、`permute` 或 channels_last 之后，数在内存里不再按形状的次序排，`view` 就不能用了。改用 `.reshape(...)` 或 `.flatten(...)`。",
        "After a transposition, `permute` or channels_last the numbers no longer lie in the order of the shape, and `view` cannot "
        "work. Use `.reshape(...)` or `.flatten(...)`.",
    ),
    "explain.two_groups": Text(
        "同一个参数放进了优化器的两组。每个参数只能属于一组：`parameters()` 已经包含了里面各层的。",
        "A parameter is in two of the optimizer's groups. Each belongs to one: `parameters()` already includes those of the layers "
        "inside.",
    ),
    "explain.stack": Text(
        "`torch.stack` 要求每个张量的形状完全一样。先补齐到一样长，或者用 `torch.cat` 沿已有的一维接起来。",
        "`torch.stack` wants tensors of exactly the same shape. Pad them to one length, or join them along an existing dimension with "
        "`torch.cat`.",
    ),
    "explain.whole_numbers": Text(
        "这一步只能算浮点数，给它的却是整数。去掉多余的 `.long()`，或者先用 `.float()` 转换。",
        "This step works on floating-point numbers and was given whole ones. Remove a `.long()` that should not be there, or convert "
        "with `.float()` first.",
    ),
    "explain.forward": Text(
        "这个模型没有 `forward` 方法。检查它的拼写和缩进：它要写在类里面。",
        "The model has no method `forward`. Check its spelling and its indentation: it belongs inside the class.",
    ),
}
