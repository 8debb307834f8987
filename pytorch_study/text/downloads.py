"""What is said while a data set is downloaded."""

from pytorch_study.text import Text

DOWNLOADS: dict[str, Text] = {
    "download.certificate": Text(
        "服务器的证书没有通过验证：中间有代理换了证书，或者这个 Python 没有装根证书",
        "The server's certificate cannot be verified: a proxy replaces it, or this Python has no root certificates",
    ),
    "download.start": Text("从 {host} 下载 {name}（{size:.0f} MB）", "Downloading {name} ({size:.0f} MB) from {host}"),
    "download.resume": Text(
        "从 {host} 继续下载 {name}：已有 {have:.0f} MB，共 {size:.0f} MB",
        "Resuming {name} from {host}: {have:.0f} of {size:.0f} MB already here",
    ),
    "download.progress": Text("{name}：{share:.0%}，{rate:.1f} MB/s", "{name}: {share:.0%}, {rate:.1f} MB/s"),
    "download.done": Text("{name} 已下载，校验和正确，在 {path}", "Downloaded and verified {name}: {path}"),
    "download.wait": Text(
        "另一个进程正在下载 {name}，等它完成……", "Another process is downloading {name}; waiting ..."
    ),
    "download.leave": Text("{host}：{why}", "{host}: {why}"),
    # why a source is left for the next
    "download.silent": Text("{seconds:.0f} 秒没有响应", "no response within {seconds:.0f} s"),
    "download.slow": Text("太慢，每秒只有 {rate:.0f} kB", "too slow, {rate:.0f} kB/s"),
    "download.cut": Text(
        "连接中断，只收到 {have:.1f} / {size:.1f} MB", "connection lost after {have:.1f} of {size:.1f} MB"
    ),
    "download.other": Text("返回的不是这个文件（{found}）", "it serves a different file ({found})"),
    "download.digest": Text("文件内容不对，SHA-256 不符", "wrong file: its SHA-256 does not match"),
}
