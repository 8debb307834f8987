"""What is said when anything but the usage is wrong, by exit code: what, where, what to do next."""

from pytorch_study.text import Text

FAILURES: dict[str, Text] = {
    # 3 · data
    "error.cannot_read": Text(
        "无法读取 {path}：{why}。请检查这个文件和它的权限。",
        "Cannot read {path}: {why}. Check the file and its permissions.",
    ),
    "error.idx_magic": Text(
        "{path} 不是 IDX 文件：开头应当是 00 00 08，实际是 {found}。请换一份完好的文件。",
        "{path} is not an IDX file: it should begin with 00 00 08, but begins with {found}. Get an intact copy.",
    ),
    "error.idx_length": Text(
        "{path} 的长度不对：按文件头应有 {expected} 字节，实际是 {found} 字节。请换一份完整的文件。",
        "{path} has the wrong length: {expected} bytes expected from its header, {found} found. Get a complete copy.",
    ),
    "error.not_gzip": Text(
        "{path} 不是完好的 gzip 文件（{why}）。请重新获取。",
        "{path} is not an intact gzip file ({why}). Get it again.",
    ),
    "error.too_large": Text(
        "{path} 解压后超过 {most} 字节，不是这个数据集，已停止解压。请重新获取。",
        "{path} unpacks to more than {most} bytes, so it is not this data set; unpacking was stopped. Get it again.",
    ),
    "error.wrong_digest": Text(
        "{path} 的内容不是 {name}：SHA-256 应为 {expected}，实际是 {found}。请换一份完好的文件；它若是随本包安装的，请重新安装本包。",
        "{path} is not {name}: expected SHA-256 {expected}, found {found}. Get an intact copy; if the file came with this package, reinstall the package.",
    ),
    "error.mnist_incomplete": Text(
        "{path} 里的 MNIST 不全，缺少 {missing}（.gz 或解压后的都行）。补上，或移走其余文件。",
        "MNIST in {path} is incomplete: {missing} is missing (.gz or unpacked). Add it, or move the other files away.",
    ),
    "error.mnist_missing": Text(
        "找不到 MNIST。请重新安装本包，或把 {names} 放进 `--data` 文件夹下的 MNIST/raw/。",
        "MNIST not found. Reinstall this package, or put {names} into MNIST/raw/ in the `--data` folder.",
    ),
    "error.data_missing": Text(
        "这台电脑上没有 {name} 数据集。用 `pytorch-study data get {name}` 下载，或用 `--data` 指明它所在的文件夹。",
        "The data set {name} is not on this computer. Download it with `pytorch-study data get {name}`, or give its folder with `--data`.",
    ),
    "error.not_in_folder": Text(
        "{path} 里没有这个数据集的文件。请写数据所在的文件夹，或下载好的文件本身。",
        "{path} has no file of this data set. Give the folder that holds the data, or the downloaded file itself.",
    ),
    "error.no_download": Text(
        "无法下载 {name}（{why}）。请换个网络下载这个文件（{size} MB，{url}，SHA-256 {sha256}），放进 {folder}，或者运行 `pytorch-study data get {data_set} --from 文件`。",
        "Could not download {name} ({why}). Download it another way ({size} MB, {url}, SHA-256 {sha256}) and put it into {folder}, or run `pytorch-study data get {data_set} --from FILE`.",
    ),
    "error.cifar10_incomplete": Text(
        "{path} 里的 CIFAR-10 不全，缺少 {missing}。补上缺的文件；或者删掉其余的 CIFAR-10 文件，重新获取。",
        "CIFAR-10 in {path} is incomplete: {missing} is missing. Add it, or delete the other CIFAR-10 files and get them again.",
    ),
    "error.not_cifar10": Text(
        "{path} 的内容不是官方的 CIFAR-10（SHA-256 应为 {expected}，实际是 {found}）。请删掉它，重新获取。",
        "{path} is not the official CIFAR-10 (expected SHA-256 {expected}, found {found}). Delete it and get it again.",
    ),
    "error.not_a_batch": Text(
        "{path} 不是 CIFAR-10 的数据文件（{why}）。里面的代码没有执行；请删掉它，重新获取。",
        "{path} is not a CIFAR-10 data file ({why}). None of its code was run; delete it and get it again.",
    ),
    "error.not_an_archive": Text(
        "{path} 不是完好的 tar 压缩包（{why}）。请重新获取。",
        "{path} is not an intact tar archive ({why}). Get it again.",
    ),
    "error.missing_columns": Text(
        "{path} 缺少这些列：{missing}。第一行应当是列名：{columns}。",
        "{path} lacks the columns {missing}. The first line should name the columns: {columns}.",
    ),
    "error.no_rows": Text(
        "{path} 只有列名，没有数据。请至少加一行。", "{path} has a header but no rows. Add at least one row."
    ),
    "error.not_text": Text(
        "{path} 不是文本文件。请另存为 CSV（UTF-8）。", "{path} is not a text file. Save it as CSV (UTF-8)."
    ),
    "error.western_text": Text(
        "{path} 不是 UTF-8，照中文编码（GB 18030）读又像是乱码：`{word}`。请在电子表格里打开，另存为 CSV（UTF-8）。",
        "{path} is not UTF-8, and as Chinese text (GB 18030) it makes no sense: `{word}`. Open it in a spreadsheet, and save it as CSV (UTF-8).",
    ),
    "error.broken_table": Text(
        "{path} 从第 {line} 行起无法解析（{why}）。多半是有一个引号没有配对，请改好再试。",
        "{path} cannot be parsed from line {line} on ({why}). A quotation mark is probably not closed: fix it and try again.",
    ),
    "error.row_length": Text(
        "{path} 第 {line} 行有 {found} 格，而列名有 {expected} 个。多半是多了或少了一个逗号，请改好再试。",
        "{path}, line {line}: {found} cells, but {expected} column names. A comma is probably missing or extra: fix it and try again.",
    ),
    "error.not_a_number": Text(
        "{path} 第 {line} 行的 `{column}` 不是能用的数（空着、是文字，或大得离谱）：`{value}`。改好这一格再试。",
        "{path}, line {line}: `{column}` is not a usable number (empty, text, or far too large): `{value}`. Fix it and try again.",
    ),
    # 4 · checkpoints and weights
    "error.no_checkpoint": Text(
        "{path} 里没有检查点，无法继续。请重新训练。",
        "There is no checkpoint in {path}, so the run cannot be resumed. Train again.",
    ),
    "error.broken_seal": Text(
        "检查点 {path}（{size} 字节）已损坏：校验和不符，不会使用它。没有更早的完好检查点时，只能重新训练。",
        "The checkpoint {path} ({size} bytes) is damaged: its checksum does not match, so it is not used. Without an older "
        "one that is whole, train again.",
    ),
    "error.other_data": Text(
        "{path} 是用另一份数据训练的：{differences}。请恢复原来的数据再继续，或重新训练。",
        "{path} was trained on other data: {differences}. Restore the original data to resume, or train again.",
    ),
    "error.foreign_checkpoint": Text(
        "检查点 {path} 的内容不是本程序写的，里面的代码没有执行，也不会使用它。有更早的检查点就用更早的，没有就只能重新训练。",
        "The checkpoint {path} was not written by this program; none of its code was run. The one before it is used if "
        "there is one; otherwise, train again.",
    ),
    "error.lacks_fields": Text(
        "{path} 里缺少这些字段，或者它们的类型不对：{names}。它被改过；请改回去，或重新训练。",
        "These fields of {path} are missing or have the wrong type: {names}. The file was edited: undo that, or train again.",
    ),
    "error.bad_json": Text(
        "{path} 不是完整的 JSON，从第 {line} 行第 {column} 列起读不下去。它被改过或只写了一半；请改回去，或重新训练。",
        "{path} is no complete JSON: it cannot be read from line {line}, column {column}. It was edited or cut off: undo "
        "that, or train again.",
    ),
    "error.bad_metrics": Text(
        "{path} 不是训练写的那张表：列名或数字不对。请改回去；删掉它，就只是少了曲线。",
        "{path} is not the table that a training writes: its columns or numbers are wrong. Undo the change, or delete it and "
        "lose only the curves.",
    ),
    "error.edited_metadata": Text(
        "{path} 与这一课对不上：{why}它或课文件被改过；请改回去，或重新训练。",
        "{path} does not fit the lesson: {why} It or the lesson's file was edited: undo that, or train again.",
    ),
    "error.edited_task": Text(
        "{path} 与这一课对不上：它说任务是 `{found}`，这一课的任务是 `{expected}`。它或课文件被改过；请改回去，或重新训练。",
        "{path} does not fit the lesson: it says that the task is `{found}`, the lesson's is `{expected}`. It or the lesson's "
        "file was edited: undo that, or train again.",
    ),
    "error.no_metadata": Text(
        "文件夹 {path} 里没有 run.json，它不是一次训练，或者这个文件被删掉了。用 `pytorch-study runs` 查看全部训练。",
        "The folder {path} has no run.json: it is no run, or the file was deleted. List the runs with `pytorch-study runs`.",
    ),
    "error.other_format": Text(
        "{path} 是另一个版本写的，当前版本读不了。请用当时的版本，或重新训练。",
        "{path} was written by another version. Use that version, or train again.",
    ),
    "error.other_lesson": Text(
        "检查点 {path} 属于 `{found}`，不是 `{expected}`。把 run.json 改回去，或重新训练。",
        "The checkpoint {path} belongs to `{found}`, not to `{expected}`. Undo the change in run.json, or train again.",
    ),
    "error.other_recipe": Text(
        "检查点 {path} 的配方和 run.json 不同：{differences}。把 run.json 改回去再继续；如果就是想改，加上 --allow-changes。",
        "The recipe in the checkpoint {path} differs from run.json: {differences}. Undo the change in run.json to resume, or"
        " add --allow-changes if you mean it.",
    ),
    "error.changed_recipe": Text(
        "这会改变训练 `{name}` 的配方：{differences}。目前还没有改动任何文件；如果就是想改，加上 --allow-changes。",
        "This would change the recipe of the run `{name}`: {differences}. Nothing has been touched; add --allow-changes if"
        " you mean it.",
    ),
    "error.fixed_field": Text(
        "训练途中不能改变 {names}，只能改变 {changeable}。想改别的，请重新训练。",
        "{names} cannot change midway; only these can: {changeable}. To change anything else, train again.",
    ),
    "error.other_model": Text(
        "{path} 里的权重不属于这个模型（文件 → 模型）：{why}。请用训练时的代码，或重新训练。",
        "The weights in {path} belong to another model (file → model): {why}. Use the code they were trained with, or train again.",
    ),
    "error.not_weights": Text(
        "{path} 不是完好的 safetensors 文件（{why}）。请重新训练或重新安装。",
        "{path} is not an intact safetensors file ({why}). Train again or reinstall.",
    ),
    "error.weights_not_finite": Text(
        "{path} 里的权重有 NaN 或无穷大（{names}），这样的模型什么也算不出来。请重新训练或重新安装。",
        "The weights in {path} contain NaN or infinity ({names}), so the model cannot work. Train again or reinstall.",
    ),
    "error.weights_digest": Text(
        "权重 {path} 已损坏：SHA-256 应为 {expected}，实际是 {found}。请重新训练或重新安装。",
        "The weights {path} are damaged: expected SHA-256 {expected}, found {found}. Train again or reinstall.",
    ),
    "error.export_differs": Text(
        "没有写出 {path}：它的输出与 PyTorch 相差 {difference}，最多只允许 {allowed}。多半是 forward 的算法随批量大小或运行环境而变，请让结果与它们无关。",
        "{path} was not written: its outputs differ from PyTorch's by {difference}; at most {allowed} is allowed. "
        "`forward` probably depends on the batch size or the runtime: make it independent of both.",
    ),
    "error.export_fails": Text(
        "没有写出文件：onnxruntime 无法运行导出的模型（{why}）。多半是 forward 里写死了批量大小，请用 x.shape[0]。",
        "No file was written: onnxruntime cannot run the exported model ({why}). `forward` probably has a fixed batch "
        "size: use x.shape[0].",
    ),
    # 5 · disk
    "error.disk_full": Text(
        "磁盘满了，无法写入 {path}。已有的文件没有改动；腾出空间再试。",
        "The disk is full: cannot write {path}. Existing files are untouched; free some space and try again.",
    ),
    "error.cannot_write": Text("无法写入 {path}：{why}。{advice}", "Cannot write {path}: {why}. {advice}"),
    "error.not_allowed": Text(
        "没有访问 {path} 的权限。请修改它的权限，或换一个文件夹。",
        "No permission to access {path}. Change its permissions, or use another folder.",
    ),
    # 6 · divergence
    "table.diverged": Text("第 {step} 步发散", "diverged at step {step}"),
    "error.diverged_raised": Text(
        "第 {step} 步（第 {epoch} 轮）的损失变成了 NaN 或无穷大，训练发散了。学习率 {lr} 太大，这个配方原来用 {usual}：去掉对学习率的改动，或改小，再训练一次。",
        "Training diverged: the loss became NaN or infinite at step {step} (epoch {epoch}). The learning rate {lr} is too "
        "high; the recipe uses {usual}. Leave your change out, or lower it, and train again.",
    ),
    "error.diverged": Text(
        "第 {step} 步（第 {epoch} 轮）的损失变成了 NaN 或无穷大，训练发散了。学习率 {lr} 多半太大：先试它的十分之一，或加 `--set clip=1`。",
        "Training diverged: the loss became NaN or infinite at step {step} (epoch {epoch}). The learning rate {lr} is "
        "probably too high: try a tenth of it, or add `--set clip=1`.",
    ),
    # 1, 130, 143
    "error.internal": Text(
        "程序内部出错：{what}。加 `--debug` 再运行可以看到细节，欢迎连同 `pytorch-study env` 的输出一起反馈。",
        "Internal error: {what}. Run again with `--debug` for details, and please report them with the output of `pytorch-study env`.",
    ),
    "error.no_memory": Text(
        "内存不够。把 batch_size 调小，或者用 `--set limit=...` 少用些数据。",
        "Out of memory. Lower batch_size, or use fewer examples with `--set limit=...`.",
    ),
    "error.stopped": Text(
        "已停在第 {step} 步，进度已保存。继续训练：{command}",
        "Stopped at step {step}; progress is saved. To resume: {command}",
    ),
    "error.stopped_at_once": Text(
        "已立即停止；最近一次保存在第 {step} 步。继续训练：{command}",
        "Stopped immediately; progress is saved up to step {step}. To resume: {command}",
    ),
    "error.peer_lost": Text(
        "一起训练的另一个进程退出了：它出了错、被杀掉，或者网络断了，它的报错在上面。训练还没有开始，什么也没有写；排除故障后再运行一次。",
        "Another process of this training is gone: it failed, was killed, or lost its network; its own error is above. "
        "Training had not started and nothing was written: fix the cause and run again.",
    ),
    "error.peers_unreachable": Text(
        "一起训练的进程连不上彼此（0 号机器的地址是 {address}）。几台机器一起训练时，--master-addr 请写 0 号机器的 IP 地址；"
        "还不行就放开防火墙，或把环境变量 GLOO_SOCKET_IFNAME 设为通往其他机器的网卡名。",
        "The processes of this training cannot reach each other (machine 0 is {address}). With several machines, set "
        "--master-addr to the IP address of machine 0; if that does not help, open the firewall, or set GLOO_SOCKET_IFNAME "
        "to the network interface that leads to the others.",
    ),
    "error.peer_lost_in_training": Text(
        "一起训练的另一个进程退出了：它出了错、被杀掉，或者网络断了。已停在第 {step} 步，进度由 0 号进程保存。"
        "继续训练：{command}",
        "Another process of this training is gone: it failed, was killed, or lost its network. Stopped at step {step}; "
        "process 0 saves the progress. To resume: {command}",
    ),
    "error.interrupted": Text("已中断。", "Interrupted."),
}
