"""What the verbs of evaluation show: tables, a bar, the first of many warnings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.cli.output import note

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["print_table", "progress", "warn"]

Advance = Callable[[int, int], None]
_SHOWN_WARNINGS = 5


def print_table(table: Table) -> None:
    """Print to stdout; a pipe gets the whole width."""
    from rich.console import Console

    # A pipe has no width; a table that is cut to 80 columns there would lose figures.
    width = None if sys.stdout.isatty() else 400
    Console(file=sys.stdout, width=width, markup=False, highlight=False).print(table)


@contextmanager
def progress(what: str) -> Iterator[Advance | None]:
    """A bar on a terminal, ``None`` elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (what, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield _updating(lambda done, total: bar.update(task, completed=done, total=total))


def _updating(update: Callable[[int, int], None]) -> Advance:
    return update


def warn(lines: Sequence[str], what: str) -> None:
    """Note the first of ``lines`` on stderr, and how many more ``what`` there are."""
    for line in lines[:_SHOWN_WARNINGS]:
        note(line)
    if len(lines) > _SHOWN_WARNINGS:
        note(f"and {len(lines) - _SHOWN_WARNINGS} more {what}")
