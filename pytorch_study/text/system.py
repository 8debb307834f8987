"""What the operating system says where a file cannot be read or written, and what to do about it; what an output says."""

from pytorch_study.text import Text

REASONS: dict[str, Text] = {
    "ENOSPC": Text("磁盘空间不足", "No space left on device"),
    "EDQUOT": Text("磁盘配额已用完", "Disk quota exceeded"),
    "EACCES": Text("没有权限", "Permission denied"),
    "EPERM": Text("系统不允许这样做", "Operation not permitted"),
    "EROFS": Text("那里是只读的", "Read-only file system"),
    "ENOENT": Text("没有这个文件或文件夹", "No such file or directory"),
    "ENOTDIR": Text("路径中有一段是文件，不是文件夹", "Part of the path is a file, not a folder"),
    "EEXIST": Text("已经有同名的文件", "A file of this name exists"),
    "EISDIR": Text("那是一个文件夹，不是文件", "It is a folder, not a file"),
    "ENOTEMPTY": Text("那个文件夹不是空的", "The folder is not empty"),
    "ENAMETOOLONG": Text("名字太长", "The name is too long"),
    "EINVAL": Text("系统不接受这个名字或这次操作", "Invalid argument"),
    "ELOOP": Text("符号链接绕成了一圈", "The symbolic links form a loop"),
    "EMFILE": Text("这个程序打开的文件太多", "Too many open files"),
    "ENFILE": Text("整个系统打开的文件太多", "Too many open files in the system"),
    "EFBIG": Text("文件太大，那里放不下", "The file is too large for its place"),
    "EIO": Text("设备读写出错", "Input/output error"),
    "EBUSY": Text("别的程序正在使用它", "It is in use by another program"),
    "EBADF": Text("它已经关闭", "It is closed"),
    "EPIPE": Text("对方已经关闭", "The other end is closed"),
    "ECONNREFUSED": Text("对方拒绝连接", "Connection refused"),
    "ECONNRESET": Text("连接被对方断开", "Connection reset"),
    "ETIMEDOUT": Text("连接超时", "Connection timed out"),
    "ENETUNREACH": Text("网络不通", "Network is unreachable"),
    "EHOSTUNREACH": Text("找不到通往对方的路", "No route to host"),
    "EADDRINUSE": Text("端口已被占用", "Address already in use"),
    "EADDRNOTAVAIL": Text("这不是本机的地址", "This machine does not have that address"),
    "EAI_NONAME": Text("没有叫这个名字的机器", "Name or service not known"),
    "EAI_AGAIN": Text("现在查不到这个名字，网络可能不通", "Temporary failure in name resolution"),
}
"""By the symbol that errno and the socket module use."""

ADVICE: dict[str, Text] = {
    "EROFS": Text(
        "请换一个可写的位置（训练用 `--runs ~/runs`，导出用 `--output`，练习用 `learn --folder ~/exercises`）。",
        "Choose a writable place (`--runs ~/runs` for training, `--output` for export, `learn --folder ~/exercises` for "
        "the exercises).",
    ),
    "ENOENT": Text(
        "请检查这个路径：它所在的文件夹可能刚被删掉，或者是一个失效的链接。",
        "Check the path: its folder may just have been deleted, or be a broken link.",
    ),
    "ENOTDIR": Text(
        "请检查这个路径；或者换一个位置，或者把那个文件移走。",
        "Check the path; choose another place, or move that file away.",
    ),
    "EEXIST": Text(
        "这里要的是文件夹：请换一个名字，或者把那个文件移走。",
        "A folder is wanted here: choose another name, or move that file away.",
    ),
    "EISDIR": Text(
        "这里要的是文件名：请在后面加上文件名，或者换一个名字。",
        "A file name is wanted here: add one to the folder's, or choose another name.",
    ),
    "ENAMETOOLONG": Text(
        "请换一个短一些的名字；多数系统里，一个名字最多 255 个字节（约 85 个汉字）。",
        "Choose a shorter name: most systems allow 255 bytes for one.",
    ),
    "EINVAL": Text(
        "请换一个不含特殊字符的名字，或者换一个位置。",
        "Choose a name without special characters, or another place.",
    ),
    "EMFILE": Text(
        "请关掉一些程序再试；在 Linux 和 macOS 上，也可以先运行 `ulimit -n 4096`。",
        "Close some programs and try again; on Linux and macOS, `ulimit -n 4096` raises the limit.",
    ),
    "EFBIG": Text(
        "请换一块磁盘，或者换一种文件系统（FAT32 的文件最大 4 GB）。",
        "Choose another disk, or another file system (FAT32 allows 4 GB a file).",
    ),
    "EIO": Text(
        "这块磁盘或它的连接可能坏了：请检查它，先换一个位置写。",
        "The disk or its connection may be failing: check it, and write elsewhere for now.",
    ),
    "EBUSY": Text(
        "请关掉正在使用它的程序再试。",
        "Close the program that uses it, and try again.",
    ),
    "other": Text(
        "请修改它的权限（有程序正开着它的话，先关掉），或换一个可写的位置（训练用 `--runs ~/runs`，导出用 `--output`，练习用 `learn --folder ~/exercises`）。",
        "Change its permissions, close the program that has it open, or choose a writable place (`--runs ~/runs` for "
        "training, `--output` for export, `learn --folder ~/exercises` for the exercises).",
    ),
}
"""What to do where a file cannot be written, by the same symbols."""

SYSTEM: dict[str, Text] = {
    "error.output_full": Text(
        "结果没能全部输出：{why}。写进文件的东西都还在；换一个输出的位置，或腾出空间再运行。",
        "The output could not be written in full: {why}. What was written to files is kept; send the output elsewhere, or "
        "free some space, and run again.",
    ),
    "error.disk_full_saved": Text(
        "磁盘满了，无法写入 {path}。进度已保存在第 {step} 步；腾出空间，再继续训练：{command}",
        "The disk is full: cannot write {path}. Progress is saved up to step {step}. Free some space, then resume: {command}",
    ),
    "error.cannot_write_saved": Text(
        "无法写入 {path}：{why}。{advice}进度已保存在第 {step} 步，之后继续训练：{command}",
        "Cannot write {path}: {why}. {advice} Progress is saved up to step {step}; then resume: {command}",
    ),
    # the browser page
    "page.error.raised": Text(
        "课文件里的代码抛出了 {what}，这件事没有做成。请改好课文件再试。",
        "The lesson's own code raised {what}, so this was not done. Fix the lesson's file and try again.",
    ),
    "page.error.not_unicode": Text(
        "请求里有无法编码的字符（半个 Unicode 字符）。",
        "The request has text that cannot be encoded (half of a Unicode character).",
    ),
    "page.error.folder_name": Text(
        "这个文件夹的名字不是合法的 Unicode（多半来自别的系统的压缩包）。给文件夹改个名字就能打开。",
        "The name of this folder is not valid Unicode; it probably comes from an archive of another system. Rename the folder "
        "to open it.",
    ),
    "page.error.unreadable_run": Text(
        "这次训练读不出来（{what}），细节在服务器的终端里。",
        "This run cannot be read ({what}). See the server's terminal for details.",
    ),
    "screen.leaving_load": Text(
        "课文件的 load 还没有返回；还没有东西要保存，不等它了。",
        "The lesson's `load` has not returned; there is nothing to save yet, so it is not waited for.",
    ),
    "screen.waiting_save": Text(
        "正在等训练走完这一步并保存；这一步很慢时要等一会儿。",
        "Waiting for the training to finish its step and save; a slow step takes a while.",
    ),
}
