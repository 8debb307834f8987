"""What can be said of a training from its records, see `artifacts/judgement.py`."""

from pytorch_study.text import Text

JUDGEMENT: dict[str, Text] = {
    "judgement.not_finite": Text(
        "第 {step} 步的损失已经不是有限的数：训练发散了。多半是学习率太大。",
        "At step {step} the loss is no longer a finite number: the training has diverged. The learning rate "
        "is probably too high.",
    ),
    "judgement.diverges": Text(
        "损失已经是开始时的 {times} 倍：不降反升，正在发散。多半是学习率太大。",
        "The loss is {times} times its initial value: it rises instead of falling. The training is diverging; the "
        "learning rate is probably too high.",
    ),
    "judgement.learns_nothing": Text(
        "训练了 {step} 步，损失还是 {loss}，和瞎猜（{guessing}）差不多：到现在什么也没有学到。先看学习率，再看输入的缩放和标签。",
        "After {step} steps the loss is still {loss}, and guessing costs {guessing}: so far the network has learned nothing. "
        "Check the learning rate first, then the scaling of the inputs and the labels.",
    ),
    "judgement.overfits": Text(
        "验证损失在第 {epoch} 轮最低（{lowest}），现在是 {now}；训练损失却还在降（{train}）：过拟合了。"
        "可以少训练几轮，加数据增强，或者用更多的数据。",
        "The validation loss was lowest in epoch {epoch} ({lowest}) and is {now} now, while the training loss goes on falling "
        "({train}): it overfits. Train for fewer epochs, augment the data, or use more of them.",
    ),
    "judgement.fit.diverged": Text(
        "发散了：每一步都太大，曲线飞出了坐标纸。把学习率调小再试。",
        "Diverged: the steps are too large, and the curve has left the graph. Try a lower learning rate.",
    ),
    "judgement.fit.underfits": Text(
        "第 {step} 步，训练点上的均方误差 {train}：还很大，却不再下降，曲线跟不上这些点（欠拟合）。"
        "把网络加宽、加深，或者换个学习率、换个激活函数。",
        "Step {step}, mean squared error {train} on the training points: it is still large, and no longer falls, so the "
        "curve does not follow them (underfitting). Use a wider or deeper network, or another learning rate or activation.",
    ),
    "judgement.fit.falling": Text(
        "第 {step} 步，训练点上的均方误差 {train}：还很大，但仍在下降。再多训练一会儿；太慢的话，把学习率调大。",
        "Step {step}, mean squared error {train} on the training points: still large, but falling. Train for more steps; if "
        "that is too slow, raise the learning rate.",
    ),
    "judgement.fit.jumps": Text(
        "第 {step} 步，训练点上的均方误差 {train}：忽高忽低，静不下来。每一步都迈得太大，把学习率调小再试。",
        "Step {step}, mean squared error {train} on the training points: it jumps up and down. The steps are too large; try a "
        "lower learning rate.",
    ),
    "judgement.fit.stuck": Text(
        "第 {step} 步，训练点上的均方误差停在 {train}，之前曾冲到 {peak}：头几步迈得太大，把网络甩到了学不动的地方。"
        "把学习率调小再试。",
        "Step {step}, mean squared error {train} on the training points: it stays there, after having shot up to {peak}. The "
        "steps were too large and have left the network where it cannot learn; try a lower learning rate.",
    ),
    "judgement.fit.turned": Text(
        "第 {step} 步，训练点上的误差降到了 {train}，验证点上的误差却从第 {best} 步的 {lowest} 升到了 {held}："
        "它在死记硬背（过拟合）。早些停下，换小一点的网络，或者多给些点。",
        "Step {step}: the error on the training points has fallen to {train}, but on the held-out points it has risen from "
        "{lowest} at step {best} to {held}: it memorises (overfitting). Stop earlier, use a smaller network, or more points.",
    ),
    "judgement.fit.no_held": Text(
        "第 {step} 步，均方误差 {train}。没有验证点，看不出它是学会了还是死记硬背：留出几个点再试。",
        "Step {step}, mean squared error {train}. Without held-out points, learning and memorising look the same: hold some out.",
    ),
    "judgement.fit.overfits": Text(
        "第 {step} 步，训练点上的误差 {train}，验证点上 {held}，是前者的 {times} 倍：它在死记硬背单个的点（过拟合）。"
        "换小一点的网络，或者多给些点。",
        "Step {step}: error {train} on the training points, but {held} on the held-out points, {times} times as much: it "
        "memorises single points (overfitting). Use a smaller network, or more points.",
    ),
    "judgement.fit.learned": Text(
        "第 {step} 步，训练点上的误差 {train}，验证点上 {held}：没见过的点也对得上，它学到了规律。",
        "Step {step}: error {train} on the training points, {held} on the held-out points. It fits points it has never seen: it has learned.",
    ),
}
