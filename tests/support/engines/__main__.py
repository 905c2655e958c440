"""`python -m tests.support.engines`: install, and real mode on one box.

python -m tests.support.engines install
python -m tests.support.engines helm
python -m tests.support.engines start --directory DIR     # prints the export lines
eval "$(python -m tests.support.engines env --directory DIR)"
python -m tests.support.engines stop --directory DIR
"""

import sys
from pathlib import Path

import click

from tests.support.engines.helm import bring_helm
from tests.support.engines.install import CannotInstall
from tests.support.engines.install import install as bring
from tests.support.engines.one_box import OneBox
from tests.support.engines.places import engines_directory
from tests.support.engines.processes import EngineFailed

_directory = click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/engines"),
    show_default=True,
    help="Where the engines keep their data; as root, one that other accounts can enter.",
)


@click.group()
def main() -> None:
    """Real engines without containers."""


@main.command()
def install() -> None:
    """Bring what is missing; safe to repeat."""
    try:
        bring(click.echo)
    except CannotInstall as lack:
        click.echo(str(lack), err=True)
        sys.exit(1)
    click.echo(f"engines are ready (fetched ones in {engines_directory()})")


@main.command()
def helm() -> None:
    """Bring helm, for the test of the chart; where it is compiled that takes minutes."""
    bring_helm(click.echo)


@main.command()
@_directory
def start(directory: Path) -> None:
    """Start PostgreSQL, Kafka and Elasticsearch and print what citymend needs to use them."""
    box = OneBox(directory)
    try:
        box.start()
    except EngineFailed as failure:
        click.echo(str(failure), err=True)
        sys.exit(1)
    click.echo(box.exports())


@main.command()
@_directory
def env(directory: Path) -> None:
    """Print the export lines of engines that were started."""
    box = OneBox(directory)
    away = [server.name for server in box.servers if not server.running]
    if away:
        click.echo(f"not running in {directory}: {', '.join(away)}", err=True)
        sys.exit(1)
    click.echo(box.exports())


@main.command()
@_directory
def stop(directory: Path) -> None:
    """Stop the engines that were started here; their data stays."""
    try:
        OneBox(directory).stop()
    except EngineFailed as failure:
        click.echo(str(failure), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
