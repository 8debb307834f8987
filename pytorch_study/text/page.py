"""What the browser page says. It is served whole to the page; what the server itself says stands first."""

from pytorch_study.text import Text
from pytorch_study.text.judgement import JUDGEMENT
from pytorch_study.text.page_flow import PAGE_FLOW
from pytorch_study.text.page_learn import PAGE_LEARN
from pytorch_study.text.page_poems import PAGE_POEMS
from pytorch_study.text.rooms import ROOMS
from pytorch_study.text.sample_photos import PAGE_PHOTOS
from pytorch_study.text.trainings import TRAININGS

PAGE: dict[str, Text] = {
    **ROOMS,
    **PAGE_FLOW,
    **PAGE_LEARN,
    **PAGE_POEMS,
    **PAGE_PHOTOS,
    **TRAININGS,
    **JUDGEMENT,
    # how a drawing was seen
    "page.step.drawing": Text("你画的", "your drawing"),
    "page.step.crop": Text("裁到笔迹", "cropped to the ink"),
    "page.step.thick": Text("笔画太细，加粗", "thin strokes thickened"),
    "page.step.final": Text("缩小到 20×20，按重心放到 28×28 的正中", "shrunk to 20×20, centred in 28×28"),
    # what the server answers where something fails
    "page.error.host": Text(
        "这个地址不是本服务器的。请用启动时显示的地址打开页面。",
        "This address does not belong to this server. Open the page at the address shown when it started.",
    ),
    "page.error.origin": Text("这个请求来自别的网站，已拒绝。", "Request refused: it comes from another web site."),
    "page.error.token": Text(
        "页面已过期（服务器重新启动过）。请刷新页面。",
        "This page is out of date because the server was restarted. Reload it.",
    ),
    "page.error.too_long": Text(
        "发送的内容太大，上限是 {megabytes} MB。", "The upload is too large: the limit is {megabytes} MB."
    ),
    "page.error.json": Text("请求的内容不是合法的 JSON 对象。", "The request is not a valid JSON object."),
    "page.error.field": Text("请求里的 `{name}` 不对。", "The request has an invalid `{name}`."),
    "page.error.method": Text("这个地址不接受这种请求。", "This address does not accept this kind of request."),
    "page.error.nothing_here": Text("这里什么也没有。", "There is nothing here."),
    "page.error.internal": Text(
        "服务器内部出错（{what}），细节在它的终端里。", "Server error ({what}). See its terminal for details."
    ),
    "page.error.no_run": Text("没有叫 `{name}` 的训练。", "There is no run `{name}`."),
    "page.error.no_digits": Text(
        "`{name}` 不识别手写数字。请换一个模型。",
        "`{name}` does not classify handwritten digits. Choose another model.",
    ),
    "page.error.no_pictures": Text(
        "`{name}` 不识别图片。请换一个模型。", "`{name}` does not classify images. Choose another model."
    ),
    "page.error.no_answers": Text(
        "`{name}` 不分类，也不预测一个数，没有可以数对错的答案。成绩在左边的列表里，报告里有它的作品。",
        "`{name}` neither classifies nor predicts a number, so there are no answers to count. Its score is in the list, its works in the report.",
    ),
    "page.error.no_lesson": Text(
        "没有叫 `{name}` 的课，启动服务器的文件夹里也没有叫这个名字的课文件。",
        "There is no lesson `{name}`, and no lesson file with that name in the folder where the server was started.",
    ),
    "page.error.busy": Text(
        "已经有一个训练在进行。等它结束，或先停止它。",
        "Another training is running. Wait for it to finish, or stop it first.",
    ),
    "page.error.no_training": Text("现在没有训练在进行。", "No training is running."),
    "page.error.fits": Text(
        "同时最多拟合 {most} 条曲线。等其中一条完成再试。",
        "At most {most} curves can be fitted at once. Wait for one of them to finish.",
    ),
    "page.error.fit_diverged": Text(
        "训练发散了：第 {step} 步的损失变成了 NaN 或无穷大。把学习率调小再试。",
        "Training diverged: the loss became NaN or infinite at step {step}. Try a lower learning rate.",
    ),
    "page.error.slow": Text("图片上传太慢，已放弃。请再试一次。", "The image took too long to upload. Try again."),
    "page.error.closing": Text("服务器正在关闭。", "The server is closing."),
    "page.this_picture": Text("这张图片", "This image"),
}
