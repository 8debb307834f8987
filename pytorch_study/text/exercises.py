"""What `learn` says: its screen, the mistakes that all exercises share, error messages in plain words."""

from pytorch_study.text import Text

EXERCISES: dict[str, Text] = {
    # mistakes, by name
    "mistake.not_written": Text(
        "这道题还没有写。照文件开头的说明，把 `raise NotImplementedError` 换成你的代码，保存后会自动检查。",
        "This one is still to be written. Follow the comment at the top of the file, replace `raise NotImplementedError` "
        "with your code, and save: it is checked at once.",
    ),
    "mistake.no_return": Text(
        "`{function}` 没有返回值（得到 None）。是不是忘了写 `return`？",
        "`{function}` returned nothing (None). Is a `return` missing?",
    ),
    "mistake.missing": Text(
        "文件里找不到 `{function}`。它是不是被删掉或改名了？`reset` 可以重新开始。",
        "There is no `{function}` in the file. Was it deleted or renamed? `reset` starts afresh.",
    ),
    "mistake.constant": Text(
        "换了输入，答案却没有变：它是写死的。每次检查都会换新的输入，答案要从输入算出来。",
        "The input changed and the answer did not: it is fixed. Every check draws new inputs; compute the answer from them.",
    ),
    "mistake.not_a_tensor": Text(
        "这里应当返回张量，得到的却是 {type}。", "A tensor was expected here, and it was of type {type}."
    ),
    "mistake.type": Text(
        "返回值的类型不对：得到的是 {type}，要的是 {expected} 这样的值。",
        "Wrong type of result: got {type}, expected a value such as {expected}.",
    ),
    "mistake.length": Text("应当返回 {wanted} 个值，得到的是 {count} 个。", "Expected {wanted} values, got {count}."),
    "mistake.shape": Text("形状不对：得到 {shape}，应当是 {wanted}。", "Wrong shape: got {shape}, expected {wanted}."),
    "mistake.dtype": Text(
        "形状对了，数据类型不对：得到 {dtype}，应当是 {wanted}。",
        "The shape is right, the dtype is not: got {dtype}, expected {wanted}.",
    ),
    "mistake.values": Text(
        "类型和形状都对，数值不对。第一处不同 {where}：得到 {got}，应当是 {expected}。",
        "Type and shape are right, the values are not. First difference {where}: got {got}, expected {expected}.",
    ),
    "mistake.changed_input": Text(
        "`{function}` 改动了传进来的张量。调用它的人还要用原来的值：请新建一个张量（名字带下划线的方法，如 `add_`，会就地修改）。",
        "`{function}` changed the tensor that was passed in. Its owner still needs the old values: make a new tensor "
        "(methods that end in an underscore, such as `add_`, work in place).",
    ),
    "mistake.ready_made": Text(
        "这一题要自己写，检查看到你调用了现成的 `{name}`。答案没错，可是这一题练的正是它里面的那几行。",
        "This one is to be written by hand, and the check saw a call of the ready-made `{name}`. The answer is right, but the "
        "lines inside it are what this exercise is about.",
    ),
    "mistake.too_high": Text(
        "`{function}` 跑完了，但结果是 {got}，应当低于 {bound}。",
        "`{function}` ran to its end, but the result is {got}; it should be below {bound}.",
    ),
    "mistake.raises": Text("运行时出错，{kind}：{what}\n{why}", "It stopped with {kind}: {what}\n{why}"),
    "mistake.syntax": Text(
        "第 {line} 行 Python 读不懂：{what}。看看这一行和上一行的括号、引号、冒号和缩进。",
        "Python cannot read line {line}: {what}. Look at the brackets, quotes, colons and indentation there and one line above.",
    ),
    "mistake.not_utf8": Text(
        "这个文件不是 UTF-8 编码。请在编辑器里另存为 UTF-8。", "The file is not UTF-8. Save it as UTF-8 in your editor."
    ),
    "mistake.endless": Text(
        "运行太久，已经停下：多半是死循环。看看 `while` 的条件会不会变成假，循环次数是不是太多。",
        "It ran too long and was stopped: most likely a loop that never ends. Does the condition of a `while` ever become "
        "false? Are there far too many rounds?",
    ),
    "mistake.memory": Text(
        "占用的内存太多，已经停下。看看有没有不停变大的列表，或者形状大得出奇的张量。",
        "It took too much memory and was stopped. Is there a list that keeps growing, or a tensor of enormous shape?",
    ),
    "mistake.flood": Text(
        "打印的内容太多，已经停下。把循环里的 `print` 去掉，或者每隔很多步才打印一次。",
        "It printed far too much and was stopped. Take the `print` out of the loop, or print only now and then.",
    ),
    "mistake.exits": Text(
        "程序自己退出了，检查没能做完。请去掉 `exit()`、`quit()`、`sys.exit()` 或 `os._exit()`。",
        "The program ended itself, so the check could not be finished. Remove `exit()`, `quit()`, `sys.exit()` or `os._exit()`.",
    ),
    "mistake.crashed": Text(
        "Python 进程崩溃了，检查没能做完。请从最后改动的几行找起。",
        "The Python process crashed, so the check could not be finished. Begin with the lines changed last.",
    ),
    "mistake.forks": Text(
        "练习里不能启动别的进程。请去掉 `os.fork`、`subprocess`、`multiprocessing`；`DataLoader` 用 `num_workers=0`。",
        "An exercise may not start other processes. Remove `os.fork`, `subprocess`, `multiprocessing`; use `num_workers=0` "
        "in a `DataLoader`.",
    ),
    "mistake.network": Text(
        "练习里不能访问网络。需要的数据都已经给了。",
        "An exercise may not use the network. All data that it needs is given.",
    ),
    "mistake.asks": Text(
        "检查时没有人可以回答 `input()`。请去掉它，用函数的参数。",
        "Nobody can answer `input()` during a check. Remove it and use the function's arguments.",
    ),
    # usage
    "error.unknown_exercise": Text("没有叫 `{name}` 的练习。{nearest}", "There is no exercise `{name}`. {nearest}"),
    "error.no_worker": Text(
        "检查练习用的 Python 进程启动不了。运行 `python -m pytorch_study.exercises.worker` 可以看到原因。",
        "The Python process that checks exercises does not start. Run `python -m pytorch_study.exercises.worker` to see why.",
    ),
    "error.no_class_folder": Text(
        "找不到文件夹 {path}。`--all` 后面写学生们的练习文件夹。",
        "Folder {path} not found. After `--all`, name the learners' exercise folders.",
    ),
    "mistake.no_file": Text(
        "找不到 {path}。先运行一次 `pytorch-study learn`，它会把练习复制过来。",
        "{path} is not there. Run `pytorch-study learn` once: it copies the exercises.",
    ),
    # help
    "help.learn": Text(
        "边做边学：补全一个个小文件，一保存就检查。\n\n不带子命令就开始：题目复制到 ./pytorch-study-exercises，用自己的编辑器打开，保存后立刻看到结果。",
        "Learn by doing: complete small files that are checked the moment you save them.\n\n"
        "Without a subcommand it starts: the exercises are copied to ./pytorch-study-exercises; open them in your own editor, "
        "save, and see the result at once.",
    ),
    "help.learn_list": Text("列出所有练习，做完的标 [x]。", "List the exercises; those passed are marked."),
    "help.learn_check": Text(
        "检查一题（不写就是当前这题），或用 `--all` 检查全部。NAME 是题名或文件；`--all` 后面可以写多个学生的文件夹。有一题没过，退出码就是 1。",
        "Check one exercise (by default, the current one), or all of them with `--all`. NAME is an exercise or a file; after "
        "`--all`, name the folders of a class. The exit code is 1 if one fails.",
    ),
    "help.learn_hint": Text("给下一级提示，一共三级。", "Give the next hint; there are three."),
    "help.learn_solution": Text(
        "显示参考答案：做对之后，或者再问一次。", "Show the reference solution: after passing, or when asked twice."
    ),
    "help.learn_reset": Text(
        "重新开始一题；你写的文件会留在 .backup 里。", "Start an exercise afresh; your file is kept in .backup."
    ),
    "option.folder": Text(
        "练习文件夹（默认 pytorch-study-exercises）。", "The exercise folder (default: pytorch-study-exercises)."
    ),
    "option.plain": Text(
        "不用单键，输入整行命令；适合读屏软件。", "Whole lines instead of single keys, e.g. for a screen reader."
    ),
    "option.all": Text("检查全部练习。", "Check all exercises."),
    "option.csv": Text("输出 CSV。", "Print CSV."),
    # the screen
    "learn.welcome": Text(
        "欢迎！{count} 道小练习已经放进：\n  {folder}\n用你喜欢的编辑器打开这个文件夹。每道题写完就保存，这里会马上告诉你对不对。\n"
        "做错不要紧：每次都会说清楚哪里不对，还可以按 h 要提示。",
        "Welcome! {count} small exercises are now in\n  {folder}\nOpen that folder in your favourite editor. Save a file when you "
        "have completed it, and you will see here at once whether it is right.\n"
        "Wrong answers do no harm: each time you are told what is wrong, and h gives a hint.",
    ),
    "learn.heading": Text(
        "第 {number}/{count} 题 · {chapter} · {title}", "Exercise {number} of {count} · {chapter} · {title}"
    ),
    "learn.file": Text(
        "  文件：{path}\n  约 {minutes} 分钟；已通过 {done}/{count} 题",
        "  file: {path}\n  about {minutes} minutes; {done} of {count} passed",
    ),
    "learn.keys": Text(
        "[h 提示] [n 下一题] [p 上一题] [l 列表] [c 检查] [s 答案] [r 重来] [q 退出]",
        "[h hint] [n next] [p previous] [l list] [c check] [s solution] [r reset] [q quit]",
    ),
    "learn.to_do": Text("等你来写", "Yours to write"),
    "learn.not_yet": Text("还差一点", "Not yet"),
    "learn.passed": Text("通过！（{seconds:.1f} 秒）", "Passed! ({seconds:.1f} s)"),
    "learn.why": Text("为什么：{text}", "Why: {text}"),
    "learn.printed": Text("程序打印了：", "Your program printed:"),
    "learn.hint": Text("提示 {level}/3：{text}", "Hint {level} of 3: {text}"),
    "learn.last_hint": Text(
        "提示到此为止。还是不行，可以看答案：按 s，或者 `pytorch-study learn solution {name}`。",
        "That was the last hint. Still stuck? See the solution: press s, or run `pytorch-study learn solution {name}`.",
    ),
    "learn.solution": Text("参考答案（写法不止一种）：", "The reference solution (there are other right ones):"),
    "learn.solution_early": Text(
        "还没有通过。先看看提示？真要看答案，就再问一次。",
        "Not passed yet. A hint first? Ask once more to see the solution.",
    ),
    "learn.reset": Text("已重新开始：{path}", "Started afresh: {path}"),
    "learn.kept": Text("原来的文件留在 {path}", "Your file is kept in {path}"),
    "learn.reset_sure": Text(
        "再按一次 r，这道题就重新开始（现在的文件会留一份在 .backup）。",
        "Press r again to start this exercise afresh (your file is kept in .backup).",
    ),
    "learn.changed": Text(
        "练习 {name} 在新版本里有改动。你的文件没有动；想做新版，用 `pytorch-study learn reset {name}`。",
        "The exercise {name} has changed in this version. Your file was left as it is; for the new one, run "
        "`pytorch-study learn reset {name}`.",
    ),
    "learn.gone": Text(
        "{path} 不见了。按两次 r 可以重新开始这道题。", "{path} is gone. Press r twice to start this exercise afresh."
    ),
    "learn.here": Text("  <- 当前", "  <- you are here"),
    "learn.count": Text("已通过 {done}/{count} 题。", "{done} of {count} passed."),
    "learn.was_last": Text(
        "这是最后一题。按 l 看还有哪些没做。", "This is the last exercise. Press l to see which are left."
    ),
    "learn.was_first": Text("这是第一题。", "This is the first exercise."),
    "learn.all_done": Text(
        "全部做完了！接下来训练一个完整的网络：`pytorch-study train mnist`。",
        "All done! Next, train a complete network: `pytorch-study train mnist`.",
    ),
    "learn.bye": Text(
        "进度已保存。下次用 `pytorch-study learn` 接着做。",
        "Your progress is saved. `pytorch-study learn` continues from here.",
    ),
    "table.folder": Text("文件夹", "folder"),
    "table.passed": Text("通过", "passed"),
    "table.failed": Text("没过的", "not passed"),
    # details
    "learn.line": Text("  第 {line} 行：{code}", "  line {line}: {code}"),
    "learn.compare": Text(
        "  调用：{call}\n  得到：{got}\n  应为：{expected}",
        "  called:   {call}\n  got:      {got}\n  expected: {expected}",
    ),
    # error messages in plain words
    "explain.matmul": Text(
        "矩阵相乘要求左边的列数等于右边的行数，这里是 {b} 和 {c}。打印一下两边的 `.shape`。",
        "A matrix product needs as many columns on the left as rows on the right; here they are {b} and {c}. Print the "
        "`.shape` of both.",
    ),
    "explain.broadcast": Text(
        "两个张量在第 {c} 维上的大小是 {a} 和 {b}，既不相等，也没有一个是 1，没法广播。",
        "In dimension {c} the sizes are {a} and {b}: neither equal nor 1, so they cannot be broadcast.",
    ),
    "explain.view": Text(
        "一共有 {b} 个数，排不成 {a}：各维相乘必须正好等于元素个数。",
        "{b} numbers cannot be arranged as {a}: the product of the sizes must equal their count.",
    ),
    "explain.dtype": Text(
        "两边的数据类型不一样，例如整数和 float32。用 `.float()` 或 `.long()` 转成一样的。",
        "The dtypes differ, e.g. integers and float32. Convert one with `.float()` or `.long()`.",
    ),
    "explain.no_graph": Text(
        "损失和参数之间没有计算图：参数要有 `requires_grad=True`，中间不能有 `.detach()`、`.item()` 或 `torch.no_grad()`。",
        "No graph leads from the loss to the parameters: they need `requires_grad=True`, and nothing in between may be "
        "`.detach()`, `.item()` or inside `torch.no_grad()`.",
    ),
    "explain.inplace_leaf": Text(
        "更新参数时不要记录计算图：把更新写进 `with torch.no_grad():`。",
        "An update must not be recorded in the graph: put it inside `with torch.no_grad():`.",
    ),
    "explain.second_backward": Text(
        "同一张计算图只能反向一次。每一步都要重新做前向、重新算损失。",
        "A graph can be used for `backward` once. Every step needs a forward pass and a loss of its own.",
    ),
    "explain.not_scalar": Text(
        "`backward()` 只能从一个数出发。先用 `.mean()` 或 `.sum()` 把损失变成一个数。",
        "`backward()` starts from a single number. Reduce the loss with `.mean()` or `.sum()` first.",
    ),
    "explain.channels": Text(
        "卷积层要 {a} 个通道，输入却有 {b} 个。检查前一层的输出通道数，以及 (N, C, H, W) 的顺序。",
        "The convolution expects {a} channels and its input has {b}. Check the previous layer's output channels and the "
        "order (N, C, H, W).",
    ),
    "explain.truth": Text(
        "整个张量不能当真假用：逐个元素的与、或、非是 `&`、`|`、`~`，每个比较外面要加括号；要一个真假，用 `.all()` 或 `.any()`。",
        "A whole tensor is neither true nor false: element by element it is `&`, `|`, `~`, with brackets around each comparison; for a single answer, use `.all()` or `.any()`.",
    ),
    "explain.target": Text(
        "标签超出了类别的个数：标签从 0 数起，最大是类别数减 1。",
        "A label is larger than the number of classes allows: labels count from 0, so the largest is the number of classes minus 1.",
    ),
    "explain.index": Text(
        "下标越界：从 0 数起，最后一个是长度减 1。",
        "The index is out of range: counting starts at 0 and ends at the length minus 1.",
    ),
    "explain.none": Text(
        "某个值是 None：多半是哪个函数忘了 `return`，或者还没有 `backward()` 就用了 `.grad`。",
        "Some value is None: a function without `return`, or `.grad` used before `backward()`.",
    ),
    "explain.name": Text(
        "`{a}` 这个名字没有定义：检查拼写，或者先 `import`。",
        "The name `{a}` is not defined: check its spelling, or import it.",
    ),
    "explain.attribute": Text(
        "没有 `{a}` 这个属性：检查拼写；在 `nn.Module` 里，它要先在 `__init__` 里赋值给 `self`。",
        "There is no attribute `{a}`: check its spelling; in an `nn.Module` it must first be assigned to `self` in `__init__`.",
    ),
    "explain.arguments": Text(
        "参数的个数不对。检查函数定义和调用处的括号里各有几个参数；方法的第一个参数是 `self`。",
        "The number of arguments does not match. Compare the definition with the call; a method's first parameter is `self`.",
    ),
    "explain.super": Text(
        "`__init__` 的第一行要写 `super().__init__()`。", "The first line of `__init__` must be `super().__init__()`."
    ),
    "explain.no_parameters": Text(
        "模型没有参数：各层要在 `__init__` 里赋值给 `self`，放在普通列表里的不算。",
        "The model has no parameters: assign its layers to `self` in `__init__`; those in a plain list do not count.",
    ),
}
