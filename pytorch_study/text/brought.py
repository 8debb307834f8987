"""Sentences about what people bring: files that are damaged or there twice, tables with titles and totals."""

from pytorch_study.text import Text

DAMAGE: dict[str, Text] = {
    "no_end": Text(
        "是 zip，末尾的文件目录却不在或坏了", "it is a zip, but the list of files at its end is missing or damaged"
    ),
    "end": Text("后面缺了一截", "its end is missing"),
    "checksum": Text("内容和它自己的校验和对不上", "the content does not match its own checksum"),
    "method": Text("用了这里不认得的压缩方法", "it is packed by a method that is not known here"),
    "size": Text("解出来的长度和它记下的不一样", "what is unpacked has another length than it says"),
    "unpacked": Text("压缩的内容坏了，解不开", "the packed content is damaged and cannot be unpacked"),
    "members": Text("里面的文件列表坏了", "its list of files is damaged"),
    "form": Text("内容不合这种格式", "the content does not fit this format"),
}
"""Why a file cannot be read."""

BROUGHT: dict[str, Text] = {
    "data.twice": Text(
        "{copies} 和 {kept} 内容相同：同样的数据只用一次。",
        "{copies}: the same content as {kept}. The same data are used only once.",
    ),
    "data.twice_there": Text(
        "（{copies} 和它们内容相同，只算一次）", " (the same content in {copies} is counted once)"
    ),
    "data.and_more": Text("{first} 等 {count} 个", "{first} and others, {count} in all"),
    "error.title_above": Text(
        "{path} 的列名像是在第 {line} 行（{header}），上面是标题（{title}）。请删掉前 {last} 行，让列名成为第一行，再运行一次。",
        "{path}: line {line} looks like the names of the columns ({header}); above it stands a title ({title}). Delete the "
        "lines down to {last}, so that the names come first, and run it again.",
    ),
    "error.folder_gone": Text(
        "训练完成了（{score}），但文件夹 {path} 在途中不见了：权重、曲线和报告都没有存下来。多半是被删掉或挪走了；挪走的话，那里的进度还在，可以用 resume 继续。",
        "The training is finished ({score}), but the folder {path} has vanished in the meantime: weights, curves and report "
        "could not be kept. Somebody has probably deleted or moved it; if it was moved, resume it there.",
    ),
    "error.folder_gone_stopped": Text(
        "训练在第 {step} 步停止了，但文件夹 {path} 在途中不见了：进度没有存下来。多半是被删掉或挪走了；挪走的话，那里的进度还在，可以用 resume 继续。",
        "The training stopped at step {step}, but the folder {path} has vanished in the meantime: its progress could not be "
        "kept. Somebody has probably deleted or moved it; if it was moved, resume it there.",
    ),
    "screen.folder_gone": Text(
        "文件夹 {path} 不见了，进度存不下来。训练会继续，结束时仍会告诉你结果；不想要的话按 Ctrl-C。",
        "The folder {path} has vanished, so progress cannot be saved. The training goes on, and its result will be told at the "
        "end; press Ctrl-C if you do not want it.",
    ),
    "table.cell": Text("{head}：{cell}", "{head}: {cell}"),
    "table.summaries": Text(
        "{path} 里有不是数据、而是汇总其他行的：{rows}。没有用上；真是数据的话，请改掉那个词。",
        "{path} has rows that only add up or average others: {rows}. They are not used; if they are data after all, change "
        "that word.",
    ),
    "table.summaries_more": Text("，另外还有 {count} 行", ", and {count} more"),
    "table.summary": Text("第 {line} 行（{row}）", "line {line} ({row})"),
    "error.other_count_beside": Text(
        "{path} 里有 {own}；连同旁边和它配套的 {partners}，一共有 {there}。而 {name} 有 {train} 张训练图、{test} 张测试图：这只是一部分，或是别的数据。请换成完整的；自己的图片用 `--images`。",
        "{path} holds {own}; together with what belongs to it beside it ({partners}): {there}. But {name} has {train} "
        "pictures for training and {test} for the test: this is a part of it, or other data. Get all of it; for pictures of "
        "your own, use `--images`.",
    ),
    "screen.other_processes": Text(
        "进程数从 {before} 变为 {now}：每个进程分到的样本不同，有批归一化或 dropout 时结果会不同。",
        "{now} processes instead of {before}: each has other examples, so with batch normalisation or dropout the result will differ.",
    ),
    "error.output_not_finite": Text(
        "{lesson} 的网络给出的不是有限的数（NaN），所以没有答案。输入里多半有大得离谱的数；不然就是网络里有除以 0、对 0 取对数之类的运算。",
        "The network of {lesson} answers with NaN, so there is no answer. An input is probably far too large; or the network "
        "divides by 0, takes the logarithm of 0 or the like.",
    ),
    "done.row_not_finite": Text(
        "{where}：{target} 算出来不是有限的数；输入里多半有大得离谱的数。",
        "{where}: {target} is not finite; an input is probably far too large.",
    ),
}
