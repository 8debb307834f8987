"""What is said of digits in photos: how they were found, and that something looks like no digit."""

from pytorch_study.text import Text

DIGITS: dict[str, Text] = {
    "help.predict": Text(
        "用训练好的模型识别图片，或预测 CSV 的每一行。照片里有几个数字，就逐个识别。TARGET 同 evaluate。",
        "Predict images, or the rows of a CSV file, with a trained model. Several digits in a photo are read one by one. "
        "TARGET is the same as for evaluate.",
    ),
    "reading.sheet": Text(zh="只留下纸，去掉四周的桌面", en="only the sheet kept, without the table"),
    "reading.lines": Text(zh="擦去横线、方格和边框", en="rules, squares and frames wiped out"),
    "reading.digits": Text(zh="找到的数字，逐个识别", en="the digits found, read one by one"),
    "error.too_many_digits": Text(
        zh="图片里像数字的笔迹超过 {most} 处，多半是纹理或整页的字。请裁剪到要识别的几个数字再试。",
        en="More than {most} marks in the image could be digits: it seems to be a texture or a page of text. "
        "Crop it to the digits that you mean and try again.",
    ),
    "done.unsure": Text(
        zh="  拿不准：它和训练用的图片不像，也许不是数字。加 --explain 可以看到模型看见的样子。",
        en="  Unsure: it is unlike the training images, and may be no digit. --explain shows what the model saw.",
    ),
    "done.digit": Text(
        zh="  {label}（{probability:.1%}），位置 {box}",
        en="  {label} ({probability:.1%}) at {box}",
    ),
    "done.digit_unsure": Text(
        zh="  {label}（{probability:.1%}，拿不准），位置 {box}",
        en="  {label} ({probability:.1%}, unsure) at {box}",
    ),
}
