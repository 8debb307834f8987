"""What is said of wrong usage (exit code 2): what, where, what to do next."""

from pytorch_study.text import Text

USAGE: dict[str, Text] = {
    "error.nearest": Text("是不是想写 `{near}`？", "Did you mean `{near}`? "),
    "error.known": Text("可选的有：{names}。", "There are: {names}."),
    "error.unknown_lesson": Text(
        "没有叫 `{name}` 的课。{nearest}也可以写你自己的文件：`pytorch-study train ./my_lesson.py`。",
        "There is no lesson `{name}`. {nearest} A file of your own works too: `pytorch-study train ./my_lesson.py`.",
    ),
    "error.unknown_recipe": Text(
        "`{lesson}` 没有叫 `{name}` 的配方。{nearest}", "`{lesson}` has no recipe `{name}`. {nearest}"
    ),
    "error.unknown_field": Text("配方里没有 `{name}` 这一项。{nearest}", "A recipe has no field `{name}`. {nearest}"),
    "error.unknown_augment": Text(
        "没有叫 `{name}` 的数据增强。{nearest}", "There is no augmentation `{name}`. {nearest}"
    ),
    "error.too_many_amounts": Text(
        "数据增强 `{name}` 后面最多带 {most} 个数，这里有 {count} 个。",
        "The augmentation `{name}` takes at most {most} numbers; here: {count}.",
    ),
    "error.augment_rows": Text(
        "数据增强只能用于图片，`{lesson}` 的输入不是图片。请用 `--set augment=none`。",
        "Augmentation is for images, and `{lesson}` has none. Use `--set augment=none`.",
    ),
    "error.bad_choice": Text("`{name}` 不能是 `{value}`。{nearest}", "`{name}` cannot be `{value}`. {nearest}"),
    "error.bad_type": Text(
        "`{name}` 不能是 `{value}`，应当是 {type}。", "`{name}` cannot be `{value}`: it takes {type}."
    ),
    "error.out_of_range": Text(
        "`{name}` 不能是 {value}，范围是 {range}。", "`{name}` cannot be {value}; its range is {range}."
    ),
    "error.set_form": Text(
        "`--set {value}` 少了等号。请写成 `--set 字段=值`，例如 `--set label_smoothing=0.1`。",
        "`--set {value}` has no `=`. Write `--set FIELD=VALUE`, e.g. `--set label_smoothing=0.1`.",
    ),
    "error.validation_too_large": Text(
        "一共只有 {count} 个训练样本，不能留出 {validation} 个做验证。请把 `validation` 改小，或把 `limit` 改大。",
        "There are only {count} training examples, so {validation} cannot be held out. Lower `validation` or raise `limit`.",
    ),
    "error.no_device": Text(
        "这台机器上没有 `{device}`。可用的有：{there}。", "This machine has no `{device}`. It has: {there}."
    ),
    "error.no_file": Text("找不到文件 {path}。请检查路径。", "There is no file {path}. Check the path."),
    "error.no_data_folder": Text(
        "找不到文件夹 {path}。请检查 `--data`、`--images` 或环境变量 PYTORCH_STUDY_DATA。",
        "There is no folder {path}. Check `--data`, `--images` or the variable PYTORCH_STUDY_DATA.",
    ),
    "error.unknown_data": Text("没有叫 `{name}` 的数据集。{nearest}", "There is no data set `{name}`. {nearest}"),
    "error.no_lesson_in_file": Text(
        "{path} 里没有名叫 `LESSON` 的 `Lesson`。请在文件末尾写 `LESSON = Lesson(...)`，README.md 里有完整的例子。",
        "{path} defines no `LESSON`. End it with `LESSON = Lesson(...)`; README.en.md shows a whole example.",
    ),
    "error.mistake_in_file": Text(
        "{path} 第 {line} 行出错，{kind}：{what}。改好后再运行一次。",
        "{path}, line {line}: {kind}: {what}. Mend it and run again.",
    ),
    "error.mistake_near_file": Text(
        "{path} 里的模型或数据出错，{kind}：{what}。多半是形状对不上：看看相邻的两层，前一层的输出是不是后一层要的输入。",
        "The model or data of {path} failed, {kind}: {what}. Often shapes do not fit: "
        "see whether each layer takes as many numbers as the one before it gives.",
    ),
    "error.too_few_gpus": Text(
        "这台机器启动了至少 {processes} 个进程，却只有 {count} 块 GPU。把 `--nproc-per-node` 改小，或者加 `--device cpu`。",
        "At least {processes} processes were started on this machine, which has {count} GPUs. Take a smaller "
        "`--nproc-per-node`, or say `--device cpu`.",
    ),
    "error.does_not_fit": Text(
        "这些设置和模型、数据对不上：{what}。看看改过的那几项（augment、classes、widths……）。",
        "These settings do not fit the model and the data: {what}. Look at those that you changed (augment, classes, widths ...).",
    ),
    "error.outputs_not_classes": Text(
        "模型给出 {outputs} 个分数，数据却有 {labels} 类。让两者相同：改模型的最后一层；配方里有 `classes` 这一项时，也可以 `--set classes={labels}`。",
        "The model gives {outputs} scores, but the data have {labels} classes. Make them equal: change the model's last "
        "layer or, where the recipe has a field `classes`, say `--set classes={labels}`.",
    ),
    "error.float_images": Text(
        "图片 `x` 要用 0..255 的 uint8，现在是 {found}。缩放由配方的 `inputs` 来做，认你自己的图片时也一样。",
        "Pictures `x` must be uint8, 0..255, and are {found}. The recipe's `inputs` scales them, as it will your own pictures.",
    ),
    "error.images_form": Text(
        "图片应当是 (N, C, H, W) uint8，这里是 {found}。灰度图没有通道这一维的，用 `x[:, None]` 加上；拉平了的，用 `reshape` 还原。",
        "Images must be (N, C, H, W) uint8, and are {found}. Where grey ones lack the channel, `x[:, None]` adds it; flat ones need `reshape`.",
    ),
    "error.rows_form": Text(
        "输入 `x` 应当是 float32，这里是 {found}。用 `x.float()` 转换。",
        "The inputs `x` must be float32, and are {found}. `x.float()` makes them so.",
    ),
    "error.no_tensor": Text(
        "`{name}` 应当是 torch 的张量，这里是 {found}。numpy 数组用 `torch.from_numpy(...)` 转换，列表用 `torch.tensor(...)`。",
        "`{name}` must be a tensor of torch, and is {found}. `torch.from_numpy(...)` makes one of a numpy array, `torch.tensor(...)` of a list.",
    ),
    "error.other_form": Text(
        "测试集或验证集的一个样本是 {found}，训练集的是 {wanted}。请让它们的形状和类型相同。",
        "An example of the test or validation set is {found}, one of the training set {wanted}. Make them of one form.",
    ),
    "error.first_loss": Text(
        "还没开始训练，损失就是 {loss}，与学习率无关。检查模型里的除法、log、开方，以及数据里是不是有特别大的数。",
        "Before any training the loss is {loss}, so the learning rate has no part in it. Look at divisions, logs and roots in the model, and for huge numbers in the data.",
    ),
    "error.one_row": Text(
        "训练集有 {count} 个样本，每批 {batch} 个：最后一批分给 {processes} 个进程，有的只剩 1 个样本，模型算不了（{why}）。换一个 `batch_size`。",
        "{count} training examples in batches of {batch}: the last one leaves a process (of {processes}) a single example, with which the model cannot compute ({why}). Choose another `batch_size`.",
    ),
    "error.answers_form": Text(
        "答案 `y` 应当是 {wanted}，现在是 {found}。", "The answers `y` must be {wanted}, and are {found}."
    ),
    "error.outputs_form": Text(
        "模型的输出应当是 {wanted}，现在是 {found}。改模型的最后一层（回归时不要 squeeze 掉最后一维）。",
        "The model's outputs must be {wanted}, and are {found}. Change its last layer (in regression, do not squeeze the "
        "last dimension away).",
    ),
    "error.unequal_split": Text(
        "`x` 有 {x} 个样本，`y` 却有 {y} 个。一个样本对应一个答案。",
        "`x` has {x} examples, but `y` has {y}. Each example needs one answer.",
    ),
    "error.empty_split": Text(
        "训练集、验证集或测试集里一个样本也没有。请检查 `load`。",
        "A training, validation or test set has no examples. Look at `load`.",
    ),
    "error.not_finite": Text(
        "数据里有 {count} 行含有 NaN 或无穷大，第一处在第 {row} 行（从 0 数起）的 `{column}`。把这些行补好或去掉再训练。",
        "{count} rows of the data have a NaN or an infinity, the first is row {row} (from 0), `{column}`. Fill them in or leave "
        "them out, and train again.",
    ),
    "error.label_of_no_class": Text(
        "数据里有标签 {label}，可是类别只有 0 到 {most}。请检查标签，或在 `Names(labels=...)` 里写全类别。",
        "The data have a label {label}, but the classes are 0 to {most}. Look at the labels, or name all classes in "
        "`Names(labels=...)`.",
    ),
    "error.lesson_name": Text(
        "课的名字不能是 `{name}`：它要用来给文件夹起名。只用字母、数字、汉字、点、横线和下划线。",
        "A lesson cannot be called `{name}`: a folder is named after it. Use letters, digits, dots, dashes and underscores.",
    ),
    "error.empty_file": Text(
        "{path} 是空的。请换一份 CSV：第一行是列名，下面每行一个样本。",
        "{path} is empty. It should be a CSV file: the names of the columns, then a row an example.",
    ),
    "error.lesson_file_gone": Text(
        "这次训练用的课文件 {path} 不在了。把它放回去，或者把没有改过的 {name} 放到当前文件夹里再试。",
        "The lesson file of this run, {path}, is gone. Put it back, or put {name}, unchanged, into the current folder.",
    ),
    "error.lesson_given": Text(
        "`{name}` 这一课是在 Python 里直接给出的，不在任何文件里，没法重新打开。在 Python 里用 `train` 返回的结果，"
        "或 `resume(..., lesson=...)`；或者把它写进一个 .py 文件，用文件路径来训练。",
        "The lesson `{name}` was given in Python and stands in no file, so it cannot be found again. In Python, use what "
        "`train` returned, or `resume(..., lesson=...)`; or put it into a .py file and train by the file's path.",
    ),
    "error.taken_fields": Text(
        "配方里的 {names} 和训练记录自己的名字重复了，请换个名字。",
        "The recipe's {names} are names that the record of a run uses itself. Choose others.",
    ),
    "error.no_target": Text(
        "没有叫 `{name}` 的课，也没有叫这个名字的训练。{nearest}用 `pytorch-study lessons` 和 `pytorch-study runs` 查看全部。",
        "There is no lesson and no run `{name}`. {nearest} `pytorch-study lessons` and `pytorch-study runs` list them all.",
    ),
    "error.no_run": Text(
        "没有叫 `{name}` 的训练。{nearest}用 `pytorch-study runs` 查看全部。",
        "There is no run `{name}`. {nearest} `pytorch-study runs` lists them all.",
    ),
    "error.no_runs": Text(
        "{path} 里还没有任何训练。先运行 `pytorch-study train mnist`。",
        "There is no run in {path} yet. Start with `pytorch-study train mnist`.",
    ),
    "error.nothing_to_resume": Text(
        "{path} 里没有中断的训练。用 `pytorch-study runs --runs {path}` 查看全部。",
        "No unfinished run in {path}. `pytorch-study runs --runs {path}` lists them all.",
    ),
    "error.already_finished": Text(
        "训练 `{name}` 已经完成，不用继续。用 `pytorch-study evaluate {path}` 看它的成绩。",
        "The run `{name}` is finished; there is nothing to resume. `pytorch-study evaluate {path}` scores it.",
    ),
    "error.not_finished": Text(
        "训练 `{name}` 还没有完成。先运行 `pytorch-study resume {path}`。",
        "The run `{name}` is not finished. First run `pytorch-study resume {path}`.",
    ),
    "error.locked": Text(
        "进程 {pid} 正在 {path} 里训练。等它结束，或先把它停下。",
        "Process {pid} is training in {path}. Wait for it, or stop it first.",
    ),
    "error.no_shipped_weights": Text(
        "`{lesson}:{recipe}` 没有随包附带的权重。先训练：`pytorch-study train {lesson} --recipe {recipe}`。",
        "No weights ship for `{lesson}:{recipe}`. Train them: `pytorch-study train {lesson} --recipe {recipe}`.",
    ),
    "error.no_maps": Text(
        "模型里没有能画 Grad-CAM 的层 `{layer}`：需要一个输出特征图 (N, C, H, W) 的层，通常选最后一个卷积。",
        "Grad-CAM cannot use `{layer}`: it needs a layer of the model that gives feature maps, (N, C, H, W), "
        "usually the last convolution.",
    ),
    "error.no_predict": Text(
        "`{lesson}` 的输入既不是图片也不是表格里的行，predict 没有可读的文件。用 evaluate 给它评分。",
        "`{lesson}` takes neither pictures nor rows, so predict has nothing to read. Score it with evaluate.",
    ),
    "error.explain_pictures_only": Text(
        "`--explain` 只能用于图片，`{lesson}` 的输入是表格。去掉它再试。",
        "`--explain` is for pictures, and `{lesson}` reads tables. Leave it out.",
    ),
    "error.no_own_pictures": Text(
        "`{lesson}` 不能用 `--images`：它不认图片，或者类别数是固定的。",
        "`{lesson}` cannot take `--images`: it reads no pictures, or its number of classes is fixed.",
    ),
    "error.compare_two": Text(
        "比较至少要两次训练。用 `pytorch-study runs` 查看它们的名字。",
        "To compare takes two runs at least. `pytorch-study runs` lists their names.",
    ),
    "error.compare_tasks": Text(
        "任务不同的训练不能放在一起比较。请选任务相同的。",
        "Runs of different tasks cannot be compared. Pick runs with the same task.",
    ),
    "error.no_onnx": Text(
        "导出 ONNX 还缺少几个包（{why}）。先在同一个虚拟环境里运行：python -m pip install {packages}",
        "Exporting to ONNX needs packages that are missing ({why}). First run, in the same virtual environment: python -m pip install {packages}",
    ),
    "error.no_play": Text(
        "网页还缺少几个包（{why}）。先在同一个虚拟环境里运行：python -m pip install starlette uvicorn",
        "The page needs packages that are missing ({why}). First run, in the same virtual environment: python -m pip install starlette uvicorn",
    ),
    "error.port_taken": Text(
        "端口 {port} 已被占用。换一个 `--port`，或者不写，自动找一个空闲的。",
        "The port {port} is taken. Choose another `--port`, or leave it out: a free one is found.",
    ),
    "error.no_host": Text(
        "不能在 {host} 上打开网页（{why}）。默认的 127.0.0.1 总是可以的。",
        "The page cannot be opened at {host} ({why}). The default, 127.0.0.1, always works.",
    ),
    "error.already_there": Text(
        "{path} 已经存在。用 `--output` 换一个名字，或者加 `--force` 覆盖它。",
        "{path} is there already. Choose another name with `--output`, or replace it with `--force`.",
    ),
    "error.export_impossible": Text(
        "`{lesson}` 的模型写不成 ONNX：{why}。ONNX 是静态的计算图，不能根据输入的数值决定怎么算；请改写 forward，或用 `--format safetensors`。",
        "The model of `{lesson}` cannot be written as ONNX: {why}. ONNX is a fixed graph that cannot look at numbers to "
        "decide what to compute: change `forward`, or use `--format safetensors`.",
    ),
    "error.web_digits_only": Text(
        "`{lesson}` 不能导出成网页：网页上只能画 28×28 的手写数字，模型要从 0 到 9 里选一个。请用 `--format onnx`。",
        "`{lesson}` cannot become a web page: on the page one draws digits of 28×28 pixels, which the model must tell apart "
        "as 0 to 9. Use `--format onnx`.",
    ),
    "error.web_impossible": Text(
        "`{lesson}` 的模型不能在网页里运行：网页不会算 {what}，只会依次计算这些层：{known}。请改写模型，或用 `--format onnx`。",
        "The model of `{lesson}` cannot run in a web page: the page cannot compute {what}, only {known}, one after the "
        "other. Change the model, or use `--format onnx`.",
    ),
    "error.web_untraceable": Text(
        "`{lesson}` 的模型不能在网页里运行：它的 forward 写不成固定的步骤（{why}）。不要让计算过程取决于输入的数值或批大小；或者改用 `--format onnx`。",
        "The model of `{lesson}` cannot run in a web page: its `forward` is no fixed list of steps ({why}). Do not let it "
        "look at numbers or at the batch size to decide what to compute, or use `--format onnx`.",
    ),
    "error.usage": Text("{what}", "{what}"),
}
