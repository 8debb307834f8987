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
    "look.epoch": Text("轮次", "epoch"),
    "look.loss": Text("损失", "Loss"),
    "look.loss_log": Text("损失（对数刻度）", "Loss (log scale)"),
    "look.accuracy": Text("准确率", "Accuracy"),
    "look.lr": Text("学习率", "Learning rate"),
    "look.train": Text("训练", "train"),
    "look.validation": Text("验证", "val"),
    "look.overlay_key": Text("实线：验证　　虚线：训练", "solid: validation      dashed: training"),
    "look.overlay_key_train": Text("实线：训练", "solid: training"),
    "look.overlay_key_mixed": Text(
        "实线：验证（没有验证集的画训练）　　虚线：训练",
        "solid: validation (training where there is none)      dashed: training",
    ),
    "look.no_rows": Text("还没有跑完一轮", "No epoch is finished yet"),
    # Confusion matrix
    "look.confusion": Text(
        "{total:,} 个里认对 {right:,} 个，准确率 {share:.2%}",
        "{right:,} of {total:,} right: {share:.2%}",
    ),
    "look.confusion_worst": Text("最容易认错：{pairs}", "Most often mixed up: {pairs}"),
    "look.confusion_pair": Text("{truth} 认成 {seen}（{count} 次）", "{truth} taken for {seen} ({count}×)"),
    "look.comma": Text("，", ", "),
    "look.seen": Text("模型认成", "what the model saw"),
    "look.truth": Text("真实类别", "what it really was"),
    "look.recall": Text("认对", "right"),
    "look.count": Text("认错的次数", "times mixed up"),
    # Each class
    "look.per_class": Text("每一类认对多少", "How much of each class was right"),
    "look.per_class_some": Text(
        "每一类认对多少：{count} 类里最差的 {shown} 类", "How much was right: the {shown} worst of {count} classes"
    ),
    "look.per_class_key": Text(
        "点：测试集上的结果　　横条：95% 置信区间", "point: on the test set      bar: 95% confidence interval"
    ),
    "look.recall_axis": Text("认对的比例", "share that was right"),
    # Mistakes
    "look.mistakes": Text("认错的 {count:,} 张", "{count:,} mistakes"),
    "look.mistakes_some": Text("认错的 {count:,} 张里的前 {shown} 张", "The first {shown} of {count:,} mistakes"),
    "look.mistakes_seen": Text("✗ 模型认成什么，有多大把握", "✗ what the model saw, and how sure it was"),
    "look.mistakes_truth": Text("✓ 真实类别", "✓ what it really was"),
    "look.disputed": Text("⚑ 标签有争议：{doubt}", "⚑ disputed label: {doubt}"),
    "look.disputed_by": Text("出处见这一课的说明", "the lesson says by whom"),
    "look.no_mistakes": Text("一张也没有认错", "Not a single mistake"),
    # Regression
    "look.fit": Text("均方根误差 RMSE = {rmse:.3g}，决定系数 R² = {r2}", "RMSE = {rmse:.3g}, R² = {r2}"),
    "look.predicted": Text("预测的 {target}", "{target}, predicted"),
    "look.true": Text("真实的 {target}", "{target}, true"),
    "look.perfect": Text("预测 = 真实", "predicted = true"),
    "look.residual": Text("误差：预测 − 真实", "error: predicted − true"),
    "look.examples": Text("样本数", "examples"),
    "look.no_points": Text("没有可以画的样本", "No examples to draw"),
    "look.fitted": Text("模型", "model"),
    # Inside a network
    "look.filters": Text("第一层的 {count} 个卷积核", "The {count} filters of the first layer"),
    "look.filters_some": Text(
        "第一层 {count} 个卷积核里的前 {shown} 个", "The first {shown} of {count} filters, first layer"
    ),
    "look.signs": Text("蓝：负　　白：0　　红：正", "blue: negative      white: 0      red: positive"),
    "look.signs_rgb": Text(
        "灰：0　　彩色：这个卷积核对什么颜色有反应", "grey: 0      colour: the colour a filter answers to"
    ),
    "look.blocks": Text(
        "更深各层的卷积核，每个只画权重最大的那个输入通道",
        "Filters of the deeper layers, each in the channel where it weighs most",
    ),
    "look.heat": Text("模型依据的是图的哪一部分（Grad-CAM）", "Which part of the picture spoke for a class (Grad-CAM)"),
    "look.heat_key": Text(
        "越亮，越支持图下的那个类别；每张图各用自己的刻度",
        "bright: speaks for the class below; each picture on its own scale",
    ),
    "look.heat_cells": Text(
        "由 {height}×{width} 格放大而来，位置只是大致的",
        "enlarged from {height}×{width} cells, so the place is rough",
    ),
    "look.maps": Text("一张图逐层变成了什么", "What becomes of one picture, layer by layer"),
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
    "look.heading.mistakes": Text("认错的图片", "The mistakes"),
    "look.heading.per_class": Text("每一类的准确率", "Accuracy of each class"),
    "look.heading.heat": Text("认错时看的是哪里", "Where it looked when it was wrong"),
    "look.heading.blocks": Text("更深各层的卷积核", "Filters of the deeper layers"),
    "look.heading.filters": Text("第一层的卷积核", "Filters of the first layer"),
    "look.heading.maps": Text("逐层特征图", "Feature maps, layer by layer"),
    "look.heading.fit": Text("预测与真实", "Predicted and true"),
    "look.heading.line": Text("拟合曲线", "The fitted curve"),
    "look.explain.curves": Text(
        "先看损失是不是还在下降：还在降，说明可以再训练几轮。留出验证集（比如 --set validation=5000）会多出一条线："
        "训练损失继续降、验证损失却掉头往上，就是过拟合。",
        "See first whether the loss still falls: then more epochs may help. With examples held out (--set validation=5000, "
        "say) there is a second line: training falling while validation turns upwards is overfitting.",
    ),
    "look.explain.confusion": Text(
        "每一行是一个真实类别，横着看它被认成了什么；格子颜色越深，这一对类别越容易认错。"
        "对角线是认对的，故意画成灰色，好让错误显眼。",
        "Each row is one true class; read across to see what it was taken for. The darker a cell, the more often that "
        "pair is mixed up; the diagonal is what was right, kept grey so that the mistakes stand out.",
    ),
    "look.explain.mistakes": Text(
        "先自己认一认这些图：连人也难认的，错在数据；人一眼能认、模型却很有把握地认错的，最值得琢磨。",
        "Try to read them yourself first. Where you hesitate too, the data are hard; where you do not and the model "
        "was confidently wrong, there is something to learn.",
    ),
    "look.explain.per_class": Text(
        "横条互相重叠的两类，未必分得出谁更难：换一批测试图片，名次就可能颠倒。横条分得开的，差别才可信。",
        "Where two bars overlap, the order may be chance: with other test pictures it could turn round. Where they lie "
        "apart, one class is really harder.",
    ),
    "look.explain.heat": Text(
        "每组三张：原图、支持错误答案的部分、支持正确答案的部分。亮处若落在背景上，模型学到的可能是背景而不是物体。",
        "Each group: the picture, what spoke for the wrong answer, and what spoke for the right one. Where the light falls "
        "on the background, the model may have learned the background instead of the thing.",
    ),
    "look.explain.blocks": Text(
        "3×3 的小块已经很难直接读懂；看有没有整层都几乎是 0 的（没有学到东西），有没有一半红一半蓝的（对某个方向的变化有反应）。",
        "Patches of 3x3 say little by themselves. Look for layers that are nearly 0 throughout (nothing was learned there), "
        "and for patches half red, half blue: they answer to changes in one direction.",
    ),
    "look.explain.filters": Text(
        "找一找两边颜色相反的卷积核（输入是灰度图时，一边红一边蓝）：它们对边缘和线条的方向有反应。"
        "5×5 以上的核如果全是杂乱的噪点，多半训练得还不够；2×2、3×3 的小核本来就不容易看懂。",
        "Look for filters whose two sides have opposite colours (of grey pictures: red and blue): they answer to edges and "
        "strokes of one direction. If filters of 5x5 or more all look like noise, the training was probably too short; "
        "those of 2x2 or 3x3 are hard to read in any case.",
    ),
    "look.explain.maps": Text(
        "从上往下看：靠前的层还认得出原图的轮廓，越往后图越小、越抽象，最后一层给每个类别打一个分，分最高的就是答案。",
        "Read from top to bottom: early layers still show the outline, later ones get smaller and more abstract, and "
        "the last gives each class a score. The highest score is the answer.",
    ),
    "look.explain.fit": Text(
        "点离对角线越近，预测得越准；如果某一段的点整体偏在线的一侧，说明模型在那里有系统性的偏差。"
        "误差应当大致以 0 为中心。",
        "The closer a point is to the diagonal, the better its prediction. A stretch where all points lie on one side "
        "shows a systematic error; the errors should centre on 0.",
    ),
    "look.explain.line": Text(
        "看曲线是不是从点的中间穿过：太直，跟不上数据的弯曲，是欠拟合；追着个别点拐来拐去，是过拟合。",
        "See whether the curve runs through the middle of the points. Too stiff to follow their bend: underfitting; "
        "chasing single points: overfitting.",
    ),
    "look.page.more": Text("更多数字", "More numbers"),
    "look.page.footer": Text(
        "由 pytorch_study 生成。图片都在这个文件里，离线也能打开。",
        "Made by pytorch_study. The pictures are inside this file; it opens without a network.",
    ),
}
