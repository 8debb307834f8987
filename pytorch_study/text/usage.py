"""What is said of wrong usage (exit code 2): what, where, what to do next."""

from pytorch_study.text import Text

USAGE: dict[str, Text] = {
    "error.nearest": Text("是不是想写 `{near}`？", "Did you mean `{near}`? "),
    "error.known": Text("可选的有：{names}。", "Available: {names}."),
    "error.unknown_lesson": Text(
        "没有叫 `{name}` 的课。{nearest}也可以写你自己的文件：`pytorch-study train ./my_lesson.py`。",
        "There is no lesson `{name}`. {nearest} You can also train a file of your own: `pytorch-study train ./my_lesson.py`.",
    ),
    "error.unknown_recipe": Text(
        "`{lesson}` 没有叫 `{name}` 的配方。{nearest}", "`{lesson}` has no recipe `{name}`. {nearest}"
    ),
    "error.unknown_field": Text("配方里没有 `{name}` 这一项。{nearest}", "The recipe has no field `{name}`. {nearest}"),
    "error.unknown_augment": Text(
        "没有叫 `{name}` 的数据增强。{nearest}", "There is no augmentation `{name}`. {nearest}"
    ),
    "error.too_many_amounts": Text(
        "数据增强 `{name}` 后面最多带 {most} 个数，这里有 {count} 个。",
        "The augmentation `{name}` takes at most {most} numbers, but got {count}.",
    ),
    "error.augment_rows": Text(
        "数据增强只能用于图片，`{lesson}` 的输入不是图片。请用 `--set augment=none`。",
        "Augmentation works on images only, and the inputs of `{lesson}` are not images. Use `--set augment=none`.",
    ),
    "error.bad_choice": Text("`{name}` 不能是 `{value}`。{nearest}", "`{name}` cannot be `{value}`. {nearest}"),
    "error.bad_type": Text(
        "`{name}` 不能是 `{value}`，应当是{type}。", "`{name}` cannot be `{value}`: it must be {type}."
    ),
    "type.int": Text("整数", "an integer"),
    "type.float": Text("数", "a number"),
    "type.bool": Text(" true 或 false", "true or false"),
    "type.str": Text("文字", "text"),
    "type.list": Text("列表", "a list"),
    "error.out_of_range": Text(
        "`{name}` 不能是 {value}，允许的范围是 {range}。", "`{name}` cannot be {value}: the allowed range is {range}."
    ),
    "error.set_form": Text(
        "`--set {value}` 少了等号。请写成 `--set 字段=值`，例如 `--set label_smoothing=0.1`。",
        "`--set {value}` has no `=`. Write `--set FIELD=VALUE`, for example `--set label_smoothing=0.1`.",
    ),
    "error.validation_too_large": Text(
        "一共只有 {count} 个训练样本，不能留出 {validation} 个做验证集。请把 `validation` 改小，或把 `limit` 改大。",
        "The training set has only {count} examples, so {validation} cannot be held out for validation. Lower `validation` or raise `limit`.",
    ),
    "error.per_class_without_classes": Text(
        "`per_class` 是每一类取多少个样本，可这一课的样本不分类别。请去掉它；想少用一些样本，用 `limit`。",
        "`per_class` is a number of examples of each class, but this lesson's examples have no classes. Leave it out; to use fewer examples, set `limit`.",
    ),
    "error.device_cannot": Text(
        "这台机器的 {device} 做不了这一步：{what}。请加上 --device cpu 再试。",
        "This machine's {device} cannot do this: {what}. Try again with --device cpu.",
    ),
    "error.no_device": Text(
        "这台机器上没有 `{device}`。可用的有：{there}。", "This machine has no `{device}`. Available: {there}."
    ),
    "error.no_file": Text("找不到文件 {path}。请检查路径。", "File {path} not found. Check the path."),
    "error.no_data_folder": Text(
        "找不到文件夹 {path}。请检查 `--data`、`--images` 或环境变量 PYTORCH_STUDY_DATA。",
        "Folder {path} not found. Check `--data`, `--images` or the environment variable PYTORCH_STUDY_DATA.",
    ),
    "error.unknown_data": Text("没有叫 `{name}` 的数据集。{nearest}", "There is no data set `{name}`. {nearest}"),
    "error.no_lesson_in_file": Text(
        "{path} 里没有名叫 `LESSON` 的 `Lesson`。请在文件末尾写 `LESSON = Lesson(...)`，examples/my_lesson.py 是一个完整的例子。",
        "{path} defines no `LESSON`. End it with `LESSON = Lesson(...)`; examples/my_lesson.py is a complete example.",
    ),
    "error.mistake_in_file": Text(
        "{path} 第 {line} 行出错，{kind}：{what}。改好后再运行一次。",
        "{path}, line {line}: {kind}: {what}. Fix it and run again.",
    ),
    "error.mistake_near_file": Text(
        "{path} 里的模型或数据出错，{kind}：{what}。加上 --debug 再运行一次，可以看到是哪一步。",
        "The model or the data of {path} failed with {kind}: {what}. Run it again with --debug to see at which step.",
    ),
    "error.load_gives_no_splits": Text(
        "`{lesson}` 的 `load` 应当 return Splits(train=..., test=...)，现在返回的是 {found}。",
        "`load` of `{lesson}` must return Splits(train=..., test=...), but returns {found}.",
    ),
    "error.model_is_no_module": Text(
        "`{lesson}` 的 `model` 应当返回建好的网络（nn.Module 的实例），现在返回的是 {found}。是不是少写了括号？",
        "`model` of `{lesson}` must return a network (an instance of nn.Module), but returns {found}. Are the "
        "parentheses missing?",
    ),
    "error.mistake_of_shape": Text(
        "{path} 里的模型或数据出错，{kind}：{what}。多半是形状对不上：检查相邻两层，前一层的输出是不是后一层要的输入。",
        "The model or the data of {path} failed with {kind}: {what}. The cause is often a shape mismatch: check that each "
        "layer takes what the previous one outputs.",
    ),
    "error.mistake_of_dtype": Text(
        "{path} 里的模型或数据出错，{kind}：{what}。类型对不上：多数层要 float32，在 `load` 里用 `x.float()` 转换。",
        "The model or the data of {path} failed with {kind}: {what}. The dtypes do not match: most layers take float32, so "
        "convert with `x.float()` in `load`.",
    ),
    "error.half_launched": Text(
        "环境变量 WORLD_SIZE 是 {size}，却没有 {missing}。多个进程请用 torchrun 启动；只要一个进程，就去掉 WORLD_SIZE。",
        "The environment variable WORLD_SIZE is {size}, but these are not set: {missing}. Start several processes with "
        "torchrun; for a single one, unset WORLD_SIZE.",
    ),
    "error.too_few_gpus": Text(
        "这台机器启动了至少 {processes} 个进程，却只有 {count} 块 GPU。把 `--nproc-per-node` 改小，或者加 `--device cpu`。",
        "At least {processes} processes were started on this machine, but it has only {count} GPUs. Lower "
        "`--nproc-per-node`, or add `--device cpu`.",
    ),
    "error.does_not_fit": Text(
        "这些设置和模型、数据对不上：{what}。检查改过的那几项（augment、classes、widths……）。",
        "These settings do not match the model and the data: {what}. Check the ones you changed (augment, classes, widths ...).",
    ),
    "error.outputs_not_classes": Text(
        "模型输出 {outputs} 个 logits，数据却有 {labels} 个类别，两者必须相同。改模型的最后一层；配方里有 `classes` 这一项时，也可以 `--set classes={labels}`。",
        "The model outputs {outputs} logits, but the data has {labels} classes, and the two must be equal. Change the "
        "model's last layer or, if the recipe has a field `classes`, use `--set classes={labels}`.",
    ),
    "error.float_images": Text(
        "图片 `x` 应当是 0..255 的 uint8，这里是 {found}。缩放由配方的 `scaling` 来做，预测你自己的图片时也一样。",
        "Images `x` must be uint8, 0..255, but are {found}. The recipe's `scaling` scales them, and your own images in the same way.",
    ),
    "error.images_form": Text(
        "图片应当是 (N, C, H, W) uint8，这里是 {found}。灰度图缺少通道这一维的，用 `x[:, None]` 加上；展平了的，用 `reshape` 还原。",
        "Images must be (N, C, H, W) uint8, but are {found}. Add a missing channel dimension with `x[:, None]`; restore flattened images with `reshape`.",
    ),
    "error.rows_form": Text(
        "输入 `x` 应当是 float32，这里是 {found}。用 `x.float()` 转换。",
        "The inputs `x` must be float32, but are {found}. Convert them with `x.float()`.",
    ),
    "error.no_tensor": Text(
        "`{name}` 应当是 PyTorch 张量，这里是 {found}。numpy 数组用 `torch.from_numpy(...)` 转换，列表用 `torch.tensor(...)`。",
        "`{name}` must be a PyTorch tensor, but is {found}. Convert a numpy array with `torch.from_numpy(...)`, a list with `torch.tensor(...)`.",
    ),
    "error.other_form": Text(
        "测试集或验证集的一个样本是 {found}，训练集的是 {wanted}。请让它们的形状和类型相同。",
        "An example of the test or validation set is {found}, but one of the training set is {wanted}. Give them the same shape and dtype.",
    ),
    "error.first_loss": Text(
        "还没开始训练，损失就是 {loss}，与学习率无关。检查模型里的除法、log、开方，以及数据里是不是有特别大的数。",
        "The loss is {loss} before any training, so the learning rate is not the cause. Check for divisions, logs and roots in the model, and for huge values in the data.",
    ),
    "error.one_row": Text(
        "训练集有 {count} 个样本，每批 {batch} 个：最后一批分给 {processes} 个进程，有的只剩 1 个样本，模型无法计算（{why}）。换一个 `batch_size`。",
        "{count} training examples in batches of {batch} leave one of {processes} processes with a single example in the last batch, which the model cannot handle ({why}). Choose another `batch_size`.",
    ),
    "error.answers_form": Text(
        "标签 `y` 应当是 {wanted}，这里是 {found}。在 `load` 里转换，例如 `y = {cure}`。",
        "The targets `y` must be {wanted}, but are {found}. Convert them in `load`, for example with `y = {cure}`.",
    ),
    "error.outputs_form": Text(
        "模型的输出应当是 {wanted}，这里是 {found}。改模型的最后一层（回归时不要 squeeze 掉最后一维）。",
        "The model's outputs must be {wanted}, but are {found}. Change its last layer (for regression, do not squeeze the "
        "last dimension).",
    ),
    "error.unequal_split": Text(
        "`x` 有 {x} 个样本，`y` 却有 {y} 个标签。每个样本对应一个标签，请检查 `load`。",
        "`x` has {x} examples, but `y` has {y} targets. Each example needs exactly one: check `load`.",
    ),
    "error.empty_split": Text(
        "训练集、验证集或测试集里一个样本也没有。请检查 `load`。",
        "The training, validation or test set is empty. Check `load`.",
    ),
    "error.not_finite": Text(
        "数据里有 {count} 个样本含有 NaN 或无穷大，第一处在第 {row} 个样本（从 0 数起）的 `{column}`。补全或去掉这些行再训练。",
        "NaN or infinity in {count} rows of the data, first in row {row} (from 0), column `{column}`. Fill in or drop "
        "these rows, and train again.",
    ),
    "error.label_of_no_class": Text(
        "数据里有标签 {label}，可是类别只有 0 到 {most}。请检查标签，或在 `DataInfo(labels=...)` 里写全类别。",
        "The data contains the label {label}, but the classes are 0 to {most}. Check the labels, or list all classes in "
        "`DataInfo(labels=...)`.",
    ),
    "error.lesson_name": Text(
        "课的名字不能是 `{name}`，因为文件夹要用它命名。只能用字母、数字、汉字、点、横线和下划线。",
        "A lesson cannot be named `{name}`, because its run folders are named after it. Use only letters, digits, dots, dashes and underscores.",
    ),
    "error.empty_file": Text(
        "{path} 是空的。请换一份 CSV：第一行是列名，下面每行一个样本。",
        "{path} is empty. Use a CSV file with the column names in the first line, then one example per line.",
    ),
    "error.lesson_file_gone": Text(
        "这次训练用的课文件 {path} 不在了。把它放回去，或者把没有改过的 {name} 放到当前文件夹里再试。",
        "The lesson file of this run, {path}, is gone. Put it back, or put an unchanged copy of {name} into the current folder.",
    ),
    "error.lesson_given": Text(
        "`{name}` 这一课是在 Python 里直接传入的，不在任何文件里，没法重新打开。在 Python 里用 `train` 返回的结果，"
        "或 `resume(..., lesson=...)`；或者把它写进一个 .py 文件，用文件路径来训练。",
        "The lesson `{name}` was passed in from Python and is in no file, so it cannot be loaded again. In Python, use "
        "what `train` returned, or `resume(..., lesson=...)`; or save it as a .py file and train it by its path.",
    ),
    "error.no_target": Text(
        "没有叫 `{name}` 的课，也没有叫这个名字的训练。{nearest}用 `pytorch-study lessons` 和 `pytorch-study runs` 查看全部。",
        "There is no lesson or run `{name}`. {nearest} List them with `pytorch-study lessons` and `pytorch-study runs`.",
    ),
    "error.no_run": Text(
        "没有叫 `{name}` 的训练，用 `pytorch-study runs` 查看全部。{nearest}",
        "There is no run `{name}`. List the runs with `pytorch-study runs`. {nearest}",
    ),
    "error.no_runs": Text(
        "{path} 里还没有任何训练。先运行 `pytorch-study train mnist`；如果训练在别处，加上 `--runs 文件夹`。",
        "There are no runs in {path} yet. Start with `pytorch-study train mnist`; if your runs are elsewhere, add `--runs DIR`.",
    ),
    "error.nothing_to_resume": Text(
        "{path} 里没有中断的训练（发散的不算）。也许在另一个文件夹里：`pytorch-study resume --runs 文件夹`。",
        "There are no unfinished runs in {path}, not counting diverged ones. Perhaps in another folder: `pytorch-study resume --runs DIR`.",
    ),
    "error.already_finished": Text(
        "训练 `{name}` 已经完成，不用继续。用 `pytorch-study evaluate {path}` 评估它。",
        "The run `{name}` is finished; there is nothing to resume. Evaluate it with `pytorch-study evaluate {path}`.",
    ),
    "error.not_finished": Text(
        "训练 `{name}` 还没有完成。先运行 `pytorch-study resume {path}`。",
        "The run `{name}` is not finished. Run `pytorch-study resume {path}` first.",
    ),
    "error.locked": Text(
        "进程 {pid} 正在 {path} 里训练。等它结束，或先停止它。",
        "Process {pid} is training in {path}. Wait for it to finish, or stop it first.",
    ),
    "error.no_shipped_weights": Text(
        "`{lesson}:{recipe}` 没有随包附带的权重。先训练：`pytorch-study train {lesson} --recipe {recipe}`。",
        "No weights ship for `{lesson}:{recipe}`. Train them first: `pytorch-study train {lesson} --recipe {recipe}`.",
    ),
    "error.no_maps": Text(
        "模型里的 `{layer}` 不能用来画 Grad-CAM：需要一个输出特征图 (N, C, H, W) 的层，通常选最后一个卷积层。",
        "Grad-CAM cannot use `{layer}`: it needs a layer of the model that outputs feature maps (N, C, H, W), "
        "usually the last convolution.",
    ),
    "error.no_predict": Text(
        "`{lesson}` 的输入既不是图片也不是表格里的行，predict 没有可读的文件。用 evaluate 给它评分；生成类的课（poems、flow）用 generate。",
        "`{lesson}` takes neither pictures nor rows, so predict has nothing to read. Score it with evaluate; a lesson that makes something does so with generate.",
    ),
    "error.no_predict_output": Text(
        "`{lesson}` 对每个样本输出 {shape} 的一组数，predict 只说得出一个数或一个类别。用 evaluate 给它评分；生成类的课（poems、flow）用 generate。",
        "`{lesson}` outputs numbers of shape {shape} for each example; predict can say one number or one class. Score it with "
        "evaluate; a lesson that makes something does so with generate.",
    ),
    "error.no_number": Text(
        "任务 `{task}` 的 metrics 给 `{name}` 的是 {found}，要的是一个数。张量请先算成一个数，再用 `.item()`。",
        "The metric `{name}` of the task `{task}` is a {found}, not one number. Make one number of a tensor first, then call `.item()`.",
    ),
    "error.no_headline": Text(
        "任务 `{task}` 的主要指标叫 `{headline}`，它的 metrics 却只给出：{names}。请改成其中一个，或 `loss`。",
        "The headline metric of the task `{task}` is `{headline}`, but its metrics are: {names}. Use one of them, or `loss`.",
    ),
    "error.explain_pictures_only": Text(
        "`--explain` 只能用于图片，`{lesson}` 的输入是表格。去掉它再试。",
        "`--explain` works on images only, and `{lesson}` takes tables. Leave it out.",
    ),
    "error.no_own_pictures": Text(
        "`{lesson}` 不能用 `--images`：它的输入不是图片，或者类别数是固定的。去掉它，或换一课。",
        "`{lesson}` cannot use `--images`: its inputs are not images, or its number of classes is fixed. Leave it out, or choose another lesson.",
    ),
    "error.compare_two": Text(
        "至少要两次训练才能比较。用 `pytorch-study runs` 查看它们的名字。",
        "Comparing takes at least two runs. List them with `pytorch-study runs`.",
    ),
    "error.compare_tasks": Text(
        "任务不同的训练（例如分类和回归）不能放在一起比较。请选同一种任务的训练。",
        "Runs of different tasks (such as classification and regression) cannot be compared. Choose runs of the same task.",
    ),
    "error.no_onnx": Text(
        "导出 ONNX 还缺少几个包（{why}）。先在同一个虚拟环境里运行：python -m pip install {packages}",
        "Exporting to ONNX needs packages that are not installed ({why}). In the same virtual environment, run: python -m pip install {packages}",
    ),
    "error.no_play": Text(
        "网页还缺少几个包（{why}）。先在同一个虚拟环境里运行：python -m pip install starlette uvicorn",
        "The browser page needs packages that are not installed ({why}). In the same virtual environment, run: python -m pip install starlette uvicorn",
    ),
    "error.port_taken": Text(
        "端口 {port} 已被占用。换一个 `--port`，或者不写，自动找一个空闲的。",
        "Port {port} is already in use. Choose another `--port`, or leave it out to use a free one.",
    ),
    "error.no_host": Text(
        "无法在 {host} 上打开网页（{why}）。去掉 `--host`，默认的 127.0.0.1 总是可用的。",
        "Cannot serve the page at {host} ({why}). Leave out `--host`: the default, 127.0.0.1, always works.",
    ),
    "error.already_there": Text(
        "{path} 已经存在。用 `--output` 换一个名字，或者加 `--force` 覆盖它。",
        "{path} already exists. Choose another name with `--output`, or overwrite it with `--force`.",
    ),
    "error.export_impossible": Text(
        "`{lesson}` 的模型无法导出为 ONNX：{why}。ONNX 是静态计算图，不能根据输入的数值决定怎么算；请改写 forward，或用 `--format safetensors`。",
        "The model of `{lesson}` cannot be exported to ONNX: {why}. ONNX is a static graph that cannot branch on values: "
        "change `forward`, or use `--format safetensors`.",
    ),
    "error.web_digits_only": Text(
        "`{lesson}` 不能导出成网页：网页上只能画 28×28 的手写数字，模型必须把它们分成 0 到 9 这十类。请用 `--format onnx`。",
        "`{lesson}` cannot become a web page: the page is for drawing digits, so the model must classify 28×28 images as "
        "0 to 9. Use `--format onnx`.",
    ),
    "error.web_impossible": Text(
        "`{lesson}` 的模型不能在网页里运行：网页不支持 {what}，只支持依次计算这些层：{known}。请改写模型，或用 `--format onnx`。",
        "The model of `{lesson}` cannot run in a web page, which does not support {what}, only {known}, one after the "
        "other. Change the model, or use `--format onnx`.",
    ),
    "error.web_untraceable": Text(
        "`{lesson}` 的模型不能在网页里运行：它的 forward 不是固定的一串步骤（{why}）。不要让计算过程取决于输入的数值或批量大小，或者改用 `--format onnx`。",
        "The model of `{lesson}` cannot run in a web page: its `forward` is not a fixed sequence of steps ({why}). Do not "
        "let it branch on values or on the batch size, or use `--format onnx`.",
    ),
    "error.usage": Text("{what}", "{what}"),
}
