"""What `diagnose` says of each kind of mistake: what was seen, and what it does to the training."""

from pytorch_study.text import Text

MISTAKES: dict[str, Text] = {
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
        "一批里的样本互相串了：只改第一个样本，其他样本的输出也变了一部分（占比 {moved}），从 `{operation}` 这一步开始。",
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
        "uint8 的运算溢出回绕：超出 0 到 255 的数占比 {share}。图像变成了另一张图。",
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
        "ReLU 死了：{units} 个单元里，占比 {dead} 的单元对所有样本都输出 0，梯度也是 0，再也活不过来（开始时是 {at_first}）。",
        "ReLUs are dead: a share of {dead} of {units} units is 0 for every example, gets no gradient and never comes back (at first it was {at_first}).",
    ),
    "diagnose.kind.saturation": Text(
        "饱和：sigmoid 或 tanh 的输出里，占比 {saturated} 的顶在两端，那里的梯度几乎是 0。",
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
        "The checkpoint was not really restored: most names of weights do not match, and the model continues with random initial values.",
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
}
