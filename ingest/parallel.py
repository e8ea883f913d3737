"""Read many files in worker processes, results in the order of the files.

Nothing of a file is parsed in this process. A page that kills its worker, takes too long or
needs too much memory is left out and reported among the document's warnings; the other pages
and the other files go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.document import Document
from ingest.errors import ShuttenError
from ingest.workers import Crew, Limits, Listener

__all__ = ["Limits", "read_documents"]

Outcome = Document | ShuttenError


def _nobody(path: Path, read: int, pages: int) -> None:
    """Listens to nothing."""


def read_documents(
    paths: Sequence[Path],
    workers: int,
    limits: Limits | None = None,
    listener: Listener = _nobody,
) -> Iterator[tuple[Path, Outcome]]:
    """Each path with its document, or with the error that kept it out.

    The workers (at least one) go on reading ahead while the caller does something else with what
    came. ``listener`` is called, in the caller's thread, with a path, how many of its pages are
    read, and how many it has. Raises ``RetryError`` where no process can be started.
    """
    if not paths:
        return
    with Crew(paths, max(1, workers), limits or Limits()) as crew:
        for _ in paths:
            yield crew.take(listener)
