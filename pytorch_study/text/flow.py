"""What is said of lesson 7, digits out of noise."""

from pytorch_study.text import Text

FLOW: dict[str, Text] = {
    "look.way": Text("从噪声到图", "From noise to pictures"),
    "look.way_key": Text(
        "从左到右：噪声走成要画的那一类；上面的数是时刻",
        "From left to right, noise becomes what was asked for; above: the time",
    ),
    "look.heading.way": Text("从噪声到图", "From noise to pictures"),
    "look.explain.way": Text(
        "先看大致的形状在什么时刻定下来，笔画又在什么时刻变得清楚。走完还看不出是什么，说明练得不够；每一行都走成同一个样子，说明网络没有理会标签。",
        "See when the rough shape is settled, and when the strokes become clear. If nothing can be told at the end, the training was too short; if all rows end alike, the network ignores its labels.",
    ),
}
