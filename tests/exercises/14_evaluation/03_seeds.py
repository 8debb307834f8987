# === right: statistics
import statistics


def one(run, seed):
    torch.manual_seed(seed)
    return run()


def spread(run, seeds):
    scores = [one(run, seed) for seed in seeds]
    return statistics.fmean(scores), statistics.stdev(scores)


def better(a, b):
    (mean_a, std_a), (mean_b, std_b) = a, b
    return mean_a > mean_b and mean_a - mean_b > std_a + std_b


# === right: by hand
def spread(run, seeds):
    scores = []
    for seed in seeds:
        torch.manual_seed(seed)
        scores += [run()]
    mean = sum(scores) / len(scores)
    return [mean, (sum((s - mean) ** 2 for s in scores) / (len(scores) - 1)) ** 0.5]


# === right: std_mean, tensors
def spread(run, seeds):
    scores = torch.empty(len(seeds), dtype=torch.float64)
    for k, seed in enumerate(seeds):
        torch.random.manual_seed(seed)
        scores[k] = run()
    std, mean = torch.std_mean(scores)
    return mean, std


def better(a, b):
    if a[0] - a[1] > b[0] + b[1]:
        return True
    return False


# === wrong divided_by_n: the whole population
def spread(run, seeds):
    scores = []
    for seed in seeds:
        torch.manual_seed(seed)
        scores.append(run())
    scores = torch.tensor(scores)
    return scores.mean().item(), scores.std(correction=0).item()


# === wrong variance: no root
def spread(run, seeds):
    scores = []
    for seed in seeds:
        torch.manual_seed(seed)
        scores.append(run())
    scores = torch.tensor(scores)
    return scores.mean().item(), scores.var().item()


# === wrong of_the_mean: the standard error
def spread(run, seeds):
    scores = []
    for seed in seeds:
        torch.manual_seed(seed)
        scores.append(run())
    scores = torch.tensor(scores)
    return scores.mean().item(), scores.std().item() / len(scores) ** 0.5


# === wrong seed_once: outside the loop
def spread(run, seeds):
    torch.manual_seed(seeds[0])
    scores = torch.tensor([run() for _ in seeds])
    return scores.mean().item(), scores.std().item()


# === wrong same_seed: always the same
def spread(run, seeds):
    scores = []
    for _ in seeds:
        torch.manual_seed(0)
        scores.append(run())
    scores = torch.tensor(scores)
    return scores.mean().item(), scores.std().item()


# === wrong seed_not_set: none is set
def spread(run, seeds):
    scores = torch.tensor([run() for _ in seeds])
    return scores.mean().item(), scores.std().item()


# === wrong numbered: counted instead
def spread(run, seeds):
    scores = []
    for k in range(len(seeds)):
        torch.manual_seed(k)
        scores.append(run())
    scores = torch.tensor(scores)
    return scores.mean().item(), scores.std().item()


# === wrong runs: trains nothing
def spread(run, seeds):
    return 0.9, 0.02


# === wrong best: the luckiest
def spread(run, seeds):
    scores = []
    for seed in seeds:
        torch.manual_seed(seed)
        scores.append(run())
    return max(scores), torch.tensor(scores).std().item()


# === wrong only_means: higher is better
def better(a, b):
    return a[0] > b[0]


# === wrong both_ways: abs
def better(a, b):
    return abs(a[0] - b[0]) > a[1] + b[1]


# === wrong one_spread: that of a
def better(a, b):
    return a[0] - b[0] > a[1]


# === wrong constant: always
def better(a, b):
    return True


# === wrong equal_counts: >=
def better(a, b):
    return a[0] - b[0] >= a[1] + b[1]
