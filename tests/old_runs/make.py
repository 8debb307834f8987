"""Makes the runs that lie here. See README.md: it was run once, by the commit that is named there.

It uses only what every version has: public functions, and torch's own hook for stopping after so many steps.
"""

import dataclasses
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch.optim.optimizer import register_optimizer_step_post_hook

import pytorch_study as ps
from pytorch_study import lessons
from pytorch_study.errors import Stopped

HERE = Path(__file__).parent
ALWAYS = {"quiet": True, "save_every": 1e9}
SCORES = ("test_loss", "test_accuracy", "test_rmse", "test_mae", "test_r2")


def stopped(steps, go, optimizers=1):
    """Call `go`, and send this process Ctrl-C after so many steps."""
    seen = 0

    def count(*_):
        nonlocal seen
        seen += 1
        if seen == steps * optimizers:
            signal.raise_signal(signal.SIGINT)

    with register_optimizer_step_post_hook(count):
        try:
            go()
        except Stopped:
            return
    raise AssertionError("it was not stopped")


def kept(made, place, name, images=None):
    """Move the one run in `made` to `place/name`, without what is large, and without the paths of this machine."""
    (folder,) = made.iterdir()
    place.mkdir(exist_ok=True)
    target = place / name
    shutil.move(folder, target)
    for path in [*target.glob("*.png"), *target.glob("*.html"), *target.glob(".*")]:
        path.unlink()
    for path in (target / "recipe.json", target / "result.json"):
        if path.exists():
            about = json.loads(path.read_text("utf-8"))
            if about.get("file"):
                about["file"] = Path(about["file"]).name
            if about.get("images"):
                about["images"] = Path(about["images"]).name
            if "run" in about:
                about["run"] = f"{place.name}/{name}"
            path.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return target


def main():
    torch.set_num_threads(1)
    os.chdir(HERE)
    for name in ("finished", "unfinished", "ends", "my_pictures"):
        shutil.rmtree(HERE / name, ignore_errors=True)
    for k, name in enumerate(("dark", "light")):
        (HERE / "my_pictures" / name).mkdir(parents=True)
        for number in range(6):
            picture = Image.new("RGB", (12, 12), (60 + 120 * k, 20 * number, 40))
            picture.putpixel((number, 3), (255, 255, 255))
            picture.save(HERE / "my_pictures" / name / f"{number}.png")
    runs = Path(tempfile.mkdtemp())

    def train(name, place, *given, stop=None, optimizers=1, more=None, **options):
        made = runs / name
        call = {**ALWAYS, "threads": 1, "runs": made, **options}
        if stop is None:
            ps.train(*given, **call)
        else:
            stopped(stop, lambda: ps.train(*given, **call), optimizers)
        if more is not None:
            steps, changes = more
            (folder,) = made.iterdir()
            stopped(steps, lambda: ps.resume(folder, changes=changes, allow_changes=True, **ALWAYS), optimizers)
        return kept(made, HERE / place, f"20260701-12000{len(list((HERE / place).glob('*')))}_{name}")

    own = "pictures.py"
    train("line", "finished", "regression", "line", epochs=20)
    train("cars", "finished", "regression", "cars", epochs=6, seed=3, validation=30, clip=1.0)
    train("bars", "finished", own)
    train("bars_muon", "finished", own, "muon", seed=1)
    train("bars_images", "finished", own, images="my_pictures", epochs=3, validation=0)
    train("curve", "unfinished", "regression", "curve", stop=30, epochs=5)
    train("cars_changed", "unfinished", "regression", "cars", stop=15, epochs=4, more=(10, {"lr": 0.005, "epochs": 5}))
    train("bars", "unfinished", own, stop=14)
    train("bars_muon", "unfinished", own, "muon", stop=7, optimizers=2, seed=1)
    train("bars_far", "unfinished", own, "shifted", stop=3)
    train("bars_images", "unfinished", own, stop=2, images="my_pictures", epochs=3, validation=0, batch_size=4)
    given = dataclasses.replace(lessons.get(own), file=None)
    train("bars_given", "unfinished", given, stop=9, epochs=4, changes={"augment": ("flip", "cutout:4", "affine:0.5")})

    ends = {}
    (HERE / "ends").mkdir()
    for folder in sorted((HERE / "unfinished").iterdir()):
        name, copy = folder.name, runs / "ends" / folder.name
        shutil.copytree(folder, copy)
        run = ps.resume(copy, lesson=given if name.endswith("given") else None, **ALWAYS)
        ends[name] = {key: run.result[key] for key in SCORES if key in run.result}
        rows = (copy / "metrics.csv").read_text("utf-8").splitlines()
        ends[name]["train_losses"] = [float(row.split(",")[3]) for row in rows[1:]]
        save_file(load_file(copy / "model.safetensors"), HERE / "ends" / f"{name}.safetensors")
    (HERE / "ends.json").write_text(json.dumps(ends, indent=1) + "\n", "utf-8")
    shutil.rmtree(runs)
    for path in HERE.rglob("checkpoint.previous.pt"):
        if not path.parent.name.endswith("curve"):
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
