"""Sentences about data in other wrappings, and about data sets of the same form."""

from pytorch_study.text import Text

FORMATS: dict[str, Text] = {
    "data.emnist_splits": Text(
        "这里还有 {names}，用的是 {name}。想用别的，请把它的四个文件单独放进一个文件夹。",
        "There are also {names}; {name} is used. To use another, put its four files into a folder of their own.",
    ),
    "data.other_order": Text(
        "{path} 里是同样的 {name}，每张图、每个标签都对，只是顺序和官方的不同。从训练集里留验证集是按顺序选的，所以留出来的图会不一样，结果也不能和官方顺序的逐位相比。",
        "{path} holds the same {name}, every picture with its label, but in another order than the official one. The "
        "validation set is chosen by order, so other pictures are held out, and results are not comparable to the bit.",
    ),
    "data.other_set": Text(
        "{path} 里是 {name}，不是 MNIST：按它自己的 {count} 个类别训练。",
        "{path} holds {name}, not MNIST: trained with its own {count} classes.",
    ),
    "data.pictures_rest": Text("{count} 张带标签的图", "{count} labelled pictures"),
    "data.pictures_test": Text("{count} 张测试图", "{count} pictures for the test"),
    "data.pictures_train": Text("{count} 张训练图", "{count} pictures for training"),
    "error.cut_short": Text(
        "{path} 不完整（{why}）：后面缺了一截，像是只下载了一半。请重新下载。",
        "{path} is cut short ({why}): the end is missing, as after half a download. Download it again.",
    ),
    "error.damaged": Text(
        "{path} 已损坏，读不出来（{why}）。请换一份完好的文件。",
        "{path} is damaged and cannot be read ({why}). Get an intact copy.",
    ),
    "error.foreign": Text("{path} 是{what}。{cure}", "{path} is {what}. {cure}"),
    "error.gzip_cut": Text(
        "{path} 不是完好的 gzip 文件：后面缺了一截，只下载了一半。请重新下载。",
        "{path} is not an intact gzip file: its end is missing, so it is half a download. Download it again.",
    ),
    "error.is_other_set": Text(
        "{path} 里是 {found}，不是 {name}。想在它上面训练：pytorch-study train mnist --data {path}",
        "{path} holds {found}, not {name}. To train on it: pytorch-study train mnist --data {path}",
    ),
    "error.kaggle_digits": Text(
        "{path} 是 Kaggle 数字识别比赛的 train.csv：70,000 张里的 42,000 张，打乱过，另外 28,000 张没有标签，拼不成 MNIST。MNIST 随本包附带，不写 `--data` 就行。",
        "{path} is train.csv of Kaggle's digit recognizer: 42,000 of the 70,000 pictures, shuffled; the other 28,000 have no "
        "label, so MNIST cannot be put together from it. MNIST ships with this package: leave out `--data`.",
    ),
    "error.labels_count": Text(
        "{path}：图片和标签对不上：图片的形状是 {pictures}，标签的是 {labels}。请换一份完整的文件。",
        "{path}: pictures and labels do not match: pictures have the shape {pictures}, labels {labels}. Get complete files.",
    ),
    "error.labels_range": Text(
        "{path} 里的标签超出了 {name} 的范围 {first} 到 {last}。请看看文件夹的名字和内容是不是同一个数据集。",
        "{path}: labels of {name} are {first} to {last}, but there are others. Do the folder's name and content belong "
        "together?",
    ),
    "error.wrong_content": Text(
        "{path} 的名字像 {name} 的文件，内容却不是（开头是 {found}）。请重新获取。",
        "{path} has the name of a file of {name}, but not the content (it begins with {found}). Get it again.",
    ),
    "error.zip_locked": Text(
        "{path} 有密码，读不了。请先用密码解开，再写解开后的文件夹。",
        "{path} has a password. Unpack it with its password, and give the folder.",
    ),
    "error.needs_package": Text(
        "{path} 是 {what} 文件，要用 {package} 来读。请运行：pip install {package}",
        "{path} is a {what} file, which {package} reads. Run: pip install {package}",
    ),
    "error.no_bytes": Text(
        "{path} 是空的（0 字节），多半是下载没有开始。请重新下载。",
        "{path} is empty (0 bytes), as when a download has not begun. Download it again.",
    ),
    "error.no_test_part": Text(
        "{path} 里有 {name} 的 {train} 张训练图，没有 {test} 张测试图。请把测试的那一份放在它旁边。",
        "{path} holds {name}'s {train} training pictures, but not its {test} test pictures. Put those beside it.",
    ),
    "error.not_arrays": Text(
        "{path} 这个 pickle 里读不出数组（{why}）。里面的代码没有执行；请换一份完好的，或换成 .npz 之类只有数组的文件。",
        "{path} is a pickle, but no arrays can be read from it ({why}). None of its code was run; get an intact copy, or arrays alone, such as a .npz.",
    ),
    "error.other_count": Text(
        "{path} 里有 {there}，而 {name} 有 {train} 张训练图、{test} 张测试图：这只是一部分，或是别的数据。请换成完整的；自己的图片用 `--images`。",
        "{path} holds {there}, but {name} has {train} pictures for training and {test} for the test: this is a part of it, or "
        "other data. Get all of it; for pictures of your own, use `--images`.",
    ),
    "error.other_pictures": Text(
        "{path} 里有 {count} 张图，数目和 {name} 一样，内容却不是官方的：图片或标签被改过，或是别的数据集。请换一份官方的。",
        "{path} holds {count} pictures, as many as {name}, but they are not the official ones: pictures or labels were "
        "changed, or this is another data set. Get the official data.",
    ),
    "error.other_set": Text(
        "{path} 里是 {found}，而这些权重认的是 {name}，评估和预测都没有意义。请先在它上面训练：pytorch-study train mnist --data {path}",
        "{path} holds {found}, but these weights know {name}, so their answers would mean nothing. Train on it first: "
        "pytorch-study train mnist --data {path}",
    ),
    "error.too_deep": Text(
        "{path}：压缩包里套着太多层压缩包，没有再往里看。请先解开外面几层。",
        "{path}: archives lie in archives, too deep to look further. Unpack the outer ones.",
    ),
    "error.too_many_rows": Text(
        "{path} 超过 {most} 行，不是这个数据集。请看看是不是别的文件。",
        "{path} has more than {most} rows, so it is not this data set. Is it another file?",
    ),
    "error.unfinished": Text(
        "{path} 还没有下载完（从文件名看）。请等浏览器下完，或者重新下载。",
        "{path} is a download that is not finished, by its name. Let the browser finish it, or download it again.",
    ),
    "error.unknown_form": Text(
        "{path} 里认不出 {name}。能读的有：IDX、.npz、.pkl.gz、CSV（一列标签）、Parquet、.mat、CIFAR-10 的二进制版，按类别分文件夹的 PNG，以及装着它们的 .zip、.gz、.tar。",
        "{path}: no {name} is recognised in it. Read are IDX, .npz, .pkl.gz, CSV with a column of labels, Parquet, .mat, the "
        "binary version of CIFAR-10, PNGs in a folder for each class, and .zip, .gz or .tar of them.",
    ),
}
