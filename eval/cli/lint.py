"""``shutten eval lint``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from service.cli.options import json_option, with_settings
from service.cli.output import write, write_json
from service.settings import Settings

__all__ = ["lint"]


@click.command("lint")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_settings()
@click.option("--no-collection", is_flag=True, help="Look at the file alone, not at what it names.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings, too.")
@json_option
def lint(settings: Settings, gold: Path, no_collection: bool, strict: bool, as_json: bool) -> int:
    """Find all faults of a gold file at once, line by line.

    GOLD is a file of JSON lines. Documents, pages and quotations are looked up in the collection.
    Exits with 1 when there are faults.
    """
    from eval.gold import gold_bytes
    from eval.lint import lint as look_at
    from index import open_collection

    data = gold_bytes(gold)
    with ExitStack() as stack:
        collection = None
        if not no_collection:
            collection = stack.enter_context(open_collection(settings.collection_options()))
        report = look_at(data, collection)
    warnings = len(report.findings) - report.faults
    if as_json:
        write_json(
            {
                "path": str(gold),
                "questions": report.questions,
                "faults": report.faults,
                "warnings": warnings,
                "findings": [finding.to_json() for finding in report.findings],
            }
        )
    else:
        for finding in report.findings:
            write(str(finding))
        write(f"{report.questions:,} sound questions, {report.faults} faults, {warnings} warnings")
    return 1 if report.faults or (strict and warnings) else 0
