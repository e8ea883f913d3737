"""``shutten eval report``."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.output import write

__all__ = ["report"]


@click.command("report")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
def report(run: Path) -> int:
    """Write the reports of a run anew.

    RUN is a folder that `eval run --out` wrote; report.html and report.md are written into it.
    """
    from eval.reports import write_reports

    for path in write_reports(run):
        write(str(path))
    return 0
