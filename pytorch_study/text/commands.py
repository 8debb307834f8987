"""What the commands say of themselves and of what they did."""

from pytorch_study.text import Text

COMMANDS: dict[str, Text] = {
    # click's own words
    "click.usage": Text("用法：", "Usage: "),
    "click.options": Text("选项", "Options"),
    "click.commands": Text("命令", "Commands"),
    "click.help": Text("显示这段说明。", "Show this and exit."),
    "click.required": Text("必填", "required"),
    "click.no_option": Text("没有 `{name}` 这个选项。{nearest}", "There is no option `{name}`. {nearest}"),
    "click.no_command": Text("没有 `{name}` 这个命令。{nearest}", "There is no command `{name}`. {nearest}"),
    "click.missing": Text(
        "还缺少 {name}。用 `{command} --help` 查看用法。", "{name} is missing. `{command} --help` tells how it is used."
    ),
    "click.no_subcommand": Text(
        "还缺少一个子命令：{names}。用 `{command} --help` 查看用法。",
        "A sub-command is missing: {names}. `{command} --help` tells how they are used.",
    ),
    "click.whole": Text("要写整数，不能是 `{value}`。", "It takes a whole number, not `{value}`."),
    "click.number": Text("要写数，不能是 `{value}`。", "It takes a number, not `{value}`."),
    "click.range": Text("要在 {low} 到 {high} 之间。", "It must be from {low} to {high}."),
    "click.bad_value": Text("{name} 的值不对。{why}", "{name} cannot take this value. {why}"),
    "click.extra": Text(
        "多出了参数 {what}。用 `{command} --help` 查看用法。",
        "{what} is too much. `{command} --help` tells how it is used.",
    ),
    "click.no_value": Text("选项 `{name}` 后面还缺少一个值。", "The option `{name}` needs a value."),
    # the commands
    "help.main": Text(
        "学 PyTorch 的第一站：在自己的电脑上，离线，训练真正的网络。\n\n第一次来？试试：pytorch-study train mnist",
        "The first library to meet when you meet PyTorch: real networks, trained on your own machine, offline.\n\n"
        "New here? Try: pytorch-study train mnist",
    ),
    "help.lessons": Text(
        "书架：每一课的数据、实测准确率和用时。", "The shelf: data, measured accuracy and time of each lesson."
    ),
    "help.train": Text("训练一课，或你自己的课文件。", "Train a lesson, or a lesson file of your own."),
    "help.resume": Text(
        "接着训练，结果与没有中断过完全一样。RUN 是文件夹的路径或名字，不写就是最近一次未完成的。",
        "Go on exactly where a run stopped. RUN is a folder's path or name; without it, the newest unfinished run.",
    ),
    "help.evaluate": Text(
        "在测试集上评分。TARGET 是一次训练，或 LESSON[:RECIPE]（随包附带的权重）。",
        "Score on the test set. TARGET is a run, or LESSON[:RECIPE] (its shipped weights).",
    ),
    "help.predict": Text(
        "用训练好的模型认图片，或预测 CSV 的每一行。TARGET 同 evaluate。",
        "What a trained model says of pictures, or of the rows of a CSV file. TARGET as for evaluate.",
    ),
    "help.summary": Text(
        "模型的结构表：每层的形状和参数量。", "The architecture table: shapes and parameters of each layer."
    ),
    "help.report": Text("重新画出一次训练的图片和网页。", "Draw a run's pictures and page again."),
    "help.compare": Text(
        "比较几次训练：配方差在哪里，曲线画在一起。",
        "Compare runs: what differs in their recipes, and their curves over each other.",
    ),
    "help.runs": Text("列出所有训练：成绩、用时，完成了没有。", "All runs: result, time, finished or how far."),
    "help.export": Text(
        "导出模型，供别的程序使用。TARGET 同 evaluate。在测试集的样本上与 PyTorch 的输出一致，才会写出文件。\n\n"
        "onnx：输入 `input` 是 float32，图片为 0..255 的像素 (N, C, H, W)，像素的缩放已经在里面；输出 `output` 是 logits。\n\n"
        "safetensors：只有权重。\n\n"
        "web：一个文件夹，里面是手写数字的网页；网络就在网页里，用浏览器直接打开，或放到任何静态网站上。",
        "Write a model for other programs. TARGET as for evaluate. The file is only written if its outputs agree with "
        "PyTorch's on examples of the test set.\n\n"
        "onnx: `input` is float32, for pictures pixels 0..255 (N, C, H, W), the scaling is inside; `output` is logits.\n\n"
        "safetensors: the weights alone.\n\n"
        "web: a folder with the page on which one draws digits; the network is in it. Open it in a browser, or put it on "
        "any web site.",
    ),
    "help.data": Text(
        "数据集：在哪里、从哪里来、校验。", "The data sets: where they are, where they come from, checksums."
    ),
    "help.data_list": Text("列出数据集和它们的位置。", "List the data sets and where they are."),
    "help.data_get": Text(
        "把数据集放进缓存文件夹，没有的就下载。NAME 不写就是全部。",
        "Put a data set into the cache folder, downloaded if need be. Without NAME, all of them.",
    ),
    "help.data_verify": Text(
        "核对数据集的校验和。NAME 不写就是全部。", "Check a data set's checksums. Without NAME, all of them."
    ),
    "help.play": Text(
        "打开网页：手写数字、认图片、看着网络训练、拟合曲线、比较各次训练。网页只在这台电脑上，不需要联网。",
        "Open the browser page: draw digits, show photos, watch a network learn, fit curves, compare runs. It stays on "
        "this machine and needs no internet.",
    ),
    "help.env": Text(
        "版本、设备、精度、线程：反馈问题时请附上。", "Versions, device, precision, threads: for a bug report."
    ),
    # the options
    "option.lang": Text(
        "显示的语言。默认看 PYTORCH_STUDY_LANG，再看系统。", "Language; else PYTORCH_STUDY_LANG, else the system's."
    ),
    "option.debug": Text("出错时显示完整的 traceback。", "On failure, show the traceback."),
    "option.version": Text("显示版本号。", "Show the version."),
    "option.recipe": Text(
        "用哪个配方。写错一个名字，会列出全部。", "Which of the lesson's recipes; a wrong name lists them all."
    ),
    "option.epochs": Text("一共训练几轮。", "How often the training set is seen, in all."),
    "option.batch_size": Text("每一步用几个样本。", "Examples per step."),
    "option.lr": Text("最高学习率。", "The peak learning rate."),
    "option.set": Text(
        "修改配方的任意一项，可以写多次。写错一个字段，会列出全部。",
        "Change any field of the recipe; may be repeated. A wrong field lists them all.",
    ),
    "option.set_later": Text(
        "修改 epochs、lr、schedule、weight_decay、label_smoothing、clip 或 augment，可以写多次。",
        "Change epochs, lr, schedule, weight_decay, label_smoothing, clip or augment; may be repeated.",
    ),
    "option.shown_batch": Text("表中的批大小，默认 32。", "The batch size of the table; 32 by default."),
    "option.allow_changes": Text(
        "允许配方在训练途中改变；结果不再属于任何一个配方。",
        "Let the recipe change in the middle; the result then is that of no single recipe.",
    ),
    "option.seed": Text("随机种子，默认 0。", "Seed of everything random; 0 by default."),
    "option.device": Text("在哪里训练，默认自动选择。", "Where to train; chosen automatically by default."),
    "option.precision": Text("浮点精度，默认按配方。", "Floating-point precision; the recipe's by default."),
    "option.threads": Text(
        "CPU 线程数。默认所有核；回归用 1 个。", "CPU threads; all cores by default, 1 for a regression."
    ),
    "option.runs": Text("训练结果放在哪个文件夹，默认 runs。", "The folder of all runs; `runs` by default."),
    "option.data": Text(
        "先到这个文件夹里找数据（torchvision 的目录结构）。", "Look for data here first (torchvision's layout)."
    ),
    "option.images": Text(
        "用自己的图片训练：每个类别一个子文件夹。", "Train on your own pictures: a sub-folder per class."
    ),
    "option.json": Text("标准输出只有一个 JSON。", "Print exactly one JSON value to stdout."),
    "option.quiet": Text("不显示进度。", "Show no progress."),
    "option.explain": Text(
        "把每一步、每一层都画成图，存进这个文件夹。", "Save each step and each layer as pictures in this folder."
    ),
    "option.picture": Text(
        "对比图存到哪里。默认在存放所有训练的文件夹（`--runs`）里。",
        "Where to save the picture of the curves; in the folder of runs by default.",
    ),
    "option.format": Text("文件格式。", "The file's format."),
    "option.output": Text(
        "写到哪个文件（web：哪个文件夹）。默认是 LESSON.FORMAT：你训练的模型写进那次训练的文件夹，附带的权重写进当前文件夹。",
        "The file (web: the folder); LESSON.FORMAT by default, in a run's own folder, or in the current one for shipped "
        "weights.",
    ),
    "option.force": Text("文件已经存在时，覆盖它。", "Replace the file if it is there."),
    "option.from": Text(
        "从这个文件夹或文件复制，而不是下载。", "Copy from this folder or file instead of downloading."
    ),
    "option.port": Text(
        "网页的端口。不写就从 8000 起找第一个空闲的。", "The page's port; else the first free one from 8000 on."
    ),
    "option.host": Text(
        "在哪个地址上打开网页。默认 127.0.0.1，只有这台电脑能打开。",
        "The address of the page; 127.0.0.1 by default, which only this machine reaches.",
    ),
    "option.no_browser": Text("不自动打开浏览器。", "Do not open a browser."),
    # what was done
    "done.accuracy": Text(
        "测试集准确率 {accuracy:.2%}（{count:,} 个样本）", "Test accuracy {accuracy:.2%} ({count:,} examples)"
    ),
    "done.regress": Text(
        "测试集 RMSE {rmse:.3f}，MAE {mae:.3f}，R² {r2}（{count} 行）",
        "Test RMSE {rmse:.3f}, MAE {mae:.3f}, R² {r2} ({count} rows)",
    ),
    "done.time": Text(
        "训练用时 {seconds:.1f} 秒，每秒 {rate:,.0f} 个样本",
        "Trained in {seconds:.1f} s, {rate:,.0f} examples a second",
    ),
    "done.folder": Text("图片和权重在 {path}", "Pictures and weights: {path}"),
    "done.report": Text("用浏览器打开报告：{path}", "Open the report in a browser: {path}"),
    "done.next_predict": Text(
        "接下来：pytorch-study predict {path} 你的图片.png", "Next: pytorch-study predict {path} your_picture.png"
    ),
    "done.next_table": Text(
        "接下来：pytorch-study predict {path} 你的表格.csv", "Next: pytorch-study predict {path} your_table.csv"
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
    "done.where": Text("{file} 第 {row} 行", "{file}, row {row}"),
    "done.row": Text("{file} 第 {row} 行：{target} = {value:.2f}", "{file}, row {row}: {target} = {value:.2f}"),
    "done.explained": Text("每一步、每一层的图在 {path}", "Pictures of each step and layer: {path}"),
    "done.per_class": Text("每一类的准确率（95% 置信区间）：", "Accuracy of each class (95% confidence interval):"),
    "done.class": Text(
        "  {label}：{accuracy:.2%}（{low:.1%} – {high:.1%}），{right}/{count}",
        "  {label}: {accuracy:.2%} ({low:.1%} – {high:.1%}), {right}/{count}",
    ),
    "done.same_recipe": Text("配方完全相同。", "The recipes are the same."),
    "done.compare_picture": Text("曲线画在 {path}", "The curves: {path}"),
    "done.no_runs": Text(
        "{path} 里还没有训练。先运行 `pytorch-study train mnist`。",
        "No runs in {path} yet. Start with `pytorch-study train mnist`.",
    ),
    "done.exported": Text(
        "{file}：{bytes:,} 字节；{count} 个测试样本的输出与 PyTorch 最多相差 {max_difference:.2g}",
        "{file}: {bytes:,} bytes; on {count} test examples its outputs differ from PyTorch's by {max_difference:.2g} at most",
    ),
    "done.verified": Text("{name}：校验和正确（{path}）", "{name}: checksums are right ({path})"),
    "done.data_there": Text("{name}：{about}，在 {path}", "{name}: {about}, in {path}"),
    "done.data_missing": Text(
        "{name}：{about}；还没有下载，运行 `pytorch-study data get {name}` 下载",
        "{name}: {about}, not here yet; `pytorch-study data get {name}` downloads it",
    ),
    "done.data_copied": Text("{name}：已核对并放进 {path}", "{name}: verified and put into {path}"),
    "done.play": Text("网页在 {url}（按 Ctrl-C 关闭）", "The page is at {url} (Ctrl-C ends it)"),
    "done.play_open": Text(
        "注意：能连到 {host} 的人都可以打开这个网页，在这台电脑上训练。",
        "Note: whoever reaches {host} can open this page, and train on this machine.",
    ),
    "done.data_cache": Text("缓存文件夹：{path}", "Cache folder: {path}"),
    # notes
    "note.renamed": Text(
        "{old} 现在叫 {new}；旧名字仍然可用。", "{old} is now called {new}; the old name still works."
    ),
    # tables
    "table.lesson": Text("课", "lesson"),
    "table.about": Text("内容", "what it teaches"),
    "table.data": Text("数据", "data"),
    "table.parameters": Text("参数量", "parameters"),
    "table.recipe": Text("配方", "recipe"),
    "table.measured": Text("实测（测试集）", "measured (test set)"),
    "table.time": Text("训练用时", "training time"),
    "table.run": Text("训练", "run"),
    "table.result": Text("成绩", "result"),
    "table.state": Text("状态", "state"),
    "table.field": Text("字段", "field"),
    "table.value": Text("值", "value"),
    "table.finished": Text("已完成", "finished"),
    "table.unfinished": Text("未完成（已记录 {epochs} 轮）", "unfinished ({epochs} epochs written)"),
    "table.damaged": Text("已损坏", "damaged"),
    "table.lessons_next": Text(
        "开始第一课：pytorch-study train regression", "Start with the first: pytorch-study train regression"
    ),
    "table.one_seed": Text("{figure}，1 个种子", "{figure}, 1 seed"),
    "table.seeds": Text("{figure}，{n} 个种子", "{figure}, {n} seeds"),
    # the moving screen
    "screen.heading": Text(
        "训练 {lesson}：{parameters} 个参数，{examples} 个样本（{place} 个线程），写入 {path}",
        "Training {lesson}: {parameters} parameters, {examples} examples ({place} threads), into {path}",
    ),
    "screen.epoch": Text("第 {number} 轮", "epoch {number}"),
    "screen.loss": Text("损失 {value}", "loss {value}"),
    "screen.accuracy": Text("准确率 {value}", "accuracy {value}"),
    "screen.val_loss": Text("验证损失 {value}", "validation loss {value}"),
    "screen.val_accuracy": Text("验证准确率 {value}", "validation accuracy {value}"),
    "screen.knows_only": Text(
        "这个模型只认识 {count} 种东西：{labels}。图里是别的东西时，它也只会从中选一个。",
        "This model knows only {count} things: {labels}. Whatever else a picture shows, it answers one of them.",
    ),
    "screen.finishing": Text("在测试集上评分……", "Scoring on the test set ..."),
    "screen.scored": Text("测试集：{score}。正在画图……", "Test set: {score}. Drawing the pictures ..."),
    "screen.not_drawn": Text(
        "图没有画成（{what}）；成绩和权重都已存好。看看是哪里出的错：`{command}`",
        "The pictures could not be drawn ({what}); the score and the weights are safe. To see where it went wrong: `{command}`",
    ),
    "screen.fields_since": Text(
        "注意：这次训练之后，配方里多了 {names}，按现在的默认值处理。",
        "Note: the recipe has got {names} since this training; the defaults of today are taken.",
    ),
    "screen.other_file": Text(
        "提醒：{path} 在这次训练开始之后被改过。如果改动了计算，结果就不再是当时那个模型的。",
        "Note: {path} was changed after this training began. If it now computes something else, so does this result.",
    ),
    "screen.other_device": Text(
        "这台机器上没有 {device}，换一种设备继续；最后几位数字会不同。",
        "This machine has no {device}; going on with another device. The last digits will differ.",
    ),
    # the report page
    "report.heading.recipe": Text("配方", "The recipe"),
    "report.recipe": Text(
        "这次训练的全部设置。想看某一项有什么用？改掉它再训练一次，然后 `pytorch-study compare`。",
        "All settings of this run. To see what one of them does, change it, train again, and `pytorch-study compare`.",
    ),
    "report.fact.accuracy": Text("测试集准确率", "test accuracy"),
    "report.fact.rmse": Text("测试集 RMSE", "test RMSE"),
    "report.fact.r2": Text("测试集 R²", "test R²"),
    "report.fact.seconds": Text("训练用时", "training time"),
    "report.fact.epochs": Text("轮数", "epochs"),
    "report.fact.speed": Text("每秒样本数", "examples a second"),
    "report.fact.lesson": Text("课 · 配方 · 种子", "lesson · recipe · seed"),
}
