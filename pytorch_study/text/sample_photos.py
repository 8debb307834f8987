"""The photos that ship, to try a model on: in the commands and in the page."""

from pytorch_study.text import Text

SAMPLE_PHOTOS: dict[str, Text] = {
    "error.no_sample": Text(
        "随包附带的照片里没有 `{name}`。{nearest}",
        "No photo named `{name}` ships with the package. {nearest}",
    ),
    "click.about_files": Text(
        "{name}（图片或表格；手边没有照片，就用随包附带的，写作 example:cat，其余的名字见 `pytorch-study data list`）",
        "{name} (images or tables; no photo at hand? Some ship with the package: write example:cat, and find the other "
        "names with `pytorch-study data list`)",
    ),
}
PAGE_PHOTOS: dict[str, Text] = {
    "page.photo.try": Text("手边没有照片？试试这些：", "No photo at hand? Try one of these:"),
    "page.photo.sample": Text("照片：{about}", "Photo: {about}"),
    "page.photo.credits": Text("照片的来源和许可", "Where these photos come from, and their licences"),
    "page.photo.credit": Text("{about}（{licence}）", "{about} ({licence})"),
}
