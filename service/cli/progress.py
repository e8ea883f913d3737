"""The progress bar of ``shutten ingest``: on a terminal only, and on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Progress

__all__ = ["progress_bar"]


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """A function that shows how far an ingestion is; ``None`` where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def advance(progress: Progress) -> None:
            bar.update(
                task,
                total=progress.total,
                completed=progress.done,
                description=describe(progress),
            )

        yield advance


def describe(progress: Progress) -> str:
    """One short line: the file, and how many passages or pages there are so far."""
    name = progress.path.rsplit("/", 1)[-1]
    if progress.state == "encoding":
        return f"{name}: {progress.encoded}/{progress.to_encode} passages encoded"
    if progress.state == "storing":
        return f"{name}: storing, {progress.encoded}/{progress.to_encode} passages"
    if progress.state == "reading" and progress.read == progress.to_read:
        return f"{name}: putting {progress.to_read} pages together"
    if progress.state == "reading":
        return f"{name}: {progress.read}/{progress.to_read} pages read"
    return f"{name}: {progress.state}, {progress.pages} pages so far"
