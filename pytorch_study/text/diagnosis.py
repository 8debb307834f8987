"""What `diagnose` says of the script that it ran, and of scripts for older versions."""

from pytorch_study.text import Text

DIAGNOSIS: dict[str, Text] = {
    # the report
    "diagnose.block": Text("这段代码", "this block"),
    "diagnose.certain": Text("确定", "certain"),
    "diagnose.suspicious": Text("可疑", "suspicious"),
    "diagnose.cure": Text("改法：", "cure: "),
    "diagnose.read": Text("参考：", "read: "),
    "diagnose.found": Text("{script}：找到 {count} 处问题。", "{script}: {count} found."),
    "diagnose.nothing": Text(
        "{script}：没有发现问题。看过的：{steps} 步训练、{losses} 次损失、{forwards} 次前向，{kinds} 种错误。",
        "{script}: nothing found. Looked at {steps} training steps, {losses} losses and {forwards} forward passes, for {kinds} kinds of mistakes.",
    ),
    "diagnose.no_training": Text(
        "{script}：没有看到训练（没有一次 backward），没有什么可以判断的。是不是还要给它参数，或者换一个入口？",
        "{script}: no training was seen (backward was never called), so there is nothing to judge. Does the script need arguments, or is another file the one that trains?",
    ),
    "diagnose.on_logits": Text(
        "输出之后、损失之前还有一个 {activation}：它把答案需要的一部分数值切掉了，被切掉的地方没有梯度。",
        "There is a {activation} between the output and the loss: it cuts off values that the answer needs, and no gradient comes back from there.",
    ),
    "diagnose.clears_each": Text(
        "累积梯度时每次 backward 之前都清空：{of} 次 backward 里有 {lost} 次的梯度在用到之前就被清掉了，{steps} 步更新各自只用到最后一批。",
        "Gradients are accumulated, and cleared before every backward: those of {lost} of {of} calls are gone before they are used, and each of the {steps} steps follows its last batch only.",
    ),
    "diagnose.one_row": Text(
        "输出的形状是 {input}，目标只有一行（{target}）：每个样本都和同一个答案比。答案本来就是一个常数时（例如 GAN 的真假标签），结果没有错；要是每个样本各有各的答案，它们就没有用上。",
        "For outputs of shape {input} the target is a single row, {target}: every example is compared with the same answer. For a constant, such as a GAN's labels, that is right; if each example has an answer of its own, these are not used.",
    ),
    "diagnose.weighted_targets": Text(
        "交叉熵的目标每行只有一个非零的数，但不是 1（最多差 {row_sum_off}）：等于把这个样本的损失乘上这个数。要是有意给样本加权，结果没有错；要是它本来是标签，应当给类别编号或 0 和 1。",
        "Each row of the cross-entropy's targets has a single number that is not 0, and it is not 1 (off by up to {row_sum_off}): the example's loss is multiplied by it. If these are weights, that is right; if it is meant as a label, give the class's number, or 0 and 1.",
    ),
    "diagnose.by_hand": Text(
        "{script}：权重是脚本自己改的，没有用优化器；这样的步看不到，清空梯度、更新和学习率方面的错误没有判断。看到的是 {losses} 次损失和 {backwards} 次 backward，其中的发现都列出来了。",
        "{script}: it changes its weights by hand, without an optimizer. Such steps cannot be seen, and mistakes of clearing, stepping and rates were not judged; what was found in {losses} losses and {backwards} calls of backward is all told here.",
    ),
    "diagnose.whole_network": Text(
        "有一整个网络（{parameters} 个参数张量）算出了梯度，却不归任何优化器管：它一直不变。如果本来就不训练它（教师网络、固定的特征），就不必算它的梯度。",
        "A whole network ({parameters} parameter tensors) gets gradients, but no optimizer holds it: it stays as it is. If it is not to be trained, as a teacher or fixed features, its gradients need not be computed.",
    ),
    "diagnose.stays": Text(
        "不训练它，就写 {name}.requires_grad_(False)；要训练它，就把它的参数也交给优化器",
        "if it is not to be trained, {name}.requires_grad_(False); if it is, give its parameters to the optimizer, too",
    ),
    "diagnose.forgotten": Text(
        "optimizer.step() 走了 {never} 步，backward() 一次也没有调用：没有梯度，参数不会变。",
        "optimizer.step() was called {never} times, backward() never: without gradients the parameters do not change.",
    ),
    "diagnose.no_backward": Text(
        "{script}：梯度是用 torch.func 或 torch.autograd.grad 求的，从没有调用 backward；这种写法的训练步看不到，训练循环没有判断。看到的只有 {losses} 次损失。",
        "{script}: gradients come from torch.func or torch.autograd.grad, and backward is never called. Steps of this style cannot be seen, and the loop was not judged; only {losses} losses were seen.",
    ),
    "diagnose.too_early": Text(
        "{script}：到停下的时候训练还没有开始（没有一次 backward），什么也没有看到。请把 --seconds 设长一些。",
        "{script}: when it was stopped, training had not begun (backward was never called), so nothing was seen. Give it more --seconds.",
    ),
    "diagnose.known": Text(
        "基线文件或 ignore 注释里已经交代过的 {count} 处发现没有再列。",
        "{count} known from the baseline or an ignore comment, left out.",
    ),
    "diagnose.compiled": Text(
        "torch.compile 编译过的部分看不到里面；去掉它再运行一次，可以看得更全。",
        "What torch.compile has compiled cannot be looked into; run once without it to see more.",
    ),
    "diagnose.stopped_early": Text(
        "按 --steps 或 --seconds 提前停了，后面的（多半是评估）没有看到。",
        "Stopped early, as --steps or --seconds asked: what comes later, mostly the evaluation, was not reached.",
    ),
    "diagnose.skipped_cells": Text("跳过了 notebook 里的这些行：{lines}", "Skipped in the notebook: {lines}"),
    "diagnose.cell": Text("{file} 第 {cell} 个代码单元第 {line} 行", "{file}, code cell {cell}, line {line}"),
    "diagnose.interrupted": Text(
        "脚本被 Ctrl-C 停下；到此为止看到的：", "The script was stopped by Ctrl-C; what was seen until then:"
    ),
    "diagnose.rising": Text(
        "学习率太大：损失从 {loss_first} 一直涨，{steps} 步里涨到过 {loss_largest}，每一步都迈过了头。",
        "The learning rate is too high: the loss rises from {loss_first}, to as much as {loss_largest} in {steps} steps; each step goes too far.",
    ),
    "diagnose.began_alike": Text(
        "一层里 {rows} 个单元的权重从同一个数开始：起初它们算的都一样，能各自不同全靠别的层，学得慢，也可能一直学不开。",
        "All {rows} units of a layer begin with the same weights: at first they all compute the same, and only other layers can make them differ; it learns slowly, or never gets away from it.",
    ),
    "diagnose.terminated": Text(
        "脚本被结束（SIGTERM）；到此为止看到的：", "The script was ended by SIGTERM; what was seen until then:"
    ),
    "diagnose.stuck": Text(
        "到了 --seconds 的时间，脚本却不肯停（它把中断也接住了）：现在强行结束它；到此为止看到的：",
        "The script does not stop at --seconds (it catches the interruption, too) and is ended now; what was seen until then:",
    ),
    # what a script's own exception means
    "diagnose.failed": Text(
        "脚本在 {where} 停了：{kind}：{what}。{meaning}", "The script stopped at {where}: {kind}: {what}. {meaning}"
    ),
    "diagnose.failed_import": Text(
        "这台机器上没有装 `{name}`；装上它再试：pip install {package}",
        "`{name}` is not installed here; install it and try again: pip install {package}",
    ),
    "diagnose.failed_syntax": Text("这一行不是合法的 Python。", "This line is not valid Python."),
    "diagnose.failed_stdin": Text(
        "脚本想从标准输入读东西，而那里什么也没有。",
        "The script wanted to read from standard input, and there was nothing.",
    ),
    "diagnose.failed_file": Text(
        "它要的文件不在；相对路径是从现在的文件夹算起的。",
        "A file that it needs is not there; relative paths start at the current folder.",
    ),
    "diagnose.failed_other": Text(
        "这是脚本自己的错误，不是 diagnose 引起的。", "This is the script's own error and not caused by diagnose."
    ),
    # old tutorials
    "diagnose.old": Text(
        "这个脚本里有 {count} 行是为旧版本写的：", "{count} lines of this script are for older versions:"
    ),
    "diagnose.old_hint": Text(
        "加上 --rescue，会在旁边写一份改好的副本，原文件不动。",
        "With --rescue a repaired copy is written beside it; the script itself is left alone.",
    ),
    "diagnose.old_none": Text("没有找到为旧版本写的地方。", "Nothing in it was found to be for older versions."),
    "diagnose.rescued": Text(
        "改好的副本写在 {path}，下面要运行它。", "The repaired copy is {path}; it is going to be run."
    ),
    "diagnose.run_it": Text("现在运行它吗？", "Run it now?"),
    "diagnose.not_run": Text("没有运行。要运行，加上 --yes。", "It was not run. To run it, add --yes."),
    "diagnose.old.data0": Text(
        "损失现在是 0 维张量，不能再用 [0] 取：用 .item()。",
        "A loss is a tensor without dimensions now and cannot be indexed: use .item().",
    ),
    "diagnose.old.next": Text(
        "Python 3 的迭代器没有 .next()：用内置的 next()。",
        "Iterators have no .next() in Python 3: use the built-in next().",
    ),
    "diagnose.old.async": Text(
        "async 成了 Python 的关键字，参数改名为 non_blocking。",
        "async is a keyword of Python now; the argument is called non_blocking.",
    ),
    "diagnose.old.numpy_types": Text(
        "numpy 1.24 去掉了 np.int、np.float 这些别名：直接用 Python 的类型。",
        "numpy 1.24 removed np.int, np.float and the like: use Python's own types.",
    ),
    "diagnose.old.numpy_names": Text(
        "numpy 2 去掉了这个名字，换成了新的。", "numpy 2 removed this name; there is a new one."
    ),
    "diagnose.old.verbose": Text("学习率调度器去掉了 verbose 参数。", "Schedulers no longer take verbose."),
    "diagnose.old.parameters": Text(
        "parameters 是方法，要加括号才会给出参数。", "parameters is a method: only its call gives the parameters."
    ),
    "diagnose.old.volatile": Text(
        "volatile 早已不起作用，计算图照样会记录：评估放进 with torch.no_grad() 里。",
        "volatile has no effect any more and the graph is recorded all the same: evaluate inside with torch.no_grad().",
    ),
    "diagnose.old.size_average": Text(
        "size_average 和 reduce 已经过时，改用 reduction。",
        "size_average and reduce are outdated; reduction takes their place.",
    ),
    "diagnose.old.softmax_dim": Text(
        "softmax 不写 dim 时会自己猜，三维输入会猜成第 0 维：要写明。",
        "Without dim, softmax guesses, and for three dimensions it guesses 0: say which.",
    ),
    "diagnose.old.alpha_first": Text(
        "系数放在前面的写法已经过时，要写成 alpha= 或 value=。",
        "The factor no longer comes first: it is alpha= or value=.",
    ),
    "diagnose.old.underscore": Text(
        "原地修改的函数现在都以下划线结尾。", "Functions that change their argument end in an underscore now."
    ),
    "diagnose.old.retain": Text(
        "retain_variables 改名为 retain_graph。", "retain_variables is called retain_graph now."
    ),
    "diagnose.old.linalg": Text(
        "线性代数的函数都搬到了 torch.linalg，参数的顺序也可能变了。",
        "Linear algebra has moved to torch.linalg, and the order of arguments may differ.",
    ),
    "diagnose.old.six": Text(
        "torch._six 已经去掉，用 Python 标准库里的。", "torch._six is gone; Python's own library has it."
    ),
    "diagnose.old.two_d": Text(
        "二维的 NLL 损失并入了普通的 NLLLoss。", "The two-dimensional NLL loss is part of the plain one now."
    ),
    "diagnose.old.upsample": Text("upsample 改名为 interpolate。", "upsample is called interpolate now."),
    "diagnose.old.get_lr": Text(
        "get_lr() 只供调度器内部用，读学习率用 get_last_lr()。",
        "get_lr() is for the scheduler itself; to read the rate, use get_last_lr().",
    ),
    "diagnose.old.transforms": Text("torchvision 里这个变换改了名字。", "torchvision has renamed this transform."),
    "diagnose.old.python2": Text("这是 Python 2 的写法。", "This is Python 2."),
    "diagnose.old.byte_mask": Text(
        "掩码现在是布尔型；对 uint8 取反得到 254 和 255，会选中所有元素。",
        "Masks are boolean now; the inverse of a uint8 mask is 254 and 255, which selects everything.",
    ),
    "diagnose.old.double": Text(
        "numpy 的小数是 float64，层的权重是 float32，两者不能相乘：先 .float()。",
        "numpy's numbers are float64 and a layer's weights float32, and the two cannot be multiplied: .float() first.",
    ),
    "diagnose.old.load": Text(
        "torch.load 现在只读张量，因为别的东西能在读取时执行代码。这里只放行这个文件需要的类型；文件不是自己的，就先想清楚信不信它。",
        "torch.load reads nothing but tensors now, because anything else can run code while it is read. Only the types that this file needs are allowed here; if the file is not your own, think first whether you trust it.",
    ),
    "error.diagnose_no_script": Text(
        "找不到脚本 {path}。请检查路径，例如：pytorch-study diagnose train.py --epochs 1",
        "Script {path} not found. Check the path, for example: pytorch-study diagnose train.py --epochs 1",
    ),
    "error.diagnose_not_python": Text(
        "{path} 不是 Python 脚本，也不是 notebook（.py、.ipynb）。",
        "{path} is neither a Python script nor a notebook (.py, .ipynb).",
    ),
    "error.diagnose_encoding": Text(
        "{path} 的编码不是 UTF-8，文件里也没有写明是什么编码，Python 读不了它。请另存为 UTF-8，或者在第一行加上：# -*- coding: {encoding} -*-",
        "{path} is not encoded in UTF-8 and does not say in what, so Python cannot read it. Save it as UTF-8, or add this as its first line: # -*- coding: {encoding} -*-",
    ),
    "error.diagnose_folder": Text(
        "{path} 是文件夹，里面没有 __main__.py。请给出其中的脚本，例如：pytorch-study diagnose train.py",
        "{path} is a folder without a __main__.py. Name the script in it, for example: pytorch-study diagnose train.py",
    ),
    "error.diagnose_stdin": Text(
        "diagnose 不从标准输入读脚本（-）。请先存成文件，例如：pytorch-study diagnose train.py",
        "diagnose does not read a script from standard input (-). Save it as a file first, for example: pytorch-study diagnose train.py",
    ),
    "error.diagnose_baseline": Text(
        "基线文件 {path} 读不了：它应当是 `diagnose --json` 的输出。",
        "The baseline file {path} cannot be read: it should be what `diagnose --json` printed.",
    ),
    "help.diagnose": Text(
        "运行一个脚本（原样，不改动），指出训练循环里悄悄出错的地方。选项写在脚本名之前，之后的都是脚本自己的参数。",
        "Run a script, unchanged, and name the silent mistakes in its training loop. Options come before the script's name; what follows it is the script's own.",
    ),
    "option.module": Text("把 SCRIPT 当作模块名，同 python -m。", "SCRIPT is a module's name, as in python -m."),
    "option.rescue": Text(
        "为旧版本写的脚本：在旁边写一份改好的副本，再运行它。",
        "For scripts of older versions: write a repaired copy beside the script and run that.",
    ),
    "option.yes": Text("不询问，直接运行改好的副本。", "Run the repaired copy without asking."),
    "option.steps": Text("这么多步之后停下。", "Stop after so many steps."),
    "option.seconds": Text("这么多秒之后停下。", "Stop after so many seconds."),
    "option.fail_on_findings": Text("有发现就以 7 退出。", "Exit with 7 if anything was found."),
    "option.baseline": Text(
        "不再提起这个文件（以前的 --json 输出）里已有的发现。",
        "Leave out what this file, an earlier --json output, has already.",
    ),
}
