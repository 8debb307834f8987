"""What kinds of files are called that are not read, and what to do about them."""

from pytorch_study.text import Text

UNPACK = Text(
    "这里不能解它：请先解开，再写解开后的文件夹。", "It cannot be unpacked here: unpack it, and give the folder."
)
OTHER_FORM = Text(
    "这里不读这种形式，请换一种：MNIST 用四个 IDX 文件或 mnist.npz，CIFAR-10 用 cifar-10-python.tar.gz。",
    "That is not read here; get another form: MNIST as its four IDX files or mnist.npz, CIFAR-10 as "
    "cifar-10-python.tar.gz.",
)
AGAIN = Text(
    "存下来的不是数据。请用 `pytorch-study data list` 里的地址重新下载。",
    "It was saved instead of the data: download them again, from an address of `pytorch-study data list`.",
)
LFS = Text(
    "数据本身还在服务器上：在那个仓库里运行 git lfs pull，或者在网页上直接下载这个文件。",
    "The data themselves are still on the server: run git lfs pull in that repository, or download the file itself.",
)

FOREIGN_NAMES: dict[str, Text] = {
    "rar": Text(" RAR 压缩包", "a RAR archive"),
    "7z": Text(" 7z 压缩包", "a 7z archive"),
    "zstd": Text(" zstd 压缩的文件", "a file packed with zstd"),
    "lz4": Text(" lz4 压缩的文件", "a file packed with lz4"),
    "compress": Text(" .Z 压缩的文件", "a file packed with compress (.Z)"),
    "hdf5": Text(" HDF5 文件", "an HDF5 file"),
    "mat73": Text(" MATLAB 7.3 的 .mat（HDF5）", "a .mat of MATLAB 7.3 (HDF5)"),
    "arrow": Text(" Arrow 文件", "an Arrow file"),
    "sqlite": Text(" SQLite 数据库", "an SQLite database"),
    "arff": Text(" ARFF 表", "an ARFF table"),
    "pdf": Text(" PDF 文档", "a PDF document"),
    "lfs": Text(" Git LFS 的指针，只有几行字", "a Git LFS pointer, a few lines of text"),
    "web": Text("网页（HTML）", "a web page (HTML)"),
    "xml": Text(" XML，多半是服务器的报错", "XML, probably a server's error message"),
    "tfrecord": Text(" TFRecord 文件", "a TFRecord file"),
}
"""By kind."""
