"""What the page says in the room where digits come out of noise."""

from pytorch_study.text import Text

PAGE_FLOW: dict[str, Text] = {
    "page.flow.tab": Text("生成", "Create"),
    "page.flow.title": Text("从噪声里走出一个数字", "A digit comes out of noise"),
    "page.flow.lede": Text(
        "选一个数字。网络从一张噪声出发，一步一步把它变成那个数字；拖动时刻，停在半路上看看。右边是第二课的网络，它一路都在猜。",
        "Choose a digit. The network starts from noise and turns it into that digit, step by step. Drag the time and look "
        "at it halfway. On the right, lesson 2's network guesses all the way.",
    ),
    "page.flow.none": Text(
        "还没有会画数字的模型。先训练一个：`pytorch-study train flow --recipe quick`。",
        "There is no model that draws digits yet. Train one first: `pytorch-study train flow --recipe quick`.",
    ),
    "page.flow.digit": Text("画哪个数字", "Which digit"),
    "page.flow.draw": Text("再画一个", "Draw another"),
    "page.flow.play": Text("从头放一遍", "Play it again"),
    "page.flow.drawing": Text("正在画……", "Drawing ..."),
    "page.flow.new": Text(
        "每一张都从自己的噪声走来，不是从训练集里挑出来的。",
        "Each picture comes out of noise of its own; none is picked from the training set.",
    ),
    "page.flow.time": Text("时刻：0 是噪声，1 是画好的图", "Time: 0 is noise, 1 is the picture"),
    "page.flow.picture": Text("时刻 {time}：要画的是 {digit}", "time {time}; asked for: {digit}"),
    "page.flow.judge": Text("第二课的网络认成什么", "What lesson 2's network takes it for"),
    "page.flow.says": Text("它认为这是 {digit} 的概率：{share}", "Its probability of {digit}: {share}"),
    "page.flow.no_judge": Text(
        "第二课的网络只认数字，这里画的不是。", "Lesson 2's network knows digits only; these are none."
    ),
}
