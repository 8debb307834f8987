"""What stands in pictures and in a run's report."""

from pytorch_study.text import Text

PICTURES: dict[str, Text] = {
    # Names that replace a label no font here can draw
    "look.class": Text("类别 {number}", "class {number}"),
    "look.run": Text("训练 {number}", "run {number}"),
    "look.step": Text("第 {number} 步", "step {number}"),
    "look.layer": Text("第 {number} 层", "layer {number}"),
    "look.column": Text("输入", "input"),
    "look.target": Text("目标", "target"),
    # Curves
    "look.epoch": Text("轮（epoch）", "epoch"),
    "look.loss": Text("损失", "Loss"),
    "look.loss_log": Text("损失（对数刻度）", "Loss (log scale)"),
    "look.accuracy": Text("准确率", "Accuracy"),
    "look.lr": Text("学习率", "Learning rate"),
    "look.train": Text("训练", "training"),
    "look.validation": Text("验证", "validation"),
    "look.overlay_key": Text("实线：验证　　虚线：训练", "solid: validation      dashed: training"),
    "look.overlay_key_train": Text("实线：训练", "solid: training"),
    "look.overlay_key_mixed": Text(
        "实线：验证（没有验证集的画训练）　　虚线：训练",
        "solid: validation (training where there is none)      dashed: training",
    ),
    "look.no_rows": Text("还没有训练完一轮", "No epoch finished yet"),
    # Confusion matrix
    "look.confusion": Text(
        "{total:,} 个样本预测对 {right:,} 个，准确率 {share:.2%}",
        "{right:,} of {total:,} correct: accuracy {share:.2%}",
    ),
    "look.confusion_worst": Text("最容易混淆：{pairs}", "Most often confused: {pairs}"),
    "look.confusion_pair": Text("{truth} 认成 {seen}（{count} 次）", "{truth} as {seen} ({count}×)"),
    "look.comma": Text("，", ", "),
    "look.seen": Text("预测类别", "predicted class"),
    "look.truth": Text("真实类别", "true class"),
    "look.recall": Text("认对的比例", "right"),
    "look.count": Text("认错的次数", "number of mistakes"),
    # Each class
    "look.per_class": Text("各类别的准确率", "Accuracy per class"),
    "look.per_class_some": Text(
        "各类别的准确率：{count} 类里最差的 {shown} 类", "Accuracy per class: the {shown} worst of {count} classes"
    ),
    "look.per_class_key": Text("点：准确率　　横条：95% 置信区间", "point: accuracy      bar: 95% confidence interval"),
    "look.recall_axis": Text("准确率", "accuracy"),
    # Mistakes
    "look.mistakes": Text("认错的 {count:,} 张", "{count:,} mistakes"),
    "look.mistakes_some": Text("认错的 {count:,} 张里的前 {shown} 张", "The first {shown} of {count:,} mistakes"),
    "look.mistakes_seen": Text("✗ 预测类别及其概率", "✗ predicted class and its probability"),
    "look.mistakes_truth": Text("✓ 真实类别", "✓ true class"),
    "look.disputed": Text("⚑ 标签有争议：{doubt}", "⚑ disputed label: {doubt}"),
    "look.disputed_by": Text("出处见这一课的说明", "for the source, see the lesson"),
    "look.no_mistakes": Text("一张也没有认错", "No mistakes"),
    # Regression
    "look.fit": Text("均方根误差 RMSE = {rmse:.3g}，决定系数 R² = {r2}", "RMSE = {rmse:.3g}, R² = {r2}"),
    "look.predicted": Text("{target}（预测值）", "predicted {target}"),
    "look.true": Text("{target}（真实值）", "true {target}"),
    "look.perfect": Text("预测 = 真实", "predicted = true"),
    "look.residual": Text("残差：预测 − 真实", "residual: predicted − true"),
    "look.examples": Text("样本数", "examples"),
    "look.no_points": Text("没有可以画的样本", "No examples to draw"),
    "look.fitted": Text("模型", "model"),
    # Inside a network
    "look.filters": Text("第一层的 {count} 个卷积核", "The {count} filters of the first layer"),
    "look.filters_some": Text(
        "第一层 {count} 个卷积核里的前 {shown} 个", "The first {shown} of {count} filters of the first layer"
    ),
    "look.signs": Text("蓝：负　　白：0　　红：正", "blue: negative      white: 0      red: positive"),
    "look.signs_rgb": Text(
        "灰：0　　彩色：这个卷积核对什么颜色有反应", "grey: 0      colour: the colour a filter responds to"
    ),
    "look.blocks": Text(
        "更深各层的卷积核，每个只画权重最大的那个输入通道",
        "Filters of the deeper layers; each shows only its input channel with the largest weights",
    ),
    "look.heat": Text("模型依据的是图中哪一部分（Grad-CAM）", "Which part of the image supports a class (Grad-CAM)"),
    "look.heat_key": Text(
        "越亮，越支持图下的那个类别；每张图各用自己的刻度",
        "bright: supports the class below; each image on its own scale",
    ),
    "look.heat_cells": Text(
        "由 {height}×{width} 的特征图放大而来，位置只是大致的",
        "enlarged from {height}×{width} cells, so locations are approximate",
    ),
    "look.maps": Text("一张图片逐层变成了什么", "One image, layer by layer"),
    "look.maps_scale": Text(
        "蓝：负　　白：0　　红：正　　（每层各用自己的刻度）",
        "blue: negative      white: 0      red: positive      (each layer on its own scale)",
    ),
    "look.maps_some": Text("{count} 层里画出 {shown} 层", "{shown} of {count} layers"),
    "look.tiles_some": Text("前 {shown} / {count}", "first {shown} of {count}"),
    "look.input": Text("输入", "input"),
    # Report: headings and what to look at
    "look.heading.curves": Text("训练曲线", "Training curves"),
    "look.heading.confusion": Text("混淆矩阵", "Confusion matrix"),
    "look.heading.mistakes": Text("认错的图片", "Mistakes"),
    "look.heading.per_class": Text("各类别的准确率", "Accuracy per class"),
    "look.heading.heat": Text("认错时看的是哪里", "Where the model looked when it was wrong"),
    "look.heading.blocks": Text("更深各层的卷积核", "Filters of the deeper layers"),
    "look.heading.filters": Text("第一层的卷积核", "Filters of the first layer"),
    "look.heading.maps": Text("逐层特征图", "Feature maps, layer by layer"),
    "look.heading.fit": Text("预测值与真实值", "Predicted and true values"),
    "look.heading.line": Text("拟合曲线", "Fitted curve"),
    "look.explain.curves": Text(
        "先看损失是不是还在下降：还在下降，说明可以再训练几轮。训练损失继续下降、验证损失却开始上升，就是过拟合："
        "网络在背训练集，而不是学规律。",
        "First check whether the loss is still falling: if so, more epochs may help. Training loss falling while validation "
        "loss rises is overfitting: the network memorises the training set instead of learning what is general.",
    ),
    "look.advice.hold_out": Text(
        "想多一条验证集的线，可以留出一部分样本再训练：--set validation={count}。",
        "For a validation line, hold some examples out and train again: --set validation={count}.",
    ),
    "look.advice.few_held_out": Text(
        "验证集只有 {count} 个样本，一两个样本就能让它的线跳来跳去，别太当真。",
        "The validation set has only {count} examples, so one or two of them can move its line: do not read much into it.",
    ),
    "look.explain.confusion": Text(
        "每一行是一个真实类别，横着看它被预测成了什么；格子颜色越深，这一对类别越容易混淆。"
        "对角线是预测对的，画成灰色，好让错误显眼。",
        "Each row is a true class; read across to see what it was predicted as. The darker a cell, the more often that "
        "pair is confused; the diagonal holds the correct predictions, in grey so that the mistakes stand out.",
    ),
    "look.explain.mistakes": Text(
        "先自己认一认这些图片：连人也难认的，是数据本身难；人一眼能认、模型却很有把握地认错的，最值得琢磨。",
        "Try to classify them yourself first. If you hesitate too, the data is hard; if you do not and the model was "
        "confidently wrong, there is something to learn.",
    ),
    "look.explain.per_class": Text(
        "95% 置信区间：模型真正的准确率（图片无限多时）多半在这一段里。横条互相重叠的两类，未必分得出谁更难：换一批测试图片，名次就可能颠倒。横条分得开的，差别才可信。",
        "A 95% confidence interval is where the model's true accuracy, the one over endlessly many such images, probably lies. If two bars overlap, their order may be chance: other test images could reverse it. If they do not, one class "
        "really is harder.",
    ),
    "look.explain.heat": Text(
        "Grad-CAM 用梯度算出图上哪些地方让某个类别的分数变高。每组三张：原图、支持错误答案的部分、支持正确答案的部分。亮处若落在背景上，模型学到的可能是背景而不是物体。",
        "Grad-CAM uses gradients to find which parts of an image raise the score of a class. Each group of three: the image, what supports the wrong answer, and what supports the right one. If the bright "
        "areas are in the background, the model may have learned the background instead of the object.",
    ),
    "look.explain.blocks": Text(
        "3×3 的卷积核已经很难直接看懂；看有没有整层都几乎是 0 的（没有学到东西），有没有一半红一半蓝的（对某个方向的变化有反应）。",
        "3×3 filters are hard to read directly. Look for layers that are nearly 0 throughout (nothing was learned there), "
        "and for filters that are half red, half blue: they respond to changes in one direction.",
    ),
    "look.explain.filters": Text(
        "找一找两边颜色相反的卷积核（输入是灰度图时，一边红一边蓝）：它们对边缘和线条的方向有反应。"
        "5×5 以上的核如果全是杂乱的噪点，多半训练得还不够；2×2、3×3 的小核本来就不容易看懂。",
        "Look for filters whose two sides have opposite colours (for greyscale inputs, red and blue): they respond to edges "
        "and strokes in one direction. If filters of 5×5 or more all look like noise, the training was probably too short; "
        "2×2 and 3×3 filters are hard to read in any case.",
    ),
    "look.explain.maps": Text(
        "从上往下看：靠前的层还看得出原图的轮廓，越往后特征图越小、越抽象，最后一层给每个类别一个得分，得分最高的就是预测。",
        "Read from top to bottom: early layers still show the outline, later ones get smaller and more abstract, and "
        "the last layer gives each class a score. The highest score is the prediction.",
    ),
    "look.explain.fit": Text(
        "点离对角线越近，预测得越准；如果某一段的点整体偏在线的一侧，说明模型在那里有系统性的偏差。"
        "残差应当大致以 0 为中心。RMSE 是均方根误差，MAE 是平均绝对误差，单位都与目标相同；R² 是决定系数，1 最好，0 相当于总猜平均值。",
        "The closer a point is to the diagonal, the better the prediction. If the points of some range all lie on one side, "
        "the model is biased there. The residuals should centre on 0. RMSE is the root mean square error and MAE the mean "
        "absolute error, both in the unit of the target; R² is 1 at best, and 0 for always guessing the mean.",
    ),
    "look.explain.line": Text(
        "看曲线是不是从点的中间穿过：太直，跟不上数据的弯曲，是欠拟合；追着个别点拐来拐去，是过拟合。",
        "Check whether the curve runs through the middle of the points. If it is too stiff to follow them, it underfits; "
        "if it chases single points, it overfits.",
    ),
    "look.page.more": Text("更多数字", "More numbers"),
    "look.page.footer": Text(
        "由 pytorch_study 生成。图片都在这个文件里，离线也能打开。",
        "Generated by pytorch_study. All images are inside this file, so it opens offline.",
    ),
    # the report page
    "report.heading.recipe": Text("配方", "Recipe"),
    "report.recipe": Text(
        "这次训练的全部设置。想知道某一项有什么用？改掉它再训练一次，然后用 `pytorch-study compare` 比较。",
        "All settings of this run. To see what one of them does, change it, train again, and run `pytorch-study compare`.",
    ),
    "report.fact.seconds": Text("训练用时", "training time"),
    "report.fact.epochs": Text("轮数", "epochs"),
    "report.fact.speed": Text("每秒样本数", "examples per second"),
    "report.fact.lesson": Text("课 · 配方 · 种子", "lesson · recipe · seed"),
}
