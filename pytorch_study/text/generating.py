"""What is said of what generative lessons make."""

from pytorch_study.text import Text

GENERATING: dict[str, Text] = {
    "help.generate": Text(
        "生成：让 poems 写诗，让 flow 画数字。TARGET 同 evaluate，要写在最前面。写诗这一课自己的选项：--form 五绝|七绝|五律|七律、--acrostic（藏头）、--temperature、--top-p；画数字这一课的：--guidance、--steps。",
        "Let a generative lesson make something, such as poems. TARGET is the same as for evaluate, and comes first. The lesson of poems has options of its own: --form wujue|qijue|wulu|qilu, --acrostic, --temperature, --top-p; that of digits --guidance and --steps.",
    ),
    "option.prompt": Text(
        "写什么：诗从哪几个字写起，或者画哪几个数字。",
        "What to make: the first characters of a poem, or the digits to draw.",
    ),
    "option.count": Text("做几个，默认 1。", "How many to make; 1 by default."),
    "option.out": Text(
        "图存到哪个文件；不写就按课、提示和种子起名。",
        "File for a picture; by default, named after lesson, prompt and seed.",
    ),
    "screen.made": Text("做好了 {made} / {count} 个", "{made} of {count} made"),
    "done.option": Text("{name}：{about}", "{name}: {about}"),
    "done.next_generate": Text("接下来：pytorch-study generate {path}", "Next: pytorch-study generate {path}"),
    "look.heading.samples": Text("它写的", "What it makes"),
    "look.samples": Text("内容", "text"),
    "look.no_samples": Text(
        "报告里没有 `{lesson}` 的作品：不带任何选项调用它的 generate 出错了（{why}）。改好课文件，再运行 `pytorch-study report`。",
        "The report has nothing made by `{lesson}`: its generate failed when called without options ({why}). Fix the lesson's file, then run `pytorch-study report`.",
    ),
    "look.explain.samples": Text(
        "随机抽的，没有挑选。种子不变，写出来的就不变：改一个设置再练一次，可以一首首对照着看。",
        "Drawn at random, not selected. The same seed gives the same again, so after training with another setting you can compare them one by one.",
    ),
    "done.poems_copied": Text(
        "{lines} 句里有 {copied} 句（{share:.0%}）与训练集里的诗一字不差。",
        "Of {lines} lines, {copied} ({share:.0%}) stand word for word in the training poems.",
    ),
    "done.poems_sense": Text(
        "这些字是按“下一个字是什么”的概率一个个抽出来的，没有谁想借它们说什么。",
        "Each character was drawn by how likely it comes next: nobody means anything by these poems.",
    ),
    "error.generate_nothing": Text(
        "`{lesson}` 不会创作，只能用 predict 预测。会写诗的是 poems，会画数字的是 flow。",
        "`{lesson}` makes nothing: use `predict`. Those that make something are `poems` and `flow`.",
    ),
    "error.generate_option": Text(
        "`{lesson}` 的 generate 没有 `{name}` 这个选项。{nearest}{options}",
        "`generate` has no option `{name}` for `{lesson}`. {nearest}{options}",
    ),
    "error.generate_value": Text("选项 `{name}` 后面缺少一个值。", "Option `{name}` needs a value."),
    "error.generate_extra": Text(
        "多余的参数 `{what}`。开头的字请写成 `--prompt {what}`，TARGET 只写一个，放在最前面。",
        "Unexpected argument `{what}`. Write `--prompt {what}` to begin with it; there is one TARGET, and it comes first.",
    ),
    "error.generate_number": Text("`{name}` 应当是数，不能是 `{value}`。", "`{name}` must be a number, not `{value}`."),
    "error.generate_whole": Text(
        "`{name}` 应当是整数，不能是 `{value}`。", "`{name}` must be a whole number, not `{value}`."
    ),
    "error.generate_text": Text(
        "`{lesson}` 写的是文字，没有图可以存。去掉 `out`，或者用 --json 取它写的。",
        "`{lesson}` makes text, so there is no picture to save. Leave `out` away, or take what it makes with --json.",
    ),
    "error.generate_png": Text(
        "图存成 PNG，文件名请以 .png 结尾，不能是 `{path}`。",
        "Pictures are saved as PNG: end the name in .png, not `{path}`.",
    ),
    "error.export_generative": Text(
        "`{lesson}` 是一步一步生成的，{format} 里放不下。用 --format safetensors 导出权重，或者直接用 generate。",
        "`{lesson}` makes things step by step, which {format} cannot hold. Export its weights with --format safetensors, or use generate.",
    ),
    "error.generate_empty": Text(
        "`{name}` 里一个字也没有。请写几个字，或者去掉这个选项。",
        "`{name}` has no character in it. Give some, or leave the option out.",
    ),
    "error.generate_unknown": Text(
        "`{name}` 里有 {count} 个字模型没有学过：{characters}。请换成训练用的诗里常见的字（唐诗用简体）。",
        "`{name}` has characters that the model has not learned ({count}): {characters}. Use others that are common in the training poems (for Tang poems: simplified Chinese).",
    ),
    "error.generate_too_long": Text(
        "`{name}` 有 {count} 个字，{form}最多放得下 {most} 个。请写短些，或换一种体裁。",
        "`{name}` has {count} characters, but {form} has room for {most} at most. Shorten it, or choose another form.",
    ),
    "done.generate_picture": Text("图在这里：{path}", "The picture: {path}"),
    "done.flow_new": Text(
        "每一张都从自己的噪声走来，不是从训练集里挑出来的。",
        "Each picture has come out of noise of its own; none was picked from the training set.",
    ),
    "error.generate_no_class": Text(
        "`prompt` 里的 {characters} 画不出来：这个模型只会画 0 到 {most}。",
        "`prompt` has {characters} in it, which this model cannot draw: it draws 0 to {most}.",
    ),
    "error.generate_too_many": Text(
        "`prompt` 有 {count} 个数字，一次最多 {most} 个。", "`prompt` has {count} digits; {most} at most at a time."
    ),
    "error.generate_contradiction": Text(
        "第 {line} 句的第一个字，`prompt` 和 `acrostic` 要求的不一样。请改其中一个。",
        "`prompt` and `acrostic` want different characters at the beginning of line {line}. Change one of them.",
    ),
}
