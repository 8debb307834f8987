"""What is said when something goes wrong: what, where, what to do next."""

from pytorch_study.text import Text

FAILURES: dict[str, Text] = {
    "error.nearest": Text("是不是想写 `{near}`？", "Did you mean `{near}`? "),
    "error.known": Text("可选的有：{names}。", "There are: {names}."),
    # 2 · usage
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
    "error.augment_rows": Text(
        "数据增强只能用于图片，`{lesson}` 的输入不是图片。请用 `--set augment=none`。",
        "Augmentation is for images, and `{lesson}` has none. Use `--set augment=none`.",
    ),
    "error.bad_choice": Text("`{name}` 不能是 `{value}`。{nearest}", "`{name}` cannot be `{value}`. {nearest}"),
    "error.bad_type": Text(
        "`{name}` 的值 `{value}` 类型不对，应当是 {type}。", "`{name}` cannot be `{value}`: it takes {type}."
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
        "模型给出 {outputs} 个分数，数据却有 {labels} 类。让两者相同：改模型的最后一层，或者 `--set classes={labels}`。",
        "The model gives {outputs} scores, but the data have {labels} classes. Make them equal: change the model's last "
        "layer, or say `--set classes={labels}`.",
    ),
    "error.float_images": Text(
        "图片 `x` 要用 0..255 的 uint8，现在是 {found}。缩放由配方的 `inputs` 来做，认你自己的图片时也一样。",
        "Pictures `x` must be uint8, 0..255, and are {found}. The recipe's `inputs` scales them, as it will your own pictures.",
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
    "error.empty_file": Text("{path} 是空的。", "{path} is empty."),
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
        "分类和回归的训练不能放在一起比较。请选同一类任务。",
        "A classification and a regression cannot be compared. Pick runs of one kind.",
    ),
    "error.no_onnx": Text(
        "导出 ONNX 还缺少几个包（{why}）。先运行：pip install {packages}",
        "Exporting to ONNX needs packages that are missing ({why}). First run: pip install {packages}",
    ),
    "error.no_play": Text(
        "网页还缺少几个包（{why}）。先运行：pip install starlette uvicorn",
        "The page needs packages that are missing ({why}). First run: pip install starlette uvicorn",
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
    # 3 · data
    "error.cannot_read": Text("读不了 {path}：{why}。", "Cannot read {path}: {why}."),
    "error.idx_magic": Text(
        "{path} 不是 IDX 文件：开头应当是 00 00 08，实际是 {found}。请换一份完好的文件。",
        "{path} is no IDX file: it should begin with 00 00 08, but begins with {found}. Get a good copy.",
    ),
    "error.idx_length": Text(
        "{path} 的长度不对：按文件头应有 {expected} 字节，实际 {found} 字节。请换一份完整的文件。",
        "{path} has the wrong length: its header says {expected} bytes, there are {found}. Get a complete copy.",
    ),
    "error.not_gzip": Text(
        "{path} 不是完好的 gzip 文件（{why}）。可能只下载了一半，或者存成了网页，请重新获取。",
        "{path} is not a whole gzip file ({why}). It may be half a download or a web page; get it again.",
    ),
    "error.too_large": Text(
        "{path} 解压后超过 {most} 字节，不是这个数据集，已停止解压。",
        "{path} unpacks to more than {most} bytes: it is not this data set, so unpacking was stopped.",
    ),
    "error.wrong_digest": Text(
        "{path} 的内容不是 {name}：SHA-256 应为 {expected}，实际是 {found}。请删除或替换这个文件。",
        "{path} does not hold {name}: its SHA-256 should be {expected}, but is {found}. Delete or replace this file.",
    ),
    "error.mnist_incomplete": Text(
        "{path} 里的 MNIST 不全，缺少 {missing}（.gz 或解压后的都行）。补上，或移走其余文件。",
        "MNIST in {path} is incomplete: {missing} is missing (.gz or unpacked). Add it, or move the others away.",
    ),
    "error.mnist_missing": Text(
        "找不到 MNIST。请重新安装本包，或把 {names} 放进 `--data` 文件夹下的 MNIST/raw/。",
        "MNIST is not there. Install the package again, or put {names} into MNIST/raw/ below the `--data` folder.",
    ),
    "error.data_missing": Text(
        "这台电脑上没有 {name} 的数据。用 `pytorch-study data get {name}` 下载，或用 `--data` 指明它在哪个文件夹。",
        "The data of {name} are not on this computer. `pytorch-study data get {name}` downloads them; `--data` says in which folder they are.",
    ),
    "error.not_in_folder": Text(
        "{path} 里没有这个数据集的文件。请写数据所在的文件夹，或下载好的文件本身。",
        "{path} holds no file of this data set. Name the folder that has the data, or the downloaded file itself.",
    ),
    "error.no_download": Text(
        "{name} 下载不了（{why}）。请换个网络下载这个文件（{size} MB，{url}，SHA-256 {sha256}），放进 {folder}，或者运行 `pytorch-study data get {data_set} --from 文件`。",
        "{name} could not be downloaded ({why}). Fetch it some other way ({size} MB, {url}, SHA-256 {sha256}) and put it into {folder}, or run `pytorch-study data get {data_set} --from FILE`.",
    ),
    "error.cifar10_incomplete": Text(
        "{path} 里的 CIFAR-10 不全，缺少 {missing}。补上，或删掉它重新获取。",
        "CIFAR-10 in {path} is incomplete: {missing} is missing. Add it, or delete the rest and get it again.",
    ),
    "error.not_cifar10": Text(
        "{path} 的内容不是官方的 CIFAR-10（SHA-256 应为 {expected}，实际是 {found}）。请删掉它，重新获取。",
        "{path} does not hold the official CIFAR-10 (SHA-256 should be {expected}, but is {found}). Delete it and get it again.",
    ),
    "error.not_a_batch": Text(
        "{path} 不是 CIFAR-10 的数据文件（{why}）。里面的代码没有执行；请删掉它，重新获取。",
        "{path} is no data file of CIFAR-10 ({why}). Nothing in it was run; delete it and get it again.",
    ),
    "error.not_an_archive": Text(
        "{path} 不是完好的 tar 压缩包（{why}）。可能只下载了一半，或者存成了网页，请重新获取。",
        "{path} is not a whole tar archive ({why}). It may be half a download or a web page; get it again.",
    ),
    "error.missing_columns": Text(
        "{path} 缺少这些列：{missing}。第一行应当是列名：{columns}。",
        "{path} lacks the columns {missing}. Its first line should name them: {columns}.",
    ),
    "error.no_rows": Text(
        "{path} 只有列名，没有数据。请至少加一行。", "{path} has a header but no rows. Add at least one."
    ),
    "error.not_text": Text(
        "{path} 不是文本文件。请另存为 CSV（UTF-8）。", "{path} is not a text file. Save it as CSV (UTF-8)."
    ),
    "error.broken_table": Text(
        "{path} 从第 {line} 行起读不下去（{why}）。多半是有一个引号没有配对，请改好再试。",
        "{path} cannot be read from line {line} on ({why}). Probably a quotation mark is not closed: mend it and try again.",
    ),
    "error.row_length": Text(
        "{path} 第 {line} 行有 {found} 格，而列名有 {expected} 个。多半是多了或少了一个逗号。",
        "{path}, line {line}: there are {found} cells, but {expected} column names. Probably a comma is missing or one too many.",
    ),
    "error.not_a_number": Text(
        "{path} 第 {line} 行的 `{column}` 不是能用的数（空着、是文字，或大得离谱）：`{value}`。改好这一格再试。",
        "{path}, line {line}: `{column}` is not a number that can be used (empty, text, or far too large): `{value}`. Mend it and try again.",
    ),
    "error.too_few_classes": Text(
        "{path} 里只有 {count} 个子文件夹。每个类别要有一个子文件夹，至少两个类别。",
        "{path} has {count} sub-folders. Make one for each class, at least two.",
    ),
    "error.too_few_pictures": Text(
        "{path} 里只有 {count} 张图片。每个类别至少要两张。",
        "{path} holds {count} pictures. Each class needs at least two.",
    ),
    # 4 · checkpoints and weights
    "error.no_checkpoint": Text(
        "{path} 里没有检查点，无法继续。请重新训练。",
        "There is no checkpoint in {path}, so it cannot go on. Train again.",
    ),
    "error.broken_seal": Text(
        "检查点 {path}（{size} 字节）已损坏：校验和对不上。不会使用它；有更早的就用更早的，没有就只能重新训练。",
        "The checkpoint {path} ({size} bytes) is damaged: its checksum does not match. It is not used, but the one before it is, "
        "if there is one; else train again.",
    ),
    "error.other_data": Text(
        "{path} 是用另一份数据训练的：{differences}。请把数据恢复原样再继续，或重新训练。",
        "The data are not those that {path} was trained on: {differences}. Bring them back to go on, or train again.",
    ),
    "error.foreign_checkpoint": Text(
        "检查点 {path} 的内容不是本程序写的。里面的代码没有执行；不会使用它。有更早的就用更早的，没有就只能重新训练。",
        "The checkpoint {path} holds something that this program did not write. Nothing in it was run; it is not used, but the "
        "one before it is, if there is one; else train again.",
    ),
    "error.lacks_fields": Text(
        "{path} 里缺少这些字段，或者它们的类型不对：{names}。它被改过；请改回去，或重新训练。",
        "{path} lacks these fields, or they are of a wrong type: {names}. It was changed: undo that, or train again.",
    ),
    "error.other_format": Text(
        "检查点 {path} 是另一个版本写的，这个版本读不了。请用当时的版本，或重新训练。",
        "The checkpoint {path} was written by another version. Use that version, or train again.",
    ),
    "error.other_lesson": Text(
        "检查点 {path} 属于 `{found}`，不是 `{expected}`。把 recipe.json 改回去，或重新训练。",
        "The checkpoint {path} belongs to `{found}`, not to `{expected}`. Change recipe.json back, or train again.",
    ),
    "error.other_recipe": Text(
        "检查点 {path} 的配方和 recipe.json 不同：{differences}。把 recipe.json 改回去再继续；如果就是想改，加上 --allow-changes。",
        "The checkpoint {path} has another recipe than recipe.json: {differences}. Change recipe.json back to go on; or add"
        " --allow-changes if the change is meant.",
    ),
    "error.changed_recipe": Text(
        "这会改变训练 `{name}` 的配方：{differences}。什么都还没有动。如果就是想改，加上 --allow-changes。",
        "This changes the recipe of the run `{name}`: {differences}. Nothing has been touched. Add --allow-changes if that"
        " is meant.",
    ),
    "error.fixed_field": Text(
        "训练途中不能改变 {names}。可以改变的有：{changeable}。想改别的，请重新训练。",
        "{names} cannot change in the middle of a training. What can: {changeable}. For anything else, train anew.",
    ),
    "error.other_model": Text(
        "{path} 里的权重不属于这个模型（文件 → 模型）：{why}。请用训练时的代码，或重新训练。",
        "The weights in {path} are of another model (file → model): {why}. Use the code it was trained with, or train again.",
    ),
    "error.not_weights": Text(
        "{path} 不是完好的 safetensors 文件（{why}）。请重新训练或重新安装。",
        "{path} is not a whole safetensors file ({why}). Train or install again.",
    ),
    "error.weights_not_finite": Text(
        "{path} 里的权重有 NaN 或无穷大（{names}），这样的模型什么也算不出来。请重新训练或重新安装。",
        "{path} has weights that are not finite numbers ({names}): such a model cannot answer. Train or install again.",
    ),
    "error.weights_digest": Text(
        "权重 {path} 已损坏：SHA-256 应为 {expected}，实际是 {found}。请重新训练或重新安装。",
        "The weights {path} are damaged: their SHA-256 should be {expected}, but is {found}. Train or install again.",
    ),
    "error.export_differs": Text(
        "没有写 {path}：它的输出与 PyTorch 相差 {difference}，最多只允许 {allowed}。多半是 forward 的算法随批大小或运行环境而变，请让结果与它们无关。",
        "{path} was not written: its outputs differ from PyTorch's by {difference}, and {allowed} is the most allowed. "
        "Often `forward` computes something else for another batch size: make it the same for all.",
    ),
    "error.export_fails": Text(
        "没有写文件：onnxruntime 运行不了导出的模型（{why}）。多半是 forward 里写死了批大小，请用 x.shape[0]。",
        "No file was written: onnxruntime cannot run the exported model ({why}). Often `forward` has a batch size written "
        "into it: use x.shape[0].",
    ),
    # 5 · disk
    "error.disk_full": Text(
        "磁盘满了，写不了 {path}。已有的文件没有动；腾出空间再试。",
        "The disk is full: cannot write {path}. What was there is untouched; make room and try again.",
    ),
    "error.cannot_write": Text(
        "写不了 {path}：{why}。请换一个可写的位置（例如 `--runs ~/runs`，导出用 `--output`），或修改它的权限。",
        "Cannot write {path}: {why}. Use a place you may write to (e.g. `--runs ~/runs`; for an export, `--output`), or change its permissions.",
    ),
    "error.not_allowed": Text(
        "没有访问 {path} 的权限。请修改它的权限，或换一个文件夹。",
        "{path} may not be looked at. Change its permissions, or use another folder.",
    ),
    # 6 · divergence
    "error.diverged": Text(
        "第 {step} 步（第 {epoch} 轮）的损失变成了 NaN 或无穷大，训练发散了。学习率 {lr} 多半太大：先试它的十分之一，或加 `--set clip=1`。",
        "At step {step} (epoch {epoch}) the loss is no longer finite: the training diverged. The learning rate {lr} is "
        "probably too high: try a tenth of it, or add `--set clip=1`.",
    ),
    # 1, 130, 143
    "error.internal": Text(
        "程序内部出错：{what}。加 `--debug` 再运行可以看到细节，欢迎连同 `pytorch-study env` 的输出一起反馈。",
        "Internal error: {what}. Run again with `--debug` for details, and report them with what `pytorch-study env` says.",
    ),
    "error.no_memory": Text(
        "内存不够。把 batch_size 调小，或者用 `--set limit=...` 少用些数据。",
        "Not enough memory. Take a smaller batch_size, or fewer examples with `--set limit=...`.",
    ),
    "error.stopped": Text(
        "已停在第 {step} 步，进度已保存。继续训练：{command}",
        "Stopped at step {step}; everything is saved. To go on: {command}",
    ),
    "error.stopped_at_once": Text(
        "已立即停下；最近一次保存的第 {step} 步还在。继续训练：{command}",
        "Stopped at once; what was saved at step {step} is kept. To go on: {command}",
    ),
    "error.peer_lost": Text(
        "一起训练的另一个进程不见了：它出了错、被杀掉，或者网络断了；它自己的报错在上面。训练还没有开始，什么也没有写。",
        "Another process of this training has gone: it failed, was killed, or lost its network; its own words stand "
        "above. The training had not begun, and nothing was written.",
    ),
    "error.peers_unreachable": Text(
        "一起训练的进程连不上彼此（0 号机器的地址是 {address}）。几台机器一起训练时，--master-addr 请写 0 号机器的 IP 地址；"
        "还不行就放开防火墙，或把环境变量 GLOO_SOCKET_IFNAME 设为通往其他机器的网卡名。",
        "The processes of this training cannot reach each other (machine 0 is {address}). With several machines, give "
        "--master-addr the IP address of machine 0; else open the firewall, or set the variable GLOO_SOCKET_IFNAME to "
        "the network interface that leads to the others.",
    ),
    "error.peer_lost_in_training": Text(
        "一起训练的另一个进程不见了：它出了错、被杀掉，或者网络断了。已停在第 {step} 步，进度由 0 号进程保存。"
        "继续训练：{command}",
        "Another process of this training has gone: it failed, was killed, or lost its network. Stopped at step {step}; "
        "process 0 saves everything. To go on: {command}",
    ),
    "error.interrupted": Text("已中断。", "Interrupted."),
}
