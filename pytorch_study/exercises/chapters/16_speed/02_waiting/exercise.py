"""谁在等谁：数据，还是计算
训练慢，先别怪网络：也许一大半时间是网络在等下一批数据。量一量就知道。
`timed(loader, work)` 把 loader 走一遍，每拿到一批就做 `work(batch)`，返回两个数（秒）：(等数据一共多久, 计算一共多久)。
拿第一批也要等，也要算进去。用 `time.perf_counter()`：先后两次的差就是过了多少秒。
拿一批，算一批，不要一次全拿出来：真的数据放不下。

Who waits for whom: data or computing
If training is slow, do not blame the network at once: perhaps it waits for its next batch most of the time. Measure it.
`timed(loader, work)` goes through the loader once, does `work(batch)` for each batch, and returns two numbers, in
seconds: (all the time spent waiting for data, all the time spent computing). The first batch has to be waited for, too.
Use `time.perf_counter()`: the difference of two calls is the seconds between them. Take a batch, work on it, take the
next; not all of them first, for real data would not fit.
"""

import time


def timed(loader, work):
    raise NotImplementedError


if __name__ == "__main__":
    slow = (time.sleep(0.02) or k for k in range(5))  # 每批要等 20 毫秒 · each batch takes 20 ms to come
    waited, worked = timed(slow, lambda batch: time.sleep(0.01))
    print(f"waited {waited:.2f} s, worked {worked:.2f} s")
