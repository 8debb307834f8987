"""Sentences about tables of one's own."""

from pytorch_study.text import Text

TABLES: dict[str, Text] = {
    "done.filled": Text(
        "空着的数字按训练时的平均值补上了：{counts}。",
        "Empty cells were filled with the mean of the training rows: {counts}.",
    ),
    "done.more_remarks": Text(
        "另外还有 {count} 行也有要提醒的，见 --json。", "There is something to tell of {count} more rows: see --json."
    ),
    "done.unknown": Text(
        "{where}：训练时 `{column}` 从没有过 `{value}`，这一列按“都不是”算；这一行的答案不可信。",
        "{where}: no training row has `{value}` in `{column}`, so it counts as none of the known words: do not trust this "
        "row's answer.",
    ),
    "done.unusual": Text(
        "{where}：单看哪一列都不离谱，合起来却不像任何一行训练数据（距离 {distance:.1f}，训练时 99% 的行不超过 {limit:.1f}）；"
        "这一行的答案要留心。",
        "{where}: no column is far outside its range, but together they are unlike the training rows (distance "
        "{distance:.1f}; 99% of those are within {limit:.1f}): be careful with this row's answer.",
    ),
    "error.data_unused_table": Text(
        "`{lesson}` 不看 `--data`：它的数据随包附带。请去掉 `--data {path}`；要用自己的表格，写 `--table 文件.csv --target 列名`。",
        "`{lesson}` never looks at `--data`: its data ship with the package. Leave out `--data {path}`; to use a table of your "
        "own, say `--table FILE.csv --target COLUMN`.",
    ),
    "error.constant_target": Text(
        "{path} 的 `{target}` 每一行都是 {value:g}，没有什么可学的。请换一列。",
        "{path}: `{target}` is {value:g} in every row, so there is nothing to learn. Choose another column.",
    ),
    "error.target_unit": Text(
        "{path} 的 `{target}` 的标准差是 {spread:.1g}：这么大或这么小的数，用 32 位浮点数练不好。请换一个单位，"
        "让标准差在 0.001 和 1e10 之间，例如元换成亿元、米换成微米。",
        "{path}: the standard deviation of `{target}` is {spread:.1g}; with numbers that large or small, training in 32 bits "
        "fails. Use another unit, so that it lies between 0.001 and 1e10: billions instead of dollars, micrometres instead of metres.",
    ),
    "error.few_rows": Text(
        "{path} 里只有 {count} 行写了 `{target}`，至少要 {fewest} 行：五分之一用来测试，其余训练。",
        "{path}: only {count} rows have a `{target}`, but at least {fewest} are needed: a fifth for the test, the others to "
        "train on.",
    ),
    "error.long_line": Text(
        "{path} 里有一行超过一千六百万个字符，不像是表格。",
        "{path} has a line of over sixteen million characters; this is no table.",
    ),
    "error.mixed_column": Text(
        "{path} 第 {line} 行：`{column}` 几乎都是数字，这里却是 `{value}`。请改正，或用 --drop 不要这一列。",
        "{path}, line {line}: `{column}` holds numbers almost everywhere, but `{value}` here. Correct it, or leave the column "
        "out with --drop.",
    ),
    "error.no_header": Text(
        "{path} 没有列名：第 {line} 行（{first}）已经是数据。请在最前面加一行，写上 {count} 个列名，例如：{example}",
        "{path}: the first line must name the columns, but line {line} ({first}) holds data. Add a line with {count} names before it, "
        "such as: {example}",
    ),
    "error.no_inputs": Text(
        "{path} 里除了 `{target}` 没有一列能用。没有用上的：{why}。",
        "{path}: besides `{target}`, no column can be used. Left out: {why}.",
    ),
    "error.no_own_table": Text(
        "`{lesson}` 不能用表格训练。能用的是 regression：`pytorch-study train regression --table 表.csv --target 列名`。",
        "`{lesson}` cannot be trained on a table. Use regression: `pytorch-study train regression --table FILE.csv --target "
        "COLUMN`.",
    ),
    "error.no_table_named": Text(
        "`--target` 和 `--drop` 说的是自己的表格里的列，表格还要用 `--table 文件.csv` 给出。",
        "`--target` and `--drop` name columns of your own table, which `--table FILE.csv` must name.",
    ),
    "error.no_target_named": Text(
        "要预测 {path} 的哪一列？请加上 `--target 列名`。它的列有：{columns}。",
        "Which column of {path} is to be predicted? Add `--target COLUMN`. Its columns are: {columns}.",
    ),
    "error.packed_table": Text(
        "{path} 是压缩文件。请先解压，再给出里面的 CSV。",
        "{path} is packed. Unpack it first, and name the CSV file in it.",
    ),
    "error.parquet_table": Text(
        '{path} 是 Parquet，不是文本。请先在 Python 里转成 CSV：pandas.read_parquet(...).to_csv("表.csv", index=False)',
        '{path} is a Parquet file, not text. Convert it in Python first: pandas.read_parquet(...).to_csv("table.csv", '
        "index=False)",
    ),
    "error.table_changed": Text(
        "表格的内容和训练时的不一样了（训练时是 {path}）。请用 `--table 文件.csv` 给出原来的那张，或重新训练。",
        "The content of the table is not what this run was trained on (from {path}). Name the original with `--table "
        "FILE.csv`, or train anew.",
    ),
    "error.table_gone": Text(
        "训练用的表格 {path} 不在了。挪到别处了就用 `--table 文件.csv` 说出来。",
        "The table {path}, which this run was trained on, is not there. If it has moved, say where with `--table FILE.csv`.",
    ),
    "error.table_of_no_run": Text(
        "这不是用自己的表格训练的，用不上 `--table {path}`。",
        "This was not trained on a table of one's own: leave out `--table {path}`.",
    ),
    "error.target_units": Text(
        "{path} 的 `{target}` 里，数字和别的符号写在一起（例如 `{word}`），读不成数。请去掉货币符号、单位、百分号和千位逗号，只留数字。",
        "{path}: `{target}` holds numbers with other signs (e.g. `{word}`). Leave only the number: no currency, unit, per cent "
        "sign or comma between thousands.",
    ),
    "error.target_words": Text(
        "{path} 的 `{target}` 是文字（例如 `{word}`），回归预测的是数字。数字列有：{numbers}。要分类，请写一课自己的（docs 里的 reference.md）。",
        "{path}: `{target}` holds words (e.g. `{word}`), but regression predicts numbers. Columns of numbers: {numbers}. To "
        "tell classes apart, write a lesson of your own (docs, reference.md).",
    ),
    "error.two_places": Text(
        "{names} 都说数据在哪里，只能写一个。", "{names} each say where the data are: give one of them only."
    ),
    "error.unknown_drop": Text(
        "{path} 没有 `{name}` 这一列，`--drop` 不掉。{nearest}",
        "{path} has no column `{name}` to `--drop`. {nearest}",
    ),
    "error.unknown_target": Text(
        "{path} 没有 `{target}` 这一列（列名写在第一行）。{nearest}",
        "{path} has no column `{target}` (its first line names the columns). {nearest}",
    ),
    "error.workbook": Text(
        "{path} 是电子表格文件，不是文本。请在 Excel 或 WPS 里“另存为”CSV（UTF-8），再给出那个文件。",
        "{path} is a spreadsheet, not text. In Excel, save it as CSV (UTF-8), and name that file.",
    ),
    "option.drop": Text("表格里不用的列；可以写多次。", "A column of the table that is not used; may be repeated."),
    "option.table": Text(
        "用自己的表格训练：CSV，第一行是列名，数字和文字都可以。",
        "Train on a table of your own: a CSV file of numbers and words, whose first line names the columns.",
    ),
    "option.table_later": Text(
        "训练用的表格现在的位置，挪动过才要写。", "Where the run's own table is now, if it has moved."
    ),
    "option.target": Text("表格里要预测的列。", "The column of the table to predict."),
    "table.extra": Text("{path}：没有用上的列：{columns}", "{path}: columns that are not used: {columns}"),
    "table.left_out": Text("没有用上的列：{columns}。", "Columns left out: {columns}."),
    "table.missing": Text(
        "空着的单元格：{counts}。数字按训练行的平均值补上，文字按“都不是”算。",
        "Empty cells: {counts}. Numbers become the mean of the training rows, words none of the known ones.",
    ),
    "table.no_target": Text(
        "有 {count} 行没有 `{target}`，没有用上。", "{count} rows have no `{target}` and were left out."
    ),
    "table.one_hot": Text(
        "括号里是这一列有几种文字：每一种变成一个 0 或 1 的输入。",
        "In brackets: the number of words of a column, each of which becomes an input of 0 or 1.",
    ),
    "table.all_rows": Text("{path}：共 {rows:,} 行。", "{path}: {rows:,} rows in all."),
    "table.checking": Text("检查 {path}：{rows:,} 行，{share:.0%}", "Checking {path}: {rows:,} rows, {share:.0%}"),
    "table.progress": Text("预测 {path}：{rows:,} 行，{share:.0%}", "Predicting {path}: {rows:,} rows, {share:.0%}"),
    "table.understood": Text(
        "{path}：{rows} 行，预测 `{target}`，输入 {count} 个：{names}。",
        "{path}: {rows} rows, to predict `{target}`; inputs ({count}): {names}.",
    ),
    "table.why": Text("`{name}`（{why}）", "`{name}` ({why})"),
    "table.why_constant": Text("训练的行里只有一种值", "one value only in the training rows"),
    "table.why_dates": Text(
        "日期，如 `{word}`：请改成数字，例如年份", "dates, e.g. `{word}`: write numbers instead, such as the year"
    ),
    "table.why_dropped": Text("--drop", "--drop"),
    "table.why_empty": Text("没有内容", "empty"),
    "table.why_no_name": Text("没有列名", "without a name"),
    "table.why_row_number": Text("只是行号", "it only numbers the rows"),
    "table.why_units": Text(
        "数字和别的符号写在一起，如 `{word}`：只留数字就能用",
        "numbers with other signs, e.g. `{word}`: leave only the number, and it can be used",
    ),
    "table.why_words": Text(
        "有 {most} 种以上的文字，如 `{word}`，像是名字",
        "more than {most} different words, e.g. `{word}`, like a name",
    ),
}
