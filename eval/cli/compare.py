"""``shutten eval compare``."""

from __future__ import annotations

from pathlib import Path

import click

from eval.cli.terminal import print_table
from service.cli.options import json_option
from service.cli.output import note, write, write_json

__all__ = ["compare"]


@click.command("compare")
@click.argument("run_a", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("run_b", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="METRIC",
    help="Compare this metric, by its full name; may be given several times. [all]",
)
@click.option(
    "--fail-if-worse", is_flag=True, help="Exit with 1 when a metric fell, beyond chance."
)
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0, max=1),
    default=0.0,
    show_default=True,
    help="With --fail-if-worse: a fall of up to this much is accepted.",
)
@click.option("--markdown", is_flag=True, help="Print Markdown, for a pull request.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page into this file, too.",
)
@json_option
def compare(
    run_a: Path,
    run_b: Path,
    metrics: tuple[str, ...],
    fail_if_worse: bool,
    tolerance: float,
    markdown: bool,
    page: Path | None,
    as_json: bool,
) -> int:
    """Compare two runs, question by question, with a confidence interval.

    RUN_A and RUN_B are folders that `eval run --out` wrote, over the same questions and documents.
    """
    from eval.compare import compare_runs
    from eval.reports import comparison as reports
    from eval.saved import read_run, replace_file

    comparison = compare_runs(read_run(run_a), read_run(run_b), metrics)
    if page is not None:
        replace_file(page, reports.comparison_page(comparison))
    if as_json:
        write_json(comparison.to_json())
    elif markdown:
        write(reports.comparison_markdown(comparison), nl=False)
    else:
        for name, (a, b) in comparison.changed.items():
            write(f"{name}: {a} → {b}")
        if any(delta.verdict != "same" for delta in comparison.deltas):
            print_table(reports.comparison_table(comparison))
        if same := reports.unchanged(comparison):
            write(same)
        if slices := reports.notable_slices(comparison):
            print_table(reports.slice_table(slices))
        for line in reports.changed_questions(comparison):
            write(line)
    worse = comparison.worse(tolerance) if fail_if_worse else []
    for delta in worse:
        note(f"worse: {delta.metric} fell from {delta.a:.3f} to {delta.b:.3f}")
    return 1 if worse else 0
