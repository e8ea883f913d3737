"""``shutten eval run``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from eval.cli.measure import Asked, measure
from eval.cli.terminal import print_table
from service.cli.options import json_option, with_settings
from service.cli.output import note, write, write_json
from service.settings import Settings

__all__ = ["TUNABLE", "asked_options", "run"]

TUNABLE = (
    "top_k",
    "max_sentences",
    "threshold",
    "dense_weight_same",
    "dense_weight_cross",
    "dense_weight_foreign",
    "candidates",
)
"""Settings that figures depend on and that may be given on the command line."""

asked_options = (
    click.option(
        "--format",
        "format_",
        type=click.Choice(["gold", "squad", "beir", "trec", "ntcir-u4"]),
        default="gold",
        show_default=True,
        help="gold: JSON lines about the collection. The others are public formats (a SQuAD file "
        "or folder, a BEIR, TREC or NTCIR-18 U4 folder) that become a collection of their own.",
    ),
    click.option(
        "--given-passage", is_flag=True, help="Measure the reader alone; nothing is searched."
    ),
    click.option("--limit", type=click.IntRange(min=1), help="Ask the first N questions only."),
    click.option(
        "--also-index",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        help="squad: search among the contexts of this file or folder too.",
    ),
    click.option(
        "--titles", is_flag=True, help="squad: index each article's title with its contexts."
    ),
    click.option(
        "--work-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where collections built from public formats are kept. [the XDG cache directory]",
    ),
)
"""Options that say what is asked; the verbs that ask share them."""


def _asking(verb: Any) -> Any:
    for option in reversed(asked_options):
        verb = option(verb)
    return verb


@click.command("run")
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
@with_settings(*TUNABLE)
@_asking
@click.option(
    "--jobs",
    type=click.IntRange(min=0, max=256),
    default=1,
    show_default=True,
    help="Questions asked at a time, 0 for one a core; latencies are those of a busy machine then.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the run and its reports into this folder; an interrupted run goes on there.",
)
@click.option(
    "--require",
    "requirements",
    multiple=True,
    metavar="'METRIC>=X'",
    help="Exit with 1 unless a figure is as required; may be given several times.",
)
@click.option(
    "--judge",
    is_flag=True,
    help="Also let the configured language model (llm_base_url) judge each answer: answer.judge.",
)
@json_option
def run(
    settings: Settings,
    gold: Path,
    out: Path | None,
    requirements: tuple[str, ...],
    as_json: bool,
    **given: Any,
) -> int:
    """Run a gold set and report the figures.

    GOLD is a file of JSON lines, or a file or folder in the format that --format names.
    """
    from eval.report import summary_table, write_run
    from eval.requirements import parse_requirement, unmet

    required = [parse_requirement(text) for text in requirements]
    summary, records = measure(Asked(gold, **given), settings, out)
    if out is not None:
        write_run(out, summary, records)
    if as_json:
        write_json(summary)
    else:
        print_table(summary_table(summary))
        if out is not None:
            write(f"written to {out}")
    failures = unmet(required, summary)
    for line in failures:
        note(line)
    return 1 if failures else 0
