"""What `diagnose` says: of each kind of mistake, and of the script that it ran."""

from pytorch_study.text import Text

DIAGNOSIS: dict[str, Text] = {
    # the kinds: what was seen, and what it does to the training
    "diagnose.kind.softmax_twice": Text(
        "softmax 做了两次：交叉熵自己会做 softmax，这里送进去的已经是概率（{calls} 次调用，每行之和都是 1）。梯度变小，学得慢，损失降不到 0。",
        "Softmax is applied twice: cross-entropy does it itself, and here it was given probabilities already ({calls} calls, every row adds up to 1). Gradients shrink, learning is slow, and the loss cannot reach 0.",
    ),
    "diagnose.kind.nll_without_log_softmax": Text(
        "nll_loss 要的是对数概率，送进去的不是（{calls} 次调用，损失最低 {loss}）。这样的损失没有下限，越“小”也不代表越准。",
        "nll_loss expects log-probabilities and was given something else ({calls} calls, lowest loss {loss}). Such a loss has no lower bound, and a smaller one does not mean better answers.",
    ),
    "diagnose.kind.sigmoid_twice": Text(
        "sigmoid 做了两次：BCE-with-logits 自己会做，这里送进去的数都在 {low} 到 {high} 之间。输出的概率被挤在 0.5 到 0.73 之间，怎么也学不到肯定的回答。",
        "Sigmoid is applied twice: BCE-with-logits does it itself, and it was given numbers from {low} to {high}. The probabilities are squeezed between 0.5 and 0.73, so no answer can ever become sure.",
    ),
    "diagnose.kind.activation_on_output": Text(
        "输出之后、损失之前还有一个 {activation}（目标的范围是 {target_low} 到 {target_high}）：它把答案需要的一部分数值切掉了，被切掉的地方没有梯度。",
        "There is a {activation} between the output and the loss (targets go from {target_low} to {target_high}): it cuts off values that the answer needs, and no gradient comes back from there.",
    ),
    "diagnose.kind.loss_broadcast": Text(
        "损失两边的形状不一样，被自动广播了：每个输出和每个答案都比了一遍，而不是一一对应。模型只能学到平均值。",
        "The two sides of the loss have different shapes and are broadcast: every output is compared with every answer instead of its own. The model can only learn the mean.",
    ),
    "diagnose.kind.labels_out_of_range": Text(
        "标签超出了范围：最小 {low}，最大 {high}。分类的标签应当是 0 到 类别数-1，二分类的应当在 0 和 1 之间；否则损失会变成负数，或者直接报错。",
        "Labels are out of range: the smallest is {low}, the largest {high}. Classes go from 0 to C-1, binary labels from 0 to 1; otherwise the loss turns negative, or raises an error.",
    ),
    "diagnose.kind.labels_ignored": Text(
        "{of} 个标签里有 {dropped} 个等于 {label}，损失把它们悄悄忽略了：这些样本没有参加训练。",
        "{dropped} of {of} labels are {label}, which the loss drops without a word: these examples are not trained on.",
    ),
    "diagnose.kind.single_output_cross_entropy": Text(
        "只有一个输出时，交叉熵永远是 0：什么也学不到。二分类要么用两个输出，要么用 BCE-with-logits。",
        "With a single output, cross-entropy is always 0: nothing is learned. For two classes use two outputs, or BCE-with-logits.",
    ),
    "diagnose.kind.labels_not_classes": Text(
        "标签的形式和损失不符：要类别编号的地方给了别的（或者反过来，把类别编号当成数值去回归）。代码能跑，学的却不是你想要的。",
        "The labels do not have the form that this loss is meant for: something else where class numbers are expected (or class numbers regressed as if they were quantities). It runs, but learns something else.",
    ),
    "diagnose.kind.zero_grad_missing": Text(
        "没有清空梯度：{of} 步里有 {steps} 步，上一步的梯度还在，越积越多。更新的方向不再是这一批的。",
        "Gradients are not cleared: in {steps} of {of} steps those of the step before were still there and add up. The update no longer follows this batch.",
    ),
    "diagnose.kind.zero_grad_misplaced": Text(
        "梯度在 backward 之后、step 之前被清空了：{of} 步里有 {steps} 步，step 拿到的梯度全是 0，参数没有变。",
        "Gradients are cleared between backward and step: in {steps} of {of} steps, step found nothing but zeros and changed nothing.",
    ),
    "diagnose.kind.step_missing": Text(
        "算了 {backwards} 次梯度，optimizer.step() 只有 {steps} 次：梯度白算了，参数没有跟着变。",
        "Gradients were computed {backwards} times, but optimizer.step() was called {steps} times: they are thrown away, and the parameters do not follow.",
    ),
    "diagnose.kind.not_in_optimizer": Text(
        "有 {parameters} 个参数张量算出了梯度，却不归任何优化器管：它们一直停在初始值。",
        "{parameters} parameter tensors get gradients, but no optimizer holds them: they stay at their initial values.",
    ),
    "diagnose.kind.no_gradient": Text(
        "优化器里的 {parameters} 个参数张量从来收不到梯度：计算图在半路断了，它们不会学习。",
        "No gradient ever reaches {parameters} parameter tensors of the optimizer: the graph is cut on the way, so they do not learn.",
    ),
    "diagnose.kind.optimizer_older_than_model": Text(
        "优化器比模型旧：它管的 {held} 个参数张量已经不用了，真正在算的 {trained} 个它不知道。模型不会变。",
        "The optimizer is older than the model: it holds {held} parameter tensors that are no longer used, and does not know the {trained} that are. The model does not change.",
    ),
    "diagnose.kind.clipping_misplaced": Text(
        "裁剪梯度的位置不对：{clips} 次里有 {without_effect} 次，当时没有梯度，或者梯度已经用过了，裁剪不起作用。应当放在 backward 和 step 之间。",
        "Gradients are clipped at the wrong moment: {without_effect} of {clips} times there were none, or they had been used already. Clip between backward and step.",
    ),
    "diagnose.kind.scheduler_before_optimizer": Text(
        "学习率调度器先于优化器动了：第一次 scheduler.step() 之前优化器走了 {steps_before} 步。学习率的第一个值被跳过了。",
        "The schedule moves before the optimizer: {steps_before} optimizer steps came before the first scheduler.step(). The first learning rate is skipped.",
    ),
    "diagnose.kind.scheduler_per_batch": Text(
        "{schedule} 是按轮数设的，却每一批都调用（{calls} 次，{steps} 步）：学习率从 {first} 很快变成 {half_way}。",
        "{schedule} is set in epochs but moved on after every batch ({calls} calls in {steps} steps): the learning rate goes from {first} to {half_way} by half-time.",
    ),
    "diagnose.kind.train_in_eval_mode": Text(
        "训练时模型处在评估模式（至少 {steps} 步）：dropout（{dropout} 层）不起作用，批归一化（{batch_norm} 层）的统计量不更新。",
        "The model is trained in evaluation mode (at least {steps} steps): dropout ({dropout} layers) does nothing, and batch normalisation ({batch_norm} layers) does not update its statistics.",
    ),
    "diagnose.kind.eval_in_train_mode": Text(
        "评估时模型还在训练模式（{evaluations} 次）：dropout（{dropout} 层）、批归一化（{batch_norm} 层）让输出平均差 {outputs_differ_by}，成绩不准。",
        "The model is evaluated in training mode ({evaluations} times): dropout ({dropout} layers) and batch normalisation ({batch_norm} layers) move the outputs by {outputs_differ_by} on average, so the score is not the model's.",
    ),
    "diagnose.kind.dropout_always_on": Text(
        "这个 dropout 在评估模式下也开着：model.eval() 管不到它，每次预测都会随机丢掉一部分。",
        "This dropout stays on in evaluation mode: model.eval() does not reach it, and every prediction loses a random part.",
    ),
    "diagnose.kind.samples_mixed": Text(
        "一批里的样本互相串了：只改第一个样本，其他样本里有 {moved}（比例）的输出也变了，从 `{operation}` 这一步开始。",
        "Samples of a batch reach each other: when only the first one is changed, a share of {moved} of the other outputs moves too, beginning at `{operation}`.",
    ),
    "diagnose.kind.batchnorm_batch_of_one": Text(
        "批归一化每次只看到一个样本：减去自己的均值，信息就没有了，评估时用的统计量也对不上。",
        "Batch normalisation sees a single example at a time: minus its own mean little is left of it, and the statistics used for evaluation do not fit.",
    ),
    "diagnose.kind.inputs_not_normalised": Text(
        "输入没有标准化：均值 {mean}，标准差 {std}，最大 {largest}。第一层的梯度被放大，合适的学习率很难找。",
        "Inputs are not normalised: mean {mean}, standard deviation {std}, largest {largest}. The first layer's gradients are blown up, and a fitting learning rate is hard to find.",
    ),
    "diagnose.kind.scaling_differs": Text(
        "评估时的输入和训练时的尺度不同：训练时均值 {train_mean}、标准差 {train_std}，评估时 {test_mean}、{test_std}。",
        "Inputs are scaled differently for evaluation: mean {train_mean} and deviation {train_std} in training, {test_mean} and {test_std} in evaluation.",
    ),
    "diagnose.kind.uint8_wraps": Text(
        "uint8 的运算越界后绕回去了：{share}（比例）的数超出 0 到 255。图像变成了另一张图。",
        "Arithmetic on uint8 wraps around: a share of {share} of the numbers left 0 to 255. The pictures become other pictures.",
    ),
    "diagnose.kind.not_shuffled": Text(
        "训练数据没有打乱：同一批里的标签几乎一样（批内的变化是应有的 {variety_in_a_batch} 倍），每一步都把模型拉向一个类别。",
        "The training data are not shuffled: labels in a batch are nearly the same ({variety_in_a_batch} of the variety that there should be), and each step pulls the model towards one class.",
    ),
    "diagnose.kind.labels_shuffled": Text(
        "输入和标签对不上：{pairs} 对样本里，相似的输入并没有相似的标签（比瞎猜好 {better_than_chance} 个标准差）。可能只打乱了其中一个。",
        "Inputs and labels do not belong together: among {pairs} pairs, similar inputs do not have similar labels ({better_than_chance} standard deviations better than chance). Perhaps only one of the two was shuffled.",
    ),
    "diagnose.kind.test_in_training": Text(
        "评估用的样本在训练里也出现过：成绩量的是记忆，不是学会了没有。",
        "Examples that are evaluated on were also trained on: the score measures memory, not learning.",
    ),
    "diagnose.kind.test_augmented": Text(
        "评估用的样本也被随机改动了：每次评估的题目都不一样，成绩忽高忽低，而且偏低。",
        "The examples that are evaluated on are changed at random, too: every evaluation asks other questions, and the score is noisy and too low.",
    ),
    "diagnose.kind.scaler_before_split": Text(
        "均值和标准差是在划分之前、连测试样本一起算的（全部样本的均值离 0 只有 {mean_of_all}）：测试集的信息漏进了训练。",
        "Mean and deviation were computed before the split, over the test examples as well (the mean of all is within {mean_of_all} of 0): knowledge of the test set leaks into the training.",
    ),
    "diagnose.kind.accuracy_wrong_dimension": Text(
        "选答案时沿着错误的维度（dim={dim}）：应当在各个类别里选最大的，这里却在一批样本里选。准确率没有意义。",
        "The answer is chosen along the wrong dimension (dim={dim}): among the samples instead of among the classes. The accuracy means nothing.",
    ),
    "diagnose.kind.always_majority": Text(
        "模型几乎总回答同一个类别（{one_answer}），因为这一类占了标签的 {label_share}：准确率看着高，其实什么也没认出来。",
        "The model nearly always gives the same answer (a share of {one_answer}), because that class makes up {label_share} of the labels: the accuracy looks high, and nothing is recognised.",
    ),
    "diagnose.kind.lr_too_high": Text(
        "学习率太大：每一步把权重改动 {update_over_weight}（通常是 {usual} 左右），损失从 {loss_first} 涨到过 {loss_largest}。",
        "The learning rate is too high: each step changes the weights by {update_over_weight} of their size (usual: about {usual}); the loss went from {loss_first} up to {loss_largest}.",
    ),
    "diagnose.kind.lr_too_low": Text(
        "学习率太小：每一步只把权重改动 {update_over_weight}（通常是 {usual} 左右），{steps} 步之后损失还是开始时的 {loss_fell_to} 倍。",
        "The learning rate is too low: each step changes the weights by only {update_over_weight} of their size (usual: about {usual}); after {steps} steps the loss is still {loss_fell_to} of the first one.",
    ),
    "diagnose.kind.vanishing_gradients": Text(
        "梯度消失：第一层 `{layer}` 收到的梯度是最后一层的 1/{times}。前面的层几乎不学习。",
        "Gradients vanish: the first layer, `{layer}`, gets 1/{times} of the last layer's. The first layers hardly learn.",
    ),
    "diagnose.kind.exploding_gradients": Text(
        "梯度爆炸：有 {steps} 步，梯度是权重本身的 {gradient_over_weight} 倍。",
        "Gradients explode: in {steps} steps they were up to {gradient_over_weight} times the weights themselves.",
    ),
    "diagnose.kind.dead_relu": Text(
        "ReLU 死了：{units} 个单元里有 {dead}（比例）对所有样本都输出 0，梯度也是 0，再也活不过来（开始时是 {at_first}）。",
        "ReLUs are dead: a share of {dead} of {units} units is 0 for every example, gets no gradient and never comes back (at first it was {at_first}).",
    ),
    "diagnose.kind.saturation": Text(
        "饱和：{saturated}（比例）的 sigmoid 或 tanh 输出顶在两端，那里的梯度几乎是 0。",
        "Saturation: a share of {saturated} of the sigmoid or tanh outputs sits at the ends, where gradients are nearly 0.",
    ),
    "diagnose.kind.symmetric_init": Text(
        "一层里 {rows} 个单元的权重完全一样：梯度也一样，{steps} 步之后还是一样，等于只有一个单元。",
        "All {rows} units of a layer have the same weights: they get the same gradients and are still equal after {steps} steps, as good as a single unit.",
    ),
    "diagnose.kind.nan_origin": Text(
        "第 {step} 步出现了 NaN 或无穷大，最先出自 `{operation}`：送进去的数是它算不了的（或者在那里的斜率是无穷大）。",
        "At step {step} a number is no longer finite; it begins at `{operation}`, which was given what it cannot compute (or where its slope is infinite).",
    ),
    "diagnose.kind.nan_batches_skipped": Text(
        "有 {batches} 批的损失是 NaN 或无穷大，被跳过了：问题还在，这些样本从来没有学过。",
        "{batches} batches had a loss that is not finite and were skipped: the cause is still there, and these examples are never learned.",
    ),
    "diagnose.kind.graph_kept": Text(
        "累加的变量一直拿着每一步的计算图：内存越用越多，训练越来越慢。",
        "A running total holds on to the graph of every step: memory keeps growing, and training gets slower.",
    ),
    "diagnose.kind.output_ignores_input": Text(
        "输出和输入无关：{rows} 个不同的样本得到了一样的输出。",
        "The output does not depend on the input: {rows} different examples get the same output.",
    ),
    "diagnose.kind.checkpoint_partial": Text(
        "检查点没有真正读进来：大部分权重的名字对不上，模型用的还是随机的初始值。",
        "The checkpoint was not really restored: most names of weights do not match, and the model goes on with random initial values.",
    ),
    "diagnose.kind.loading_slow": Text(
        "时间花在等数据上：{of} 秒里等了 {waited} 秒，读一个样本要 {milliseconds_per_example} 毫秒。",
        "The time goes into waiting for data: {waited} of {of} seconds, {milliseconds_per_example} ms an example.",
    ),
    "diagnose.kind.seeds_unset": Text(
        "比较了 {trainings} 次训练，却没有设种子：差别可能只是运气。",
        "{trainings} trainings are compared without a seed: the difference may be chance.",
    ),
    "diagnose.kind.same_random_numbers": Text(
        "同一个种子（{seed}）设了 {times} 次：每一轮的“随机”都一样，打乱和数据增强等于只做了一次。",
        "The same seed ({seed}) is set {times} times: every epoch gets the same random numbers, and shuffling and augmentation are as good as done once.",
    ),
    "diagnose.kind.best_on_test": Text(
        "用测试集的成绩挑了最好的一轮（评估了 {evaluations} 次）：报告的成绩偏高，换一批新数据就达不到。",
        "The best epoch is picked by the test set's score ({evaluations} evaluations): the reported score is too high, and new data will not reach it.",
    ),
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
    "diagnose.compiled": Text(
        "torch.compile 编译过的部分看不到里面；去掉它再运行一次，可以看得更全。",
        "What torch.compile has compiled cannot be looked into; run once without it to see more.",
    ),
    "diagnose.stopped_early": Text(
        "按 --steps 或 --seconds 提前停了，后面的（多半是评估）没有看到。",
        "Stopped early, as --steps or --seconds asked: what comes later, mostly the evaluation, was not reached.",
    ),
    "diagnose.skipped_cells": Text("跳过了笔记本里的这些行：{lines}", "Skipped in the notebook: {lines}"),
    "diagnose.interrupted": Text(
        "脚本被 Ctrl-C 停下；到此为止看到的：", "The script was stopped by Ctrl-C; what was seen until then:"
    ),
    # what a script's own exception means
    "diagnose.failed": Text(
        "脚本在 {where} 停了：{kind}：{what}。{meaning}", "The script stopped at {where}: {kind}: {what}. {meaning}"
    ),
    "diagnose.failed_import": Text(
        "这台机器上没有装 `{name}`；装上它再试：pip install {name}",
        "`{name}` is not installed here; install it and try again: pip install {name}",
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
        "With --rescue a mended copy is written beside it; the script itself is left alone.",
    ),
    "diagnose.old_none": Text("没有找到为旧版本写的地方。", "Nothing in it was found to be for older versions."),
    "diagnose.rescued": Text(
        "改好的副本写在 {path}，下面要运行它。", "The mended copy is {path}; it is going to be run."
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
        "{path} 不是 Python 脚本，也不是笔记本（.py、.ipynb）。",
        "{path} is neither a Python script nor a notebook (.py, .ipynb).",
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
        "For scripts of older versions: write a mended copy beside the script and run that.",
    ),
    "option.yes": Text("不询问，直接运行改好的副本。", "Run the mended copy without asking."),
    "option.steps": Text("这么多步之后停下。", "Stop after so many steps."),
    "option.seconds": Text("这么多秒之后停下。", "Stop after so many seconds."),
    "option.fail_on_findings": Text("有发现就以 7 退出。", "Exit with 7 if anything was found."),
    "option.baseline": Text(
        "不再提起这个文件（以前的 --json 输出）里已有的发现。",
        "Leave out what this file, an earlier --json output, has already.",
    ),
}
