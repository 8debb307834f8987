"""What a newcomer meets in the first hour: typing slips, files of another kind, fonts that are missing."""

from pytorch_study.text import Text

FIRST_HOUR: dict[str, Text] = {
    # slips of the keyboard
    "slip.sign": Text(
        "`{word}` 里的 {sign} 是全角的，请换成半角 {half}：{right}",
        "The {sign} in `{word}` is full-width. Write a plain {half} instead: {right}",
    ),
    "slip.dash": Text(
        "`{word}` 里的 {sign} 不是半角的减号，请换成 {half}（选项前面是两个：--）：{right}",
        "The {sign} in `{word}` is no plain hyphen. Write {half} instead (two before an option: --): {right}",
    ),
    "slip.quote_sign": Text(
        "`{word}` 里的 {sign} 是全角的引号，终端不认识，请换成半角 {half}：{right}",
        "The {sign} in `{word}` is a curly quotation mark, which the terminal does not know. Write a plain {half}: {right}",
    ),
    "slip.space": Text(
        "`{word}` 里有全角空格（或不换行空格），终端不会在那里分开。请换成普通的空格：{right}",
        "`{word}` contains a full-width or non-breaking space, at which the terminal does not split. Write a plain space: {right}",
    ),
    "slip.quote": Text(
        "`{path}` 里有空格，要加上引号：{line}", "`{path}` contains a space, so put quotes around it: {line}"
    ),
    # what a newcomer gives where something else is needed
    "error.shapes": Text(
        "{path}{place}：形状对不上。这一层{layer} 对每个样本要 {wanted} 个数，给它的是 {given} 个。"
        "把它的输入个数改成 {given}（例如 nn.Linear({given}, ...)），或者检查前一层和数据。",
        "{path}{place}: the shapes do not match. This layer{layer} takes {wanted} numbers per example, but is given {given}. "
        "Make it take {given}, as in nn.Linear({given}, ...), or check the layer before it and the data.",
    ),
    "shapes.line": Text(" 第 {line} 行", ", line {line}"),
    "done.your_image": Text("你的图片.png", "your_image.png"),
    "done.your_table": Text("你的表格.csv", "your_table.csv"),
    "done.draw": Text(
        "手边没有图片？运行 `pytorch-study play`，在网页上写一个数字",
        "No image at hand? Draw a digit in `pytorch-study play`",
    ),
    "done.metrics": Text(
        "（RMSE：均方根误差，MAE：平均绝对误差，单位与目标相同；R²：决定系数，1 最好，0 相当于总猜平均值）",
        "(RMSE: root mean square error, MAE: mean absolute error, in the unit of the target; R²: 1 at best, 0 for always "
        "guessing the mean)",
    ),
    "table.narrow": Text(
        "  {recipe}：测试集 {measured}，{size} 个参数，训练 {seconds}",
        "  {recipe}: {measured} on the test set, {size} parameters, trained in {seconds}",
    ),
    "error.edited_seed": Text(
        "{path} 里的种子被改过：训练时是 {expected}，现在写着 {found}。请改回 {expected}；想要另一个种子，请重新训练：`--seed {found}`。",
        "The seed in {path} was edited: the run was trained with {expected}, the file says {found}. Undo that, or train again "
        "with `--seed {found}`.",
    ),
    "error.compare_same": Text(
        "{name} 和它自己没有什么可比。请写两次不同的训练，用 `pytorch-study runs` 查看名字。",
        "Comparing {name} with itself shows nothing. Give two different runs; `pytorch-study runs` lists their names.",
    ),
    "error.images_are_runs": Text(
        "{path} 里是训练留下的文件夹（例如 {run}），不是图片：它会去学认图表。`--images` 要写你自己的图片文件夹，每个类别一个子文件夹。",
        "{path} holds the folders of runs, such as {run}, not pictures: the model would learn to recognise charts. Give "
        "`--images` a folder of your own images, with one subfolder per class.",
    ),
    "error.file_is_folder": Text(
        "{path} 是文件夹。请写里面的文件，一个或几个都行，例如 {example}。",
        "{path} is a folder. Give one or more of the files in it, such as {example}.",
    ),
    "error.file_not_picture": Text(
        "{path} 是{kind}，不是图片，而 `{lesson}` 认的是图片。请给它 PNG 或 JPEG；想认纸上的字，拍照或截图就行。",
        "{path} is {kind}, not an image, and `{lesson}` takes images. Give it a PNG or JPEG: a photo or a screenshot will do.",
    ),
    "error.file_not_table": Text(
        "{path} 是{kind}，不是 CSV 表格，而 `{lesson}` 预测的是表格的每一行。请另存为 CSV（UTF-8），第一行写列名：{columns}。",
        "{path} is {kind}, not a CSV table, and `{lesson}` predicts the rows of tables. Save it as CSV (UTF-8) with these "
        "column names in the first line: {columns}.",
    ),
    "kind.pdf": Text(" PDF 文件", "a PDF file"),
    "kind.zip": Text("压缩包", "an archive"),
    "kind.office": Text(" Excel、Word 或 PowerPoint 文件", "an Excel, Word or PowerPoint file"),
    "kind.json": Text(" JSON 文件", "a JSON file"),
    "kind.web": Text("网页", "a web page"),
    "kind.weights": Text("模型的权重", "a file of weights"),
    "kind.code": Text(" Python 程序", "a Python program"),
    "kind.picture": Text("图片", "an image"),
    "kind.table": Text("表格", "a table"),
    "kind.text": Text("文字", "plain text"),
    # what is missing, with an example
    "click.missing_argument": Text(
        "还缺少 {name}，例如：{example}（更多用法：`{command} --help`）",
        "{name} is missing. For example: {example} (for more, see `{command} --help`)",
    ),
    "click.about_lesson": Text(
        "{name}（课的名字，或你自己的 .py 文件）", "{name} (a lesson's name, or a .py file of your own)"
    ),
    "click.about_target": Text(
        "{name}（一次训练；或课的名字，用随包附带的权重）",
        "{name} (a run; or a lesson's name, for the weights that ship with it)",
    ),
    "click.about_runs": Text(
        "{name}（至少两次训练；名字用 `pytorch-study runs` 查看）",
        "{name} (two or more runs; `pytorch-study runs` lists their names)",
    ),
    "error.target_is_file": Text(
        "{path} 是课文件，这里要写的是一次训练好的结果。先训练：`pytorch-study train {path}`，再用 latest（最近一次训练）"
        "代替文件名{known}。",
        "{path} is a lesson file, but a trained run is needed here. Train it with `pytorch-study train {path}`, then write "
        "`latest`, the newest run, instead of the file{known}.",
    ),
    "slip.trained_before": Text("；用它训练过的有 {name}", "; it was trained before, as {name}"),
    # no Chinese font
    "look.no_font": Text(
        "这台电脑上没有能画汉字的字体，图里改用英文。安装一种就好，Debian、Ubuntu：sudo apt install fonts-noto-cjk；"
        "Fedora：sudo dnf install google-noto-sans-cjk-fonts；Windows：设置 → 系统 → 可选功能 → 中文补充字体；"
        "macOS 自带苹方，打开“字体册”恢复标准字体。",
        "No font on this computer can draw Chinese, so figures use English. Install one. Debian, Ubuntu: sudo apt install "
        "fonts-noto-cjk; Fedora: sudo dnf install google-noto-sans-cjk-fonts; Windows: Settings, System, Optional "
        "features, Chinese Supplemental Fonts; macOS has PingFang: restore the standard fonts in Font Book.",
    ),
    "look.key": Text("图里的 {names}", "In the figures, {names}"),
    "look.key_one": Text("{shown} = {label}", "{shown} = {label}"),
    "look.heading.key": Text("图里的类别名", "Class names in the figures"),
    "look.explain.key": Text(
        "这些名字里有的字，这台电脑上没有字体能画，图里用编号代替。",
        "No font on this computer has all characters of these names, so the figures use numbers instead.",
    ),
    "look.key_below": Text(
        "编号各是哪一类：见 report.html 开头的表", "which class is which: see the table in report.html"
    ),
    "look.key_shown": Text("图里", "in the figures"),
    "look.key_label": Text("类别", "class"),
}
