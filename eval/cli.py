"""The verbs ``shutten eval run`` and ``shutten eval compare``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.errors import UsageError
from service.cli.options import json_option, with_settings
from service.cli.output import note, write, write_json
from service.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from eval.questions import GoldQuestion, QuestionSet
    from eval.run import Advance
    from index import Collection

__all__ = ["compare", "run"]

_TUNABLE = (
    "top_k",
    "max_sentences",
    "threshold",
    "dense_weight_same",
    "dense_weight_cross",
    "dense_weight_foreign",
    "candidates",
)
_SHOWN_WARNINGS = 5


@click.command("run")
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
@with_settings(*_TUNABLE)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["gold", "squad", "beir", "trec", "ntcir-u4"]),
    default="gold",
    show_default=True,
    help="gold: JSON lines about the collection. The others are public formats (a SQuAD file or "
    "folder, a BEIR, TREC or NTCIR-18 U4 folder) that become a collection of their own.",
)
@click.option(
    "--given-passage", is_flag=True, help="Measure the reader alone; nothing is searched."
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask the first N questions only.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the run into this folder.",
)
@click.option(
    "--require",
    "requirements",
    multiple=True,
    metavar="'METRIC>=X'",
    help="Exit with 1 unless a figure is as required; may be given several times.",
)
@click.option(
    "--also-index",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="squad: search among the contexts of this file or folder too.",
)
@click.option("--titles", is_flag=True, help="squad: index each article's title with its contexts.")
@click.option(
    "--work-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where collections built from public formats are kept. [the XDG cache directory]",
)
@json_option
def run(settings: Settings, gold: Path, out: Path | None, as_json: bool, **given: Any) -> int:
    """Run a gold set and report the figures.

    GOLD is a file of JSON lines, or a file or folder in the format that --format names.
    """
    from eval.report import summary_table, write_run
    from eval.requirements import parse_requirement, unmet

    requirements = [parse_requirement(text) for text in given["requirements"]]
    summary, records = _measure(settings, gold, **given)
    if out is not None:
        write_run(out, summary, records)
    if as_json:
        write_json(summary)
    else:
        _print_table(summary_table(summary))
    failures = unmet(requirements, summary)
    for line in failures:
        note(line)
    return 1 if failures else 0


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
    from eval.compare import compare_runs, comparison_table, read_run

    comparison = compare_runs(read_run(run_a), read_run(run_b))
    if as_json:
        write_json(comparison.to_json())
    else:
        for name, (a, b) in comparison.changed.items():
            write(f"{name}: {a} → {b}")
        _print_table(comparison_table(comparison))
    return 1 if fail_if_worse and comparison.worse else 0


def _measure(
    settings: Settings,
    gold: Path,
    *,
    format_: str,
    given_passage: bool,
    limit: int | None,
    also_index: tuple[Path, ...],
    titles: bool,
    work_dir: Path | None,
    requirements: tuple[str, ...],
) -> tuple[dict[str, Any], list[Any]]:
    """The summary with its configuration, and the records."""
    from eval.formats import read_format
    from eval.provenance import describe_run
    from eval.run import run_questions
    from eval.summary import summarise

    if format_ == "gold" and (also_index or titles or work_dir):
        raise UsageError("--also-index, --titles and --work-dir go with a public format")
    with ExitStack() as stack:
        if format_ == "gold":
            questions, collection = _open_gold(settings, gold, limit)
        else:
            wanted = read_format(
                format_, gold, also_index=() if given_passage else also_index, titles=titles
            ).limited(limit)
            _warn(list(wanted.notes))
            questions = wanted.questions
            wanted = wanted.only_asked() if given_passage else wanted.only_searched()
            collection = _open_set(settings, wanted, work_dir)
        stack.enter_context(collection)
        advance = stack.enter_context(_progress())
        records, located = run_questions(
            questions,
            collection,
            settings.answer_options(),
            given_passage=given_passage,
            progress=advance,
            name=str(gold),
        )
        _warn([str(fault) for fault in located.unquoted])
        configuration = describe_run(
            [record.question for record in records],
            collection,
            settings.model_dump(mode="json"),
            gold=str(gold),
            format=format_,
            given_passage=given_passage,
            limit=limit,
            titles=titles,
            unquoted=[str(fault) for fault in located.unquoted],
        )
    return {**summarise(records), "configuration": configuration}, records


def _open_gold(
    settings: Settings, path: Path, limit: int | None
) -> tuple[list[GoldQuestion], Collection]:
    from eval.gold import read_gold
    from index import open_collection

    questions = read_gold(path)[:limit]
    return questions, open_collection(settings.collection_options())


def _open_set(settings: Settings, wanted: QuestionSet, work_dir: Path | None) -> Collection:
    """The collection of the set's own documents, or the settings' where it brings none."""
    from eval.workspace import default_work_dir, open_question_set
    from index import open_collection
    from service.cli.progress import progress_bar

    options = settings.collection_options()
    if not wanted.documents:
        return open_collection(options)
    with progress_bar() as bar:
        return open_question_set(wanted, options, work_dir or default_work_dir(), progress=bar)


@contextmanager
def _progress() -> Iterator[Advance | None]:
    """A bar on a terminal, ``None`` elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("questions", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield _updating(lambda done, total: bar.update(task, completed=done, total=total))


def _updating(update: Callable[[int, int], None]) -> Advance:
    return update


def _warn(lines: list[str]) -> None:
    for line in lines[:_SHOWN_WARNINGS]:
        note(line)
    if len(lines) > _SHOWN_WARNINGS:
        note(f"and {len(lines) - _SHOWN_WARNINGS} more quotes that were not found")


def _print_table(table: Table) -> None:
    from rich.console import Console

    # A pipe has no width; a table that is cut to 80 columns there would lose figures.
    width = None if sys.stdout.isatty() else 400
    Console(file=sys.stdout, width=width, markup=False, highlight=False).print(table)
