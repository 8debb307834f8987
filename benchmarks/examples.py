"""The files in examples/ for the first "next" command: a table of cars that we made up, a digit drawn by this code.

    python -m benchmarks.examples

Nothing here is taken from a data set: the strokes of the digit and the numbers of the table were made up for this.
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

EXAMPLES = Path(__file__).parents[1] / "examples"
TABLE = """cylinders,displacement,horsepower,weight,acceleration,year,origin
4,100,75,2200,16,76,3
6,225,100,3200,16,78,1
8,340,160,4100,12,72,1
"""
THREE = [
    (88, 78),
    (118, 58),
    (154, 62),
    (170, 88),
    (156, 116),
    (126, 130),
    (160, 142),
    (178, 172),
    (160, 206),
    (122, 218),
    (84, 200),
]
"""A three on a sheet of 256 by 256 pixels, as a line through these points (x, y)."""


def digit() -> Image.Image:
    """A three in dark ink on paper, 256 by 256, grey."""
    paper = Image.new("L", (1024, 1024), 238)
    pen = ImageDraw.Draw(paper)
    points = [(4 * x, 4 * y) for x, y in THREE]
    pen.line(points, fill=40, width=64, joint="curve")
    for x, y in points:
        pen.ellipse((x - 32, y - 32, x + 32, y + 32), fill=40)
    return paper.filter(ImageFilter.GaussianBlur(4)).resize((256, 256), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    (EXAMPLES / "regression.csv").write_text(TABLE, "utf-8")
    digit().save(EXAMPLES / "digit.png", optimize=True)
