"""What `learn` says where things go wrong: disks, folders of a class, damaged progress, wild answers."""

from pytorch_study.text import Text

LEARN_FAULTS: dict[str, Text] = {
    # the exercise folder refuses
    "error.learn_cannot_write": Text(
        "无法写入 {path}：{why}。请修改练习文件夹的权限，或换一个可写的位置：`learn --folder ~/exercises`。",
        "Cannot write {path}: {why}. Change the permissions of the exercise folder, or choose a writable place: "
        "`learn --folder ~/exercises`.",
    ),
    "error.learn_full": Text(
        "磁盘满了，无法写入 {path}。你写的文件没有改动；腾出空间再试。",
        "The disk is full: cannot write {path}. What you wrote is untouched; free some space and try again.",
    ),
    "error.not_noted": Text(
        "检查的结果在上面，只是没能记下来。{why}",
        "The result above holds, but it could not be noted. {why}",
    ),
    "error.learn_not_noted": Text(
        "没能记下看过答案这件事。{why}",
        "That you asked for the solution could not be noted. {why}",
    ),
    # damaged progress
    "learn.damaged": Text(
        "进度文件 {path} 损坏了，读不出来，已改名为 {kept} 留着。你写的题都在；`pytorch-study learn check --all` 会重新查出哪些已经通过。",
        "The progress file {path} is damaged and cannot be read; it is kept as {kept}. Your answers are all there: "
        "`pytorch-study learn check --all` finds out again which of them pass.",
    ),
    # folders of a class
    "error.class_of_folders": Text(
        "{path} 里面没有练习，它的子文件夹里才有。每个学生的文件夹都要写出来：{command}",
        "There are no exercises in {path} itself, but in its sub-folders. Name the folder of each learner: {command}",
    ),
    "error.no_exercises": Text(
        "{path} 里面没有练习。`--all` 后面写学生交来的练习文件夹，里面是 01_tensors 这样的文件夹。",
        "There are no exercises in {path}. After `--all`, name the exercise folders that were handed in: they hold folders such "
        "as 01_tensors.",
    ),
    "error.needs_all": Text(
        "{path} 是文件夹。检查里面的全部练习，要加 `--all`：{command}",
        "{path} is a folder. To check all exercises in it, add `--all`: {command}",
    ),
    "error.json_or_csv": Text(
        "`--json` 和 `--csv` 只能选一个。",
        "Choose one of `--json` and `--csv`.",
    ),
}
