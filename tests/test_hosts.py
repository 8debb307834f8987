"""Several machines, one training: two network namespaces as two hosts, with a cable between them that can be pulled."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from helpers import ROOT, WAITING, metrics, only_run, promised, step_of, wait_for_an_epoch

SMALL = ("--set", "limit=403", "--batch-size", "100", "--quiet", "--precision", "fp32")  # the last batch has 3 rows
MASTER = ("--master-addr", "192.0.2.1", "--master-port", "29500")


def ip(*words):
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def people(hosts):
    """The processes that run on the hosts."""
    return [int(pid) for host in hosts for pid in ip("netns", "pids", host).split()]


@pytest.fixture
def hosts():
    """The names of two hosts; the first one's address is 192.0.2.1, the second one's 192.0.2.2."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("network namespaces need Linux, root and iproute2")
    names = [f"study{os.getpid()}{end}" for end in "ab"]
    try:
        for name in names:
            ip("netns", "add", name)
        plug(names)
    except subprocess.CalledProcessError as error:
        remove(names)
        pytest.skip(f"this system lets nobody make network namespaces: {error.stderr.strip()}")
    yield names
    clear(names)
    remove(names)


def plug(hosts):
    """Lay a new cable from one host to the other."""
    unplug(hosts)
    a, b = hosts
    ip("link", "add", a, "netns", a, "type", "veth", "peer", "name", b, "netns", b)
    for number, host in enumerate(hosts, start=1):
        ip("-n", host, "addr", "add", f"192.0.2.{number}/24", "dev", host)
        for link in ("lo", host):
            ip("-n", host, "link", "set", link, "up")


def unplug(hosts):
    """Take the cable away, should there be one."""
    subprocess.run(["ip", "-n", hosts[0], "link", "del", hosts[0]], stderr=subprocess.DEVNULL)


def clear(hosts):
    """End whatever still runs on the hosts."""
    while found := people(hosts):
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def remove(hosts):
    for host in hosts:
        subprocess.run(["ip", "netns", "del", host], stderr=subprocess.DEVNULL)


def start(hosts, folder, *arguments, **environment):
    """`torchrun -m pytorch_study ...` on both hosts, each in a folder of its own with what it says in `said`."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTORCH_STUDY_LANG": "en", **environment}
    started = []
    for rank, host in enumerate(hosts):
        (folder / host).mkdir(parents=True)
        torchrun = [sys.executable, "-m", "torch.distributed.run", "--nnodes", "2", "--node-rank", str(rank), *MASTER]
        with (folder / host / "said").open("w") as said:
            command = ["ip", "netns", "exec", host, *torchrun, "-m", "pytorch_study", *arguments]
            started.append(subprocess.Popen(command, cwd=folder / host, env=env, stdout=said, stderr=said))
    return started


def said(hosts, folder):
    return [(folder / host / "said").read_text("utf-8") for host in hosts]


def all_end_within_30_seconds(hosts, processes):
    """Promised of processes that lost one of theirs; returns how long it took."""
    lost = time.monotonic()
    while left := people(hosts):
        assert time.monotonic() - lost < promised(30), f"still there: {left}"
        time.sleep(0.2)
    for process in processes:
        assert process.wait() != 0


def goes_on_alone(inside, run, epochs):
    """One process, on a host without any network, finishes the run."""
    before = step_of(run)
    done = inside("resume", run, "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["epochs"] == epochs
    assert step_of(run) > before


@pytest.mark.thorough
@pytest.mark.promise("hosts")
def test_two_hosts_train_what_one_process_does(hosts, tmp_path, inside):
    """Nobody has to name a network interface: the machine's own name leads to 127.0.0.1, as on many machines."""
    processes = start(hosts, tmp_path / "two", "train", "mnist", "--epochs", "2", *SMALL, "--json")
    assert [process.wait(timeout=WAITING) for process in processes] == [0, 0], said(hosts, tmp_path / "two")
    two = only_run(tmp_path / "two" / hosts[0])
    assert not (tmp_path / "two" / hosts[1] / "runs").exists()
    alone = inside("train", "mnist", "--epochs", "2", *SMALL, "--json")
    assert alone.returncode == 0, alone.stderr
    for a, b in zip(metrics(two), metrics(only_run(tmp_path)), strict=True):
        assert a == pytest.approx(b, rel=2e-3)
    result = json.loads((two / "result.json").read_text("utf-8"))
    assert result["test_accuracy"] == pytest.approx(json.loads(alone.stdout)["test_accuracy"], abs=0.01)


@pytest.mark.thorough
@pytest.mark.promise("hosts")
def test_an_unplugged_host_keeps_nobody_waiting(hosts, tmp_path, inside, tries):
    for number in tries(1, 5):
        plug(hosts)
        folder, chance = tmp_path / str(number), random.Random(number)
        processes = start(hosts, folder, "train", "mnist", "--epochs", "60", *SMALL)
        run = wait_for_an_epoch(folder / hosts[0], processes[0])
        time.sleep(2 * chance.random())
        if chance.random() < 0.5:
            unplug(hosts)
        else:
            host = chance.choice(hosts)
            ip("-n", host, "link", "set", host, "down")
        all_end_within_30_seconds(hosts, processes)
        for rank, words in enumerate(said(hosts, folder)):
            go_on = f"torchrun --nnodes 2 --node-rank {rank} {' '.join(MASTER)} --nproc-per-node 1 -m pytorch_study"
            assert f"To resume: {go_on} resume" in words, words
        assert not (folder / hosts[1] / "runs").exists()
        goes_on_alone(inside, run, 60)


@pytest.mark.promise("hosts")
@pytest.mark.thorough
@pytest.mark.parametrize("victim", ["process 1", "torchrun 1", "torchrun 0"])
def test_a_kill_on_a_host_ends_all(hosts, tmp_path, inside, tries, victim):
    """Who kills `torchrun` itself leaves its processes without anybody who looks after them; they see that."""
    for number in tries(1, 3):
        folder, chance = tmp_path / str(number), random.Random(number)
        processes = start(hosts, folder, "train", "mnist", "--epochs", "60", *SMALL)
        run = wait_for_an_epoch(folder / hosts[0], processes[0])
        time.sleep(2 * chance.random())
        kind, rank = victim.split()
        agent = processes[int(rank)].pid
        os.kill(agent if kind == "torchrun" else max(set(people(hosts[1:])) - {agent}), signal.SIGKILL)
        all_end_within_30_seconds(hosts, processes)
        assert "To resume: torchrun --nnodes 2" in said(hosts, folder)[0], said(hosts, folder)
        goes_on_alone(inside, run, 60)


@pytest.mark.slow  # the two minutes that processes look for each other
def test_hosts_that_cannot_reach_each_other_say_so(hosts, tmp_path):
    """Here on purpose: each looks for the other behind its own loopback."""
    start(hosts, tmp_path, "train", "mnist", *SMALL, GLOO_SOCKET_IFNAME="lo")[0].wait(timeout=WAITING)
    (words, _) = said(hosts, tmp_path)
    assert "cannot reach each other (machine 0 is 192.0.2.1)" in words
    assert "Internal error" not in words
