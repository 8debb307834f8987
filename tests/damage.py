"""Files as disks, cables and bad copies leave them: a bit flipped, or the end missing."""

WANDER = 0.6180339887498949  # steps of the golden section: however many are taken, they lie evenly
END = 256  # bytes at each end of a file: headers, directories, seals


def damaged(content, number):
    """Damage number `number` of as many as one likes: of five, one flips a bit near the file's start, one near its end,
    two anywhere, and one cuts the file short anywhere, to nothing at first."""
    kind, turn = number % 5, number // 5
    where = turn * WANDER % 1
    if kind == 4:
        return content[: int(where * len(content))]
    near = min(END, len(content))
    anywhere = int((2 * turn + kind) * WANDER % 1 * len(content))
    place = {0: int(where * near), 1: len(content) - 1 - int(where * near)}.get(kind, anywhere)
    flipped = bytearray(content)
    flipped[place] ^= 1 << (number * 3 + turn) % 8
    return bytes(flipped)
