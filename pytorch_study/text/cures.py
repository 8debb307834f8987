"""What to do against each kind of mistake, where the cure cannot be written as the script's own line."""

from pytorch_study.text import Text

CURES: dict[str, Text] = {
    "diagnose.how.delete": Text("删掉这一行：{line}", "delete this line: {line}"),
    "diagnose.how.softmax_twice": Text(
        "去掉损失之前的 softmax，把 logits 直接交给交叉熵",
        "leave out the softmax before the loss: cross-entropy takes logits",
    ),
    "diagnose.how.nll_without_log_softmax": Text(
        "把最后的 softmax 换成 log_softmax，或者不做 softmax 而用交叉熵",
        "put log_softmax in the place of the last softmax, or use cross-entropy without any",
    ),
    "diagnose.how.sigmoid_twice": Text(
        "去掉损失之前的 sigmoid，把 logits 直接交给 BCEWithLogitsLoss",
        "leave out the sigmoid before the loss: BCEWithLogitsLoss takes logits",
    ),
    "diagnose.how.activation_on_output": Text("最后一层之后不要激活函数", "no activation after the last layer"),
    "diagnose.how.loss_broadcast": Text(
        "让损失的两边形状相同（squeeze、unsqueeze、view_as；对每个样本都一样的一行用 expand_as）",
        "give both sides of the loss the same shape (squeeze, unsqueeze, view_as; expand_as for one row that is meant for all)",
    ),
    "diagnose.how.labels_out_of_range": Text(
        "类别要从 0 数到 C-1；二元损失的标签只能在 0 和 1 之间，例如 (labels == positive).float()",
        "classes are counted from 0 to C-1; a binary loss wants labels between 0 and 1, e.g. (labels == positive).float()",
    ),
    "diagnose.how.labels_ignored": Text(
        "查一查这些标签从哪里来；要是真的该跳过，写明 ignore_index",
        "find out where these labels come from; if they are to be left out, say so with ignore_index",
    ),
    "diagnose.how.single_output_cross_entropy": Text(
        "一个输出用 BCEWithLogitsLoss；用交叉熵就要两个输出",
        "one output goes with BCEWithLogitsLoss; cross-entropy needs two",
    ),
    "diagnose.how.labels_not_classes": Text(
        "分类用交叉熵，标签是整数类别（.long()）；回归用 MSE",
        "classes go with cross-entropy and whole numbers (.long()); numbers go with MSE",
    ),
    "diagnose.how.zero_grad_missing": Text(
        "每一步在 backward 之前调用优化器的 zero_grad()",
        "call the optimizer's zero_grad() before backward in every step",
    ),
    "diagnose.how.zero_grad_misplaced": Text(
        "把 zero_grad() 移到优化器的 step() 之后；累积梯度时，只在 step() 之后清空",
        "move zero_grad() behind the optimizer's step(); where gradients are accumulated, clear them only there",
    ),
    "diagnose.how.step_missing": Text(
        "在 backward 之后调用优化器的 step()", "call the optimizer's step() after backward"
    ),
    "diagnose.how.not_in_optimizer": Text(
        "把这些参数也交给优化器；层放在列表里时要用 nn.ModuleList",
        "give these parameters to the optimizer, too; layers in a list need nn.ModuleList",
    ),
    "diagnose.how.no_gradient": Text(
        "从参数到损失的路上不能有 .detach()、.data、.item()、.numpy()、新建的张量或 no_grad",
        "no .detach(), .data, .item(), .numpy(), new tensor or no_grad on the way from the parameters to the loss",
    ),
    "diagnose.how.optimizer_older_than_model": Text(
        "先建好模型（包括换掉的层），再建优化器", "make the optimizer after the model, replaced layers included"
    ),
    "diagnose.how.clipping_misplaced": Text("裁剪放在 backward 之后、step 之前", "clip after backward and before step"),
    "diagnose.how.scheduler_before_optimizer": Text(
        "先调用优化器的 step()，再调用调度器的 step()", "the optimizer's step() comes first, then the scheduler's"
    ),
    "diagnose.how.scheduler_per_batch": Text(
        "把这一行移到内层循环外面：每轮一次", "move this line out of the inner loop: once an epoch"
    ),
    "diagnose.how.train_in_eval_mode": Text(
        "每轮训练之前调用模型的 train()", "call the model's train() before the training of each epoch"
    ),
    "diagnose.how.eval_in_train_mode": Text(
        "评估之前调用模型的 eval()，并放进 with torch.no_grad() 里；之后再 train()",
        "call the model's eval() before the evaluation, inside with torch.no_grad(); and train() afterwards",
    ),
    "diagnose.how.dropout_always_on": Text(
        "在 __init__ 里建 nn.Dropout，forward 里只调用它；用函数时写 training=self.training，scaled_dot_product_attention 写 dropout_p=p if self.training else 0.0；不在模块里，就让调用的人把 training 传进来",
        "make nn.Dropout in __init__ and only call it in forward; the function wants training=self.training, scaled_dot_product_attention dropout_p=p if self.training else 0.0; outside a module, take it as an argument",
    ),
    "diagnose.how.samples_mixed": Text(
        "换维度用 permute 或 transpose；view 和 reshape 只是把同样的数重新切开",
        "permute and transpose move dimensions; view and reshape cut the same numbers anew",
    ),
    "diagnose.how.batchnorm_batch_of_one": Text(
        "DataLoader(..., batch_size=32, drop_last=True)：批要大于 1，最后剩的一个不要",
        "DataLoader(..., batch_size=32, drop_last=True): more than one example a batch, the last one too",
    ),
    "diagnose.how.inputs_not_normalised": Text(
        "用训练集的均值和标准差把每一列标准化；像素除以 255",
        "scale every column by the training set's mean and deviation; divide pixels by 255",
    ),
    "diagnose.how.scaling_differs": Text(
        "测试集用和训练集完全一样的缩放：训练集的均值和标准差",
        "scale the test set exactly as the training set, by the training set's mean and deviation",
    ),
    "diagnose.how.uint8_wraps": Text(
        "先转成浮点（.float()），再做运算", "make it floating (.float()) before any arithmetic"
    ),
    "diagnose.how.not_shuffled": Text(
        "每轮用 torch.randperm 打乱样本的次序，输入和标签用同一个次序",
        "bring the examples into a new order each epoch (torch.randperm), inputs and labels into the same one",
    ),
    "diagnose.how.labels_shuffled": Text(
        "输入和标签要用同一个次序打乱", "shuffle inputs and labels by one and the same order"
    ),
    "diagnose.how.test_in_training": Text(
        "先把数据切成没有共同样本的两份；镜像之类的增强只在切开之后对训练那份做",
        "cut the data into two parts that share no example; mirror or augment the training part only, after the cut",
    ),
    "diagnose.how.test_augmented": Text(
        "只增强训练集；测试集 transform=None，或者只做不随机的变换",
        "augment the training set only; the test set has transform=None or nothing random",
    ),
    "diagnose.how.scaler_before_split": Text(
        "先切分；均值和标准差只从训练那份算，再用到两份上",
        "split first; take mean and deviation from the training part only, and apply them to both",
    ),
    "diagnose.how.accuracy_wrong_dimension": Text(
        "预测沿类别那一维取最大值：dim=1", "the answer is the largest along the classes: dim=1"
    ),
    "diagnose.how.always_majority": Text(
        "给损失加类别权重（CrossEntropyLoss 的 weight、BCEWithLogitsLoss 的 pos_weight），并看每一类的成绩",
        "weigh the classes (weight of CrossEntropyLoss, pos_weight of BCEWithLogitsLoss), and look at each class's score",
    ),
    "diagnose.how.lr_too_high": Text("学习率改成现在的十分之一再试", "try a tenth of the learning rate"),
    "diagnose.how.lr_too_low": Text("学习率改成现在的十倍再试", "try ten times the learning rate"),
    "diagnose.how.vanishing_gradients": Text(
        "隐藏层换成 ReLU，用 kaiming 初始化；网络很深时加批归一化或残差连接",
        "ReLU in hidden layers with kaiming initialisation; batch normalisation or residual connections in deep networks",
    ),
    "diagnose.how.exploding_gradients": Text(
        "在 backward 和 step 之间裁剪：torch.nn.utils.clip_grad_norm_，最大范数 1.0",
        "clip between backward and step: torch.nn.utils.clip_grad_norm_ with a largest norm of 1.0",
    ),
    "diagnose.how.dead_relu": Text(
        "换成 LeakyReLU，或者用更小的学习率、torch 自己的初始化",
        "LeakyReLU, or a smaller learning rate, or torch's own initialisation",
    ),
    "diagnose.how.saturation": Text(
        "初始权重小一些（torch 自己的就行），输入均值 0、标准差 1",
        "smaller initial weights (torch's own), inputs with mean 0 and deviation 1",
    ),
    "diagnose.how.symmetric_init": Text(
        "权重用随机数初始化（nn.init.kaiming_normal_），只有偏置可以是 0",
        "initialise weights at random (nn.init.kaiming_normal_); only biases may be 0",
    ),
    "diagnose.how.nan_origin": Text(
        "不要让这个运算的输入落到会算出无穷大的地方（用 clamp_min 限定下限，分母加 1e-8）；数据里的 NaN 先处理掉",
        "keep the input of this operation away from where it is infinite (clamp_min, 1e-8 added to a divisor); take NaN out of the data",
    ),
    "diagnose.how.nan_batches_skipped": Text(
        "不要跳过，找出损失变成无穷的原因：对 0 取对数、除以 0、坏样本",
        "do not skip them; find what makes the loss infinite: log of 0, division by 0, a broken example",
    ),
    "diagnose.how.graph_kept": Text(
        "只留数：留下的张量先 .item() 或 .detach()", "keep numbers only: .item() or .detach() before a tensor is kept"
    ),
    "diagnose.how.output_ignores_input": Text(
        "顺着 forward() 找：x 在哪里丢了？", "follow x through forward(): where does it get lost?"
    ),
    "diagnose.how.checkpoint_partial": Text(
        "把两边的名字打印出来（state.keys() 和 model.state_dict().keys()），让它们对上，再直接加载整个文件：不写 strict=False，也不先用 update 并进模型自己的权重",
        "print the names on both sides (state.keys() and model.state_dict().keys()), make them agree, and load all of the file: no strict=False, no update of the model's own weights first",
    ),
    "diagnose.how.loading_slow": Text(
        "在训练之前把样本准备好，只做一次；或者 DataLoader(..., num_workers=2)",
        "prepare the examples once, before the training; or DataLoader(..., num_workers=2)",
    ),
    "diagnose.how.seeds_unset": Text(
        "每次训练之前 torch.manual_seed(seed)，并且多用几个种子",
        "torch.manual_seed(seed) before each training, and several seeds",
    ),
    "diagnose.how.same_random_numbers": Text(
        "种子只在循环之前设一次；每个 worker 用各自的种子",
        "set the seed once, before the loop; each worker gets its own",
    ),
    "diagnose.how.best_on_test": Text(
        "用从训练集里切出来的验证集选轮次，测试集最后只用一次",
        "choose the epoch on a validation set cut from the training set; score the test set once",
    ),
}
