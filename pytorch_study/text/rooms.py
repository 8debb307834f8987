"""What stands on the browser page, room by room."""

from pytorch_study.text import Text

ROOMS: dict[str, Text] = {
    # the frame
    "page.title": Text("{room} · pytorch_study", "{room} · pytorch_study"),
    "page.plain": Text("{text}", "{text}"),
    "page.skip": Text("跳到正文", "Skip to the content"),
    "page.rooms": Text("房间", "Rooms"),
    "page.theme": Text("深色", "Dark"),
    "page.gone": Text(
        "连不上服务器。它可能已经停了，请在终端里重新运行 `pytorch-study play`。",
        "The server does not answer. It may have been stopped: run `pytorch-study play` again.",
    ),
    "page.odd": Text("服务器的回答不对（{status}）。", "The server gave an odd answer ({status})."),
    "page.time.seconds": Text("{s} 秒", "{s} s"),
    "page.time.minutes": Text("{m} 分 {s} 秒", "{m} min {s} s"),
    "page.time.hours": Text("{h} 小时 {m} 分", "{h} h {m} min"),
    # charts
    "page.chart.loss": Text("损失", "Loss"),
    "page.chart.accuracy": Text("准确率", "Accuracy"),
    "page.chart.step": Text("步数", "step"),
    "page.chart.train": Text("训练", "training"),
    "page.chart.validation": Text("验证", "validation"),
    "page.chart.watched": Text("500 张固定的图", "500 pictures, always the same"),
    "page.chart.nothing": Text("还没有数据", "Nothing to draw yet"),
    "page.chart.line": Text(
        "{name}：从 {first} 到 {last}，最低 {low}，最高 {high}。",
        "{name}: from {first} to {last}, lowest {low}, highest {high}.",
    ),
    # models
    "page.model.shipped": Text("随包附带 · {name}", "shipped · {name}"),
    "page.model.shipped_scored": Text("随包附带 · {name}（{accuracy}）", "shipped · {name} ({accuracy})"),
    "page.model.run": Text("{name}", "{name}"),
    "page.model.run_scored": Text("{name}（{accuracy}）", "{name} ({accuracy})"),
    # 手写 · draw
    "page.draw.tab": Text("手写", "Draw"),
    "page.draw.title": Text("写一个数字，看网络怎么认", "Draw a digit, and see what a network makes of it"),
    "page.draw.lede": Text(
        "笔还没抬起，答案就已经在变。认错了也别急着擦：往下看，每一层看到了什么都在这里。",
        "The answer moves while you draw. When it is wrong, look before you clear: every layer is shown below.",
    ),
    "page.draw.pad": Text("画板：在这里写一个数字", "Paper: draw a digit here"),
    "page.draw.hint": Text("在这里写一个数字，0 到 9", "Draw a digit here, 0 to 9"),
    "page.draw.keys": Text(
        "键盘：方向键移动，空格落笔和抬笔，退格撤销，Delete 清空。",
        "Keys: arrows move, Space puts the pen down and lifts it, Backspace undoes, Delete clears.",
    ),
    "page.draw.undo": Text("撤销", "Undo"),
    "page.draw.clear": Text("清空", "Clear"),
    "page.draw.pen": Text("笔的粗细", "Pen"),
    "page.draw.weights": Text("权重", "Weights"),
    "page.draw.against": Text("对照", "Compare with"),
    "page.draw.nobody": Text("不对照", "nothing"),
    "page.draw.nothing_yet": Text("等你落笔", "waiting for your pen"),
    "page.draw.sure": Text("把握 {share}", "{share} sure"),
    "page.draw.unsure": Text("拿不准，只有 {share} 的把握", "not sure: only {share}"),
    "page.draw.spoken": Text("认成 {label}，把握 {share}。", "Taken for {label}, {share} sure."),
    "page.alone": Text(
        "网络就在这个网页里：你画的东西不会离开这台设备，断网也能用。",
        "The network is in this very page: what you draw never leaves your device, and no internet is needed.",
    ),
    "page.draw.seen": Text("网络看到的", "How it was seen"),
    "page.draw.seen_hint": Text(
        "网络只认得训练时见过的样子，所以先把你的字变成那个样子。",
        "A network only knows what its training looked like, so your drawing is made to look like that.",
    ),
    "page.draw.try": Text("拿这些试试", "Try one of these"),
    "page.draw.which": Text("哪些图片", "Which pictures"),
    "page.draw.examples": Text("测试集里的例子", "From the test set"),
    "page.draw.mistakes": Text("错得最离谱的", "The worst mistakes"),
    "page.draw.examples_hint": Text(
        "训练时从没见过的图。点一张，再添上几笔，看它什么时候改主意。",
        "Never seen in training. Pick one, then add a stroke or two: when does the network change its mind?",
    ),
    "page.draw.mistakes_slow": Text(
        "正在给整个测试集打分，第一次要等几秒……", "Scoring the whole test set; the first time takes some seconds ..."
    ),
    "page.draw.mistakes_hint": Text(
        "真实的数字 → 网络的答案，把握最大的排在最前。你自己认得出吗？",
        "What it is → what the network says, the surest first. Would you have known?",
    ),
    "page.draw.no_mistakes": Text("整个测试集一张也没有认错。", "Not a single mistake on the whole test set."),
    "page.draw.example": Text("一个 {label}", "A {label}"),
    "page.draw.mistake": Text("{label} 认成了 {answer}，把握 {share}", "{label} taken for {answer}, {share} sure"),
    # 逐层 · layers
    "page.layers.title": Text("一层一层往里看", "Layer by layer"),
    "page.layers.lede": Text(
        "左边从上往下是数据经过的路。点一张特征图，再点它的一个像素，右边就是它的来历。",
        "From top to bottom: the way of the data. Click a map, then one of its pixels, and see where it comes from.",
    ),
    "page.layers.empty": Text("写下一个数字，这里就会亮起来。", "Draw a digit, and this will come alive."),
    "page.layers.whose": Text("看谁的", "Whose layers"),
    "page.layers.convolution": Text(
        "{count} 个 {fy}×{fx} 的卷积核，得到 {count} 张 {y}×{x} 的特征图",
        "filters {fy}×{fx}: {count}, maps {y}×{x}: {count}",
    ),
    "page.layers.maps": Text("{kind}，{count} 张 {y}×{x} 的特征图", "{kind}, maps {y}×{x}: {count}"),
    "page.layers.row": Text("{kind}，{count} 个神经元", "{kind}, {count} neurons"),
    "page.layers.pool_relu": Text("→ {n}×{n} 最大池化，ReLU", "→ {n}×{n} max-pool, ReLU"),
    "page.layers.pool": Text("→ {n}×{n} 池化", "→ {n}×{n} pool"),
    "page.layers.relu": Text("→ ReLU", "→ ReLU"),
    "page.layers.map": Text("{name}，第 {number} 张特征图", "{name}, map {number}"),
    "page.layers.pixels": Text(
        "{name} 的第 {number} 张特征图，用方向键选像素", "{name}, map {number}: the arrow keys choose a pixel"
    ),
    "page.layers.more": Text("还有 {left} 张没有画出来", "{left} more are not shown"),
    "page.layers.strip": Text(
        "{name}：{count} 个神经元，{active} 个大于零", "{name}: {count} neurons, {active} above zero"
    ),
    "page.layers.active": Text("{count} 个里有 {active} 个大于零", "{active} of {count} are above zero"),
    "page.layers.softmax": Text(
        "每个类别的得分。softmax 把它们变成加起来是 100 % 的概率。",
        "A score for each class. Softmax turns them into probabilities that add up to 100 %.",
    ),
    "page.layers.sum": Text(
        "第 {y} 行第 {x} 列是 {value}：把 {fh}×{fw} 的小块与卷积核逐格相乘，全部相加，再加上偏置。",
        "Row {y}, column {x} is {value}: the {fh}×{fw} patch times the filter, cell by cell, all added up, plus the bias.",
    ),
    "page.layers.sum_bias": Text(
        "第 {y} 行第 {x} 列是 {value}：把 {fh}×{fw} 的小块与卷积核逐格相乘，全部相加，再加上偏置 {bias}。",
        "Row {y}, column {x} is {value}: the {fh}×{fw} patch times the filter, cell by cell, all added up, plus the bias {bias}.",
    ),
    "page.layers.input_picture": Text("输入的图", "the picture"),
    "page.layers.input_maps": Text("输入", "the input"),
    "page.layers.patch": Text("小块", "the patch"),
    "page.layers.filter": Text("卷积核", "the filter"),
    "page.layers.channel": Text(
        "第 {number} 个输入通道：输入、小块、卷积核", "Input channel {number}: input, patch, filter"
    ),
    "page.layers.negative": Text("负", "below 0"),
    "page.layers.positive": Text("正", "above 0"),
    # 图片 · photo
    "page.photo.tab": Text("图片", "Photo"),
    "page.photo.title": Text("给它一张照片", "Give it a photo"),
    "page.photo.lede": Text(
        "这个网络只见过 32×32 的小图，只认得十种东西。看看它怎么说，又是看着哪里说的。",
        "This network has only seen pictures of 32×32 and knows ten kinds of things. See what it says, and where it looked.",
    ),
    "page.photo.drop": Text("把图片拖到这里，或者用 Ctrl+V 粘贴", "Drop a picture here, or paste one with Ctrl+V"),
    "page.photo.choose": Text("选择图片", "Choose a picture"),
    "page.photo.camera": Text("打开相机", "Use the camera"),
    "page.photo.camera_off": Text("关闭相机", "Close the camera"),
    "page.photo.snap": Text("拍照", "Take the photo"),
    "page.photo.live": Text("相机画面", "What the camera sees"),
    "page.photo.no_camera": Text(
        "打不开相机：没有找到，或者浏览器没有允许。也可以直接选一张图片。",
        "The camera cannot be used: there is none, or the browser does not allow it. Choosing a picture works too.",
    ),
    "page.photo.private": Text(
        "图片只交给运行本页的这台服务器，看完就删，不上网。",
        "The picture goes to the server of this page, nowhere else, and is not kept.",
    ),
    "page.photo.model": Text("{lesson} · {name}（{accuracy}）", "{lesson} · {name} ({accuracy})"),
    "page.photo.empty": Text("答案会出现在这里。", "The answer will stand here."),
    "page.photo.looking": Text("正在看……", "Looking ..."),
    "page.photo.knows": Text(
        "它只认得这 {count} 种：{known}。别的东西它也会归进其中一种，有时还很有把握。",
        "It knows only these {count}: {known}. Anything else it calls one of them, too, and is often sure of it.",
    ),
    "page.photo.unsure": Text(
        "我只认得这 {count} 种东西：{known}。这张图多半哪种都不是。",
        "I know only these {count} things: {known}. This is probably none of them.",
    ),
    "page.photo.saw": Text("网络看到的全部", "All that the network saw"),
    "page.photo.heat": Text("亮处支持「{label}」（Grad-CAM）", "The bright parts spoke for “{label}” (Grad-CAM)"),
    # 训练 · train
    "page.train.tab": Text("训练", "Train"),
    "page.train.title": Text("当场训练一个网络", "Train a network, and watch"),
    "page.train.lede": Text(
        "训练在服务器里进行，关掉这一页也不会停；回来的时候，它还在这里。",
        "The training runs in the server. Leave this page, and it goes on; come back, and you find it here.",
    ),
    "page.train.lesson": Text("课", "Lesson"),
    "page.train.own": Text("你的文件 {file}", "your file {file}"),
    "page.train.own_hint": Text(
        "这是启动服务器的文件夹里的课文件，开始训练时才会运行它。",
        "A lesson file in the folder where the server was started. It is run only when you train it.",
    ),
    "page.train.recipe": Text("配方", "Recipe"),
    "page.train.its_default": Text("文件自己的默认配方", "the file's own default"),
    "page.train.seed": Text("随机种子", "Seed"),
    "page.train.more": Text("更多设置", "More settings"),
    "page.train.start": Text("开始训练", "Start"),
    "page.train.absurd": Text("想看发散？把学习率调得离谱", "See it diverge: an absurd learning rate"),
    "page.train.field.epochs": Text("轮数", "Epochs"),
    "page.train.field.batch_size": Text("批大小", "Batch size"),
    "page.train.field.lr": Text("学习率", "Learning rate"),
    "page.train.field.optimizer": Text("优化器", "Optimizer"),
    "page.train.field.schedule": Text("学习率调度", "Schedule"),
    "page.train.field.weight_decay": Text("权重衰减", "Weight decay"),
    "page.train.field.label_smoothing": Text("标签平滑", "Label smoothing"),
    "page.train.field.clip": Text("梯度裁剪", "Gradient clipping"),
    "page.train.field.ema": Text("权重的滑动平均", "Average of weights (EMA)"),
    "page.train.field.augment": Text("数据增强", "Augmentation"),
    "page.train.field.inputs": Text("像素的归一化", "Scaling of pixels"),
    "page.train.field.validation": Text("留作验证的样本数", "Examples for validation"),
    "page.train.field.limit": Text("最多用多少样本", "Use only so many examples"),
    "page.train.field.precision": Text("数值精度", "Precision"),
    "page.train.field.classes": Text("类别数", "Classes"),
    "page.train.field.initial": Text("初始化", "Initial weights"),
    "page.train.field.table": Text("数据表", "Table"),
    "page.train.field.hidden": Text("隐藏层宽度", "Widths of hidden layers"),
    "page.train.augment.flip": Text("左右翻转", "mirror"),
    "page.train.augment.crop": Text("平移裁剪", "shift"),
    "page.train.augment.cutout": Text("遮挡一块", "cover a square"),
    "page.train.augment.affine": Text("旋转缩放", "turn and scale"),
    "page.train.nothing": Text(
        "选好一课，点「开始训练」，曲线就会出现在这里。", "Pick a lesson and press Start; the curves will appear here."
    ),
    "page.train.run": Text("{run}", "{run}"),
    "page.train.progress": Text("进度", "Progress"),
    "page.train.epoch": Text("轮次", "epoch"),
    "page.train.loss": Text("损失", "loss"),
    "page.train.lr": Text("学习率", "learning rate"),
    "page.train.test_accuracy": Text("测试集准确率", "test accuracy"),
    "page.train.test_rmse": Text("测试集 RMSE", "test RMSE"),
    "page.train.left": Text("还要约 {time}", "about {time} left"),
    "page.train.status.loading": Text("正在准备数据……", "Preparing the data ..."),
    "page.train.status.going": Text("正在训练", "Training"),
    "page.train.status.paused": Text("已暂停", "Paused"),
    "page.train.status.stopping": Text("正在停下并保存……", "Stopping and saving ..."),
    "page.train.status.scoring": Text(
        "训练完成，正在测试集上评分、画报告……", "Trained; scoring the test set and drawing the report ..."
    ),
    "page.train.status.stopped": Text("已停下，随时可以接着训练", "Stopped; it can go on at any time"),
    "page.train.status.done": Text("训练完成", "Done"),
    "page.train.status.failed": Text("没有成功", "It did not work out"),
    "page.train.pause": Text("暂停", "Pause"),
    "page.train.continue": Text("继续", "Go on"),
    "page.train.stop": Text("停下并保存", "Stop and save"),
    "page.train.resume": Text("接着训练", "Resume"),
    "page.train.resume_run": Text("接着训练 {run}", "Resume {run}"),
    "page.train.draw": Text("用它来认我写的字", "Draw against it"),
    "page.train.runs": Text("看它错在哪里", "See what it gets wrong"),
    "page.train.unfinished": Text("没有训练完的", "Not finished yet"),
    "page.train.stopped": Text(
        "全部已保存。在这里点「接着训练」，或者在终端里运行：{command}",
        "Everything is saved. Press Resume here, or run in a terminal: {command}",
    ),
    "page.train.stopped_early": Text(
        "还没开始就停下了，没有要保存的。", "Stopped before it began; there was nothing to save."
    ),
    "page.train.diverged": Text(
        "{text}这就是发散：每一步都迈得太远，损失越来越大，直到浮点数装不下。",
        "{text} This is divergence: every step goes too far, and the loss grows until no floating-point number can hold it.",
    ),
    "page.train.growing": Text(
        "损失已经是开始时的 {times} 倍：不降反升，正在发散。多半是学习率太大。",
        "The loss is {times} times what it was at the start: it rises instead of falling. That is divergence; most likely "
        "the learning rate is too high.",
    ),
    "page.train.filters": Text("第一层的卷积核", "Filters of the first layer"),
    "page.train.filters_hint": Text(
        "一开始是随机的噪点，看它们怎么一点点变成条纹和色块。",
        "They begin as random noise. Watch them turn into stripes and blobs.",
    ),
    "page.train.filters_label": Text("{name} 的 {count} 个卷积核", "The {count} filters of {name}"),
    "page.train.flips": Text("刚刚学会的", "Just learned"),
    "page.train.flips_count": Text(
        "同样的 {count} 张图，现在认对 {right} 张；与上一次相比，{better} 张由错变对，{worse} 张由对变错。",
        "Of the same {count} pictures, {right} are right now; since the last look, {better} turned right and {worse} turned wrong.",
    ),
    "page.train.flip_better": Text(
        "{label}：先认成 {before}，现在认对了", "{label}: was taken for {before}, now right"
    ),
    "page.train.flip_worse": Text("{label}：先认对了，现在认成 {after}", "{label}: was right, now taken for {after}"),
    # 回归 · fit
    "page.fit.tab": Text("回归", "Fit"),
    "page.fit.title": Text("用一条曲线去拟合几个点", "Fit a curve to some points"),
    "page.fit.lede": Text(
        "点出一些点，选一个网络，看它怎么把一条线弯过去：什么时候学到了规律，什么时候只是死记。",
        "Set some points, choose a network, and watch it bend a line: when does it learn, and when does it only remember?",
    ),
    "page.fit.examples": Text("现成的点", "Points to begin with"),
    "page.fit.example.straight": Text("直线", "a line"),
    "page.fit.example.wave": Text("波浪", "a wave"),
    "page.fit.example.step": Text("台阶", "a step"),
    "page.fit.example.few": Text("很少的点", "few points"),
    "page.fit.width": Text("每层宽度", "Width of a layer"),
    "page.fit.depth": Text("隐藏层数", "Hidden layers"),
    "page.fit.activation": Text("激活函数", "Activation"),
    "page.fit.lr": Text("学习率", "Learning rate"),
    "page.fit.steps": Text("步数", "Steps"),
    "page.fit.holdout": Text("留出多少点不训练", "Share of points held out"),
    "page.fit.start": Text("开始拟合", "Fit"),
    "page.fit.stop": Text("停下", "Stop"),
    "page.fit.paper": Text(
        "坐标纸，{count} 个点。方向键移动光标（{at}），回车加点或删点。",
        "Paper with {count} points. Arrow keys move the cursor ({at}), Enter sets or removes a point.",
    ),
    "page.fit.hint": Text(
        "点空白处加点，拖动移点，点一下已有的点就删掉它；键盘用方向键和回车。",
        "Click to set a point, drag to move it, click it again to remove it; or use the arrow keys and Enter.",
    ),
    "page.fit.train": Text("训练的点", "trained on"),
    "page.fit.held": Text("留出的点", "held out"),
    "page.fit.line": Text("网络的线", "the network's line"),
    "page.fit.residual": Text("残差", "residual"),
    "page.fit.few": Text("至少要有 {count} 个点。", "Set {count} points at least."),
    "page.fit.ready": Text("点「开始拟合」。", "Press Fit."),
    "page.fit.diverged": Text(
        "发散了：步子迈得太大，线飞出了纸面。把学习率调小再试。",
        "It diverged: the steps are too large, and the line has left the paper. Try a lower learning rate.",
    ),
    "page.fit.under": Text(
        "第 {step} 步，训练的点上均方误差 {train}：线还没有跟上这些点（欠拟合）。再等等，或者把网络加宽、加深。",
        "Step {step}, mean squared error {train} on the points: the line does not follow them yet (underfitting). "
        "Wait, or take a wider or deeper network.",
    ),
    "page.fit.no_held": Text(
        "第 {step} 步，均方误差 {train}。没有留出的点，看不出它是学会了还是死记：留出几个再试。",
        "Step {step}, mean squared error {train}. With no points held out nobody can tell learning from remembering: hold some out.",
    ),
    "page.fit.over": Text(
        "第 {step} 步，训练的点上误差 {train}，留出的点上 {held}，是前者的 {times} 倍：它在死记单个的点（过拟合）。"
        "换小一点的网络，或者多给些点。",
        "Step {step}: error {train} on its own points, {held} on those held out, {times} times as much: it remembers single "
        "points (overfitting). Take a smaller network, or more points.",
    ),
    "page.fit.good": Text(
        "第 {step} 步，训练的点上误差 {train}，留出的点上 {held}：没见过的点也对得上，它学到了规律。",
        "Step {step}: error {train} on its own points, {held} on those held out. It is right about points it never saw: it has learned.",
    ),
    # 对比 · runs
    "page.runs.tab": Text("对比", "Runs"),
    "page.runs.title": Text("所有的训练，放在一起看", "All runs, side by side"),
    "page.runs.lede": Text(
        "曲线画在一起，配方差在哪里，又各自错在哪里。",
        "Their curves over each other, what differs between their recipes, and what each gets wrong.",
    ),
    "page.runs.none": Text("还没有训练过。先去训练一个吧。", "There are no runs yet. Train one first."),
    "page.runs.to_train": Text("去训练", "To the training"),
    "page.runs.all": Text("所有训练", "All runs"),
    "page.runs.choose": Text("勾选要看的，最多 {count} 个。", "Tick those to look at, {count} at most."),
    "page.runs.show": Text("看", "show"),
    "page.runs.show_run": Text("看 {run}", "Show {run}"),
    "page.runs.run": Text("训练", "run"),
    "page.runs.recipe": Text("课与配方", "lesson and recipe"),
    "page.runs.result": Text("测试集", "test set"),
    "page.runs.epochs": Text("轮数", "epochs"),
    "page.runs.time": Text("用时", "time"),
    "page.runs.unfinished": Text("未完成", "not finished"),
    "page.runs.curves": Text("曲线", "Curves"),
    "page.runs.measure": Text("画什么", "What to draw"),
    "page.runs.measure.val_accuracy": Text("验证准确率", "accuracy, validation"),
    "page.runs.measure.train_accuracy": Text("训练准确率", "accuracy, training"),
    "page.runs.measure.val_loss": Text("验证损失", "loss, validation"),
    "page.runs.measure.train_loss": Text("训练损失", "loss, training"),
    "page.runs.measure.lr": Text("学习率", "learning rate"),
    "page.runs.differences": Text("配方", "Recipes"),
    "page.runs.field": Text("字段", "field"),
    "page.runs.same": Text("配方完全一样。", "The recipes are the same."),
    "page.runs.wrong": Text("错在哪里", "What it gets wrong"),
    "page.runs.of": Text("哪一个训练", "Which run"),
    "page.runs.scoring": Text("正在整个测试集上评分……", "Scoring the whole test set ..."),
    "page.runs.scatter": Text("预测与真实", "Predicted and true"),
    "page.runs.scatter_hint": Text(
        "横轴是真实值，纵轴是预测值，点离虚线越近越准。RMSE {rmse}，MAE {mae}，R² {r2}。",
        "Across what is true, upwards what was predicted; the nearer to the dashed line, the better. "
        "RMSE {rmse}, MAE {mae}, R² {r2}.",
    ),
    "page.runs.scatter_label": Text(
        "{count} 个测试样本的预测值与真实值，RMSE {rmse}，R² {r2}",
        "Predicted and true values of {count} test examples: RMSE {rmse}, R² {r2}",
    ),
    "page.runs.none_finished": Text("选中的训练里还没有完成的。", "None of the chosen runs is finished."),
    "page.runs.confusion": Text("混淆矩阵", "Confusion matrix"),
    "page.runs.confusion_hint": Text(
        "每一行是一个真实类别，横着看它被认成了什么；颜色越浓，这一对越容易认错。",
        "Each row is one true class; read across to see what it was taken for. The stronger the colour, the more often.",
    ),
    "page.runs.too_many": Text("{count} 类，太多，画不下。", "{count} classes: too many for a matrix."),
    "page.runs.classes": Text("每一类的准确率", "Accuracy of each class"),
    "page.runs.classes_hint": Text(
        "点是测试集上的结果，横条是 95 % 置信区间；最左边是 {from}。",
        "The point is the result on the test set, the bar its 95 % confidence interval; the left edge is {from}.",
    ),
    "page.runs.worst": Text("错得最有把握的", "The surest mistakes"),
    "page.runs.worst_hint": Text(
        "真实类别 → 网络的答案，下面是它的把握。", "What it is → what the network says, and how sure it was."
    ),
}
