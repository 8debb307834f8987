"""先在纸上算：VGG 每一层的形状 · On paper first: the shapes through a VGG."""


def shapes(shape, plan):
    c, h, w = shape
    found = []
    for layer in plan:
        if layer == "M":
            h, w = h // 2, w // 2
        else:
            c = layer
        found.append((c, h, w))
    return found


if __name__ == "__main__":
    plan = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]  # VGG-11
    for layer, shape in zip(plan, shapes((3, 32, 32), plan)):
        print(layer, shape)
