"""What a newcomer meets in the first hour: typing slips, files of another kind, fonts that are missing."""

from pytorch_study.text import Text

FIRST_HOUR: dict[str, Text] = {
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
    "look.key_below": Text("编号各是哪一类：见 report.html 开头的表", "which class is which: see the table in report.html"),
    "look.key_shown": Text("图里", "in the figures"),
    "look.key_label": Text("类别", "class"),
}
