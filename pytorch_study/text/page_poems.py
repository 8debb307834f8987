"""What the page says in the room where poems are written."""

from pytorch_study.text import Text

PAGE_POEMS: dict[str, Text] = {
    "page.poems.tab": Text("写诗", "Poems"),
    "page.poems.title": Text(
        "看一个小 GPT 写诗，一个字一个字地", "Watch a tiny GPT write a poem, one character at a time"
    ),
    "page.poems.lede": Text(
        "它读过三万多首唐诗，学的只有一件事：下一个字是什么。点诗里任何一个字，看它是从哪些字里挑出来的、写它时看了前面哪些字。",
        "It has read some 30,000 Tang poems and learned one thing: which character comes next. Click any character to see "
        "what it was chosen from, and which characters before it were looked at.",
    ),
    "page.poems.none": Text(
        "还没有会写诗的模型。先训练一个：`pytorch-study train poems --recipe quick`。",
        "There is no model that writes poems yet. Train one first: `pytorch-study train poems --recipe quick`.",
    ),
    "page.poems.form": Text("体裁", "Form"),
    "page.poems.form.4x5": Text("五绝（四句，每句五字）", "wujue: 4 lines of 5"),
    "page.poems.form.4x7": Text("七绝（四句，每句七字）", "qijue: 4 lines of 7"),
    "page.poems.form.8x5": Text("五律（八句，每句五字）", "wulü: 8 lines of 5"),
    "page.poems.form.8x7": Text("七律（八句，每句七字）", "qilü: 8 lines of 7"),
    "page.poems.form.sonnet": Text("十四行诗（英文）", "sonnet"),
    "page.poems.prompt": Text("开头（可以不写）", "Begin with (may be empty)"),
    "page.poems.acrostic": Text(
        "藏头，比如你的名字（可以不写）", "First characters of the lines, such as a name (may be empty)"
    ),
    "page.poems.temperature": Text("温度：越低越稳，越高越奇", "Temperature: lower is safer, higher is stranger"),
    "page.poems.write": Text("写一首", "Write a poem"),
    "page.poems.again": Text("再写一首", "Another"),
    "page.poems.writing": Text("正在写……", "Writing ..."),
    "page.poems.skip": Text("一下子写完", "Show it all"),
    "page.poems.poem": Text("诗", "Poem"),
    "page.poems.character": Text(
        "第 {line} 句第 {place} 字“{character}”", "line {line}, character {place}: {character}"
    ),
    "page.poems.candidates": Text("这里本来还可以是", "What could stand here"),
    "page.poems.given": Text(
        "这个字是你定的；模型给它的概率是 {share}。", "You chose this character; the model gave it {share}."
    ),
    "page.poems.drawn": Text(
        "抽中的是“{character}”，概率 {share}。", "Drawn: {character}, with a probability of {share}."
    ),
    "page.poems.attention": Text(
        "写这个字时看了哪里：颜色越浓，看得越多", "Where it looked: the stronger the colour, the more"
    ),
    "page.poems.block": Text("哪一层的注意力", "Attention of block"),
    "page.poems.block_number": Text("第 {number} 层", "block {number}"),
    "page.poems.form_share": Text(
        "看体裁（每首诗的第一个记号）：{share}", "On the form, the first token of each poem: {share}"
    ),
    "page.poems.copied": Text(
        "有 {copied} 句与训练集里的诗一字不差（下面画线的）。",
        "{copied} of the lines stand word for word in the training poems (underlined).",
    ),
    "page.poems.not_copied": Text(
        "没有一句与训练集里的诗一字不差。", "None of the lines stands word for word in the training poems."
    ),
    "page.poems.sense": Text(
        "这些字是按“下一个字是什么”的概率一个个抽出来的，没有谁想借它们说什么。",
        "Each character was drawn by how likely it comes next: nobody means anything by these poems.",
    ),
}
