"""谁在等谁：数据，还是计算 · Who waits for whom: data or computing."""

import time


def timed(loader, work):
    waited, worked = 0.0, 0.0
    before = time.perf_counter()
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        done = time.perf_counter()
        waited += got - before
        worked += done - got
        before = done
    return waited, worked


if __name__ == "__main__":
    slow = (time.sleep(0.02) or k for k in range(5))  # 每批要等 20 毫秒 · each batch takes 20 ms to come
    waited, worked = timed(slow, lambda batch: time.sleep(0.01))
    print(f"waited {waited:.2f} s, worked {worked:.2f} s")
