"""`pytorch-study data`: where each data set is, and how a copy is taken and checked."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytorch_study.commandline import DATA, Group, common, option
from pytorch_study.errors import DataError
from pytorch_study.text import pick, say

if TYPE_CHECKING:
    from pytorch_study.data.catalog import DataSet


@click.group("data", cls=Group, help="help.data", invoke_without_command=True)
@common
@click.pass_context
def data_group(ctx: click.Context) -> None:
    """List the data sets if no command is given."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(data_list, data=None)


@data_group.command("list", help="help.data_list")
@option("--data", key="data_there", **DATA)
@common
def data_list(data: Path | None) -> None:
    from pytorch_study.data import catalog, locations

    for name, dataset in catalog.DATA_SETS.items():
        if files := _found(dataset, data):
            path = next(iter(files.values())).parent
            click.echo(say("done.data_there", name=name, about=pick(dataset.about), path=path))
        else:
            click.echo(say("done.data_missing", name=name, about=pick(dataset.about)))
        for what, kind, digest in dataset.checksums:
            click.echo(f"    {what}  {kind} {digest}")
        for url in dataset.urls:
            click.echo(f"    {url}")
    click.echo(say("done.data_cache", path=locations.cache_folder()))


def _found(dataset: "DataSet", data: Path | None) -> dict[str, Path]:
    """The files of a data set that was not asked for by name: that a folder holds another is no mistake."""
    from pytorch_study.lesson import DataOptions

    try:
        return dataset.find(DataOptions(folder=data))
    except DataError as error:
        if error.key not in ("not_in_data", "is_other_set", "mnist_missing"):
            raise
        return {}


@data_group.command("get", help="help.data_get")
@click.argument("name", required=False)
@option("--from", "source", metavar="PATH", type=click.Path(path_type=Path))
@common
def data_get(name: str | None, source: Path | None) -> None:
    from pytorch_study import screen
    from pytorch_study.data import catalog

    for key, dataset in catalog.chosen(name).items():
        click.echo(say("done.data_copied", name=key, path=catalog.get(dataset, source, screen.teller())))


@data_group.command("verify", help="help.data_verify")
@click.argument("name", required=False)
@option("--data", key="data_there", **DATA)
@common
def data_verify(name: str | None, data: Path | None) -> None:
    from pytorch_study import screen
    from pytorch_study.data import catalog
    from pytorch_study.lesson import DataOptions

    for key, dataset in catalog.chosen(name).items():
        files = dataset.find(DataOptions(folder=data)) if name else _found(dataset, data)
        if not files and name is None:  # not an error, since it was not asked for by name
            click.echo(say("done.data_missing", name=key, about=pick(dataset.about)))
            continue
        if not files:
            raise DataError("data_missing", name=key)
        dataset.verify(files, screen.teller())
        click.echo(say("done.verified", name=key, path=next(iter(files.values())).parent))
