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
    # wild answers and slips
    "mistake.recursion": Text(
        "函数一直在调用自己，停不下来。请去掉对自己的调用，或者加一个不再调用自己的出口。",
        "A function calls itself without end. Remove that call, or add a case in which it returns without calling itself.",
    ),
    "mistake.waits": Text(
        "程序一直在等，没有在计算，已经停下。看看有没有 `time.sleep`，或者在等一个不会来的东西（锁、队列、线程）。",
        "It was waiting, not computing, and was stopped. Is there a `time.sleep`, or a wait for something that never comes "
        "(a lock, a queue, a thread)?",
    ),
    "mistake.full_width": Text(
        "第 {line} 行有一个 {sign}，不是 Python 认识的英文符号。请切换到英文输入法，把它改成 {half}（同一行里可能不止一个）。",
        "Line {line} contains {sign}, which is no sign of Python's. Type {half} instead, with the keyboard set to English (there may "
        "be more of them in the line).",
    ),
    "mistake.full_width_space": Text(
        "第 {line} 行第 {column} 个字符是全角空格（或别的特殊空格），Python 不认识。请改成普通的空格。",
        "Character {column} of line {line} is a full-width or other special space, which Python does not accept. Type a plain space "
        "instead.",
    ),
    "mistake.invisible": Text(
        "第 {line} 行第 {column} 个字符看不见（{sign}），多半是从网页或聊天里复制来的。请删掉它，或者把这一行重新打一遍。",
        "Character {column} of line {line} is invisible ({sign}); it probably came along with a copied text. Delete it, or type the "
        "line anew.",
    ),
    "learn.wordless": Text("没有附带说明", "without a message"),
    "explain.assertion": Text(
        "`assert` 后面的条件在这里不成立。打印一下条件两边的值。",
        "The condition after `assert` does not hold here. Print the values on both of its sides.",
    ),
    # a check under way
    "learn.saved": Text(
        "{time} 看到 {name} 已保存，检查中（最多 {limit} 秒；按 q 或 Ctrl-C 随时退出）……",
        "{time} {name} was saved, checking (at most {limit} s; q or Ctrl-C ends it at any time) ...",
    ),
    "learn.still": Text(
        "还在检查（最多 {limit} 秒）：可以照常按键；再保存一次会停下这次检查，重新开始；q 或 Ctrl-C 退出。",
        "Still checking (at most {limit} s). Keys work as usual; saving again ends this check and starts anew; q or Ctrl-C quits.",
    ),
    "learn.bye_unsaved": Text(
        "进度没能保存；你写的文件都在。下次用 `pytorch-study learn` 接着做。",
        "Progress could not be saved; the files you wrote are all there. `pytorch-study learn` continues.",
    ),
    "learn.more_printed": Text(
        "……（没有显示的字符：{characters}；一共打印了 {lines} 行）",
        "... (characters not shown: {characters}; lines in all: {lines})",
    ),
    # what the commands tell beside their results
    "learn.made": Text(
        "新建了练习文件夹 {folder}，里面有 {count} 道题。",
        "The exercise folder {folder} was made, with {count} exercises in it.",
    ),
    "learn.untouched": Text(
        "  [ ] 还没写的题：{count}（从 {name} 开始）",
        "  [ ] still to be written: {count}, from {name} on",
    ),
    "learn.unknown": Text("没有这个命令。可以用：", "There is no such command. There are:"),
}
