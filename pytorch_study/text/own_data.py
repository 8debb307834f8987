"""Sentences about the data that people bring: folders, pictures, tables."""

from pytorch_study.text import Text

OWN_DATA: dict[str, Text] = {
    "data.not_in_variable": Text(
        "注意：PYTORCH_STUDY_DATA 指的文件夹 {path} 里没有这一课的数据（要找 {names}，那里有 {there}），改用别处的。",
        "Note: the folder {path} of PYTORCH_STUDY_DATA does not hold this lesson's data (wanted: {names}; there are: {there}); "
        "data from elsewhere are used.",
    ),
    "done.bad_file": Text("{file}：读不了。{error}", "{file}: cannot be read. {error}"),
    "done.outside": Text(
        "{where}：`{column}` 是 {value:g}，训练时只有 {low:g} 到 {high:g}；这一行的答案不可信。",
        "{where}: `{column}` is {value:g}, but the training set has {low:g} to {high:g}: do not trust this row's answer.",
    ),
    "error.channels_last": Text(
        "图片应当是 (N, C, H, W)，通道在前，这里是 {found}，通道好像在最后。用 `x.permute(0, 3, 1, 2)` 换过来。",
        "Images must be (N, C, H, W), channels first, but are {found}, with channels last, it seems. Use "
        "`x.permute(0, 3, 1, 2)`.",
    ),
    "error.columns_count": Text(
        "`DataInfo(columns=...)` 写了 {columns} 个列名，数据却有 {found} 列。请让它们一样多。",
        "`DataInfo(columns=...)` names {columns} columns, but the data have {found}. Name each of them.",
    ),
    "error.images_gone": Text(
        "训练用的图片文件夹 {path} 不在了。挪到别处了就用 `--images 文件夹` 说出来。",
        "The folder of images {path}, which this run was trained on, is not there. If it has moved, say where with "
        "`--images DIR`.",
    ),
    "error.images_of_no_run": Text(
        "这不是用自己的图片训练的，用不上 `--images {path}`。",
        "This was not trained on images of one's own: leave out `--images {path}`.",
    ),
    "error.no_split": Text(
        "`Splits` 里的数据应当是 `Split(x, y)`，这里是 {found}。两个张量的元组和 TensorDataset 也可以。",
        "The data in `Splits` must be `Split(x, y)`, but are {found}. A pair of tensors or a TensorDataset will do, too.",
    ),
    "error.picture_empty": Text(
        "{path} 是空的（0 字节），没有图片。请换一个文件。", "{path} is empty (0 bytes). Give another file."
    ),
    "error.test_not_callable": Text(
        "`{lesson}` 的 `Splits(test=...)` 应当是一个函数，训练完才调用：写成 `test=lambda: ...`。",
        "`Splits(test=...)` of `{lesson}` must be a function, which is called after the training: write `test=lambda: ...`.",
    ),
    "error.predict_channels": Text(
        "`{lesson}` 的图片有 {channels} 个通道，图片文件只能读成 1、3 或 4 个。请在课里写 `read_image`。",
        "The pictures of `{lesson}` have {channels} channels, but files give 1, 3 or 4. Define the lesson's `read_image`.",
    ),
    "error.classes_of_test": Text(
        "{path} 的测试图里有训练图没有的类别：{unknown}。训练图的类别是：{known}。",
        "The test images in {path} have classes that the training images lack: {unknown}. Those have: {known}.",
    ),
    "error.column_twice": Text(
        "{path} 的第一行里有两列都叫 `{column}`，不知道该用哪一列。请给其中一列改名。",
        "{path}: two columns are called `{column}`, so it is unclear which one to use. Rename one of them.",
    ),
    "error.data_unused": Text(
        "`{lesson}` 不看 `--data`：它的数据随包附带，或由课文件自己准备。请去掉 `--data {path}`。",
        "`{lesson}` never looks at `--data`: its data ship with the package or are made by the lesson. Leave out "
        "`--data {path}`.",
    ),
    "error.decimal_or_thousands": Text(
        "{path} 第 {line} 行的 `{column}`：`{value}` 里的逗号可能是小数点，也可能是千位分隔符，表里看不出来。请去掉逗号，或写成小数点。",
        "{path}, line {line}: in `{column}`, the comma of `{value}` may be decimal or separate thousands, and nothing in the "
        "table tells. Remove it, or write a point.",
    ),
    "error.point_or_thousands": Text(
        "{path} 第 {line} 行的 `{column}`：这张表（或训练时的表）里小数点写成逗号，那么 `{value}` 里的点可能是千位分隔符，也可能是小数点，看不出来。请去掉点，或写成逗号。",
        "{path}, line {line}: this table, or the one trained on, has decimal commas, so in `{column}`, the point of `{value}` may "
        "separate thousands or be decimal, and nothing tells. Remove it, or write a comma.",
    ),
    "error.not_in_data": Text(
        "`--data` 的文件夹 {path} 里没有这一课的数据。要找的是：{names}；那里有的是：{there}。请换一个文件夹，或不写 `--data`。",
        "The `--data` folder {path} does not hold this lesson's data. Wanted: {names}; there are: {there}. Give another "
        "folder, or leave out `--data`.",
    ),
    "error.not_npz": Text(
        "{path} 里读不出数组 `{name}`（{why}）。请重新下载 mnist.npz。",
        "The array `{name}` of {path} cannot be read ({why}). Download mnist.npz again.",
    ),
    "error.pictures_elsewhere": Text(
        "{path} 里没有各个类别的子文件夹，{other} 里才有。请改用 --images {other}。",
        "{path} does not hold a subfolder for each class; {other} does. Give --images {other} instead.",
    ),
    "error.some_files": Text(
        "{count} 个文件里有 {bad} 个读不了，其余的已经回答。",
        "{bad} of {count} files cannot be read; the others were answered.",
    ),
    "error.too_few_classes": Text(
        "{path} 里只有 {count} 个子文件夹。每个类别要有一个子文件夹，至少两个类别。",
        "{path} has {count} subfolders. Make one per class, for at least two classes.",
    ),
    "error.part_without_pictures": Text(
        "{path} 里没有一张能读的图片。请把图片放进那里的类别文件夹，或者去掉这个文件夹（没有 test 时，会从每一类留出五分之一）。",
        "No picture in {path} can be read. Put pictures into its class folders, or leave the folder out (without a test folder, a fifth of each class is held out).",
    ),
    "error.too_few_pictures": Text(
        "{path} 里只有 {count} 张图片。每个类别至少要两张。",
        "{path} has {count} images. Each class needs at least two.",
    ),
    "pictures.bad": Text("{path} 没有用上：{why}", "{path} was not used: {why}"),
    "pictures.by_name": Text(
        "{path} 里没有类别的子文件夹，按文件名的开头分类：{classes}。",
        "{path} has no subfolders for classes; file names tell them: {classes}.",
    ),
    "pictures.folders_unused": Text(
        "{path}：没有用上的文件夹：{folders}", "{path}: folders that were not used: {folders}"
    ),
    "pictures.heic": Text(
        "HEIC 是 iPhone 照片的格式。装上 pillow-heif（BSD 许可；它带的 libheif 是 LGPL）就能读：pip install pillow-heif",
        "HEIC is the format of iPhone photos. To read it, install pillow-heif (BSD licence; its libheif is LGPL): "
        "pip install pillow-heif",
    ),
    "pictures.parts": Text(
        "{path} 里的 {parts} 分别当作训练集和测试集（有三个时，中间的是验证集）。",
        "In {path}, {parts} are taken as training and test set (of three, the middle one is the validation set).",
    ),
    "pictures.same_inside": Text(
        "{path} 的每个子文件夹里都有同样的 {inner}。现在按外层分类：{outer}。如果类别是里层的，请把同名的文件夹合到一起再训练。",
        "Every subfolder of {path} holds the same {inner}. The classes are the outer ones: {outer}. If the inner ones are "
        "meant, merge the folders of one name first.",
    ),
    "pictures.unused": Text(
        "{path}：有 {count} 个文件没有用上（{kinds}）。",
        "{path}: {count} files were not used ({kinds}).",
    ),
}
