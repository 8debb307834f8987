"""What the commands say of themselves and of what they did."""

from pytorch_study.text import Text

COMMANDS: dict[str, Text] = {
    # click's own words
    "click.usage": Text("用法：", "Usage: "),
    "click.options": Text("选项", "Options"),
    "click.commands": Text("命令", "Commands"),
    "click.help": Text("显示这段帮助。", "Show this help."),
    "click.required": Text("必填", "required"),
    "click.no_option": Text("没有 `{name}` 这个选项。{nearest}", "Unknown option `{name}`. {nearest}"),
    "click.no_command": Text("没有 `{name}` 这个命令。{nearest}", "Unknown command `{name}`. {nearest}"),
    "click.missing": Text("缺少 {name}。用 `{command} --help` 查看用法。", "Missing {name}. See `{command} --help`."),
    "click.no_subcommand": Text(
        "缺少子命令，可选的有：{names}。用 `{command} --help` 查看用法。",
        "Missing subcommand, one of: {names}. See `{command} --help`.",
    ),
    "click.whole": Text("应当是整数，不能是 `{value}`。", "Expected an integer, got `{value}`."),
    "click.number": Text("应当是数，不能是 `{value}`。", "Expected a number, got `{value}`."),
    "click.range": Text("应当在 {low} 到 {high} 之间。", "It must be from {low} to {high}."),
    "click.bad_value": Text("{name} 的值不对。{why}", "Invalid value for {name}. {why}"),
    "click.extra": Text(
        "多余的参数 {what}。用 `{command} --help` 查看用法。", "Unexpected argument {what}. See `{command} --help`."
    ),
    "click.no_value": Text("选项 `{name}` 后面缺少一个值。", "Option `{name}` needs a value."),
    # the commands
    "help.main": Text(
        "学 PyTorch 的第一站：在自己的电脑上离线训练真正的神经网络。\n\n"
        "第一次来，先完整地训练一次：pytorch-study train mnist。然后从第一课学起：pytorch-study train regression",
        "Learn PyTorch by training real neural networks on your own computer, offline.\n\n"
        "New here? See it work first: pytorch-study train mnist. Then begin with lesson 1: pytorch-study train regression",
    ),
    "help.lessons": Text(
        "列出所有的课：数据、实测准确率和训练用时。",
        "List the lessons, with data, measured accuracy and training time.",
    ),
    "help.train": Text("训练一课，或者你自己写的课文件。", "Train a lesson, or a lesson file of your own."),
    "help.resume": Text(
        "继续一次中断的训练，结果与没有中断过完全相同。RUN 是训练文件夹的路径或名字，不写就是 latest：最近一次未完成的训练。",
        "Resume an interrupted run; the result is identical to that of an uninterrupted one. RUN is the path or name of a "
        "run folder; by default `latest`, the newest unfinished run.",
    ),
    "help.evaluate": Text(
        "在测试集上评估。TARGET 是一次训练（文件夹的路径或名字，或 latest：最近一次训练），或 LESSON[:RECIPE]（随包附带的权重）。",
        "Evaluate a model on the test set. TARGET is a run (the path or name of its folder, or `latest`, the newest), or "
        "LESSON[:RECIPE] for the weights that ship with it.",
    ),
    "help.summary": Text(
        "显示模型的结构：每层的输出形状和参数量。", "Show a model's layers, with output shapes and parameter counts."
    ),
    "help.report": Text(
        "重新生成一次训练的图表和报告网页。RUN 是训练文件夹的路径或名字，不写就是 latest：最近一次完成的训练。",
        "Redraw a run's plots and HTML report. RUN is the path or name of a run folder; by default `latest`, the newest "
        "finished run.",
    ),
    "help.compare": Text(
        "比较几次训练：列出配方的不同，把曲线画在一起。RUN 是训练文件夹的路径或名字，或 latest（最近一次训练）。",
        "Compare runs: list what differs in their recipes and plot their curves together. RUN is the path or name of a run "
        "folder, or `latest`, the newest.",
    ),
    "help.runs": Text(
        "列出所有训练：结果、用时、是否完成。",
        "List all runs, with result, training time and whether they are finished.",
    ),
    "help.export": Text(
        "导出模型，供其他程序使用。TARGET 同 evaluate。只有在测试样本上与 PyTorch 的输出一致，才会写出文件。\n\n"
        "onnx：输入 `input` 是 float32，图片为 0..255 的像素 (N, C, H, W)，像素缩放已包含在模型里；输出 `output` 是 logits。\n\n"
        "safetensors：只有权重。\n\n"
        "web：一个文件夹，里面是识别手写数字的网页，网络就在网页里。用浏览器直接打开，或放到任何静态网站上。",
        "Export a model for other programs. TARGET is the same as for evaluate. The file is written only if its outputs "
        "match PyTorch's on test examples.\n\n"
        "onnx: `input` is float32; images are pixels 0..255 (N, C, H, W), and the model scales them itself; `output` is "
        "logits.\n\n"
        "safetensors: the weights only.\n\n"
        "web: a folder with a web page that recognises the digits you draw; the network runs inside the page. Open it in "
        "a browser, or upload it to any static web site.",
    ),
    "help.data": Text(
        "管理数据集：位置、下载地址、校验和。不写子命令就是 list。",
        "Manage the data sets: where they are, download sources, checksums. Without a command, `list`.",
    ),
    "help.data_list": Text("列出所有数据集和它们的位置。", "List the data sets and where they are."),
    "help.data_get": Text(
        "把数据集放进缓存文件夹，没有就下载。不写 NAME 就是全部。",
        "Put a data set into the cache folder, downloading it if necessary. Without NAME, all data sets.",
    ),
    "help.data_verify": Text(
        "检查数据集的校验和。不写 NAME 就是全部。", "Verify a data set's checksums. Without NAME, all data sets."
    ),
    "help.play": Text(
        "打开网页：手写数字、识别图片、观看训练过程、拟合曲线、比较各次训练。网页只在这台电脑上，不需要联网。",
        "Open the browser page: draw digits, classify photos, watch a network learn, fit curves, compare runs. The page "
        "runs on this computer only and needs no internet.",
    ),
    "help.env": Text(
        "显示版本、设备、精度和线程数，反馈问题时请附上。",
        "Show versions, device, precision and threads, for bug reports.",
    ),
    # the options
    "option.lang": Text(
        "显示语言。默认看 PYTORCH_STUDY_LANG，其次看系统语言。",
        "Language. Defaults to PYTORCH_STUDY_LANG, then to the system language.",
    ),
    "option.debug": Text("出错时显示完整的 traceback。", "Show the full traceback on errors."),
    "option.version": Text("显示版本号。", "Show the version."),
    "option.recipe": Text(
        "使用这一课的哪个配方。写错名字会列出全部。", "The recipe to use. A wrong name lists all of them."
    ),
    "option.epochs": Text(
        "总的训练轮数（epoch）：把训练集过几遍。", "Number of epochs in total (passes over the training set)."
    ),
    "option.batch_size": Text("批量大小：每一步用几个样本。", "Batch size: examples per step."),
    "option.lr": Text("最高学习率。", "Peak learning rate."),
    "option.set": Text(
        "修改配方的任意一项，可以写多次。写错字段名会列出全部。",
        "Change any field of the recipe; can be repeated. A wrong field name lists all of them.",
    ),
    "option.set_later": Text(
        "修改 epochs、lr、schedule、weight_decay、label_smoothing、clip 或 augment，可以写多次。",
        "Change epochs, lr, schedule, weight_decay, label_smoothing, clip or augment; can be repeated.",
    ),
    "option.shown_batch": Text("表中的批量大小，默认 32。", "Batch size in the table; 32 by default."),
    "option.allow_changes": Text(
        "允许中途修改配方；结果不再对应任何一个配方。",
        "Allow the recipe to change midway; no single recipe will reproduce the result.",
    ),
    "option.seed": Text("随机种子，默认 0。", "Random seed; 0 by default."),
    "option.device": Text("在哪个设备上训练，默认自动选择。", "Device to train on; chosen automatically by default."),
    "option.precision": Text("浮点精度，默认按配方。", "Floating-point precision; by default, the recipe's."),
    "option.threads": Text(
        "CPU 线程数。默认先试几步，取最快的：1 个、核数的一半、每核一个、每核两个（训练太短就每核一个）；回归用 1 个。",
        "Number of CPU threads; by default, the fastest of one, half as many as cores, one per core and two per core, timed at the start (a short training: one per core); 1 for regression.",
    ),
    "option.images_later": Text(
        "图片文件夹现在的位置，挪动过才要写。", "Where the image folder is now, if it has moved."
    ),
    "option.threads_later": Text(
        "CPU 线程数，默认和中断前一样；换了线程数，结果的最后几位可能不同。",
        "Number of CPU threads; by default, as before. Another number may change the last digits.",
    ),
    "option.runs": Text("存放训练结果的文件夹，默认 runs。", "Folder for all runs; `runs` by default."),
    "option.data": Text(
        "数据在哪里：一个文件夹或文件。只用它，里面没有就拒绝。",
        "Where the data are: a folder or a file. Only these are used; without data in them, it refuses.",
    ),
    "option.data_first": Text(
        "先在这里找数据，找不到再去平常的地方找。", "Where to look for data first, before the usual places."
    ),
    "option.data_there": Text("在这里找，不找平常的地方。", "Look here instead of in the usual places."),
    "option.images": Text(
        "用自己的图片训练：每个类别一个子文件夹。", "Train on your own images: one subfolder per class."
    ),
    "option.json": Text("标准输出只打印一个 JSON。", "Print exactly one JSON value to stdout."),
    "option.quiet": Text("不显示进度。", "Hide progress."),
    "option.explain": Text(
        "把每一步预处理、每一层的输出都画成图，存进这个文件夹。",
        "Save images of every preprocessing step and every layer to this folder.",
    ),
    "option.picture": Text(
        "曲线图存到哪个文件。默认放在存放训练结果的文件夹（`--runs`）里。",
        "Where to save the plot of the curves; in the `--runs` folder by default.",
    ),
    "option.format": Text("文件格式。", "File format."),
    "option.output": Text(
        "写到哪个文件（web：哪个文件夹）。默认叫 LESSON.FORMAT：你训练的模型写进那次训练的文件夹，附带的权重写进当前文件夹。",
        "Output file (web: folder). By default LESSON.FORMAT, in the run's folder, or in the current folder for shipped "
        "weights.",
    ),
    "option.force": Text("文件已存在时覆盖它。", "Overwrite an existing file."),
    "option.from": Text("从这个文件夹或文件复制，不下载。", "Copy from this folder or file instead of downloading."),
    "option.port": Text(
        "网页的端口。默认从 8000 起找第一个空闲的。", "Port; by default, the first free one from 8000 up."
    ),
    "option.host": Text(
        "网页监听的地址。默认 127.0.0.1，只有这台电脑能打开。",
        "Address to listen on; 127.0.0.1 by default, which only this computer can open.",
    ),
    "option.no_browser": Text("不自动打开浏览器。", "Do not open a browser."),
    # what was done
    "done.time": Text(
        "训练用时 {seconds:.1f} 秒，每秒 {rate:,.0f} 个样本",
        "Trained in {seconds:.1f} s, {rate:,.0f} examples per second",
    ),
    "done.folder": Text("图表和权重在 {path}", "Plots and weights: {path}"),
    "done.report": Text("用浏览器打开报告：{path}", "Open the report in a browser: {path}"),
    "done.next_predict": Text(
        "接下来：pytorch-study predict {path} {file}", "Next: pytorch-study predict {path} {file}"
    ),
    "done.next_table": Text(
        "接下来：pytorch-study predict {path} {file}（第一行是列名：{columns}）",
        "Next: pytorch-study predict {path} {file} (with these column names in the first line: {columns})",
    ),
    "done.read_next": Text(
        "讲解在 {page}；下一课：pytorch-study train {lesson}",
        "The lesson's page: {page}. The next lesson: pytorch-study train {lesson}",
    ),
    "done.read_last": Text(
        "讲解在 {page}；下一步，写自己的一课：pytorch-study train examples/my_lesson.py",
        "The lesson's page: {page}. Next, a lesson of your own: pytorch-study train examples/my_lesson.py",
    ),
    "done.read_own": Text(
        "改一个设置，再训练一次，就可以比较：pytorch-study compare {path} latest{elsewhere}",
        "Change a setting, train again, then compare: pytorch-study compare {path} latest{elsewhere}",
    ),
    "done.predict": Text("{file}：{label}（{probability:.1%}）", "{file}: {label} ({probability:.1%})"),
    "done.others": Text("  其次 {others}", "  then {others}"),
    "done.comma": Text("、", ", "),
    "done.where": Text("{file} 第 {row} 个样本", "{file}, row {row}"),
    "done.row": Text("{where}：{target} = {value:.2f}", "{where}: {target} = {value:.2f}"),
    "done.explained": Text("每一步预处理、每一层输出的图在 {path}", "Images of every step and layer: {path}"),
    "done.per_class": Text("各类别的准确率（95% 置信区间）：", "Accuracy per class (95% confidence interval):"),
    "done.class": Text(
        "  {label}：{accuracy:.2%}（{low:.1%} – {high:.1%}），{right}/{count}",
        "  {label}: {accuracy:.2%} ({low:.1%} – {high:.1%}), {right}/{count}",
    ),
    "done.same_recipe": Text("配方完全相同。", "The recipes are the same."),
    "done.compare_picture": Text("曲线图在 {path}", "Plot of the curves: {path}"),
    "done.no_runs": Text(
        "{path} 里还没有训练。先运行 `pytorch-study train mnist`。",
        "No runs in {path} yet. Start with `pytorch-study train mnist`.",
    ),
    "done.exported": Text(
        "{file}：{bytes:,} 字节；在 {count} 个测试样本上，输出与 PyTorch 最多相差 {max_difference:.2g}",
        "{file}: {bytes:,} bytes; on {count} test examples, outputs differ from PyTorch's by at most {max_difference:.2g}",
    ),
    "done.verified": Text("{name}：校验和正确（{path}）", "{name}: checksums match ({path})"),
    "done.data_there": Text("{name}：{about}，在 {path}", "{name}: {about}, in {path}"),
    "done.data_missing": Text(
        "{name}：{about}；还没有下载，运行 `pytorch-study data get {name}` 下载",
        "{name}: {about}; not downloaded yet, run `pytorch-study data get {name}`",
    ),
    "done.data_copied": Text("{name}：已核对并放进 {path}", "{name}: verified and saved in {path}"),
    "done.play": Text("网页在 {url}（按 Ctrl-C 关闭）", "The page is at {url} (press Ctrl-C to stop)"),
    "done.play_open": Text(
        "注意：能连到 {host} 的人都可以打开这个网页，在这台电脑上训练。",
        "Warning: anyone who can reach {host} can open this page and train on this computer.",
    ),
    "done.data_cache": Text("缓存文件夹：{path}", "Cache folder: {path}"),
    # notes
    "note.renamed": Text(
        "{old} 现在叫 {new}；旧名字仍然可用。", "{old} is now called {new}; the old name still works."
    ),
    # tables
    "table.lesson": Text("课", "lesson"),
    "table.about": Text("内容", "topic"),
    "table.data": Text("数据", "data"),
    "table.parameters": Text("参数量", "parameters"),
    "table.recipe": Text("配方", "recipe"),
    "table.measured": Text("实测（测试集）", "measured (test set)"),
    "table.time": Text("训练用时", "training time"),
    "table.run": Text("训练", "run"),
    "table.result": Text("结果", "result"),
    "table.state": Text("状态", "status"),
    "table.field": Text("字段", "field"),
    "table.value": Text("值", "value"),
    "table.finished": Text("已完成", "finished"),
    "table.unfinished": Text("未完成（已记录 {epochs} 轮）", "unfinished ({epochs} epochs recorded)"),
    "table.damaged": Text("已损坏", "damaged"),
    "table.lessons_next": Text(
        "第一次来，先完整地训练一次：pytorch-study train mnist。然后从第一课学起：pytorch-study train regression",
        "New here? See it work first: pytorch-study train mnist. Then begin with lesson 1: pytorch-study train regression",
    ),
    "table.one_seed": Text("{figure}，1 个种子", "{figure}, 1 seed"),
    "table.seeds": Text("{figure}，{n} 个种子", "{figure}, {n} seeds"),
    # the moving screen
    "screen.heading": Text(
        "训练 {lesson}：{parameters} 个参数，{examples} 个样本（{place} 个线程），写入 {path}",
        "Training {lesson}: {parameters} parameters, {examples} examples ({place} CPU threads), saving to {path}",
    ),
    "screen.epoch": Text("第 {number} 轮", "epoch {number}"),
    "screen.loss": Text("损失 {value}", "loss {value}"),
    "screen.val_loss": Text("验证损失 {value}", "validation loss {value}"),
    "screen.knows_only": Text(
        "这个模型只认识 {count} 个类别：{labels}。图里是别的东西时，它也只会从中选一个。",
        "This model knows only {count} classes: {labels}. Whatever else an image shows, it picks one of them.",
    ),
    "screen.finishing": Text("正在测试集上评估……", "Evaluating on the test set ..."),
    "screen.scored": Text("测试集：{score}。正在画图表……", "Test set: {score}. Drawing the plots ..."),
    "screen.not_drawn": Text(
        "图表没有画成（{what}）；结果和权重都已保存。用 `{command}` 再画一次，看看哪里出错。",
        "The plots could not be drawn ({what}); the result and the weights are saved. To see the cause, run `{command}`",
    ),
    "screen.fields_since": Text(
        "注意：这次训练之后，配方里新增了 {names}，按现在的默认值处理。",
        "Note: the recipe has gained {names} since this run; their current defaults are used.",
    ),
    "screen.other_file": Text(
        "注意：这次训练开始之后，{path} 被改过。如果改动影响计算，现在的结果就不是当时那个模型的。",
        "Note: {path} has changed since this run started. If that changes what the model computes, this is no longer the original model's result.",
    ),
    "screen.other_device": Text(
        "这台机器上没有 {device}，改用其他设备继续；结果的最后几位会不同。",
        "This machine has no {device}; continuing on another device. The last digits will differ.",
    ),
    "screen.other_threads": Text(
        "线程数从 {before} 变为 {now}：结果的最后几位会与不中断的训练不同。",
        "{now} CPU threads instead of {before}: the last digits will differ from those of an uninterrupted training.",
    ),
}
