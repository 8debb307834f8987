"""What the metrics are called. A metric that is not here is called by its own name."""

from pytorch_study.text import Text

METRICS = {
    "metric.accuracy": Text("准确率", "accuracy"),
    "metric.rmse": Text("RMSE", "RMSE"),
    "metric.mae": Text("MAE", "MAE"),
    "metric.r2": Text("R²", "R²"),
    "metric.loss": Text("损失", "loss"),
    "metric.nats": Text("每字纳特数", "nats per character"),
    "metric.train": Text("{name} {value}", "{name} {value}"),
    "metric.validation": Text("验证{name} {value}", "validation {name} {value}"),
    "metric.test": Text("测试集{name}", "test {name}"),
    "metric.scored": Text("测试集：{metrics}（{count:,} 个样本）", "Test {metrics} ({count:,} examples)"),
}
