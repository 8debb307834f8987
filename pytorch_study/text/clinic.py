"""What the clinic says: sick trainings, false cures, and what a cure is."""

from pytorch_study.text import Text

CLINIC: dict[str, Text] = {
    "learn.patient": Text("等你来治", "Yours to cure"),
    "mistake.sick": Text(
        "它还是老样子。每一轮的成绩：{before}；没见过的数据上 {test:.2f}，要到 {bar:.2f}。\n{curve}\n"
        "先读代码，猜一个病根，改一处，再保存。实在看不出来，`pytorch-study diagnose 文件` 会看着它训练一遍，说出怀疑什么。",
        "It is as it was. The score after each epoch: {before}; on unseen data {test:.2f}, and {bar:.2f} is needed.\n{curve}\n"
        "Read the code, guess a cause, change one thing, and save. If you cannot see it, `pytorch-study diagnose FILE` watches "
        "it train and says what it suspects.",
    ),
    "mistake.not_cured": Text(
        "改过了，还没治好：没见过的数据上 {test:.2f}，要 {bar:.2f}。\n  原来每轮：{before}\n  现在每轮：{after}",
        "Changed, but not cured: {test:.2f} on unseen data, and {bar:.2f} is needed.\n  epochs before: {before}\n  epochs now:    {after}",
    ),
    "mistake.smaller_rate": Text(
        "学习率从 {old} 调小到 {new}，没见过的数据上 {test:.2f}，要 {bar:.2f}。症状也许轻了，病根还在：步子小，只是发作得慢。\n"
        "  原来每轮：{before}\n  现在每轮：{after}",
        "The learning rate went from {old} down to {new}: {test:.2f} on unseen data, and {bar:.2f} is needed. The symptoms may be "
        "milder, the cause is still there: smaller steps only bring it on more slowly.\n  epochs before: {before}\n  epochs now:    {after}",
    ),
    "mistake.larger_rate": Text(
        "学习率从 {old} 加到 {new}，没见过的数据上 {test:.2f}，要 {bar:.2f}。推得更用力，挡路的东西还在。\n"
        "  原来每轮：{before}\n  现在每轮：{after}",
        "The learning rate went from {old} up to {new}: {test:.2f} on unseen data, and {bar:.2f} is needed. That pushes harder and "
        "leaves in place what is in the way.\n  epochs before: {before}\n  epochs now:    {after}",
    ),
    "mistake.other_optimizer": Text(
        "优化器从 {old} 换成了 {new}，没见过的数据上 {test:.2f}，要 {bar:.2f}。换一个优化器，病根不会跟着走掉。\n"
        "  原来每轮：{before}\n  现在每轮：{after}",
        "The optimizer is {new} instead of {old}: {test:.2f} on unseen data, and {bar:.2f} is needed. The cause does not leave with "
        "the optimizer.\n  epochs before: {before}\n  epochs now:    {after}",
    ),
    "mistake.bigger_net": Text(
        "网络从 {old} 个参数加到 {new} 个，没见过的数据上 {test:.2f}，要 {bar:.2f}。原来的大小够用，毛病不在这里。\n"
        "  原来每轮：{before}\n  现在每轮：{after}",
        "The network has {new} parameters instead of {old}: {test:.2f} on unseen data, and {bar:.2f} is needed. It was large enough; "
        "that is not what ails it.\n  epochs before: {before}\n  epochs now:    {after}",
    ),
    "mistake.other_batch": Text(
        "每批从 {old} 个改成 {new} 个，没见过的数据上 {test:.2f}，要 {bar:.2f}。批的大小不是病根。\n"
        "  原来每轮：{before}\n  现在每轮：{after}",
        "Batches of {new} instead of {old}: {test:.2f} on unseen data, and {bar:.2f} is needed. The size of the batch is not the "
        "cause.\n  epochs before: {before}\n  epochs now:    {after}",
    ),
    "mistake.more_epochs": Text(
        "它练了 {times:.1f} 倍的数据。轮数由 epochs 决定：健康的训练用不着更久。时间换来的分数，不算治好。",
        "It trained on {times:.1f} times as much. The argument `epochs` says how long: a healthy training needs no longer, and a "
        "score bought with time is no cure.",
    ),
    "mistake.trained_on_test": Text(
        "它用验证数据训练过：检查把验证标签故意改错，它学会的正是那些错的。验证数据只能用来打分，一次都不能用来更新参数。",
        "It was trained on validation data: the check gave it wrong validation labels, and those are what it learned. They are for "
        "scoring only and must never update a parameter.",
    ),
    "mistake.false_score": Text(
        "报的成绩是 {reported:.2f}，检查用同一份验证数据量出来是 {measured:.2f}。curve 里的数要真的量出来，而且要和网络的水平一致。",
        "It reports {reported:.2f}; measured here on the same validation data it is {measured:.2f}. The numbers in curve have to be "
        "measured, and to be what the network can do.",
    ),
    "mistake.bar_edited": Text(
        "分数线改低了，训练一点没变：没见过的数据上 {test:.2f}。检查用的是自己的分数线 {bar:.2f}。",
        "The bar was lowered and the training is what it was: {test:.2f} on unseen data. The check has a bar of its own, {bar:.2f}.",
    ),
    "mistake.random_answers": Text(
        "同样的输入问两遍，得到 {got} 和 {expected}：评估时还有随机的东西没关。",
        "The same input asked twice gives {got} and {expected}: something random is still on during evaluation.",
    ),
    "mistake.not_alone": Text(
        "分数够了，可是同一个样本，和别的样本一起送进去、单独送进去，答案不一样：它用了这一批新数据自己的统计量。用模型的人可能一次只有"
        "一个样本；该用训练数据的均值和标准差。如果网络里有 BatchNorm：返回之前 `net.eval()` 了吗？",
        "The score is there, but the same example gets another answer when other examples come with it: the batch of new data is "
        "used for its own statistics. Whoever uses the model may have one example only; use the training data's mean and spread. If there is a BatchNorm: "
        "is `net.eval()` called before returning?",
    ),
    "mistake.own_data": Text(
        "训练时去取了别的数据。只能用传进来的 x 和 y。",
        "It fetched data of its own while training. Use the x and y that are passed in, and nothing else.",
    ),
    "mistake.curve_length": Text(
        "curve 应当每轮一个成绩，共 {epochs} 个，得到 {count} 个。",
        "curve should hold a score per epoch, {epochs} in all; it holds {count}.",
    ),
    "mistake.not_two": Text(
        "`train` 应当返回两样东西：能给出输出的网络（或函数），和每轮成绩的列表。得到的是 {got}。",
        "`train` should return two things: a network (or function) that gives outputs, and the list of scores. It returned {got}.",
    ),
    "mistake.not_scores": Text(
        "curve 里应当是普通的数（用 `.item()` 取出来）。得到的是 {got}。",
        "curve should hold plain numbers (take them out with `.item()`). Got {got}.",
    ),
    "mistake.no_outputs": Text(
        "对 {count} 个新输入，返回的网络给出了 {got}。分类要给 ({count}, 类别数) 的得分，回归要给 {count} 个数。",
        "For {count} new inputs the network that was returned gives {got}. Classification needs scores of shape ({count}, classes), "
        "regression {count} numbers.",
    ),
    "error.unknown_chapter": Text("没有叫 `{name}` 的章。{nearest}", "There is no chapter `{name}`. {nearest}"),
    "option.chapter": Text(
        "只检查这一章（题名前面那一栏，例如 tensors），可以写多次。",
        "Check this chapter only (its short name, e.g. tensors); may be given several times.",
    ),
    "learn.first_check": Text(
        "正在启动 PyTorch，第一次要等几秒……", "Starting PyTorch; the first check takes some seconds ..."
    ),
    "learn.go_on": Text("接着做：按 n，下一题是“{title}”。", "Go on: press n for “{title}”."),
    "learn.left": Text(
        "这是最后一题，前面还有 {count} 题没做完：按 l 看列表，或者打开 {name} 的文件接着写。",
        "That was the last one; {count} before it are not passed yet: press l for the list, or open the file of {name}.",
    ),
    "learn.grading": Text("检查 {folder} ……", "Checking {folder} ..."),
    "clinic.cured": Text(
        "治好了：没见过的数据上，原来 {sick:.2f}，现在三次新的训练里最低 {test:.2f}（要 {bar:.2f}）。每一轮的成绩：\n{curve}",
        "Cured: on unseen data it was {sick:.2f}; of three fresh trainings the worst now reaches {test:.2f} ({bar:.2f} is needed). "
        "The score after each epoch:\n{curve}",
    ),
}
