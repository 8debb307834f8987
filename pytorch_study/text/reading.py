"""What is said while a picture or a table becomes an input."""

from pytorch_study.text import Text

READING: dict[str, Text] = {
    "error.picture_not_found": Text(
        zh="找不到图片 {path}。请检查路径和文件名是否写对。",
        en="There is no picture {path}. Check the path and the spelling of the name.",
    ),
    "error.picture_is_folder": Text(
        zh="{path} 是文件夹，不是图片。请指定文件夹里的某一张图片。",
        en="{path} is a folder, not a picture. Name one picture inside it.",
    ),
    "error.picture_not_allowed": Text(
        zh="没有读取 {path} 的权限。请修改文件权限，或把它复制到自己的文件夹里再试。",
        en="{path} may not be read. Change its permissions, or copy it into a folder of your own and try again.",
    ),
    "error.picture_not_readable": Text(
        zh="无法读取 {path}：它不是能识别的图片格式，或者文件已损坏。请用看图软件打开它，另存为 PNG 或 JPEG 再试。",
        en="{path} cannot be read: it is not a known kind of picture, or it is damaged. "
        "Open it in a picture viewer, save it as PNG or JPEG and try again.",
    ),
    "error.picture_too_large": Text(
        zh="图片 {path} 太大，上限是 {megapixels}00 万像素。请先缩小或裁剪再试。",
        en="The picture {path} is too large: the limit is {megapixels} megapixels. Shrink or crop it and try again.",
    ),
    "error.no_digit": Text(
        zh="图片里没有找到数字。请确认画面中有一个写得清楚的数字，笔迹与背景的明暗要有明显差别。",
        en="No digit stands out in the picture. Make sure that it shows one clear digit, "
        "much darker or much lighter than its background.",
    ),
    "reading.gray": Text(zh="转为灰度", en="made grey"),
    "reading.contrast": Text(zh="去掉阴影和底色，统一为黑底白字", en="shadows and paper removed, light on black"),
    "reading.ink": Text(zh="只保留数字的笔画", en="only the digit's strokes kept"),
    "reading.crop": Text(zh="裁剪到数字；笔画太细就加粗", en="cut out; thin strokes thickened"),
    "reading.final": Text(
        zh="缩小到 20×20，按重心放到 28×28 的正中",
        en="shrunk to 20x20, its centre of mass in the middle of 28x28",
    ),
    "reading.photo": Text(zh="原图，已摆正", en="the photo, upright"),
    "reading.square": Text(zh="取正中的正方形", en="the square in its middle"),
    "reading.pixels": Text(zh="缩放到 32×32：模型看到的样子", en="scaled to 32x32: all the model sees"),
}
