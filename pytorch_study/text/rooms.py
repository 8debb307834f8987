"""What stands on the browser page: its frame, and the rooms that look at one picture."""

from pytorch_study.text import Text

ROOMS: dict[str, Text] = {
    # the frame
    "page.title": Text("{room} · pytorch_study", "{room} · pytorch_study"),
    "page.plain": Text("{text}", "{text}"),
    "page.skip": Text("跳到正文", "Skip to the content"),
    "page.rooms": Text("页面", "Pages"),
    "page.theme": Text("深色", "Dark"),
    "page.gone": Text(
        "连不上服务器。它可能已经停了，请在终端里重新运行 `pytorch-study play`。",
        "The server does not answer. It may have stopped: run `pytorch-study play` again.",
    ),
    "page.odd": Text(
        "服务器返回了错误的响应（{status}）。请刷新页面再试。",
        "Unexpected response from the server ({status}). Reload the page and try again.",
    ),
    "page.time.seconds": Text("{s} 秒", "{s} s"),
    "page.time.minutes": Text("{m} 分 {s} 秒", "{m} min {s} s"),
    "page.time.hours": Text("{h} 小时 {m} 分", "{h} h {m} min"),
    # charts
    "page.chart.loss": Text("损失", "Loss"),
    "page.chart.accuracy": Text("准确率", "Accuracy"),
    "page.chart.rmse": Text("RMSE", "RMSE"),
    "page.chart.nats": Text("每字纳特数", "Nats per character"),
    "page.chart.step": Text("步数", "step"),
    "page.chart.train": Text("训练", "training"),
    "page.chart.validation": Text("验证", "validation"),
    "page.chart.watched": Text("固定的一批图片", "a fixed batch of images"),
    "page.chart.nothing": Text("还没有数据", "No data yet"),
    "page.chart.line": Text(
        "{name}：从 {first} 到 {last}，最低 {low}，最高 {high}。",
        "{name}: from {first} to {last}, lowest {low}, highest {high}.",
    ),
    # models
    "page.model.shipped": Text("随包附带 · {name}", "shipped · {name}"),
    "page.model.shipped_scored": Text("随包附带 · {name}（{score}）", "shipped · {name} ({score})"),
    "page.model.run": Text("{name}", "{name}"),
    "page.model.run_scored": Text("{name}（{score}）", "{name} ({score})"),
    # 手写 · draw
    "page.draw.tab": Text("手写", "Draw"),
    "page.draw.title": Text("写一个数字，看网络怎么识别", "Draw a digit and see how a network reads it"),
    "page.draw.lede": Text(
        "边写，答案边变。认错了也别急着擦：往下看，每一层看到了什么都在这里。",
        "The answer changes while you draw. If it is wrong, look before you clear: every layer is shown below.",
    ),
    "page.draw.pad": Text("画板：在这里写一个数字", "Canvas: draw a digit here"),
    "page.draw.hint": Text("在这里写一个数字，0 到 9", "Draw a digit here, 0 to 9"),
    "page.draw.keys": Text(
        "键盘：方向键移动，空格落笔和抬笔，退格撤销，Delete 清空。",
        "Keys: arrow keys move, Space lowers or lifts the pen, Backspace undoes, Delete clears.",
    ),
    "page.draw.undo": Text("撤销", "Undo"),
    "page.draw.clear": Text("清空", "Clear"),
    "page.draw.pen": Text("笔的粗细", "Pen width"),
    "page.draw.weights": Text("权重", "Weights"),
    "page.draw.against": Text("对照", "Compare with"),
    "page.draw.nobody": Text("不对照", "nothing"),
    "page.draw.nothing_yet": Text("等你落笔", "waiting for your pen"),
    "page.draw.sure": Text("把握 {share}", "{share} sure"),
    "page.draw.unsure": Text("拿不准，只有 {share} 的把握", "not sure: only {share}"),
    "page.draw.unlike": Text(
        "和训练用的图片不像，也许不是数字（{share}）", "unlike the training images, perhaps no digit ({share})"
    ),
    "page.draw.spoken_sure": Text("认成 {label}，把握 {share}。", "Recognised as {label}, {share} sure."),
    "page.draw.spoken_unsure": Text(
        "拿不准，也许是 {label}，只有 {share} 的把握。", "Not sure: perhaps {label}, only {share}."
    ),
    "page.draw.spoken_unlike": Text(
        "像是 {label}（{share}），可是和训练用的图片不像，也许不是数字。",
        "Looks like {label} ({share}), but unlike the training images: perhaps no digit.",
    ),
    "page.standalone": Text(
        "网络就在这个网页里：你画的东西不会离开这台设备，断网也能用。",
        "The network runs in this page: what you draw never leaves your device, and no internet is needed.",
    ),
    "page.draw.seen": Text("网络看到的", "What the network sees"),
    "page.draw.seen_hint": Text(
        "网络只认识训练时见过的样子，所以先把你写的字处理成那个样子。",
        "A network only knows images like those it was trained on, so your drawing is converted to look like them.",
    ),
    "page.draw.try": Text("拿这些试试", "Try one of these"),
    "page.draw.which": Text("哪些图片", "Which images"),
    "page.draw.examples": Text("测试集里的例子", "From the test set"),
    "page.draw.mistakes": Text("错得最自信的图", "Most confident mistakes"),
    "page.draw.examples_hint": Text(
        "训练时从没见过的图片。点一张，再添上几笔，看它什么时候改主意。",
        "Never seen in training. Pick one and add a stroke or two: when does the network change its mind?",
    ),
    "page.draw.mistakes_slow": Text(
        "正在整个测试集上评估，第一次要等几秒……",
        "Evaluating on the whole test set; the first time takes a few seconds ...",
    ),
    "page.draw.mistakes_hint": Text(
        "真实的数字 → 网络的预测，把握最大的排在最前。你自己认得出吗？",
        "True digit → predicted digit, most confident first. Would you have got it right?",
    ),
    "page.draw.no_mistakes": Text("整个测试集一张也没有认错。", "No mistakes on the whole test set."),
    "page.draw.example": Text("一个 {label}", "A {label}"),
    "page.draw.mistake": Text("{label} 认成了 {answer}，把握 {share}", "{label} predicted as {answer}, {share} sure"),
    # 逐层 · layers
    "page.layers.title": Text("逐层查看", "Layer by layer"),
    "page.layers.lede": Text(
        "左边从上往下是数据经过的各层。点一张特征图，再点它的一个像素，右边会显示它是怎么算出来的。",
        "The data flows from top to bottom. Click a feature map, then one of its pixels, to see how it was computed.",
    ),
    "page.layers.empty": Text("写一个数字，这里就会显示每一层。", "Draw a digit to see every layer here."),
    "page.layers.whose": Text("看哪个网络", "Which network"),
    "page.layers.convolution": Text(
        "{count} 个 {fy}×{fx} 的卷积核，得到 {count} 张 {y}×{x} 的特征图",
        "{count} filters of {fy}×{fx}, {count} feature maps of {y}×{x}",
    ),
    "page.layers.maps": Text("{kind}，{count} 张 {y}×{x} 的特征图", "{kind}, {count} feature maps of {y}×{x}"),
    "page.layers.row": Text("{kind}，{count} 个神经元", "{kind}, {count} neurons"),
    "page.layers.pool_relu": Text("→ {n}×{n} 最大池化，ReLU", "→ {n}×{n} max pooling, ReLU"),
    "page.layers.pool": Text("→ {n}×{n} 池化", "→ {n}×{n} pooling"),
    "page.layers.relu": Text("→ ReLU", "→ ReLU"),
    "page.layers.map": Text("{name}，第 {number} 张特征图", "{name}, map {number}"),
    "page.layers.pixels": Text(
        "{name} 的第 {number} 张特征图，用方向键选像素", "{name}, map {number}: the arrow keys choose a pixel"
    ),
    "page.layers.more": Text("还有 {left} 张没有画出来", "{left} more not shown"),
    "page.layers.strip": Text(
        "{name}：{count} 个神经元，{active} 个大于 0", "{name}: {count} neurons, {active} above 0"
    ),
    "page.layers.active": Text("{count} 个里有 {active} 个大于 0", "{active} of {count} are above 0"),
    "page.layers.softmax": Text(
        "每个类别一个得分（logit）。softmax 把它们变成加起来是 100% 的概率。",
        "One score (logit) per class. Softmax turns them into probabilities that add up to 100%.",
    ),
    "page.layers.sum": Text(
        "第 {y} 行第 {x} 列是 {value}：把 {fh}×{fw} 的小块与卷积核逐元素相乘，全部相加，再加上偏置。",
        "Row {y}, column {x} is {value}: multiply the {fh}×{fw} patch by the filter element by element, add everything up, and add the bias.",
    ),
    "page.layers.sum_bias": Text(
        "第 {y} 行第 {x} 列是 {value}：把 {fh}×{fw} 的小块与卷积核逐元素相乘，全部相加，再加上偏置 {bias}。",
        "Row {y}, column {x} is {value}: multiply the {fh}×{fw} patch by the filter element by element, add everything up, and add the bias {bias}.",
    ),
    "page.layers.input_picture": Text("输入图片", "the image"),
    "page.layers.input_maps": Text("输入", "the input"),
    "page.layers.patch": Text("小块", "the patch"),
    "page.layers.filter": Text("卷积核", "the filter"),
    "page.layers.channel": Text(
        "第 {number} 个输入通道：输入、小块、卷积核", "Input channel {number}: input, patch, filter"
    ),
    "page.layers.negative": Text("负", "negative"),
    "page.layers.positive": Text("正", "positive"),
    # 图片 · photo
    "page.photo.tab": Text("图片", "Photo"),
    "page.photo.title": Text("给它一张照片", "Give it a photo"),
    "page.photo.lede": Text(
        "网络只认识训练时见过的类别，照片也要先缩成一张方形小图再给它看。看看它的预测，以及它依据的是图中哪一部分。",
        "A network knows only the classes that it was trained on, and sees the photo only as a small square. See what it predicts, and where it looked.",
    ),
    "page.photo.drop": Text("把图片拖到这里，或者用 Ctrl+V 粘贴", "Drop an image here, or paste one with Ctrl+V"),
    "page.photo.choose": Text("选择图片", "Choose an image"),
    "page.photo.camera": Text("打开摄像头", "Use the camera"),
    "page.photo.camera_off": Text("关闭摄像头", "Close the camera"),
    "page.photo.snap": Text("拍照", "Take the photo"),
    "page.photo.live": Text("摄像头画面", "What the camera sees"),
    "page.photo.no_camera": Text(
        "无法使用摄像头：没有找到，或者浏览器没有允许。也可以直接选择一张图片。",
        "The camera cannot be used: there is none, or the browser does not allow it. You can choose an image instead.",
    ),
    "page.photo.private": Text(
        "图片只发送给运行本页的服务器，不会保存，也不会发到别处。",
        "The image goes only to the server of this page and is not kept.",
    ),
    "page.photo.model": Text("{lesson} · {name}（{score}）", "{lesson} · {name} ({score})"),
    "page.photo.empty": Text("答案会出现在这里。", "The answer will appear here."),
    "page.photo.looking": Text("正在识别……", "Classifying ..."),
    "page.photo.knows": Text(
        "它只认识这 {count} 个类别：{known}。别的东西它也会归入其中一类，有时还很有把握。",
        "It knows only these {count} classes: {known}. It puts anything else into one of them too, often with high confidence.",
    ),
    "page.photo.unsure": Text(
        "我只认识这 {count} 个类别：{known}。这张图我拿不准是哪个，也可能哪个都不是。",
        "I know only these {count} things: {known}. I am not sure which of them this is, and it may be none.",
    ),
    "page.photo.unlike": Text(
        "我只认识这 {count} 个类别：{known}。这张图多半哪个都不是。",
        "I know only these {count} things: {known}. This is probably none of them.",
    ),
    "page.photo.others": Text(
        "一次只看一张：{count} 个文件里看的是 {name}。要一次认很多张，用命令 `pytorch-study predict`。",
        "One at a time: of {count} files, this is {name}. For many at once there is the command `pytorch-study predict`.",
    ),
    "page.photo.several": Text(
        "照片里有 {count} 个数字，从左到右、逐行读作 {label}；下面是其中最大的一个。",
        "The photo has {count} digits; from left to right, line by line: {label}. Below is the largest of them.",
    ),
    "page.photo.doubtful": Text(
        "第 {places} 个拿不准：它和训练用的图片不像，也许不是数字。",
        "Unsure of number {places}: unlike the training images, and perhaps no digit.",
    ),
    "page.photo.boxes": Text("找到的数字", "The digits found"),
    "page.photo.saw": Text("网络看到的全部", "All that the network sees"),
    "page.photo.heat": Text("亮处支持“{label}”（Grad-CAM）", "Bright areas support “{label}” (Grad-CAM)"),
}
