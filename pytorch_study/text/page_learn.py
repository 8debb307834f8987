"""The page's room of exercises."""

from pytorch_study.text import Text

PAGE_LEARN: dict[str, Text] = {
    "page.learn.tab": Text("练习", "Learn"),
    "page.learn.title": Text("边做边学", "Learn by doing"),
    "page.learn.lede": Text(
        "用自己的编辑器打开练习文件，写完保存，这里马上给出结果和图。页面只读不写：进度由终端里的 `pytorch-study learn` 记录。",
        "Open an exercise in your own editor; as soon as you save it, its result and its picture are here. This page only "
        "reads: progress is kept by `pytorch-study learn` in your terminal.",
    ),
    "page.learn.missing": Text(
        "还没有练习文件夹。在启动页面的地方运行一次 `pytorch-study learn`，练习会放进 {folder}，再回到这里。",
        "There is no exercise folder yet. Run `pytorch-study learn` once where this page was started: it puts the exercises "
        "into {folder}. Then come back here.",
    ),
    "page.learn.again": Text("再看一次", "Look again"),
    "page.learn.list": Text("所有练习", "All exercises"),
    "page.learn.count": Text("已通过 {done}/{count} 题", "{done} of {count} passed"),
    "page.learn.chapter": Text("{title}（{done}/{count}）", "{title} ({done}/{count})"),
    "page.learn.done": Text("已通过", "passed"),
    "page.learn.open": Text("未通过", "not passed yet"),
    "page.learn.file": Text("文件", "File"),
    "page.learn.minutes": Text("约 {minutes} 分钟", "about {minutes} minutes"),
    "page.learn.last": Text("最近一次检查", "The last check"),
    "page.learn.checking": Text("检查中……", "Checking ..."),
    "page.learn.check": Text("现在检查", "Check now"),
    "page.learn.passed": Text("通过！（{seconds} 秒）", "Passed! ({seconds} s)"),
    "page.learn.not_yet": Text("还差一点", "Not yet"),
    "page.learn.to_do": Text("等你来写", "Yours to write"),
    "page.learn.patient": Text("等你来治", "Yours to cure"),
    "page.learn.gone": Text(
        "文件不在了。运行 `pytorch-study learn reset {name}` 可以重新开始这道题。",
        "The file is gone. `pytorch-study learn reset {name}` starts this exercise afresh.",
    ),
    "page.learn.saved": Text("{name} 已保存", "{name} was saved"),
    "page.learn.why": Text("为什么", "Why"),
    "page.learn.printed": Text("程序打印了", "Your program printed"),
    "page.learn.hint": Text("提示 {level}/3", "Hint {level} of 3"),
    "page.learn.curve": Text("曲线", "The curve"),
    "page.learn.along": Text("步（或轮）", "step (or epoch)"),
    "page.learn.values": Text("值", "value"),
    "page.learn.picture": Text(
        "图：{height} 行 {width} 列的灰度图", "Picture: {height} rows and {width} columns of grey"
    ),
    "page.learn.shapes": Text("两个形状", "Two shapes"),
    "page.learn.got": Text("得到 {shape}", "got {shape}"),
    "page.learn.wanted": Text("应当是 {shape}", "expected {shape}"),
    "page.learn.number": Text("一个数", "a single number"),
    "page.learn.previous": Text("上一题", "Previous"),
    "page.learn.next": Text("下一题", "Next"),
    "page.error.no_exercise": Text("没有叫 `{name}` 的练习。", "There is no exercise `{name}`."),
}
