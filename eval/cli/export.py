"""``shutten eval export``."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.output import write

__all__ = ["export"]


@click.command("export")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["trec", "ragas"]),
    required=True,
    help="trec: run and qrels files, of pages and of passages. ragas: JSON lines with user_input, "
    "retrieved_contexts, response and reference.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write into this folder. [the run's own]",
)
def export(run: Path, format_: str, out: Path | None) -> int:
    """Write a run in the formats of other tools.

    RUN is a folder that `eval run --out` wrote.
    """
    from eval.export import export_run
    from eval.saved import read_run

    for path in export_run(read_run(run), format_, out or run):
        write(str(path))
    return 0
