"""What is said while a picture or a table becomes an input."""

from pytorch_study.text import Text

READING: dict[str, Text] = {
    "error.picture_not_found": Text(
        zh="找不到图片 {path}。请检查路径和文件名是否写对。",
        en="Image {path} not found. Check the path and the file name.",
    ),
    "error.picture_is_folder": Text(
        zh="{path} 是文件夹，不是图片。请指定文件夹里的某一张图片。",
        en="{path} is a folder, not an image. Give one image inside it.",
    ),
    "error.picture_not_allowed": Text(
        zh="没有读取 {path} 的权限。请修改文件权限，或把它复制到自己的文件夹里再试。",
        en="No permission to read {path}. Change its permissions, or copy it into a folder of your own and try again.",
    ),
    "error.picture_not_readable": Text(
        zh="{path} 无法读取：它不是能识别的图片格式，或者文件已损坏。请用看图软件打开它，另存为 PNG 或 JPEG 再试。",
        en="{path} cannot be read: it is not in a known image format, or it is damaged. "
        "Open it in an image viewer, save it as PNG or JPEG and try again.",
    ),
    "error.picture_too_large": Text(
        zh="{path} 太大，图片的上限是 {megapixels}00 万像素。请先缩小或裁剪再试。",
        en="{path} is too large: the limit for images is {megapixels} megapixels. Resize or crop it and try again.",
    ),
    "error.no_digit": Text(
        zh="图片里没有找到数字。请确认画面中有一个写得清楚的数字，笔迹与背景的明暗要有明显差别。",
        en="No digit found in the image. It should show one clear digit, much darker or much lighter than its background.",
    ),
    "reading.gray": Text(zh="转为灰度", en="converted to greyscale"),
    "reading.contrast": Text(zh="去掉阴影和底色，统一为黑底白字", en="shadows and paper removed, white on black"),
    "reading.ink": Text(zh="只保留数字的笔画", en="only the digit's strokes kept"),
    "reading.crop": Text(zh="裁剪到数字；笔画太细就加粗", en="cropped to the digit; thin strokes thickened"),
    "reading.final": Text(
        zh="缩小到 20×20，按重心放到 28×28 的正中",
        en="shrunk to 20×20, centred in 28×28 by its centre of mass",
    ),
    "reading.photo": Text(zh="原图，已摆正", en="the photo, upright"),
    "reading.square": Text(zh="取正中的正方形", en="centre crop to a square"),
    "reading.pixels": Text(zh="缩放到 32×32：模型看到的样子", en="resized to 32×32: what the model sees"),
}
