"""What the verbs of evaluation show: tables, a bar, the first of many warnings."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.cli.output import note

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["now_and_then", "print_table", "progress", "warn"]

Advance = Callable[[int, int], None]
_SHOWN_WARNINGS = 5
_EVERY_S = 30.0


def print_table(table: Table) -> None:
    """Print to stdout; a pipe gets the whole width."""
    from rich.console import Console

    # A pipe has no width; a table that is cut to 80 columns there would lose figures.
    width = None if sys.stdout.isatty() else 400
    Console(file=sys.stdout, width=width, markup=False, highlight=False).print(table)


@contextmanager
def progress(what: str) -> Iterator[Advance]:
    """A bar on a terminal; elsewhere, as in a log, a line now and then."""
    if not sys.stderr.isatty():
        say = now_and_then()
        yield lambda done, total: say(f"{what}: {done:,} of {total:,}")
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (what, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield _updating(lambda done, total: bar.update(task, completed=done, total=total))


def _updating(update: Callable[[int, int], None]) -> Advance:
    return update


def now_and_then(
    every_s: float = _EVERY_S, clock: Callable[[], float] = time.monotonic
) -> Callable[[str], None]:
    """A function that notes its line on stderr if ``every_s`` seconds have gone since the last."""
    last = clock()

    def say(line: str) -> None:
        nonlocal last
        if clock() - last >= every_s:
            last = clock()
            note(line)

    return say


def warn(lines: Sequence[str], what: str) -> None:
    """Note the first of ``lines`` on stderr, and how many more ``what`` there are."""
    for line in lines[:_SHOWN_WARNINGS]:
        note(line)
    if len(lines) > _SHOWN_WARNINGS:
        note(f"and {len(lines) - _SHOWN_WARNINGS} more {what}")
