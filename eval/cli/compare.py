"""``shutten eval compare``."""

from __future__ import annotations

from pathlib import Path

import click

from eval.cli.terminal import print_table
from service.cli.options import json_option
from service.cli.output import write, write_json

__all__ = ["compare"]


@click.command("compare")
@click.argument("run_a", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("run_b", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--fail-if-worse", is_flag=True, help="Exit with 1 when a metric fell, beyond chance."
)
@json_option
def compare(run_a: Path, run_b: Path, fail_if_worse: bool, as_json: bool) -> int:
    """Compare two runs, with a confidence interval.

    RUN_A and RUN_B are folders that `eval run --out` wrote, over the same questions and documents.
    """
    from eval.compare import compare_runs, comparison_table
    from eval.saved import read_run

    comparison = compare_runs(read_run(run_a), read_run(run_b))
    if as_json:
        write_json(comparison.to_json())
    else:
        for name, (a, b) in comparison.changed.items():
            write(f"{name}: {a} → {b}")
        print_table(comparison_table(comparison))
    return 1 if fail_if_worse and comparison.worse else 0
