"""Sentences about a training on one's own pictures that cross-validation scores."""

from pytorch_study.text import Text

OWN_PHOTOS: dict[str, Text] = {
    "cross.begin": Text(
        "交叉验证：图片太少，留不出像样的测试集，所以再训练 {folds} 次，每次留出一份不学、只用来考。大约还要 {seconds} 秒。",
        "Cross-validation: there are too few pictures for a test set, so {folds} more trainings follow, each tested on a "
        "part that it has not seen. They take about {seconds} seconds.",
    ),
    "cross.fold": Text(
        "第 {fold}/{folds} 份：{count} 张里认对 {right} 张（{seconds} 秒）",
        "part {fold} of {folds}: {right} of {count} right ({seconds} s)",
    ),
    "cross.scored": Text("交叉验证：{score}。正在画图表……", "Cross-validation: {score}. Drawing the plots ..."),
    "cross.result": Text(
        "交叉验证：准确率 {accuracy:.1%}，95% 置信区间 {low:.1%} 到 {high:.1%}（{count} 张图片，每张都由没有见过它的模型来认，分 {folds} 份）。"
        "保存下来的模型学过全部图片。",
        "Cross-validation: accuracy {accuracy:.1%}, 95% confidence interval {low:.1%} to {high:.1%} ({count} pictures, each "
        "classified by a model that had not seen it, in {folds} parts). The model that was kept has learned from all of them.",
    ),
    "report.fact.cross": Text("交叉验证的准确率", "accuracy by cross-validation"),
    "report.fact.interval": Text("它的 95% 置信区间", "its 95% confidence interval"),
    "report.fact.folds": Text("交叉验证分几份", "parts of the cross-validation"),
    "report.cross_answers": Text(
        "这里的答案来自交叉验证：每张图片都由没有见过它的模型来认。",
        "The answers are those of the cross-validation: each picture was classified by a model that had not seen it.",
    ),
    "report.cross_heat": Text(
        "热力图画的是保存下来的模型，它后来也学过这些图片。",
        "The heat maps are those of the model that was kept, which has learned from these pictures, too.",
    ),
}
