# === right: next() by hand
def timed(loader, work):
    waited = worked = 0.0
    batches = iter(loader)
    while True:
        a = time.perf_counter()
        try:
            batch = next(batches)
        except StopIteration:
            return waited, worked
        b = time.perf_counter()
        work(batch)
        waited += b - a
        worked += time.perf_counter() - b


# === right: the whole, less the computing
def timed(loader, work):
    start, worked = time.monotonic(), 0.0
    for batch in loader:
        t = time.monotonic()
        work(batch)
        worked += time.monotonic() - t
    return time.monotonic() - start - worked, worked


# === right: a list of moments
def timed(loader, work):
    from time import perf_counter_ns as now

    times = [now()]
    for batch in loader:
        times.append(now())
        work(batch)
        times.append(now())
    gaps = [(b - a) / 1e9 for a, b in zip(times, times[1:])]
    return sum(gaps[0::2]), sum(gaps[1::2])


# === right: a generator that watches
def timed(loader, work):
    spent = {"wait": 0.0, "work": 0.0}

    def watched():
        last = time.perf_counter()
        for batch in loader:
            spent["wait"] += time.perf_counter() - last
            yield batch
            last = time.perf_counter()

    for batch in watched():
        began = time.perf_counter()
        work(batch)
        spent["work"] += time.perf_counter() - began
    return [spent["wait"], spent["work"]]


# === wrong no_work: only the data
def timed(loader, work):
    waited, before = 0.0, time.perf_counter()
    for batch in loader:
        waited += time.perf_counter() - before
        before = time.perf_counter()
    return waited, 0.0


# === wrong all_at_once: a list
def timed(loader, work):
    a = time.perf_counter()
    batches = list(loader)
    b = time.perf_counter()
    for batch in batches:
        work(batch)
    return b - a, time.perf_counter() - b


# === wrong not_each_once: twice, to measure better
def timed(loader, work):
    waited, worked, before = 0.0, 0.0, time.perf_counter()
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        work(batch)
        done = time.perf_counter()
        waited += got - before
        worked += (done - got) / 2
        before = done
    return waited, worked


# === wrong swapped: the order
def timed(loader, work):
    waited, worked, before = 0.0, 0.0, time.perf_counter()
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        done = time.perf_counter()
        waited += got - before
        worked += done - got
        before = done
    return worked, waited


# === wrong first_missing: begun after the first
def timed(loader, work):
    waited, worked, before = 0.0, 0.0, None
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        done = time.perf_counter()
        if before is not None:
            waited += got - before
        worked += done - got
        before = done
    return waited, worked


# === wrong no_waiting: the clock is read in the loop
def timed(loader, work):
    waited, worked = 0.0, 0.0
    for batch in loader:
        before = time.perf_counter()
        got = time.perf_counter()
        work(batch)
        waited += got - before
        worked += time.perf_counter() - got
    return waited, worked


# === wrong all_of_it: from one done to the next
def timed(loader, work):
    waited, worked, before = 0.0, 0.0, time.perf_counter()
    for batch in loader:
        waited += time.perf_counter() - before
        work(batch)
        worked += time.perf_counter() - before
        before = time.perf_counter()
    return waited, worked


# === wrong both_in_waiting: the beginning is not moved
def timed(loader, work):
    worked, start = 0.0, time.perf_counter()
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        worked += time.perf_counter() - got
    return time.perf_counter() - start, worked


# === wrong last_only: assigned
def timed(loader, work):
    before = time.perf_counter()
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        done = time.perf_counter()
        waited = got - before
        worked = done - got
        before = done
    return waited, worked


# === wrong milliseconds: the unit
def timed(loader, work):
    start, worked = time.perf_counter(), 0.0
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        worked += time.perf_counter() - got
    return 1000 * (time.perf_counter() - start - worked), 1000 * worked


# === wrong nanoseconds: the unit
def timed(loader, work):
    start, worked = time.perf_counter_ns(), 0
    for batch in loader:
        got = time.perf_counter_ns()
        work(batch)
        worked += time.perf_counter_ns() - got
    return time.perf_counter_ns() - start - worked, worked


# === wrong means: divided
def timed(loader, work):
    start, worked, n = time.perf_counter(), 0.0, 0
    for batch in loader:
        got = time.perf_counter()
        work(batch)
        worked += time.perf_counter() - got
        n += 1
    return (time.perf_counter() - start - worked) / n, worked / n


# === wrong cpu_time: the processor's
def timed(loader, work):
    waited, worked, before = 0.0, 0.0, time.process_time()
    for batch in loader:
        got = time.process_time()
        work(batch)
        done = time.process_time()
        waited += got - before
        worked += done - got
        before = done
    return waited, worked


# === wrong values: the visible output copied
def timed(loader, work):
    for batch in loader:
        work(batch)
    return 0.10, 0.05
